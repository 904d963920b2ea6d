"""Questions to bodies and people: who sits where today, which boards there are, what a person's seats are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from mitmachstadt.modules.council.models import (
    AgendaItem,
    BodyProfile,
    Meeting,
    Membership,
    Person,
    TablingRight,
)
from mitmachstadt.spine.city.models import Organisation, OrganisationKind

#: How the town classifies a body that advises, whatever its name.
ADVISES = "Beirat"


def seated(on: date) -> Q:
    """Memberships that hold on a day; an open end counts."""
    return (Q(start=None) | Q(start__lte=on)) & (Q(end=None) | Q(end__gte=on))


def bodies(*kinds: OrganisationKind) -> QuerySet[Organisation]:
    """Bodies that sit, by name; those whose profile was taken away or hidden are left out."""
    gone = BodyProfile.objects.filter(Q(public=False) | Q(deleted_at__isnull=False)).values("organisation")
    return (
        Organisation.objects.filter(kind__in=kinds or (OrganisationKind.BODY, OrganisationKind.BOARD))
        .exclude(pk__in=gone)
        .select_related("council", "parent")
        .order_by("name")
    )


def boards() -> QuerySet[Organisation]:
    """Boards, and the bodies that advise like one (a youth parliament, an integration council)."""
    return bodies().filter(Q(kind=OrganisationKind.BOARD) | Q(council__classification__iexact=ADVISES))


def body(key: str) -> Organisation | None:
    """One body by its key."""
    return bodies().filter(key=key).first()


def members(organisation: Organisation, on: date) -> list[Membership]:
    """Who sits in a body on a day, by name."""
    found = Membership.objects.public().filter(seated(on), organisation=organisation, person__isnull=False)
    found = found.filter(person__public=True, person__deleted_at=None)
    return list(
        found.select_related("person", "on_behalf_of").order_by("person__family_name", "person__name", "id")
    )


def member_counts(found: Iterable[Organisation], on: date) -> dict[int, int]:
    """How many people sit in these bodies on a day."""
    seats = Membership.objects.public().filter(seated(on), organisation__in=found)
    seats = seats.filter(person__public=True, person__deleted_at=None)
    return dict(seats.order_by().values_list("organisation").annotate(n=Count("person", distinct=True)))


def tabled(found: Iterable[Organisation]) -> QuerySet[AgendaItem]:
    """The public items that these boards put on agendas by their own right, the newest first."""
    items: QuerySet[AgendaItem] = AgendaItem.objects.public().filter(
        tabled_by__in=found, meeting__public=True, meeting__deleted_at=None, meeting__starts_at__isnull=False
    )
    return items.select_related("meeting__body__council").order_by("-meeting__starts_at", "number")


def tabled_counts(found: Iterable[Organisation]) -> dict[int, int]:
    """How many items each of these boards put on agendas."""
    return dict(tabled(found).order_by().values_list("tabled_by").annotate(n=Count("pk")))


def seated_on(meeting: Meeting) -> QuerySet[Person]:
    """Who has a seat in the bodies of a meeting on its day, by name."""
    kept = Membership.objects.filter(seated(timezone.localdate(meeting.begins)), deleted_at=None)
    kept = kept.filter(Q(organisation=meeting.body_id) | Q(organisation__in=meeting.more_bodies.all()))
    found: QuerySet[Person] = Person.objects.filter(deleted_at=None, pk__in=kept.values("person"))
    return found


def rights_on(on: date) -> QuerySet[TablingRight]:
    """All rights of boards to table items that hold on that day."""
    return (
        TablingRight.objects.filter(valid_from__lte=on)
        .filter(Q(valid_until=None) | Q(valid_until__gte=on))
        .select_related("board", "committee")
    )


def rights_of_board(organisation: Organisation, on: date) -> list[TablingRight]:
    """In which committees a board may table items on that day."""
    return list(rights_on(on).filter(board=organisation))


def rights_in_committee(organisation: Organisation, on: date) -> list[TablingRight]:
    """Which boards may table items in a committee on that day."""
    return list(rights_on(on).filter(committee=organisation))


def start_page_boards(on: date) -> list[tuple[BodyProfile, list[TablingRight]]]:
    """Boards that the town shows on its start page, each with the rights it has in committees."""
    rights: dict[int, list[TablingRight]] = {}
    for right in rights_on(on):
        rights.setdefault(right.board_id, []).append(right)
    found = BodyProfile.objects.public().filter(on_start_page=True).select_related("organisation")
    return [(row, rights.get(row.organisation_id, [])) for row in found]


def people(on: date, text: str = "") -> QuerySet[Person]:
    """Everybody who holds a seat on that day, by name, with the seats."""
    seats = (
        Membership.objects.public()
        .filter(seated(on), organisation__isnull=False)
        .select_related("organisation")
        .order_by("organisation__name")
    )
    found: QuerySet[Person] = Person.objects.public().filter(stub=False, memberships__in=seats).distinct()
    if text:
        found = found.filter(name__icontains=text)
    return found.prefetch_related(Prefetch("memberships", seats, to_attr="seats_now")).order_by(
        "family_name", "name", "id"
    )


def person(pk: int) -> Person | None:
    """A public person with every public seat, present and past."""
    seats = (
        Membership.objects.public()
        .filter(organisation__isnull=False)
        .select_related("organisation", "on_behalf_of")
        .order_by("-start", "id")
    )
    found: Person | None = (
        Person.objects.public()
        .filter(pk=pk, stub=False)
        .prefetch_related(Prefetch("memberships", seats, to_attr="seats"))
        .first()
    )
    return found
