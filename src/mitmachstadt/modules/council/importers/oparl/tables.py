"""Where each type of OParl stands here, and how addresses become rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from mitmachstadt.modules.council.importers.oparl.reading import Remark
from mitmachstadt.modules.council.models import (
    AgendaItem,
    BodyProfile,
    Consultation,
    CouncilObject,
    File,
    Location,
    Meeting,
    Membership,
    Municipality,
    Paper,
    Person,
    Run,
    Source,
    Term,
)
from mitmachstadt.modules.council.outcomes import Table
from mitmachstadt.modules.council.touch import reach

CHUNK = 500

TABLES: Mapping[str, type[CouncilObject]] = {
    "Body": Municipality,
    "Location": Location,
    "LegislativeTerm": Term,
    "Organization": BodyProfile,
    "Person": Person,
    "Membership": Membership,
    "File": File,
    "Meeting": Meeting,
    "AgendaItem": AgendaItem,
    "Paper": Paper,
    "Consultation": Consultation,
}


@dataclass
class Changes:
    """What one step of a run wrote: rows by table, and how many objects stayed as they were.

    `tied` are rows that are tied to others than before or came into or out of sight; `left` is what showed them before.
    """

    created: dict[type[CouncilObject], set[int]] = field(default_factory=lambda: defaultdict(set))
    changed: dict[type[CouncilObject], set[int]] = field(default_factory=lambda: defaultdict(set))
    gone: dict[type[CouncilObject], set[int]] = field(default_factory=lambda: defaultdict(set))
    tied: dict[type[CouncilObject], set[int]] = field(default_factory=lambda: defaultdict(set))
    left: dict[type[CouncilObject], set[int]] = field(default_factory=lambda: defaultdict(set))
    unchanged: int = 0

    def tie(self, model: type[CouncilObject], numbers: set[int]) -> None:
        """Notes rows that are about to be tied to others; call it before they are written."""
        self.tied[model] |= numbers
        for table, found in reach(model, numbers, comes_or_goes=True).items():
            self.left[table] |= found

    def written(self, model: type[CouncilObject]) -> set[int]:
        """Rows of a table that are not as they were."""
        return self.created[model] | self.changed[model] | self.gone[model]

    def counts(self) -> dict[str, int]:
        """How many objects were made, changed, taken away and left alone."""
        numbers = {
            name: sum(len(rows) for rows in getattr(self, name).values())
            for name in ("created", "changed", "gone")
        }
        return {**numbers, "unchanged": self.unchanged}


@dataclass
class Context:
    """What every step of a run knows; `decided` are items that got their first result in this step."""

    source: Source
    run: Run
    now: datetime
    table: Table
    municipality: int | None = None
    remarks: list[Remark] = field(default_factory=list)
    decided: set[int] = field(default_factory=set)

    @property
    def first(self) -> bool:
        """True until a source was read whole for the first time."""
        return self.source.full_at is None

    def remark(self, kind: str, type: str, url: str, field: str = "", message: str = "") -> None:
        """Notes a deviation that only the database shows."""
        self.remarks.append(Remark(kind, type, url, field, message))


def chunks(things: Iterable[Any], size: int = CHUNK) -> Iterable[list[Any]]:
    """The things in lists that every database takes."""
    listed = list(things)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]


def rows_of(kind: str, urls: Iterable[str]) -> dict[str, Any]:
    """The stored rows of a type by address."""
    found: dict[str, Any] = {}
    for some in chunks(sorted(set(urls))):
        rows = TABLES[kind].objects.filter(source_id__in=some)
        if kind == "Organization":
            rows = rows.select_related("organisation")
        found.update((row.source_id, row) for row in rows)
    return found


def numbers_of(kind: str, urls: Iterable[str]) -> dict[str, int]:
    """What a column that points to this type holds, by address; of an Organization the number of the organisation."""
    found: dict[str, int] = {}
    column = "organisation_id" if kind == "Organization" else "pk"
    for some in chunks(sorted(set(urls))):
        rows = TABLES[kind].objects.filter(source_id__in=some)
        found.update(rows.order_by().values_list("source_id", column))
    return found


def empty(model: type[models.Model], column: str) -> Any:
    """What a column holds when nothing is known."""
    found = model._meta.get_field(column)
    if getattr(found, "null", False):
        return None
    value = found.get_default() if hasattr(found, "get_default") else ""
    return 0 if value is None else value


def pairs(model: type[models.Model], column: str) -> tuple[Any, str, str, bool]:
    """The table behind a column that holds many: table, column of the holder, column of the target, both ways."""
    found: Any = model._meta.get_field(column)
    through = found.remote_field.through
    return (
        through,
        f"{found.m2m_field_name()}_id",
        f"{found.m2m_reverse_field_name()}_id",
        found.remote_field.symmetrical,
    )


def add_pairs(model: type[models.Model], column: str, wanted: Iterable[tuple[int, int]]) -> None:
    """Ties holders to targets; what is tied already stays."""
    through, here, there, both = pairs(model, column)
    listed = list(dict.fromkeys(wanted))
    if both:
        listed = list(dict.fromkeys([*listed, *((b, a) for a, b in listed)]))
    through.objects.bulk_create(
        [through(**{here: holder, there: target}) for holder, target in listed],
        ignore_conflicts=True, batch_size=CHUNK,
    )  # fmt: skip


def remove_pairs(model: type[models.Model], column: str, holder: int, targets: Iterable[int]) -> None:
    """Unties a holder from targets."""
    through, here, there, both = pairs(model, column)
    listed = list(targets)
    if listed:
        through.objects.filter(**{here: holder, f"{there}__in": listed}).delete()
        if both:
            through.objects.filter(**{f"{here}__in": listed, there: holder}).delete()
