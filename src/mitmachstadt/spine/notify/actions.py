"""The only writers of mails and subscriptions: queue a mail, tell followers, follow, confirm, stop."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.notify import letters, rules, searches, tasks
from mitmachstadt.spine.notify.models import Mail, News, Push, Subscription
from mitmachstadt.spine.notify.targets import Target, absolute
from mitmachstadt.spine.problems import Problem, refuse_if


def queue_mail(
    to: str,
    template: str,
    context: Mapping[str, Any],
    *,
    language: str = "de",
    dedupe_key: str | None = None,
    unsubscribe_url: str = "",
) -> Mail:
    """Puts a mail into the outbox, in the caller's transaction; the worker sends it after the commit.

    Renders `mails/<template>.subject.txt`, `.txt` and, if there is one, `.html`. A second call with the same
    `dedupe_key` changes nothing and returns the first mail. An address that can not be
    written to does not fail the action: the mail is kept as failed and operators see it.

    Raises:
        TemplateDoesNotExist, ValueError: mistakes of the program (no such template, a foreign unsubscribe
        address).
    """
    if dedupe_key:
        dedupe_key = short_key(dedupe_key)
        known = Mail.objects.filter(dedupe_key=dedupe_key).first()
        if known:
            return known
    link = absolute(unsubscribe_url, language) if unsubscribe_url else ""
    letter = letters.write(template, context, language, link)
    wrong = rules.problems_with_address(to)
    mail = Mail(
        to=to.strip()[:254] if not wrong else " ".join(to.split())[:254],
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        unsubscribe_url=link,
        language=language,
        dedupe_key=dedupe_key or None,
        failed_at=timezone.now() if wrong else None,
        last_error="no usable address" if wrong else "",
    )
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:
        # Somebody else queued the same mail in the same moment.
        return Mail.objects.get(dedupe_key=dedupe_key)
    if not wrong:
        # A queue that does not answer must not fail the action: the worker finds due mails by itself as well.
        transaction.on_commit(lambda: tasks.ask_to_deliver(mail.pk), robust=True)
    return mail


def short_key(key: str) -> str:
    """The key itself, or its checksum when it is longer than the column."""
    return key if len(key) <= 200 else "sha256:" + hashlib.sha256(key.encode()).hexdigest()


def tell(keys: Iterable[str], *, title: str, text: str, path: str, sample: bool = False) -> News:
    """Tells everybody who follows one of `keys` (`project:V-2026-014`, `district:ickern`, `topic:klima`).

    Each person gets it once, at once or in the next digest; the mails are made by the worker. `path` is
    the page of this platform where one reads on.

    Raises:
        ValueError: when `path` leads away from this platform.
    """
    absolute(path)
    news = News.objects.create(
        target_keys=sorted(set(keys)), title=title[:300], text=text, path=path[:300], sample=sample
    )
    transaction.on_commit(lambda: tasks.ask_to_spread(news.pk), robust=True)
    return news


def untell(paths: Iterable[str]) -> None:
    """Takes back what was told about these pages, so that no later digest names what is not to be read any more."""
    News.objects.filter(path__in=[path[:300] for path in paths]).delete()


def follow(
    target: Target,
    *,
    email: str = "",
    user: User | None = None,
    frequency: str = "now",
    language: str = "de",
    sample: bool = False,
) -> Subscription:
    """Starts to follow `target`: at once with an account, else after a click in a mail to `email`.

    Following twice changes only the frequency, and without an account only after a new click.

    Raises:
        Refused: an address nobody can be written at, or an unknown frequency.
    """
    address = (user.email if user else email).strip().lower()
    refuse_if(rules.problems_with_address(address))
    refuse_if(problems_with_frequency(frequency))
    start: dict[str, Any] = {
        "label": target.label[:200],
        "frequency": frequency,
        "language": language,
        "user": user,
        "sample": sample,
        "confirmed_at": timezone.now() if user else None,
    }
    with transaction.atomic():
        row, made = Subscription.objects.get_or_create(
            email=address, target_kind=target.kind, target=target.target, defaults=start
        )
        if user and (row.user_id != user.pk or not row.confirmed_at or row.frequency != frequency):
            row.user, row.language = user, language
            row.confirmed_at = row.confirmed_at or timezone.now()
            row.save(update_fields=["user", "language", "confirmed_at"])
            set_frequency(row, frequency)
        if user and (made or not row.seen):
            remember_finds(row)
        if not user:
            ask_to_confirm(row, frequency)
    return row


def ask_to_confirm(row: Subscription, frequency: str) -> None:
    """Mails the link that starts (or, where it is followed already, shows) the subscription; once in ten
    minutes."""
    with override(row.language):
        confirm = reverse("notify:confirm", args=[row.token])
        manage = reverse("notify:manage", args=[row.token])
    template = "follow_known" if row.confirmed_at else "follow_confirm"
    if not row.confirmed_at and row.frequency != frequency:
        row.frequency = frequency
        row.save(update_fields=["frequency"])
    slot = int(timezone.now().timestamp() // 600)
    queue_mail(
        row.email,
        template,
        {
            "label": row.label,
            "url": settings.BASE_URL + (manage if row.confirmed_at else confirm),
            "days": rules.UNCONFIRMED_DAYS,
        },
        language=row.language,
        dedupe_key=f"follow:{row.pk}:{template}:{slot}",
    )


def confirm(row: Subscription) -> Subscription:
    """Starts a subscription whose link was clicked; a second click changes nothing."""
    if not row.confirmed_at:
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])
        remember_finds(row)
    return row


def remember_finds(row: Subscription) -> None:
    """For a search: what is there already is no news."""
    if row.target_kind == "search":
        row.seen = searches.memory_of(row.target)
        row.save(update_fields=["seen"])


def set_frequency(row: Subscription, frequency: str) -> Subscription:
    """At once, daily or weekly from now on; nothing told before is told again.

    Raises:
        Refused: an unknown frequency.
    """
    refuse_if(problems_with_frequency(frequency))
    if row.frequency != frequency:
        row.frequency = frequency
        row.last_digest_at = timezone.now()
        row.save(update_fields=["frequency", "last_digest_at"])
    return row


def unfollow(row: Subscription) -> None:
    """Stops a subscription and forgets it."""
    row.delete()


def change_address(user: User, email: str) -> None:
    """The account's subscriptions go to its new address; what the new address follows already is not
    doubled."""
    new = email.strip().lower()
    taken = set(
        Subscription.objects.filter(email=new).exclude(user=user).values_list("target_kind", "target")
    )
    for row in Subscription.objects.filter(user=user).exclude(email=new):
        if (row.target_kind, row.target) in taken:
            Subscription.objects.filter(email=new, target_kind=row.target_kind, target=row.target).update(
                user=user
            )
            row.delete()
        else:
            row.email = new
            row.save(update_fields=["email"])


def try_again(mail: Mail) -> None:
    """Gives a failed mail another three days."""
    now = timezone.now()
    Mail.objects.filter(pk=mail.pk, sent_at__isnull=True).update(
        failed_at=None, tries=0, next_try_at=now, created_at=now, last_error=""
    )
    transaction.on_commit(lambda: tasks.ask_to_deliver(mail.pk), robust=True)


def outdated(now: datetime) -> list[QuerySet[Any]]:
    """What has done its work: sent mails, given-up ones, unconfirmed wishes, old news."""

    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    return [
        Mail.objects.filter(
            Q(sent_at__lt=before(rules.SENT_DAYS)) | Q(failed_at__lt=before(rules.FAILED_DAYS))
        ),
        Subscription.objects.filter(confirmed_at__isnull=True, created_at__lt=before(rules.UNCONFIRMED_DAYS)),
        Push.objects.filter(created_at__lt=before(rules.PUSH_DAYS)),
        News.objects.filter(spread_at__isnull=False, at__lt=before(rules.NEWS_DAYS)),
    ]


def purge(now: datetime | None = None) -> int:
    """Forgets what has done its work; returns the rows."""
    return sum(int(rows.delete()[0]) for rows in outdated(now or timezone.now()))


def problems_with_frequency(frequency: str) -> list[Problem]:
    if frequency in Subscription.Frequency.values:
        return []
    return [Problem("frequency", "unknown", _("Please choose how often you want to hear from us."))]
