"""Looks up what the objects of one page need, in a number of queries that does not grow with the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Model, Q
from django.utils import timezone

from mitmachstadt.modules.council.models import (
    AgendaItem,
    BodyProfile,
    Consultation,
    File,
    Meeting,
    Membership,
    Municipality,
    Paper,
    Person,
)
from mitmachstadt.modules.council.oparl import kinds
from mitmachstadt.modules.council.oparl.columns import COLUMNS
from mitmachstadt.modules.council.oparl.kinds import live
from mitmachstadt.modules.council.oparl.objects import Object, Row, Writer
from mitmachstadt.spine.city.models import OrganisationKind
from mitmachstadt.spine.prepared import Prepared

MEETING_FILES = {
    "invitation": "invitation_id",
    "resultsProtocol": "minutes_id",
    "verbatimProtocol": "verbatim_minutes_id",
}

SEEN_FILES = Prepared(
    lambda *numbers: kinds.seen(kinds.FILE).filter(pk__in=numbers).values_list("pk", flat=True)
)

Groups = dict[int, list[int]]


def pairs(
    model: type[Model], one: str, many: str, numbers: Sequence[int], condition: Q | None = None
) -> Groups:
    """Column `many` grouped by column `one` for these numbers, in the order of `many`."""
    found: Groups = defaultdict(list)
    rows = model._default_manager.filter(condition or Q(), **{f"{one}__in": numbers})
    for key, value in rows.order_by(many).values_list(one, many).distinct():
        found[key].append(value)
    return found


def page_of(kind: str, row: Row) -> str | None:
    """The path where people read the same thing; None for what has no page of its own."""
    if row["stub"]:
        return None
    if kind == "meeting" and row["starts_at"] is None:
        return None
    if kind == "organization":
        sits = row["organisation__kind"] in (OrganisationKind.BODY, OrganisationKind.BOARD)
        return f"/rat/gremien/{row['organisation__key']}/" if sits else None
    folder = {"paper": "vorlagen", "meeting": "sitzungen", "person": "personen"}.get(kind)
    return f"/rat/{folder}/{row['id']}/" if folder else None


class Reader:
    """Turns rows (`COLUMNS` of their kind) into objects. Made anew for each request, so what it remembers is fresh."""

    def __init__(self, *, omit_internal: bool = False) -> None:
        self.omit = omit_internal
        self.write = Writer(timezone.get_default_timezone(), page_of)

    def objects(self, kind: str, rows: Sequence[Row], *, text: bool = False) -> list[Object]:
        """The objects of rows that everybody may see, in their order; `text` adds the text of files."""
        if kind == "file":
            return self._files(rows, text=text)
        makers: dict[str, Callable[[Sequence[Row]], list[Object]]] = {
            "body": self._bodies, "legislative-term": self._terms, "organization": self._organisations,
            "person": self._persons, "membership": self._memberships, "meeting": self._meetings,
            "agenda-item": self._items, "paper": self._papers, "consultation": self._consultations,
            "location": self._locations,
        }  # fmt: skip
        return makers[kind](rows)

    @cached_property
    def organisations(self) -> frozenset[int]:
        """Organisations that everybody may see."""
        return frozenset(BodyProfile.objects.public().values_list("organisation_id", flat=True))

    @cached_property
    def persons(self) -> frozenset[int]:
        """People whom everybody may see."""
        return frozenset(Person.objects.public().values_list("pk", flat=True))

    @cached_property
    def municipalities(self) -> dict[int, bool]:
        """Municipalities that everybody may see, the home of what names none first, with whether it is our own."""
        return dict(Municipality.objects.public().order_by("-own", "pk").values_list("pk", "own"))

    def body(self, number: int | None) -> int | None:
        """The body of a row: the one it names, else the town's own."""
        if number is None:
            return next(iter(self.municipalities), None)
        return number if number in self.municipalities else None

    def _seen(self, numbers: Iterable[int | None], among: frozenset[int]) -> list[int]:
        return [one for one in numbers if one is not None and one in among]

    def _rows(self, kind: kinds.Kind, condition: Q) -> Any:
        rows = kind.model._default_manager.filter(condition & live())
        return rows.order_by("pk").values(*COLUMNS[kind.name])

    # ---- things inside others: a parent that is seen shows its own files and places ----

    def _embedded_files(self, numbers: Iterable[int | None]) -> dict[int, Object]:
        wanted = {one for one in numbers if one is not None}
        if not wanted:
            return {}
        content = (
            Q(upload__isnull=False) | Q(access_url__startswith="http") | Q(download_url__startswith="http")
        )
        rows = list(self._rows(kinds.FILE, Q(pk__in=wanted) & content))
        masters = self._seen_files([row["master_id"] for row in rows])
        return {
            row["id"]: self.write.file(row, links={"master": masters.get(row["master_id"])}) for row in rows
        }

    def _seen_files(self, numbers: Iterable[int | None]) -> dict[int | None, int]:
        wanted = sorted({one for one in numbers if one is not None})
        if not wanted:
            return {}
        # The last is named again until there are 2, 4, 8 and so on: few questions to be written.
        full = 1 << (len(wanted) - 1).bit_length()
        return {one: one for one in SEEN_FILES(*wanted, *wanted[-1:] * (full - len(wanted)))}

    def _embedded_places(self, numbers: Iterable[int | None]) -> dict[int, Object]:
        wanted = {one for one in numbers if one is not None}
        if not wanted:
            return {}
        return {row["id"]: self.write.location(row) for row in self._rows(kinds.LOCATION, Q(pk__in=wanted))}

    # ---- one function for each kind ----

    def _bodies(self, rows: Sequence[Row]) -> list[Object]:
        numbers = [row["id"] for row in rows]
        terms: dict[int, list[Object]] = defaultdict(list)
        for row in () if self.omit else self._rows(kinds.TERM, Q(municipality__in=numbers)):
            terms[row["municipality_id"]].append(self.write.term(row, embedded=True))
        places = self._embedded_places(row["location_id"] for row in rows)
        key = settings.TOWN.get("council", {}).get("main", "")
        main = BodyProfile.objects.public().filter(organisation__key=key)
        mains = {self.body(home): one for home, one in main.values_list("municipality_id", "organisation_id")}
        return [
            self.write.body(
                row, terms=None if self.omit else terms[row["id"]], location=places.get(row["location_id"]),
                main=mains.get(row["id"]),
            )
            for row in rows
        ]  # fmt: skip

    def _terms(self, rows: Sequence[Row]) -> list[Object]:
        return [self.write.term(row) for row in rows]

    def _organisations(self, rows: Sequence[Row]) -> list[Object]:
        numbers = [row["organisation_id"] for row in rows]
        seats = pairs(Membership, "organisation_id", "id", numbers, kinds.MEMBERSHIP.state(live))
        places = self._embedded_places(row["location_id"] for row in rows)
        return [
            self.write.organisation(
                row, body=self.body(row["municipality_id"]), memberships=seats.get(row["organisation_id"], ()),
                parent=next(iter(self._seen([row["organisation__parent_id"]], self.organisations)), None),
                location=places.get(row["location_id"]),
            )
            for row in rows
        ]  # fmt: skip

    def _persons(self, rows: Sequence[Row]) -> list[Object]:
        seats: dict[int, list[Object]] = defaultdict(list)
        if not self.omit:
            held = Membership.objects.filter(
                kinds.MEMBERSHIP.state(live), person__in=[row["id"] for row in rows]
            )
            for row in held.order_by("pk").values(*COLUMNS["membership"]):
                seats[row["person_id"]].append(self._membership(row, embedded=True))
        return [
            self.write.person(
                row, body=self.body(row["municipality_id"]), memberships=seats.get(row["id"], ())
            )
            for row in rows
        ]

    def _membership(self, row: Row, *, embedded: bool = False) -> Object:
        behalf = row["on_behalf_of_id"]
        return self.write.membership(
            row, behalf=behalf if behalf in self.organisations else None, embedded=embedded
        )

    def _memberships(self, rows: Sequence[Row]) -> list[Object]:
        return [self._membership(row) for row in rows]

    def _meetings(self, rows: Sequence[Row]) -> list[Object]:
        numbers = [row["id"] for row in rows]
        more = pairs(Meeting.more_bodies.through, "meeting_id", "organisation_id", numbers)
        present = pairs(Meeting.participants.through, "meeting_id", "person_id", numbers)
        extra: Groups = {} if self.omit else pairs(Meeting.files.through, "meeting_id", "file_id", numbers)
        named = [row[column] for row in rows for column in MEETING_FILES.values()]
        files = self._embedded_files([*named, *(one for some in extra.values() for one in some)])
        places = self._embedded_places(row["location_id"] for row in rows)
        agenda: dict[int, list[Object]] = defaultdict(list)
        if not self.omit:
            found = AgendaItem.objects.filter(live(), meeting__in=numbers).order_by("meeting", "number", "pk")
            inside = list(found.values(*COLUMNS["agenda-item"]))
            for row, item in zip(inside, self._items(inside, embedded=True), strict=True):
                agenda[row["meeting_id"]].append(item)
        return [
            self.write.meeting(
                row,
                organisations=list(
                    dict.fromkeys(self._seen([row["body_id"], *more.get(row["id"], ())], self.organisations))
                ),
                participants=self._seen(present.get(row["id"], ()), self.persons),
                location=places.get(row["location_id"]),
                files={
                    **{name: files.get(row[column]) for name, column in MEETING_FILES.items()},
                    "auxiliaryFile": [files[one] for one in extra.get(row["id"], ()) if one in files],
                },
                items=agenda.get(row["id"], ()),
            )
            for row in rows
        ]

    def _items(self, rows: Sequence[Row], *, embedded: bool = False) -> list[Object]:
        numbers = [row["id"] for row in rows]
        stations = pairs(Consultation, "agenda_item_id", "id", numbers, kinds.CONSULTATION.state(live))
        extra: Groups = (
            {} if self.omit else pairs(AgendaItem.files.through, "agendaitem_id", "file_id", numbers)
        )
        decided = [row["resolution_file_id"] for row in rows]
        files = self._embedded_files([*decided, *(one for some in extra.values() for one in some)])
        return [
            self.write.item(
                row, consultation=next(iter(stations.get(row["id"], ())), None),
                resolution=files.get(row["resolution_file_id"]),
                files=[files[one] for one in extra.get(row["id"], ()) if one in files], embedded=embedded,
            )
            for row in rows
        ]  # fmt: skip

    def _papers(self, rows: Sequence[Row]) -> list[Object]:
        numbers = [row["id"] for row in rows]
        extra: Groups = {} if self.omit else pairs(Paper.files.through, "paper_id", "file_id", numbers)
        files = self._embedded_files(
            [*(row["main_file_id"] for row in rows), *(one for some in extra.values() for one in some)]
        )
        spots: Groups = (
            {} if self.omit else pairs(Paper.locations.through, "paper_id", "location_id", numbers)
        )
        places = self._embedded_places(one for some in spots.values() for one in some)
        stations: dict[int, list[Object]] = defaultdict(list)
        inside = list(self._rows(kinds.CONSULTATION, Q(paper__in=numbers)))
        for row, station in zip(inside, self._consultations(inside, embedded=True), strict=True):
            stations[row["paper_id"]].append(station)
        links = self._links_of_papers(numbers)
        return [
            self.write.paper(
                row, body=self.body(row["municipality_id"]),
                links={name: groups.get(row["id"], ()) for name, groups in links.items()},
                embedded={
                    "mainFile": files.get(row["main_file_id"]),
                    "auxiliaryFile": [
                        files[one] for one in extra.get(row["id"], ()) if one in files and one != row["main_file_id"]
                    ],
                    "location": [places[one] for one in spots.get(row["id"], ()) if one in places],
                    "consultation": stations.get(row["id"], []),
                },
            )
            for row in rows
        ]  # fmt: skip

    def _links_of_papers(self, numbers: Sequence[int]) -> dict[str, Groups]:
        def among(groups: Groups, seen: frozenset[int]) -> Groups:
            return {key: self._seen(values, seen) for key, values in groups.items()}

        parents, related = Paper.parents.through, Paper.related.through
        to, back = live("to_paper__"), live("from_paper__")
        return {
            "relatedPaper": pairs(related, "from_paper_id", "to_paper_id", numbers, to),
            "superordinatedPaper": pairs(parents, "from_paper_id", "to_paper_id", numbers, to),
            "subordinatedPaper": pairs(parents, "to_paper_id", "from_paper_id", numbers, back),
            "originatorPerson": among(
                pairs(Paper.originator_persons.through, "paper_id", "person_id", numbers), self.persons
            ),
            "originatorOrganization": among(
                pairs(Paper.originators.through, "paper_id", "organisation_id", numbers), self.organisations
            ),
            "underDirectionOf": among(
                pairs(Paper.departments.through, "paper_id", "organisation_id", numbers), self.organisations
            ),
        }

    def _consultations(self, rows: Sequence[Row], *, embedded: bool = False) -> list[Object]:
        numbers = [row["id"] for row in rows]
        bodies = pairs(Consultation.organisations.through, "consultation_id", "organisation_id", numbers)
        items = dict(
            AgendaItem.objects.filter(
                kinds.ITEM.state(live), pk__in={row["agenda_item_id"] for row in rows}
            ).values_list("pk", "meeting_id")
        )
        direct = {row["meeting_id"] for row in rows} - {None}
        seen = (
            frozenset(Meeting.objects.public().filter(pk__in=direct).values_list("pk", flat=True))
            if direct
            else ()
        )
        return [
            self.write.consultation(
                row, item=row["agenda_item_id"] if row["agenda_item_id"] in items else None,
                meeting=row["meeting_id"] if row["meeting_id"] in seen else items.get(row["agenda_item_id"]),
                organisations=self._seen(bodies.get(row["id"], ()), self.organisations), embedded=embedded,
            )
            for row in rows
        ]  # fmt: skip

    def _files(self, rows: Sequence[Row], *, text: bool) -> list[Object]:
        numbers = [row["id"] for row in rows]
        papers, meetings, items = live("paper__"), live("meeting__"), kinds.ITEM.state(live)
        held: dict[str, Groups] = {
            "papers": defaultdict(list),
            "meetings": defaultdict(list),
            "items": defaultdict(list),
        }
        attached: tuple[tuple[str, Groups], ...] = (
            ("papers", pairs(Paper, "main_file_id", "id", numbers, live())),
            ("papers", pairs(Paper.files.through, "file_id", "paper_id", numbers, papers)),
            *(("meetings", pairs(Meeting, column, "id", numbers, live())) for column in MEETING_FILES.values()),
            ("meetings", pairs(Meeting.files.through, "file_id", "meeting_id", numbers, meetings)),
            ("items", pairs(AgendaItem, "resolution_file_id", "id", numbers, items)),
            (
                "items",
                pairs(
                    AgendaItem.files.through, "file_id", "agendaitem_id", numbers,
                    live("agendaitem__") & live("agendaitem__meeting__"),
                ),
            ),
        )  # fmt: skip
        for name, groups in attached:
            for number, holders in groups.items():
                held[name][number] = sorted({*held[name][number], *holders})
        masters = self._seen_files(row["master_id"] for row in rows)
        copies: Groups = defaultdict(list)
        children = kinds.seen(kinds.FILE).filter(master__in=numbers).order_by("pk")
        for master, child in children.values_list("master_id", "pk"):
            copies[master].append(child)
        texts = dict(File.objects.filter(pk__in=numbers).values_list("pk", "text")) if text else {}
        return [
            self.write.file(
                row, text=texts.get(row["id"], ""),
                links={
                    "master": masters.get(row["master_id"]), "derivatives": copies.get(row["id"], ()),
                    **{name: groups.get(row["id"], ()) for name, groups in held.items()},
                },
            )
            for row in rows
        ]  # fmt: skip

    def _locations(self, rows: Sequence[Row]) -> list[Object]:
        numbers = [row["id"] for row in rows]
        towns = pairs(Municipality, "location_id", "id", numbers, live())
        bodies = pairs(BodyProfile, "location_id", "organisation_id", numbers, live())
        return [
            self.write.location(row, bodies=towns.get(row["id"], ()), organisations=bodies.get(row["id"], ()))
            for row in rows
        ]
