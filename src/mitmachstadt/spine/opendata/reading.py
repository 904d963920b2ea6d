"""Understands what a program asked of a dataset, says no in words, and reads the rows in small portions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Max, Q, Sum
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mitmachstadt.spine.opendata.datasets import Dataset, Rows, WrongValue
from mitmachstadt.spine.search.queries import matching_ids

MOST_PER_PAGE = 1000
LAST_PAGE = 1_000_000
LONGEST_VALUE = 200
PORTION = 1000
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Wrong:
    """One parameter that can not be used, with the translated sentence."""

    parameter: str
    sentence: str


class BadRequest(Exception):  # noqa: N818  named after the answer it becomes
    """The question can not be answered; `wrongs` names every parameter and why."""

    def __init__(self, wrongs: list[Wrong]) -> None:
        super().__init__("; ".join(wrong.sentence for wrong in wrongs))
        self.wrongs = wrongs


@dataclass(frozen=True)
class Selection:
    """The public rows that were asked for at `path`; `asked` is what was applied, `tag` the fingerprint."""

    dataset: Dataset
    path: str
    rows: Rows
    total: int
    modified: datetime | None
    tag: str
    asked: dict[str, list[str]] = field(default_factory=dict)
    page: int = 1
    per_page: int = 100
    everything: bool = False

    @property
    def pages(self) -> int:
        """Number of pages, at least 1."""
        return max(1, ceil(self.total / self.per_page))

    def query(self) -> str:
        """What was asked as the end of an address, "" when nothing was."""
        asked = [(name, one) for name, values in self.asked.items() for one in values]
        return "?" + urlencode(asked) if asked else ""

    def address(self, page: int | None = None) -> str:
        """Absolute address of this selection, or of another page of it."""
        query: list[tuple[str, str]] = [(name, one) for name, values in self.asked.items() for one in values]
        if page is not None:
            query += [("page", str(page)), ("per_page", str(self.per_page))]
        return settings.BASE_URL + self.path + ("?" + urlencode(query) if query else "")

    def next_address(self) -> str | None:
        """Address of the next page, None on the last one and when everything was asked for."""
        return self.address(self.page + 1) if not self.everything and self.page < self.pages else None

    def previous_address(self) -> str | None:
        """Address of the page before, None on the first."""
        return self.address(min(self.page - 1, self.pages)) if not self.everything and self.page > 1 else None

    def entries(self, *, geometry: bool = False) -> list[dict[str, Any]]:
        """The values of the page asked for, in the dataset's order."""
        start = (self.page - 1) * self.per_page
        with translation.override(settings.LANGUAGE_CODE):
            rows = self.in_order(*self.dataset.order, start=start, stop=start + self.per_page)
            return list(self.dataset.values_of(rows, geometry=geometry))

    def in_order(self, *columns: str, start: int, stop: int) -> list[Any]:
        """Some rows in that order; the keys are sorted first, because sorting whole rows costs ten times as much."""
        keys = list(self.rows.order_by(*columns).values_list("pk", flat=True)[start:stop])
        found = {row.pk: row for row in self.rows.filter(pk__in=keys).order_by()}
        return [found[key] for key in keys if key in found]

    def portions(self, *, geometry: bool = False) -> Iterator[list[dict[str, Any]]]:
        """All values in lists of up to 1,000, ordered by the primary key.

        The keys are read once (8 bytes a row), the rows a portion at a time and through the public queryset again:
        memory stays flat on both databases, no cursor or long read transaction is held while a slow reader drinks,
        and a row that is hidden meanwhile does not come out.
        """
        keys = list(self.rows.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), PORTION):
            with translation.override(settings.LANGUAGE_CODE):
                portion = list(self.rows.filter(pk__in=keys[start : start + PORTION]).order_by("pk"))
                values = list(self.dataset.values_of(portion, geometry=geometry))
            yield values

    def batches(self, *, geometry: bool = False) -> Iterator[list[dict[str, Any]]]:
        """The page asked for as one list, or everything in portions."""
        if self.everything:
            yield from self.portions(geometry=geometry)
        else:
            yield self.entries(geometry=geometry)


def select(dataset: Dataset, parameters: QueryDict, path: str, *, per_page: int = 100) -> Selection:
    """Reads the parameters and prepares the rows; asks the database once, for the number and the fingerprint.

    Unknown parameters are ignored, because pages hand their whole query string on.

    Raises:
        BadRequest: with every parameter that can not be used.
    """
    wrongs: list[Wrong] = []
    page = _number(parameters, "page", 1, LAST_PAGE, wrongs)
    per_page = _number(parameters, "per_page", per_page, MOST_PER_PAGE, wrongs)
    everything = _flag(parameters, "alles", wrongs)
    rows, asked = _narrow(dataset, parameters, wrongs)
    if wrongs:
        raise BadRequest(wrongs)
    total, modified, tag = fingerprint(dataset, rows)
    tag = hashlib.sha256(repr((tag, path, asked, page, per_page, everything)).encode()).hexdigest()[:32]
    return Selection(dataset, path, rows, total, modified, tag, asked, page, per_page, everything)


def whole(dataset: Dataset, path: str = "") -> Selection:
    """All public rows without any question."""
    return replace(select(dataset, QueryDict(), path), everything=True)


def fingerprint(dataset: Dataset, rows: Rows) -> tuple[int, datetime | None, str]:
    """Number of rows, moment of the last change if known, and a text that differs when the answer may differ.

    One query. The day belongs to it, because what is open depends on the day, and the program's version,
    because a new version may write the same row differently.
    """
    day, names = timezone.localdate().isoformat(), ",".join(one.name for one in dataset.fields)
    if dataset.updated or dataset.version:
        asked: dict[str, Any] = {"n": Count("pk"), "last": Max("pk")}
        asked |= {"newest": Max(dataset.updated)} if dataset.updated else {}
        asked |= {"versions": Sum(dataset.version)} if dataset.version else {}
        facts = rows.order_by().aggregate(**asked)
        seen = f"{facts['n']} {facts['last']} {facts.get('newest')} {facts.get('versions')}"
        return facts["n"], facts.get("newest"), f"{dataset.slug} {seen} {day} {names} {program_version()}"
    values = list(rows.order_by("pk").values_list())
    seen = hashlib.sha256(repr(values).encode()).hexdigest()
    return len(values), None, f"{dataset.slug} {seen} {day} {names} {program_version()}"


def program_version() -> str:
    """The installed version, or "source" when run without installation."""
    try:
        return version("mitmachstadt")
    except PackageNotFoundError:
        return "source"


def values_of_parameter(parameters: QueryDict, name: str, wrongs: list[Wrong]) -> list[str]:
    """The non-empty values given for `name`; too long ones or control characters are wrong."""
    values = [one.strip() for one in parameters.getlist(name) if one.strip()]
    if any(CONTROL.search(one) for one in values):
        wrongs.append(Wrong(name, _("The value holds characters that can not be printed.")))
        return []
    if any(len(one) > LONGEST_VALUE for one in values) or len(values) > 50:
        wrongs.append(
            Wrong(name, _("The value is too long: up to %d characters, up to 50 values.") % LONGEST_VALUE)
        )
        return []
    return values


def _number(parameters: QueryDict, name: str, default: int, most: int, wrongs: list[Wrong]) -> int:
    if name not in parameters:
        return default
    text = str(parameters[name])
    if re.fullmatch(r"[0-9]{1,9}", text) and 1 <= int(text) <= most:
        return int(text)
    wrongs.append(Wrong(name, _("Please give a whole number from 1 to %d.") % most))
    return default


def _flag(parameters: QueryDict, name: str, wrongs: list[Wrong]) -> bool:
    text = str(parameters.get(name, "0"))
    if text not in {"0", "1"}:
        wrongs.append(Wrong(name, _("Please give 1 for yes or 0 for no.")))
    return text == "1"


def _narrow(
    dataset: Dataset, parameters: QueryDict, wrongs: list[Wrong]
) -> tuple[Rows, dict[str, list[str]]]:
    rows, asked = dataset.queryset(), dict[str, list[str]]()
    for one in dataset.filters:
        values = values_of_parameter(parameters, one.name, wrongs)
        unknown = [value for value in values if one.choices and value not in one.choices]
        if unknown:
            known = ", ".join(one.choices)
            wrongs.append(
                Wrong(
                    one.name,
                    _("“%(value)s” is not known. Known are: %(known)s.")
                    % {"value": unknown[0], "known": known},
                )
            )
        elif values:
            try:
                rows = one.apply(rows, values)
            except WrongValue as error:
                wrongs.append(Wrong(one.name, str(error)))
            asked[one.name] = values
    words = values_of_parameter(parameters, "q", wrongs) if dataset.searchable() else []
    if words:
        rows, asked["q"] = _search(dataset, rows, words), words
    corners = values_of_parameter(parameters, "bbox", wrongs)
    if corners:
        rows, asked["bbox"] = _inside(dataset, rows, corners, wrongs), corners
    return rows, asked


def _search(dataset: Dataset, rows: Rows, texts: list[str]) -> Rows:
    """Every word must stand in one of the columns; through a subquery, so that joins multiply nothing."""
    if dataset.search_kind:
        found = matching_ids(dataset.search_kind, " ".join(texts), as_int=dataset.search_key == "pk")
        return rows.filter(**{f"{dataset.search_key}__in": found})
    keys = rows.model._default_manager.all()
    for word in " ".join(texts).split()[:10]:
        condition = Q()
        for column in dataset.search_fields:
            condition |= Q(**{f"{column}__icontains": word})
        keys = keys.filter(pk__in=rows.model._default_manager.filter(condition).values("pk"))
    return rows.filter(pk__in=keys.values("pk"))


def _inside(dataset: Dataset, rows: Rows, values: list[str], wrongs: list[Wrong]) -> Rows:
    """Rows whose box touches `west,south,east,north` (degrees, RFC 7946)."""
    if dataset.box is None:
        wrongs.append(Wrong("bbox", _("This dataset has no places, so it can not be cut out of the map.")))
        return rows
    numbers = values[0].split(",")
    if (
        len(values) != 1
        or len(numbers) != 4
        or not all(re.fullmatch(r"-?\d{1,3}(\.\d{1,15})?", one) for one in numbers)
    ):
        wrongs.append(
            Wrong("bbox", _("Please give four numbers with commas between: west,south,east,north."))
        )
        return rows
    west, south, east, north = (float(one) for one in numbers)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        wrongs.append(Wrong("bbox", _("West must lie left of east, south below north, in degrees.")))
        return rows
    names = dataset.box
    condition = Q(
        **{
            f"{names[0]}__lte": east,
            f"{names[1]}__lte": north,
            f"{names[2]}__gte": west,
            f"{names[3]}__gte": south,
        }
    )
    return rows.filter(pk__in=rows.model._default_manager.filter(condition).values("pk"))
