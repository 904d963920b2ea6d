"""The town's newsletter: the only writers of issues, and the way of one issue into the outbox of every reader, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.notify import tasks
from mitmachstadt.spine.notify.actions import queue_mail
from mitmachstadt.spine.notify.models import Edition, News, Subscription
from mitmachstadt.spine.notify.spreading import links
from mitmachstadt.spine.notify.targets import absolute
from mitmachstadt.spine.problems import Problem, refuse_if

KIND, TOWN = "newsletter", "stadt"
BATCH = 200
MOST_LETTERS = 20_000


@dataclass(frozen=True)
class Block:
    """A piece of an issue: `kind` is heading, text or list; a list has one item a line."""

    kind: str
    text: str

    @property
    def items(self) -> list[str]:
        """The items of a list."""
        return [line.lstrip("-* ").strip() for line in self.text.splitlines() if line.strip()]


def blocks(body: str) -> list[Block]:
    """The text in pieces: an empty line parts them, `## ` makes a heading, `- ` an item of a list."""
    found = []
    for piece in body.replace("\r\n", "\n").split("\n\n"):
        text = piece.strip()
        if not text:
            continue
        first, _newline, rest = text.partition("\n")
        if first.startswith("#"):
            found.append(Block("heading", first.lstrip("# ").strip()))
            text = rest.strip()
        if text:
            listed = all(line.lstrip().startswith(("- ", "* ")) for line in text.splitlines())
            found.append(Block("list" if listed else "text", text))
    return found


def readers() -> QuerySet[Subscription]:
    """Everybody who confirmed that they want the newsletter."""
    return Subscription.objects.filter(target_kind=KIND, target=TOWN, confirmed_at__isnull=False)


def save(
    edition: Edition | None, words: Mapping[str, str], *, by: User, submission_key: str | None = None
) -> Edition:
    """Writes a draft, or writes it anew; a new one with a `submission_key` that came before is that one.

    Raises:
        Refused: something is missing, or the issue is on its way already.
    """
    values = {name: words.get(name, "").strip() for name in ("subject", "intro", "body")}
    refuse_if(problems_with(values))
    with transaction.atomic():
        pk = edition.pk if edition else begun(submission_key, values)
        row = Edition.objects.select_for_update().get(pk=pk)
        refuse_if(problems_when_sent(row))
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        record("newsletter_saved", row, by=by, summary=row.subject)
    return row


def begun(submission_key: str | None, values: Mapping[str, str]) -> int:
    """The number of the issue begun in this form; the second press waits for the first and finds its issue."""
    if submission_key is None:
        return Edition.objects.create(**values).pk
    return Edition.objects.get_or_create(submission_key=submission_key, defaults=values)[0].pk


def remove(edition: Edition, *, by: User) -> None:
    """Throws a draft away.

    Raises:
        Refused: the issue is on its way already.
    """
    with transaction.atomic():
        row = Edition.objects.select_for_update().get(pk=edition.pk)
        refuse_if(problems_when_sent(row))
        record("newsletter_removed", row, by=by, summary=row.subject)
        row.delete()


def send(edition: Edition, *, by: User) -> Edition:
    """Starts to send: from here on the text is fixed, and every reader of this moment gets one mail.

    Raises:
        Refused: it is on its way already, or nobody reads it yet.
    """
    with transaction.atomic():
        row = Edition.objects.select_for_update().get(pk=edition.pk)
        refuse_if(problems_when_sent(row))
        refuse_if(problems_with({"subject": row.subject, "body": row.body}))
        row.state, row.started_at = Edition.State.SENDING, timezone.now()
        row.save(update_fields=["state", "started_at"])
        record("newsletter_sent", row, by=by, summary=row.subject)
        transaction.on_commit(lambda: tasks.ask_to_send_edition(row.pk), robust=True)
    return row


def send_trial(edition: Edition, *, to: User) -> None:
    """One mail to the writer, as readers will see it."""
    queue_mail(to.email, "newsletter", words_of(edition, ""), language="de")


def fill_outbox(edition_id: int) -> int:
    """Puts the mails of an issue into the outbox in small steps; returns how many it added.

    Each step locks the issue, goes on behind the last reader and notes how far it came, so that a second worker or a
    worker after a crash does nothing twice.
    """
    added = 0
    while True:
        with transaction.atomic():
            row = (
                Edition.objects.select_for_update().filter(pk=edition_id, state=Edition.State.SENDING).first()
            )
            if row is None:
                return added
            people = list(
                readers().filter(pk__gt=row.reached, confirmed_at__lte=row.started_at).order_by("pk")[:BATCH]
            )
            for person in people:
                queue_for(row, person)
            row.readers += len(people)
            row.reached = people[-1].pk if people else row.reached
            if len(people) < BATCH:
                row.state, row.finished_at = Edition.State.SENT, timezone.now()
            row.save(update_fields=["readers", "reached", "state", "finished_at"])
            added += len(people)


def queue_for(edition: Edition, reader: Subscription) -> None:
    """The issue as a mail to one reader, with the address that ends it in one press."""
    found = links(reader)
    queue_mail(
        reader.email,
        "newsletter",
        words_of(edition, found["manage_url"]),
        language=reader.language,
        dedupe_key=f"newsletter:{edition.pk}:{reader.email}",
        unsubscribe_url=found["unsubscribe"],
    )


def words_of(edition: Edition, manage_url: str) -> dict[str, Any]:
    """What the templates of the mail need."""
    with override("de"):
        page = absolute(reverse("notify:newsletter-issue", args=[edition.pk])) if edition.pk else ""
    return {
        "edition": edition,
        "blocks": blocks(edition.body),
        "page_url": page if edition.state != Edition.State.DRAFT else "",
        "manage_url": manage_url,
    }


def fill_waiting() -> int:
    """Goes on with issues whose task got lost; returns the number of mails."""
    open_ones = Edition.objects.filter(
        state=Edition.State.SENDING, started_at__lt=timezone.now() - timedelta(minutes=1)
    )
    return sum(fill_outbox(pk) for pk in open_ones.values_list("pk", flat=True))


def news_as_text(days: int = 14, most: int = 12) -> str:
    """What the platform told in the last days, as a first draft of an issue."""
    since = timezone.now() - timedelta(days=days)
    rows = News.objects.filter(at__gte=since, sample=False).order_by("-at")[:most]
    parts = [f"## {row.title}\n{row.text.strip()}\n{settings.BASE_URL}{row.path}" for row in rows]
    return "\n\n".join(parts)


def problems_with(words: Mapping[str, str]) -> list[Problem]:
    """What an issue lacks."""
    found = []
    if not words.get("subject"):
        found.append(Problem("subject", "missing", _("Please write a subject.")))
    if len(words.get("subject", "")) > 150:
        found.append(Problem("subject", "too_long", _("Please use at most 150 characters.")))
    if not words.get("body"):
        found.append(Problem("body", "missing", _("Please write the text.")))
    if len(words.get("body", "")) > MOST_LETTERS or len(words.get("intro", "")) > MOST_LETTERS:
        found.append(
            Problem("body", "too_long", _("The text is too long. Please use at most 20,000 characters."))
        )
    return found


def problems_when_sent(edition: Edition) -> list[Problem]:
    """An issue that is on its way stays as it is."""
    if edition.state == Edition.State.DRAFT:
        return []
    return [Problem("", "sent", _("This issue is on its way already and can no longer be changed."))]
