"""One page of a list. A page begins after the number of the last object before it, so every page costs the same and an
object that comes or goes meanwhile moves no other one from page to page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q

from mitmachstadt.modules.council.models import Consultation, Meeting
from mitmachstadt.modules.council.oparl import addresses, kinds
from mitmachstadt.modules.council.oparl.asking import AFTER, Question
from mitmachstadt.modules.council.oparl.columns import COLUMNS
from mitmachstadt.modules.council.oparl.kinds import Kind
from mitmachstadt.modules.council.oparl.reading import Reader
from mitmachstadt.spine.audit.kept import kept

SIZE = 100
GONE = ("created_at", "modified_at", "deleted_at")


class Listing:
    """A list by its address: objects of a kind that match `condition`."""

    def __init__(self, kind: Kind, address: str, condition: Q) -> None:
        self.kind, self.address, self.condition = kind, address, condition

    def page(self, question: Question) -> dict[str, Any]:
        """The page as the specification shapes it: `data`, `pagination`, `links`."""
        reader = Reader(omit_internal=question.omit_internal)
        numbers = list(self._ahead(question).values_list(self.kind.key, flat=True)[: SIZE + 1])
        shown, more = numbers[:SIZE], len(numbers) > SIZE
        pagination: dict[str, Any] = {"elementsPerPage": SIZE}
        links = {"first": self._link(question, 0), "self": self._link(question, question.after)}
        if question.after:
            links["prev"] = self._link(question, self._before(question))
        if more:
            links["next"] = self._link(question, shown[-1])
        if self.kind.counted and not question.moments:
            total, last = kept(("oparl", self.address), self._measure)
            pagination |= {"totalElements": total, "totalPages": max(1, -(-total // SIZE))}
            links["last"] = self._link(question, last)
        return {"data": self._objects(reader, shown, question), "pagination": pagination, "links": links}

    def _rows(self, question: Question) -> Any:
        rows = (kinds.known if question.since else kinds.seen)(self.kind)
        return rows.filter(self.condition, question.condition())

    def _ahead(self, question: Question) -> Any:
        key = self.kind.key
        return self._rows(question).filter(**{f"{key}__gt": question.after}).order_by(key)

    def _before(self, question: Question) -> int:
        """Where the page before begins; 0 is the first."""
        key = self.kind.key
        back = self._rows(question).filter(**{f"{key}__lte": question.after}).order_by(f"-{key}")
        return next(iter(back.values_list(key, flat=True)[SIZE : SIZE + 1]), 0)

    def _measure(self) -> tuple[int, int]:
        """How many objects there are and after which number the last page begins."""
        question, key = Question(), self.kind.key
        total = self._rows(question).count()
        rest = total % SIZE or SIZE
        if total <= SIZE:
            return total, 0
        back = self._rows(question).order_by(f"-{key}").values_list(key, flat=True)
        return total, next(iter(back[rest : rest + 1]), 0)

    def _link(self, question: Question, after: int) -> str:
        pairs = (*question.pairs, (AFTER, str(after))) if after else question.pairs
        return addresses.with_query(self.address, pairs)

    def _objects(self, reader: Reader, numbers: Sequence[int], question: Question) -> list[dict[str, Any]]:
        kind = self.kind
        rows = kind.model._default_manager.filter(**{f"{kind.key}__in": numbers})
        if question.since:
            rows = rows.filter(kind.state(kinds.live))
        whole = list(rows.order_by(kind.key).values(*COLUMNS[kind.name]))
        found = dict(zip((row[kind.key] for row in whole), reader.objects(kind.name, whole), strict=True))
        if question.since and len(found) < len(numbers):
            found |= tombstones(kind, [one for one in numbers if one not in found], reader)
        return [found[one] for one in numbers if one in found]


def tombstones(kind: Kind, numbers: Sequence[int], reader: Reader) -> dict[int, dict[str, Any]]:
    """What is left of these objects, by number."""
    rows = kind.model._default_manager.filter(**{f"{kind.key}__in": numbers}).values_list(kind.key, *GONE)
    return {
        number: reader.write.tombstone(
            kind.name, kind.type_name, number, created, max(modified, deleted) if deleted else modified
        )
        for number, created, modified, deleted in rows
    }


def of_system() -> Listing:
    """All bodies."""
    return Listing(kinds.BODY, addresses.bodies(), Q())


def of_body(number: int, name: str) -> Listing | None:
    """A list of a body by its part of the address; None when there is none of that name, or no such body."""
    reader = Reader()
    if number not in reader.municipalities or name not in addresses.BODY_LISTS.values():
        return None
    kind = kinds.KINDS[name]
    home = reader.body(None) == number
    # with one body everything is its own, and nothing has to be asked
    alone = len(reader.municipalities) == 1
    condition = Q() if alone else kind.body(number, home)
    return Listing(kind, addresses.part("body", number, name), condition)


def of_organisation(number: int, name: str) -> Listing | None:
    """A list of an organization by its part of the address; None when there is none."""
    makers: dict[str, tuple[Kind, Callable[[], Q]]] = {
        "meeting": (
            kinds.MEETING,
            lambda: Q(body=number) | Q(pk__in=_numbers("meeting", number)),
        ),
        "consultation": (kinds.CONSULTATION, lambda: Q(pk__in=_numbers("consultation", number))),
    }
    if name not in makers or number not in Reader().organisations:
        return None
    kind, condition = makers[name]
    return Listing(kind, addresses.part("organization", number, name), condition())


def _numbers(name: str, organisation: int) -> Any:
    if name == "meeting":
        return Meeting.more_bodies.through.objects.filter(organisation=organisation).values("meeting_id")
    through = Consultation.organisations.through
    return through.objects.filter(organisation=organisation).values("consultation_id")
