"""Brings news to its followers: at once as a mail each, or gathered in a digest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override

from mitmachstadt.spine.notify import devices, rules, searches
from mitmachstadt.spine.notify.actions import queue_mail
from mitmachstadt.spine.notify.models import News, Subscription
from mitmachstadt.spine.notify.targets import absolute

BATCH = 200


def links(row: Subscription) -> dict[str, Any]:
    """Addresses every mail to a follower carries: manage, and stop with one click."""
    with override(row.language):
        return {
            "manage_url": settings.BASE_URL + reverse("notify:manage", args=[row.token]),
            "unsubscribe": reverse("notify:unsubscribe", args=[row.token]),
        }


def followers(keys: Iterable[str]) -> QuerySet[Subscription]:
    """Confirmed subscriptions to one of `keys`."""
    chosen = Q(pk__in=[])
    for key in keys:
        kind, _, target = key.partition(":")
        chosen |= Q(target_kind=kind, target=target)
    return Subscription.objects.filter(chosen, confirmed_at__isnull=False)


def spread(news_id: int) -> int:
    """Queues one mail for each address that wants this news at once; returns their number.

    Can be repeated after a crash: each address gets a piece of news once.
    """
    news = News.objects.filter(pk=news_id, spread_at__isnull=True).first()
    if news is None:
        return 0
    rows = followers(news.target_keys).filter(frequency=Subscription.Frequency.NOW).order_by("id")
    by_address: dict[str, Subscription] = {}
    for row in rows:
        by_address.setdefault(row.email, row)
    people = list(by_address.values())
    for start in range(0, len(people), BATCH):
        # Small transactions, so that nobody else has to wait for a popular project.
        with transaction.atomic():
            for row in people[start : start + BATCH]:
                send_news(news, row)
    devices.queue_news(news)
    News.objects.filter(pk=news.pk).update(spread_at=timezone.now())
    return len(people)


def send_news(news: News, row: Subscription) -> None:
    """One mail about one piece of news to one follower."""
    found = links(row)
    queue_mail(
        row.email,
        "news",
        {
            "news": news,
            "label": row.label,
            "action_url": absolute(news.path, row.language),
            "manage_url": found["manage_url"],
        },
        language=row.language,
        dedupe_key=f"news:{news.pk}:{row.email}"[:200],
        unsubscribe_url=found["unsubscribe"],
    )


def spread_waiting() -> int:
    """Spreads news whose task got lost; returns the number of mails."""
    late = News.objects.filter(spread_at__isnull=True, at__lt=timezone.now() - timedelta(minutes=1))
    return sum(spread(news_id) for news_id in late.order_by("id").values_list("id", flat=True))


def send_digests(now: datetime | None = None) -> int:
    """Sends every digest that is due at `now`; returns their number.

    A digest holds what happened up to its 7 o'clock, so that two workers build the same one and it goes
    out once.
    """
    now = now or timezone.now()
    sent = 0
    for frequency in (Subscription.Frequency.DAILY, Subscription.Frequency.WEEKLY):
        moment = rules.last_digest_moment(frequency, now)
        due = Subscription.objects.filter(
            Q(last_digest_at__isnull=True, confirmed_at__lt=moment) | Q(last_digest_at__lt=moment),
            frequency=frequency,
            confirmed_at__isnull=False,
        ).order_by("id")
        people: dict[tuple[str, str], list[Subscription]] = defaultdict(list)
        for row in due:
            people[row.email, row.language].append(row)
        if not people:
            continue
        since = min(told_until(row) for rows in people.values() for row in rows)
        news = list(News.objects.filter(at__gt=since, at__lte=moment).order_by("at", "id"))
        for rows in people.values():
            sent += send_digest(frequency, moment, rows, news)
    return sent


def told_until(row: Subscription) -> datetime:
    """Up to when this follower knows everything."""
    return row.last_digest_at or row.confirmed_at or row.created_at


def send_digest(frequency: str, moment: datetime, rows: list[Subscription], news: list[News]) -> int:
    """One digest to one person about everything they follow; 1 when there was something to tell."""
    parts: list[dict[str, Any]] = []
    told: set[int] = set()
    for row in rows:
        key = rules.key_of(row.target_kind, row.target)
        items = [n for n in news if key in n.target_keys and n.at > told_until(row) and n.pk not in told]
        told |= {n.pk for n in items}
        entries = [entry(n.title, n.text, n.path, row.language, n.sample) for n in items]
        if row.target_kind == "search":
            finds = searches.new_finds(row)
            entries += find_entries(finds, row)
            row.seen = searches.grown(row.seen, finds)
        row.last_digest_at = moment
        if entries:
            parts.append({"label": row.label, "entries": entries})
    with transaction.atomic():
        Subscription.objects.bulk_update(rows, ["last_digest_at", "seen"])
        if parts:
            queue_digest(frequency, moment, rows[0], parts)
    return 1 if parts else 0


def queue_digest(frequency: str, moment: datetime, row: Subscription, parts: list[dict[str, Any]]) -> None:
    """Puts the digest into the outbox, once for each person, moment and language."""
    with override(row.language):
        stop_all = reverse("notify:unsubscribe_all", args=[row.token])
    queue_mail(
        row.email,
        "digest",
        {
            "parts": parts,
            "count": sum(len(part["entries"]) for part in parts),
            "frequency": frequency,
            "day": moment.date(),
            "manage_url": links(row)["manage_url"],
        },
        language=row.language,
        dedupe_key=f"digest:{frequency}:{moment:%Y-%m-%d}:{row.language}:{row.email}",
        unsubscribe_url=stop_all,
    )


def entry(title: str, text: str, path: str, language: str, sample: bool = False) -> dict[str, Any]:
    """One line of a digest."""
    return {"title": title, "text": text, "url": absolute(path, language), "sample": sample}


def find_entries(finds: searches.NewFinds, row: Subscription) -> list[dict[str, Any]]:
    """New finds as lines of a digest; where there are very many, the last line leads to the search."""
    entries = [entry(f.title, f.summary, f.path, row.language) for f in finds.shown]
    if finds.more:
        with override(row.language):
            title = ngettext("%(n)s more hit", "%(n)s more hits", finds.more) % {"n": finds.more}
        rest = entry(title, "", f"/suche/?{urlencode({'q': row.target})}", row.language)
        entries.append({**rest, "translated": True})
    return entries


def tell_searches() -> int:
    """Mails new finds to those who follow a search and want to hear at once; returns the number of mails."""
    sent = 0
    rows = Subscription.objects.filter(
        target_kind="search", frequency=Subscription.Frequency.NOW, confirmed_at__isnull=False
    )
    for row in rows.order_by("id").iterator():
        finds = searches.new_finds(row)
        if not finds:
            continue
        found = links(row)
        with transaction.atomic():
            row.seen = searches.grown(row.seen, finds)
            row.save(update_fields=["seen"])
            queue_mail(
                row.email,
                "digest",
                {
                    "parts": [{"label": row.label, "entries": find_entries(finds, row)}],
                    "count": len(finds.keys),
                    "frequency": "now",
                    "manage_url": found["manage_url"],
                },
                language=row.language,
                dedupe_key=f"finds:{row.pk}:{finds.fingerprint}",
                unsubscribe_url=found["unsubscribe"],
            )
        sent += 1
    return sent
