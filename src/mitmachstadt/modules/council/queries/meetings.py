"""Questions to the calendar of the council: what comes, what was, one month, one meeting with all it needs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from mitmachstadt.modules.council.models import AgendaItem, File, Meeting, TablingRight
from mitmachstadt.spine.ui import subjects

#: What nobody outside needs to see counted: items that are hidden or were taken away.
PUBLIC_ITEM = Q(items__public=True, items__deleted_at=None)


def public_meetings() -> QuerySet[Meeting]:
    """Public meetings with a beginning, with body, place and the number of their public items (`items_public`)."""
    found: QuerySet[Meeting] = (
        Meeting.objects.public()
        .filter(starts_at__isnull=False)
        .select_related("body__council", "location")
        .annotate(items_public=Count("items", filter=PUBLIC_ITEM))
    )
    return found


def of_body(found: QuerySet[Meeting], key: str) -> QuerySet[Meeting]:
    """Meetings in which the body of that key sits, alone or with others."""
    return found.filter(Q(body__key=key) | Q(more_bodies__key=key)).distinct() if key else found


def coming(now: datetime, body: str = "", most: int = 20) -> list[Meeting]:
    """The next meetings; one of today is still to come until midnight."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    found = of_body(public_meetings().filter(starts_at__gte=start), body)
    return list(found.order_by("starts_at", "id")[:most])


def past(now: datetime, body: str = "") -> QuerySet[Meeting]:
    """Meetings that have begun before today, the newest first."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return of_body(public_meetings().filter(starts_at__lt=start), body).order_by("-starts_at", "-id")


def of_month(first: date, body: str = "") -> list[Meeting]:
    """All meetings of the month that begins with `first`."""
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    start, end = (timezone.make_aware(datetime(day.year, day.month, 1)) for day in (first, after))
    found = of_body(public_meetings().filter(starts_at__gte=start, starts_at__lt=end), body)
    return list(found.order_by("starts_at", "id"))


def one(pk: int) -> Meeting | None:
    """A public meeting with its files and its agenda."""
    files = File.objects.select_related("upload")
    items = (
        AgendaItem.objects.filter(deleted_at=None)
        .select_related("paper", "tabled_by", "resolution_file__upload", "meeting")
        .prefetch_related(Prefetch("files", files))
        .order_by("number", "id")
    )
    found: Meeting | None = (
        Meeting.objects.public()
        .filter(pk=pk, starts_at__isnull=False)
        .select_related(
            "body", "location", "invitation__upload", "minutes__upload", "verbatim_minutes__upload"
        )
        .prefetch_related(Prefetch("items", items), Prefetch("files", files), "more_bodies", "participants")
        .first()
    )
    return found


def speaking_rights(on: date, committee_id: int) -> set[tuple[int, int]]:
    """Pairs of board and committee where the board may speak on what it tabled, on that day."""
    found = TablingRight.objects.filter(committee_id=committee_id, may_speak=True, valid_from__lte=on).filter(
        Q(valid_until=None) | Q(valid_until__gte=on)
    )
    return set(found.values_list("board_id", "committee_id"))


def newest_decisions(most: int = 6) -> list[AgendaItem]:
    """What was decided last, in public meetings and in public."""
    found = (
        AgendaItem.objects.public()
        .exclude(outcome="", result="")
        .filter(meeting__public=True, meeting__deleted_at=None, meeting__starts_at__lte=timezone.now())
        .select_related("meeting__body", "paper")
        .order_by("-meeting__starts_at", "number", "id")
    )
    return list(found[:most])


def about_topic(found: QuerySet[Meeting], slug: str) -> QuerySet[Meeting]:
    """Meetings with a public item about a topic: by its paper, or by the thing it is about."""
    items = AgendaItem.objects.public().filter(meeting=OuterRef("pk"))
    about = Q(paper__topics__slug=slug)
    for kind, ids in subjects.about_topic(slug).items():
        about |= Q(subject_kind=kind, subject_id__in=ids)
    return found.filter(Exists(items.filter(about)))
