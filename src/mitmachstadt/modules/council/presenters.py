"""Council things in words, colours and addresses, as the pages print them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from mitmachstadt.modules.council.models import AgendaItem, Consultation, File, Meeting, Outcome, Paper
from mitmachstadt.spine.files.queries import address
from mitmachstadt.spine.ui.subjects import Link
from mitmachstadt.spine.ui.words import clock, day_short, weekday_and_day

#: Colour and icon of an outcome; the words come with the choice itself.
LOOKS = {
    Outcome.ACCEPTED: ("leaf", "check-circle"),
    Outcome.CHANGED: ("sun", "partly"),
    Outcome.REJECTED: ("danger", "cross-circle"),
    Outcome.NOTED: ("sky", "eye"),
    Outcome.REFERRED: ("sky", "arrow-right"),
    Outcome.POSTPONED: ("grey", "pause"),
    Outcome.WITHDRAWN: ("grey", "minus"),
    Outcome.OTHER: ("grey", "gavel"),
}


@dataclass(frozen=True)
class Chip:
    """Colour, icon and words of a state."""

    tone: str
    icon: str
    text: str | Promise


#: A paper that waits on the agenda of a meeting to come; what a committee said before stands at its station.
UNDER_WAY = Chip("petrol", "clock", pgettext_lazy("paper", "under consultation"))


@dataclass(frozen=True)
class FileView:
    """A document as a link: its name, where it lies, kind and size in words, and whether it leaves this site."""

    name: str
    url: str
    note: str
    outside: bool


@dataclass(frozen=True)
class ItemView:
    """An agenda item; a non-public one has no title, paper or result here."""

    id: int
    label: str
    title: str
    public: bool
    chip: Chip | None
    result: str
    vote: str
    resolution: str
    exception: str
    tabled_by: str
    tabled_url: str
    may_speak: bool
    paper_url: str
    paper_reference: str
    subject: Link | None
    files: list[FileView]
    parts: list[Any]


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in a list."""

    url: str
    body: str
    body_short: str
    name: str
    when: str
    day: date
    time: str
    short: str
    place: str
    cancelled: bool
    past: bool
    sample: bool
    items: int


@dataclass(frozen=True)
class Station:
    """One step of a paper through the bodies."""

    what: str
    when: str
    url: str
    role: str
    chip: Chip | None
    result: str
    vote: str
    state: str
    exception: str


def outcome_chip(item: AgendaItem) -> Chip | None:
    """The state of an item that was dealt with; words nobody mapped stay words."""
    if item.outcome and item.outcome != Outcome.OTHER:
        tone, icon = LOOKS[Outcome(item.outcome)]
        return Chip(tone, icon, Outcome(item.outcome).label)
    return Chip("grey", "gavel", pgettext("outcome", "dealt with")) if item.outcome or item.result else None


def size_words(size: int | None) -> str:
    """A size in bytes for people: `240 KB`, `1,4 MB`."""
    if not size:
        return ""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")


def file_view(row: File) -> FileView | None:
    """The link to a document, None where it can not be reached."""
    url = address(row.upload) if row.upload else row.access_url or row.download_url
    if not url:
        return None
    kind = (
        "PDF"
        if "pdf" in (row.mime_type or row.file_name).lower()
        else row.file_name.rpartition(".")[2].upper()
    )
    note = ", ".join(part for part in (kind[:8], size_words(row.size)) if part)
    return FileView(row.name or row.file_name or _("Document"), url, note, row.upload_id is None)


def file_views(rows: Iterable[File | None]) -> list[FileView]:
    """Links to those documents that everybody may read, each once."""
    seen: dict[int, FileView] = {}
    for row in rows:
        if row is not None and row.public and row.deleted_at is None and row.pk not in seen:
            found = file_view(row)
            if found:
                seen[row.pk] = found
    return list(seen.values())


def when_words(meeting: Meeting, today: date) -> str:
    """`Donnerstag, 3. Dezember, 17 Uhr`."""
    if meeting.starts_at is None:
        return _("Date not known yet")
    return f"{weekday_and_day(meeting.starts_at, today)}, {clock(meeting.starts_at)}"


def place_words(meeting: Meeting) -> str:
    """Where a meeting takes place, as text."""
    return meeting.place or (str(meeting.location) if meeting.location else "")


def meeting_row(meeting: Meeting, now: datetime) -> MeetingRow:
    """A meeting of a list; wants `items_public` from the query."""
    begins, profile = timezone.localtime(meeting.begins), getattr(meeting.body, "council", None)
    return MeetingRow(
        url=reverse("council:meeting", args=[meeting.pk]), body=meeting.body.name, name=meeting.name,
        body_short=(profile.short_name if profile else "") or meeting.body.name,
        when=when_words(meeting, timezone.localdate(now)), day=begins.date(), time=clock(meeting.begins),
        short=day_short(begins), place=place_words(meeting), cancelled=meeting.cancelled, past=meeting.begins < now,
        sample=meeting.sample, items=getattr(meeting, "items_public", 0),
    )  # fmt: skip


def item_label(item: AgendaItem) -> str:
    """How the agenda numbers an item."""
    return item.label or str(item.number)


def item_view(
    item: AgendaItem, subject: Link | None, parts: list[Any], speaks: set[tuple[int, int]]
) -> ItemView:
    """An item of a meeting's page. `speaks` holds pairs of board and committee where a board may speak."""
    if not item.public:
        return ItemView(
            item.pk, item_label(item), "", False, None, "", "", "", "", "", "", False, "", "", None, [], []
        )
    paper = item.paper if item.paper and item.paper.public and item.paper.deleted_at is None else None
    board = item.tabled_by
    return ItemView(
        id=item.pk, label=item_label(item), title=item.title, public=True, chip=outcome_chip(item), result=item.result,
        vote=item.vote, resolution=item.resolution_text, exception=item.exception_reason,
        tabled_by=board.name if board else "", tabled_url=reverse("council:body", args=[board.key]) if board else "",
        may_speak=bool(board and (board.pk, item.meeting.body_id) in speaks),
        paper_url=reverse("council:paper", args=[paper.pk]) if paper else "",
        paper_reference=paper.reference or _("Paper") if paper else "", subject=subject,
        files=file_views([item.resolution_file, *item.files.all()]), parts=parts,
    )  # fmt: skip


def station(
    consultation: Consultation | None, item: AgendaItem | None, meeting: Meeting | None, now: datetime
) -> Station:
    """A station of a paper, from its consultation, its agenda item or both."""
    bodies = [meeting.body.name] if meeting else []
    if not bodies and consultation:
        bodies = [row.name for row in consultation.organisations.all()]
    begins = meeting.starts_at if meeting else None
    public = item is not None and item.public and item.deleted_at is None
    chip = outcome_chip(item) if item and public else None
    over = begins is not None and begins < now
    shown = meeting is not None and meeting.public and meeting.deleted_at is None
    return Station(
        what=", ".join(bodies) or _("Body not named"),
        when=when_words(meeting, timezone.localdate(now)) if meeting and begins else "",
        url=reverse("council:meeting", args=[meeting.pk]) + (f"#top-{item.pk}" if item and public else "")
        if meeting and shown and begins
        else "",
        role=consultation.role if consultation else "",
        chip=chip, result=item.result if item and public else "", vote=item.vote if item and public else "",
        state="done" if chip or over else ("now" if begins else ""),
        exception=item.exception_reason if item and public else "",
    )  # fmt: skip


def paper_title(paper: Paper) -> str:
    """Reference and title in one line."""
    return f"{paper.reference} {paper.title}".strip()
