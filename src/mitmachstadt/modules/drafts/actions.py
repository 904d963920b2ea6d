"""The writers of texts: prepare, set the text, publish, a new version with its reasons, and the report at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.drafts import queries, rules
from mitmachstadt.modules.drafts.models import Comment, Draft, Outcome, Paragraph, State, Version
from mitmachstadt.modules.drafts.permissions import may_begin, may_write
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.city.actions import next_number
from mitmachstadt.spine.notify.actions import tell
from mitmachstadt.spine.problems import Problem, Refused, refuse_if
from mitmachstadt.spine.search.actions import Entry, index_entries, remove_entry

KIND = "draft"
PREFIX, SAMPLE_PREFIX = "EN", "EB"
FIELDS = ("kind", "title", "summary", "unit", "body", "window_start", "window_end", "report")
NOT_YOURS = Problem("", "not_yours", _("Another unit writes this text."))
STALE = Problem("", "stale", _("Somebody else has changed this meanwhile. Please look at it again."))


def _locked(draft: Draft, by: User, expect: int | None = None) -> Draft:
    row: Draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if not may_write(by, row):
        raise Refused([NOT_YOURS])
    if expect is not None and row.revision != expect:
        raise Refused([STALE])
    return row


def _keep(row: Draft, action: str, *, by: User, summary: Any, fields: Iterable[str] = ()) -> Draft:
    row.revision += 1
    row.updated_at = timezone.now()
    row.save(update_fields=[*fields, "revision", "updated_at"])
    record(
        f"draft.{action}", row, by=by, summary=str(summary), public=row.is_public, sample=row.sample
    )  # fmt: skip
    index(row)
    return row


@transaction.atomic
def prepare(values: Mapping[str, Any], *, by: User, sample: bool = False) -> Draft:
    """A new text that only staff sees; `values` are columns of `FIELDS`. Raises `Refused`."""
    row = Draft(sample=sample, **values)
    if not may_begin(by) or not may_write(by, row):
        raise Refused([NOT_YOURS])
    row.number = next_number(SAMPLE_PREFIX if sample else PREFIX, timezone.localdate().year)
    row.save(force_insert=True)
    return _keep(row, "prepared", by=by, summary=_("Prepared"))


@transaction.atomic
def change(draft: Draft, values: Mapping[str, Any], *, by: User, expect_revision: int) -> Draft:
    """Writes title, window, unit and the words of the report. Raises `Refused`."""
    row = _locked(draft, by, expect_revision)
    names = [name for name in FIELDS if name in values]
    for name in names:
        setattr(row, name, values[name])
    if not may_write(by, row):
        raise Refused([NOT_YOURS])
    start, end = row.window_start, row.window_end
    if start and end and end < start:
        raise Refused([Problem("window_end", "order", _("The end must come after the start."))])
    if row.is_public and start is None:
        raise Refused([Problem("window_start", "missing", _("Say from when on people can comment."))])
    return _keep(row, "changed", by=by, summary=_("Sheet changed"), fields=names)


@transaction.atomic
def set_text(draft: Draft, source: str, *, note: str, by: User, expect_revision: int) -> Version:
    """Keeps the text of the version in preparation; after a public one that is the next version.

    Each paragraph keeps the key it had in the version before. Changed ones are linked with the comments on them that
    were taken over, in whole or in part; `link` corrects that. Raises `Refused`.
    """
    row = _locked(draft, by, expect_revision)
    if row.state == State.CLOSED:
        raise Refused([Problem("", "finished", _("This consultation is finished."))])
    parts = rules.pieces(source)
    if not parts:
        raise Refused([Problem("text", "missing", _("The text has no paragraph yet."))])
    if len(parts) > rules.MAX_PARAGRAPHS:
        raise Refused([Problem("text", "too_long", _("The text has more than 600 paragraphs."))])
    before = queries.newest(row)
    version = queries.prepared(row)
    if version is None:
        version = Version.objects.create(draft=row, number=(before.number if before else 0) + 1)
    # A first version in preparation is matched with itself, so that keys do not grow with every correction.
    model = before or version
    old = list(model.paragraphs.values_list("key", "level", "text"))
    known = {key: text for key, _level, text in old}
    keys = rules.keep_keys(old, parts)
    version.paragraphs.all().delete()
    version.note = note.strip()
    version.save(update_fields=["note"])
    for order, (piece, key) in enumerate(zip(parts, keys, strict=True), start=1):
        if key is None:
            row.keys_given += 1
            key = row.keys_given
        made = Paragraph.objects.create(
            version=version, order=order, key=key, label=piece.label, level=piece.level, text=piece.text
        )
        if before and known.get(key) != piece.text:
            made.because.set(_led(row, key))
    _keep(
        row, "text", by=by, summary=_("Text of version %(n)s") % {"n": version.number}, fields=["keys_given"]
    )
    return version


def _led(draft: Draft, key: int) -> list[Comment]:
    """Comments on a paragraph that were taken over and have not led to a change in an earlier version."""
    taken = (Outcome.TAKEN_OVER, Outcome.IN_PART)
    rows = Comment.objects.filter(
        paragraph__version__draft=draft, paragraph__key=key, outcome__in=taken, led_to__isnull=True
    )
    return list(rows)


@transaction.atomic
def link(paragraph: Paragraph, comments: Iterable[int], *, by: User) -> Paragraph:
    """Says which comments (ids, of the same text) led to this paragraph. Raises `Refused`."""
    row = _locked(paragraph.version.draft, by)
    chosen = Comment.objects.filter(pk__in=list(comments), paragraph__version__draft=row)
    paragraph.because.set(chosen)
    _keep(row, "linked", by=by, summary=_("Reasons of a change named"))
    return paragraph


@transaction.atomic
def publish(draft: Draft, *, by: User, expect_revision: int) -> Draft:
    """Shows the text, or its next version, to everybody and tells who follows. Raises `Refused`."""
    now = timezone.now()
    row = _locked(draft, by, expect_revision)
    version = queries.prepared(row)
    if version is None:
        raise Refused([Problem("text", "missing", _("The text has no paragraph yet."))])
    first = row.state == State.DRAFT
    if first:
        number = version.paragraphs.count()
        refuse_if(rules.publish_problems(row.state, row.summary, number, row.window_start))
        row.state, row.published_at = State.PUBLISHED, now
    version.published_at = now
    version.save(update_fields=["published_at"])
    summary = _("Version %(n)s published") % {"n": version.number}
    _keep(row, "published", by=by, summary=summary, fields=["state", "published_at"])
    with override(settings.LANGUAGE_CODE):
        title = (
            gettext("New text to write together: %(title)s")
            if first
            else gettext("New version of the text: %(title)s")
        )
        tell_followers(row, title=title % {"title": row.title}, text=version.note or row.summary)
    return row


@transaction.atomic
def close(draft: Draft, *, by: User, expect_revision: int) -> Draft:
    """Finishes the consultation with its report. Raises `Refused` while a comment has no answer."""
    row = _locked(draft, by, expect_revision)
    refuse_if(rules.close_problems(row.state, queries.unanswered(row), row.report))
    row.state, row.closed_at = State.CLOSED, timezone.now()
    _keep(row, "closed", by=by, summary=_("Consultation finished"), fields=["state", "closed_at"])
    with override(settings.LANGUAGE_CODE):
        title = gettext("Finished: %(title)s") % {"title": row.title}
        tell_followers(row, title=title, text=row.report[:300])
    return row


def tell_followers(row: Draft, *, title: str, text: str) -> None:
    """Tells who follows the text; call it with German words."""
    tell([f"{KIND}:{row.number}"], title=title, text=text, path=path_of(row), sample=row.sample)


def path_of(row: Draft) -> str:
    """The German address, whatever language the writer's page had."""
    with override(settings.LANGUAGE_CODE):
        return row.get_absolute_url()


def index(row: Draft) -> None:
    """Puts a public text into the search, or takes it out."""
    version = queries.newest(row)
    if not row.is_public or version is None:
        remove_entry(KIND, row.number)
        return
    text = "\n".join(version.paragraphs.values_list("text", flat=True))
    day = timezone.localdate(row.published_at) if row.published_at else None
    entry = Entry(
        kind=KIND, object_id=row.number, title=row.title, summary=row.summary, text=text, url=path_of(row), date=day
    )  # fmt: skip
    index_entries([entry])
