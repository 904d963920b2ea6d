"""What other modules may ask the council: plain data goes in and out, never a row of its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from mitmachstadt.modules.council import actions, called, paper_actions
from mitmachstadt.modules.council.called import Called as Called
from mitmachstadt.modules.council.models import AgendaItem, Location, Meeting, Paper
from mitmachstadt.modules.council.permissions import may_keep_meetings
from mitmachstadt.modules.council.queries import bodies
from mitmachstadt.modules.council.queries.papers import kept_papers, still_before
from mitmachstadt.modules.council.touch import touch
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.prepared import Prepared
from mitmachstadt.spine.problems import Refused  # noqa: F401  (raised by every writer below)


@dataclass(frozen=True)
class MeetingInfo:
    """A meeting; `day` is its day in the town."""

    id: int
    body_key: str
    body_name: str
    starts_at: datetime
    day: date
    place: str
    public: bool
    cancelled: bool
    sample: bool


@dataclass(frozen=True)
class ItemInfo:
    """An agenda item with its meeting; empty text where something is not known yet, `path` where everybody may read it."""

    id: int
    meeting: MeetingInfo
    number: int
    title: str
    paper_reference: str
    paper_title: str
    exception_reason: str
    result: str
    vote: str
    resolution: str
    path: str


@dataclass(frozen=True)
class PaperResult:
    """How a paper ended in the body that dealt with it last: outcome key ("" while only words exist), day and body."""

    outcome: str
    day: date
    body_name: str


@dataclass(frozen=True)
class BoardInfo:
    """A board that the town shows on its start page; `rights` are names of committees where it may table items."""

    key: str
    name: str
    mandate: str
    path: str
    rights: tuple[str, ...]


@dataclass(frozen=True)
class PaperInfo:
    """A council paper; `departments` are keys and names of the units that wrote it, `path` its public page."""

    id: int
    reference: str
    title: str
    paper_type: str
    date: date | None
    departments: tuple[tuple[str, str], ...]
    subject_kind: str
    subject_id: str
    public: bool
    released_at: datetime | None
    sample: bool
    path: str


def start_of(day: date) -> datetime:
    """The first moment of a day in the town."""
    return timezone.make_aware(datetime.combine(day, time.min))


def upcoming_meetings(
    from_day: date, body_keys: Sequence[str] | None = None, limit: int = 50
) -> list[MeetingInfo]:
    """Meetings from a day on that have not been cancelled, the next first; of all bodies when none is named."""
    found = Meeting.objects.filter(
        cancelled=False, deleted_at=None, starts_at__gte=start_of(from_day)
    ).select_related("body")
    if body_keys is not None:
        found = found.filter(body__key__in=body_keys)
    return [_meeting(row) for row in found.order_by("starts_at", "id")[:limit]]


def past_meetings(before_day: date, days: int = 365, limit: int = 50) -> list[MeetingInfo]:
    """Meetings of the last `days` days before a day that took place, the newest first."""
    end = start_of(before_day)
    found = Meeting.objects.filter(
        cancelled=False, deleted_at=None, starts_at__lt=end, starts_at__gte=end - timedelta(days=days)
    )
    return [_meeting(row) for row in found.select_related("body").order_by("-starts_at", "-id")[:limit]]


def start_page_boards(today: date) -> list[BoardInfo]:
    """Boards with a place on the start page, by name."""
    return [
        BoardInfo(
            key=row.organisation.key, name=row.organisation.name, mandate=row.mandate or row.organisation.role,
            path=reverse("council:body", args=[row.organisation.key]),
            rights=tuple(right.committee.name for right in rights),
        )
        for row, rights in bodies.start_page_boards(today)
    ]  # fmt: skip


ITEMS_ABOUT = Prepared(
    lambda kind, key: (
        AgendaItem.objects.filter(
            subject_kind=kind, subject_id=key, deleted_at=None, meeting__starts_at__isnull=False
        )
        .select_related("meeting__body", "paper")
        .order_by("meeting__starts_at", "id")
    )
)


def items_about(subject_kind: str, subject_id: str) -> list[ItemInfo]:
    """Agenda items about one thing, the earliest meeting first."""
    return [_item(row) for row in ITEMS_ABOUT(subject_kind, subject_id)]


def add_meeting(
    body_key: str, starts_at: datetime, *, by: User, place: str = "", sample: bool = False
) -> MeetingInfo:
    """A new public meeting of a body; raises `Refused` as `actions.add_meeting`."""
    body = Organisation.objects.get(key=body_key)
    return _meeting(actions.add_meeting(body, starts_at, by=by, place=place, sample=sample))


def remove_samples() -> int:
    """Takes every example away: meetings with their agendas, papers, and their lines in the log; returns how many."""
    meetings = Meeting.objects.filter(sample=True)
    papers = Paper.objects.filter(sample=True)
    LogEntry.objects.filter(sample=True, object_kind__in=("meeting", "paper")).delete()
    removed = meetings.count() + papers.count()
    meetings.delete()
    papers.delete()
    # A place that a real meeting took over meanwhile is no example any more.
    places = Location.objects.filter(sample=True)
    taken = list(places.filter(meetings__isnull=False).values_list("pk", flat=True))
    Location.objects.filter(pk__in=taken).update(sample=False)
    touch(Location, taken)
    places.filter(meetings__isnull=True, papers__isnull=True).delete()
    return removed


def add_agenda_item(
    meeting_id: int,
    title: str,
    *,
    by: User,
    subject_kind: str,
    subject_id: str,
    exception_reason: str = "",
    paper_reference: str = "",
    paper_title: str = "",
) -> ItemInfo:
    """Puts something on the agenda of a meeting; a paper that is new is kept with it, public once its check agrees.

    Raises:
        Refused: as `actions.add_agenda_item`.
        Meeting.DoesNotExist: for an unknown meeting.
    """
    meeting = Meeting.objects.get(pk=meeting_id)
    paper = None
    if paper_reference.strip():
        paper = paper_actions.keep_paper(
            paper_reference,
            paper_title or title,
            by=by,
            day=actions.paper_day(meeting),
            sample=meeting.sample,
        )
    item = actions.add_agenda_item(
        meeting, title, by=by, subject_kind=subject_kind, subject_id=subject_id, paper=paper,
        exception_reason=exception_reason,
    )  # fmt: skip
    return _item(item)


def remove_agenda_item(item_id: int, *, by: User, reason: str = "") -> None:
    """Takes an item off its agenda; raises `Refused` for one that has a result."""
    actions.remove_agenda_item(AgendaItem.objects.get(pk=item_id), by=by, reason=reason)


def record_result(item_id: int, result: str, *, by: User, vote: str = "", outcome: str = "") -> ItemInfo:
    """Keeps what a body decided; raises `Refused` as `actions.record_result`."""
    item = AgendaItem.objects.get(pk=item_id)
    return _item(actions.record_result(item, result, by=by, vote=vote, outcome=outcome))


def mark_withdrawn(subject_kind: str, subject_id: str) -> int:
    """Items of coming meetings about something that was taken back say so from now on; returns how many."""
    return actions.mark_withdrawn(subject_kind, subject_id)


def call_subjects(kind: str, things: Sequence[Called], *, readable: bool) -> None:
    """Agendas and papers bear the titles of these things, or only their short names; see `called`."""
    called.call_subjects(kind, things, readable=readable)


def paper(paper_id: int) -> PaperInfo | None:
    """One paper, also one that is not released; None for an unknown or deleted one."""
    row = Paper.objects.filter(pk=paper_id, deleted_at=None).prefetch_related("departments").first()
    return _paper(row) if row else None


def paper_page(paper_id: int, person: User) -> str:
    """The page on which somebody finds a paper: at the desk where the person keeps it, else the public one, else ""."""
    row = kept_papers().filter(pk=paper_id).first()
    if row is None:
        return ""
    if may_keep_meetings(person):
        return reverse("council:desk-paper", args=[paper_id])
    return reverse("council:paper", args=[paper_id]) if row.public else ""


def papers_dated(since: date, until: date, *, public_only: bool = True) -> list[PaperInfo]:
    """Papers with a date from `since` to `until`, both included, the newest first.

    A paper kept here without a date counts from the day it was entered, so that none escapes.
    """
    found = Paper.objects.public() if public_only else Paper.objects.filter(deleted_at=None)
    entered = Q(
        date=None,
        source_id="",
        created_at__gte=start_of(since),
        created_at__lt=start_of(until + timedelta(days=1)),
    )
    found = found.filter(Q(date__gte=since, date__lte=until) | entered, stub=False)
    return [
        _paper(row)
        for row in found.prefetch_related("departments").order_by(F("date").desc(nulls_last=True), "-id")
    ]


def paper_results(ids: Sequence[int]) -> dict[int, PaperResult]:
    """The last result of each paper that was decided in public meetings, by paper; one that still waits on the agenda
    of a later meeting is not decided yet, whatever a committee recommended."""
    found: dict[int, PaperResult] = {}
    items = AgendaItem.objects.public().filter(
        paper__in=list(ids), meeting__public=True, meeting__deleted_at=None, meeting__starts_at__isnull=False
    )
    for item in (
        items.exclude(outcome="", result="").select_related("meeting__body").order_by("meeting__starts_at")
    ):
        if item.paper_id is not None:
            day = timezone.localdate(item.meeting.begins)
            found[item.paper_id] = PaperResult(item.outcome, day, item.meeting.body.name)
    waiting = Paper.objects.filter(still_before(timezone.now()), pk__in=list(ids))
    for paper_id in waiting.values_list("pk", flat=True):
        found.pop(paper_id, None)
    return found


def draft_paper(
    reference: str,
    title: str,
    *,
    by: User,
    departments: Sequence[str] = (),
    summary: str = "",
    day: date | None = None,
    sample: bool = False,
) -> PaperInfo:
    """A paper that nobody outside sees yet; `departments` are keys. Raises `Refused` as `paper_actions.draft_paper`."""
    units = list(Organisation.objects.filter(key__in=list(departments)))
    return _paper(
        paper_actions.draft_paper(
            reference, title, by=by, departments=units, summary=summary, day=day, sample=sample
        )
    )


def release_paper(paper_id: int, *, by: User) -> PaperInfo:
    """Makes a paper public; raises `Refused` when another module forbids it."""
    return _paper(paper_actions.release_paper(Paper.objects.get(pk=paper_id), by=by))


def _paper(row: Paper) -> PaperInfo:
    return PaperInfo(
        id=row.pk, reference=row.reference, title=row.title, paper_type=row.paper_type, date=row.date,
        departments=tuple((unit.key, unit.name) for unit in row.departments.all()), subject_kind=row.subject_kind,
        subject_id=row.subject_id, public=row.public, released_at=row.released_at, sample=row.sample,
        path=f"/rat/vorlagen/{row.pk}/",
    )  # fmt: skip


def _meeting(row: Meeting) -> MeetingInfo:
    return MeetingInfo(
        id=row.pk, body_key=row.body.key, body_name=row.body.name, starts_at=row.begins,
        day=timezone.localdate(row.begins), place=row.place, public=row.public, cancelled=row.cancelled,
        sample=row.sample,
    )  # fmt: skip


def _item(row: AgendaItem) -> ItemInfo:
    return ItemInfo(
        id=row.pk, meeting=_meeting(row.meeting), number=row.number, title=row.title,
        paper_reference=row.paper.reference if row.paper else "", paper_title=row.paper.title if row.paper else "",
        exception_reason=row.exception_reason, result=row.result, vote=row.vote, resolution=row.resolution_text,
        path=f"{reverse('council:meeting', args=[row.meeting_id])}#top-{row.pk}" if row.meeting.public and row.public else "",
    )  # fmt: skip
