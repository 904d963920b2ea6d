"""One page of a list. A page begins after the number of the last object before it, so every page costs the same and an
object that comes or goes meanwhile moves no other one from page to page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q

from mitmachstadt.modules.council.models import Answer, Consultation, Meeting
from mitmachstadt.modules.council.oparl import addresses, kinds, stored
from mitmachstadt.modules.council.oparl.answers import text_of
from mitmachstadt.modules.council.oparl.asking import AFTER, Question
from mitmachstadt.modules.council.oparl.columns import COLUMNS
from mitmachstadt.modules.council.oparl.kinds import Kind, live
from mitmachstadt.modules.council.oparl.reading import Reader
from mitmachstadt.spine.audit.kept import kept

SIZE = 100
#: Stands in a kept query where the number comes that is asked for: of an object, or the one that a page begins after.
PLACE = 2**62 - 1
MOST_WRITTEN = 500
COUNT = "SELECT COUNT(*) FROM ({}) AS found"
_written: dict[tuple[str, str, str], tuple[str, Sequence[Any]]] = {}
GONE = ("created_at", "modified_at", "deleted_at")


class Listing:
    """A list by its address: objects of a kind that match `condition`."""

    def __init__(self, kind: Kind, address: str, condition: Q, reader: Reader | None = None) -> None:
        self.kind, self.address, self.condition = kind, address, condition
        self.reader = reader or Reader()

    def page(self, question: Question) -> list[str]:
        """The page as the specification shapes it, in pieces of JSON: `data`, `pagination`, `links`."""
        self.reader.omit = question.omit_internal
        found = self._ahead(question)
        shown, more = list(found)[:SIZE], len(found) > SIZE
        pagination: dict[str, Any] = {"elementsPerPage": SIZE}
        links = {"first": self._link(question, 0), "self": self._link(question, question.after)}
        if question.after:
            links["prev"] = self._link(question, self._before(question))
        if more:
            links["next"] = self._link(question, shown[-1])
        if self.kind.counted and not question.moments:
            total, last = kept(("oparl", self.address), self.extent)
            pagination |= {"totalElements": total, "totalPages": max(1, -(-total // SIZE))}
            links["last"] = self._link(question, last)
        pieces = ['{"data":[']
        for text in self._texts({one: found[one] for one in shown}, question):
            pieces += [text, ","]
        end = f'],"pagination":{text_of(pagination)},"links":{text_of(links)}}}'
        return [*pieces[: max(1, len(pieces) - 1)], end]

    def _rows(self, question: Question) -> Any:
        rows = (kinds.known if question.since else kinds.seen)(self.kind)
        return rows.filter(self.condition, question.condition())

    def _ahead(self, question: Question) -> dict[int, str | None]:
        """The numbers of the page and one more, each with its stored answer where there is a true one."""
        key, own = self.kind.key, self.kind in stored.STORED

        def make(after: int) -> Any:
            rows = self._rows(question).filter(**{f"{key}__gt": after}).order_by(key)
            rows = stored.with_answers(rows, self.kind, self.reader) if own else rows
            return rows.values_list(key, *(["answer"] if own else []))[: SIZE + 1]

        found = self._asked("ahead", question, make)
        return dict(found) if own else dict.fromkeys(number for (number,) in found)

    def _before(self, question: Question) -> int:
        """Where the page before begins; 0 is the first."""

        def back(rows: Any, key: str, after: int) -> Any:
            return rows.filter(**{f"{key}__lte": after}).order_by(f"-{key}").values_list(key)[SIZE : SIZE + 1]

        def place(name: str, make: Callable[[int], Any]) -> int:
            return next((number for (number,) in self._asked(name, question, make)), 0)

        key, kind = self.kind.key, self.kind
        if kind.held and not question.moments and not self.condition:
            # when all that is open has an answer, all of it is seen, and nobody has to ask what it hangs on
            everything, written = kind.model._default_manager, Answer.objects
            found = place("open before", lambda after: back(everything.filter(live()), key, after))
            if found == place(
                "written before", lambda after: back(written.filter(kind=kind.name), "number", after)
            ):
                return found
        return place("before", lambda after: back(self._rows(question), key, after))

    def extent(self) -> tuple[int, int]:
        """How many objects there are and after which number the last page begins."""
        key, question = self.kind.key, Question()
        seen = self._rows(question).order_by()
        ((total,),) = self._asked("total", question, lambda _: seen.values_list(key), COUNT)
        rest = total % SIZE or SIZE
        if total <= SIZE:
            return total, 0

        def make(_: int) -> Any:
            return self._rows(question).order_by(f"-{key}").values_list(key)[rest : rest + 1]

        return total, next((number for (number,) in self._asked(f"last {rest}", question, make)), 0)

    def _asked(
        self, name: str, question: Question, make: Callable[[int], Any], around: str = "{}"
    ) -> Sequence[Any]:
        """What the query `make(after)` gives; besides the list it follows from the municipalities and the shape alone."""
        if question.moments:
            return list(make(question.after))
        return _answered((name, self.address, stored.shape(self.reader)), make, question.after, around)

    def _link(self, question: Question, after: int) -> str:
        pairs = (*question.pairs, (AFTER, str(after))) if after else question.pairs
        return addresses.with_query(self.address, pairs)

    def _texts(self, found: dict[int, str | None], question: Question) -> list[str]:
        """The objects of a page as JSON; what has no answer yet is put together."""
        if question.since:
            # among what was known once only what is seen now may show its answer
            live = kinds.seen(self.kind).filter(**{f"{self.kind.key}__in": list(found)})
            seen = set(live.values_list(self.kind.key, flat=True))
            found = {number: text if number in seen else None for number, text in found.items()}
        if question.omit_internal:
            found = {
                number: stored.without_internal(self.kind, text) if text else None
                for number, text in found.items()
            }
        lacking = [number for number, text in found.items() if text is None]
        made = self._objects(lacking, question) if lacking else {}
        whole = {
            number: text or (text_of(made[number]) if number in made else "")
            for number, text in found.items()
        }
        return [text for text in whole.values() if text]

    def _objects(self, numbers: Sequence[int], question: Question) -> dict[int, dict[str, Any]]:
        kind = self.kind
        rows = kind.model._default_manager.filter(**{f"{kind.key}__in": numbers})
        if question.since:
            rows = rows.filter(kind.state(kinds.live))
        whole = list(rows.order_by(kind.key).values(*COLUMNS[kind.name]))
        found = dict(
            zip((row[kind.key] for row in whole), self.reader.objects(kind.name, whole), strict=True)
        )
        if question.since and len(found) < len(numbers):
            found |= tombstones(kind, [one for one in numbers if one not in found], self.reader)
        return found


def _answered(
    asked: tuple[str, str, str], make: Callable[[int], Any], number: int, around: str = "{}"
) -> Sequence[Any]:
    """What the query `make(number)` gives. Writing a query down takes longer than its answer, so it is kept as SQL
    under the words that say what it asks."""
    if asked not in _written:
        if len(_written) > MOST_WRITTEN:
            _written.clear()
        sql, values = make(PLACE).query.sql_with_params()
        _written[asked] = around.format(sql), values
    sql, values = _written[asked]
    with connection.cursor() as cursor:
        cursor.execute(sql, [number if value == PLACE else value for value in values])
        found: Sequence[Any] = cursor.fetchall()
    return found


def answer_of(kind: Kind, number: int, reader: Reader) -> str | None:
    """The stored answer of an object that everybody may see; None when there is no true one."""
    if kind not in stored.STORED:
        return None

    def make(place: int) -> Any:
        rows = stored.with_answers(kinds.seen(kind).filter(**{kind.key: place}), kind, reader)
        return rows.order_by().values_list("answer")[:1]

    found = _answered(("one", kind.name, stored.shape(reader)), make, number)
    return next((text for (text,) in found), None)


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
    return Listing(kind, addresses.part("body", number, name), condition, reader)


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
