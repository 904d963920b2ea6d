"""The eleven kinds of objects below the system: their tables, which of them everybody may see, and to which body they belong.

A row is seen when it is public itself and so is what it hangs on. It is known, and answers as deleted, when all of that
was public once; anything else does not exist for the outside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q

from mitmachstadt.modules.council.models import (
    AgendaItem,
    BodyProfile,
    Consultation,
    File,
    Location,
    Meeting,
    Membership,
    Municipality,
    Paper,
    Person,
    Term,
)

Condition = Callable[[str], Q]


def live(prefix: str = "") -> Q:
    """Public and not taken away; the same as `PublicQuerySet.public`, for what a row hangs on."""
    return Q(**{f"{prefix}public": True, f"{prefix}deleted_at": None})


def ever(prefix: str = "") -> Q:
    """Public now or once."""
    return Q(**{f"{prefix}public": True}) | Q(**{f"{prefix}was_public": True})


@dataclass(frozen=True)
class Kind:
    """`name` stands in addresses, `type_name` in the objects; `key` is the column with the number of the address.

    `state(condition)` says what has to hold, `body(number, home)` which rows belong to a body; rows that name none
    belong to the town's own one (`home`). `counted`: how many there are can be told at a cost worth it. `held`: seen
    through whatever it hangs on, so that asking costs more than looking for its stored answer.
    """

    name: str
    type_name: str
    model: type[Model]
    state: Callable[[Condition], Q]
    body: Callable[[int, bool], Q]
    key: str = "id"
    counted: bool = True
    held: bool = False


def _of(field: str) -> Callable[[int, bool], Q]:
    """Belonging by the column `field` (a path that ends at a municipality)."""

    def belongs(number: int, home: bool) -> Q:
        found = Q(**{f"{field}_id": number})
        return found | Q(**{f"{field}__isnull": True}) if home else found

    return belongs


def _own(condition: Condition) -> Q:
    return condition("")


def _with(*parents: str) -> Callable[[Condition], Q]:
    """The row itself and each of these parents that it has."""

    def state(condition: Condition) -> Q:
        found = condition("")
        for parent in parents:
            found &= Q(**{f"{parent}__isnull": True}) | condition(f"{parent}__")
        return found

    return state


def _seat(condition: Condition) -> Q:
    # an organization without a profile is none of the council's
    person, seat = condition("person__"), condition("organisation__council__")
    return condition("") & (Q(person=None) | person) & (Q(organisation=None) | seat)


def _join(model: type[Model], column: str, found: Q) -> Exists:
    return Exists(model._default_manager.filter(found, **{column: OuterRef("pk")}))


def _holders_of_file(to: Callable[[str, str], Q]) -> Q:
    """Somewhere the file is attached; `to(prefix, kind)` says to what."""
    paper, meeting, item = to("", "paper"), to("", "meeting"), to("", "item")
    found = Q(_join(Paper, "main_file", paper)) | Q(
        _join(Paper.files.through, "file", to("paper__", "paper"))
    )
    for column in ("invitation", "minutes", "verbatim_minutes"):
        found |= Q(_join(Meeting, column, meeting))
    found |= Q(_join(Meeting.files.through, "file", to("meeting__", "meeting")))
    found |= Q(_join(AgendaItem, "resolution_file", item))
    return found | Q(_join(AgendaItem.files.through, "file", to("agendaitem__", "item")))


def _holders_of_place(to: Callable[[str, str], Q]) -> Q:
    found = Q(_join(Paper.locations.through, "location", to("paper__", "paper")))
    for model, name in ((Meeting, "meeting"), (BodyProfile, "profile"), (Municipality, "municipality")):
        found |= Q(_join(model, "location", to("", name)))
    return found


def _held(holders: Callable[[Callable[[str, str], Q]], Q]) -> Callable[[Condition], Q]:
    """Seen through what it is attached to; what another system lists without attaching it is seen as well."""

    def state(condition: Condition) -> Q:
        def to(prefix: str, kind: str) -> Q:
            found = condition(prefix)
            return found & condition(f"{prefix}meeting__") if kind == "item" else found

        loose = ~Q(source_id="") & ~holders(lambda prefix, kind: Q())
        return condition("") & (holders(to) | loose)

    return state


def _held_by(holders: Callable[[Callable[[str, str], Q]], Q]) -> Callable[[int, bool], Q]:
    def belongs(number: int, home: bool) -> Q:
        def to(prefix: str, kind: str) -> Q:
            if kind == "municipality":
                return Q(**{f"{prefix}pk": number})
            return _of(f"{prefix}meeting__municipality" if kind == "item" else f"{prefix}municipality")(
                number, home
            )

        found = holders(to)
        return found | ~holders(lambda prefix, kind: Q()) if home else found

    return belongs


def _file(condition: Condition) -> Q:
    # the address of the content is mandatory, so a file that has none is not shown
    content = Q(upload__isnull=False) | Q(access_url__startswith="http")
    return (content | Q(download_url__startswith="http")) & _held(_holders_of_file)(condition)


BODY = Kind("body", "Body", Municipality, _own, lambda number, home: Q(pk=number))
TERM = Kind("legislative-term", "LegislativeTerm", Term, _with("municipality"), _of("municipality"))
ORGANISATION = Kind(
    "organization", "Organization", BodyProfile, _own, _of("municipality"), key="organisation_id"
)
PERSON = Kind("person", "Person", Person, _own, _of("municipality"))
MEMBERSHIP = Kind("membership", "Membership", Membership, _seat, _of("person__municipality"))
MEETING = Kind("meeting", "Meeting", Meeting, _own, _of("municipality"))
ITEM = Kind(
    "agenda-item", "AgendaItem", AgendaItem, _with("meeting"), _of("meeting__municipality"), counted=False
)
PAPER = Kind("paper", "Paper", Paper, _own, _of("municipality"))
CONSULTATION = Kind(
    "consultation", "Consultation", Consultation, _with("paper"), _of("paper__municipality"), counted=False
)
FILE = Kind("file", "File", File, _file, _held_by(_holders_of_file), counted=False, held=True)
LOCATION = Kind(
    "location", "Location", Location, _held(_holders_of_place), _held_by(_holders_of_place), counted=False, held=True,
)  # fmt: skip

KINDS = {
    kind.name: kind
    for kind in (
        BODY, TERM, ORGANISATION, PERSON, MEMBERSHIP, MEETING, ITEM, PAPER, CONSULTATION, FILE, LOCATION,
    )
}  # fmt: skip


@cache
def _asked(kind: Kind, condition: Condition) -> Any:
    """The question is put together once: that of files, with all that may hold them, costs more than its answer."""
    return kind.model._default_manager.filter(kind.state(condition))


def seen(kind: Kind) -> Any:
    """Rows that everybody may see."""
    return _asked(kind, live).all()


def known(kind: Kind) -> Any:
    """Rows that everybody may see or could once."""
    return _asked(kind, ever).all()
