"""What a public dataset is: facts, declared once as class attributes, from which every output follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.opendata.vocabularies import DL_BY

Text = Promise | str
Rows = QuerySet[Any]
Value = str | int | float | bool | list[str] | None
Geometry = dict[str, Any] | None

# Names that the outputs use themselves, so no field or filter may take them.
RESERVED = frozenset({"page", "per_page", "alles", "q", "bbox", "link", "geometrie", "beispiele"})


class WrongValue(Exception):  # noqa: N818  reads as a sentence where it is raised
    """Raised by a filter for a value it does not know; `str(error)` is the translated sentence."""


@dataclass(frozen=True)
class Field:
    """One allow-listed column.

    `name` is the German name in every output and a promise; `kind` is a key of `vocabularies.KINDS`; `source`
    is an attribute path of the row with dots (`owner.name`; a missing link on the way gives None) or a
    function of the row. Empty means: the attribute called like the field. Only what is declared here ever
    leaves the house.
    """

    name: str
    label: Text
    kind: str = "text"
    help: Text = ""
    source: str | Callable[[Any], object] = ""

    def reader(self) -> Callable[[Any], object]:
        """The function that takes a row and gives the raw value; made once per answer."""
        if callable(self.source):
            return self.source
        path = self.source or self.name
        return _follow(path) if "." in path else attrgetter(path)


def sample_field(source: str = "sample") -> Field:
    """The column that every dataset with examples has; `source` as in `Field`."""
    return Field(
        "beispiel", _("Sample"), "boolean", _("Yes means: made up to show the platform"), source=source
    )


@dataclass(frozen=True)
class Filter:
    """One way to narrow the rows, with the same name as on the pages.

    `apply(rows, values)` gets the values in the order given (at least one, none empty) and must not multiply
    rows (`distinct` is not enough; ask with `pk__in=`). It raises `WrongValue` for a value that can not be.
    `choices`, when given, is the closed list of values.
    """

    name: str
    label: Text
    apply: Callable[[Rows, list[str]], Rows]
    help: Text = ""
    choices: tuple[str, ...] = ()


class Dataset:
    """Facts of one public dataset; subclass it in `<app>/datasets.py` and pass it to `register`.

    - `slug`: part of the address `/daten/<slug>.csv`; `page`: the hand-made page about the same things.
    - `key`: name of the field that names a row for ever; its source must be a column of the model.
    - `title_field`, `summary_field`: names of the fields that head and describe a row in feeds.
    - `publisher`, `licence` (key of `vocabularies.LICENCES`), `attribution`: empty for the town's own.
    - `order`: columns, ending in `pk` or `-pk`.
    - `updated`: column with the moment of the last change. `version`: column with a number that only grows,
      beside it or instead. Both empty for small registers: then the values themselves are compared.
    - `feed_date`: attribute (dots) with date or moment for the Atom feed; empty means no feed.
    - `geometry`: function of the row that gives a GeoJSON geometry in WGS84 or None; `box` then names the
      columns west, south, east, north (joins allowed) that the database compares.
    - `search_fields`: columns looked through by `q`; or `search_kind`: the kind under which the rows stand in
      the platform's search, so that `q` finds what the pages find, by the column `search_key`.
    """

    slug: ClassVar[str]
    title: ClassVar[Text]
    description: ClassVar[Text]
    fields: ClassVar[tuple[Field, ...]]
    key: ClassVar[str]
    title_field: ClassVar[str]
    summary_field: ClassVar[str] = ""
    publisher: ClassVar[str] = ""
    licence: ClassVar[str] = ""
    attribution: ClassVar[str] = ""
    theme: ClassVar[str] = "GOVE"
    keywords: ClassVar[tuple[str, ...]] = ()
    frequency: ClassVar[str] = "IRREG"
    filters: ClassVar[tuple[Filter, ...]] = ()
    search_fields: ClassVar[tuple[str, ...]] = ()
    search_kind: ClassVar[str] = ""
    search_key: ClassVar[str] = "pk"
    order: ClassVar[tuple[str, ...]] = ("pk",)
    updated: ClassVar[str] = ""
    version: ClassVar[str] = ""
    feed_date: ClassVar[str] = ""
    geometry: ClassVar[Callable[[Any], Geometry] | None] = None
    box: ClassVar[tuple[str, str, str, str] | None] = None
    page: ClassVar[str] = ""

    def queryset(self) -> Rows:
        """Only what everybody may see, with `select_related` and `prefetch_related` for all fields."""
        raise NotImplementedError

    def item_url(self, row: Any) -> str:
        """Address (path) of the row's own page, or ""; may use the row's own columns only."""
        return ""

    # What follows is derived and not meant to be overridden.

    def field(self, name: str) -> Field:
        """The field called `name`; KeyError when there is none."""
        return {one.name: one for one in self.fields}[name]

    def searchable(self) -> bool:
        """True when `q` is understood."""
        return bool(self.search_fields or self.search_kind)

    def has_links(self) -> bool:
        """True when the rows have pages of their own."""
        return type(self).item_url is not Dataset.item_url

    def licence_uri(self) -> str:
        """The licence, or the one that the town chose in town.toml (`[opendata] licence`)."""
        return self.licence or str(settings.TOWN.get("opendata", {}).get("licence", DL_BY))

    def publisher_name(self) -> str:
        """Who answers for the data: the town as named in its contact, unless the dataset says otherwise."""
        return self.publisher or str(settings.TOWN["contact"]["office"]).split(",")[0]

    def attribution_text(self) -> str:
        """The name that users of the data must give."""
        return self.attribution or self.publisher_name()

    def key_column(self) -> str:
        """The model's column behind `key`."""
        source = self.field(self.key).source or self.key
        return str(source).replace(".", "__")

    def values_of(self, rows: Sequence[Any], *, geometry: bool = False) -> Iterator[dict[str, Any]]:
        """Allow-listed values of each row by field name; plus `link` and, if asked, `geometrie`.

        Dates are ISO 8601 in the town's time; decimals become numbers (whole ones without a fraction).
        """
        readers = [(field.name, field.reader()) for field in self.fields]
        links, shape = self.has_links(), type(self).geometry if geometry else None
        for row in rows:
            values: dict[str, Any] = {name: plain(read(row)) for name, read in readers}
            if links:
                path = self.item_url(row)
                values["link"] = settings.BASE_URL + path if path else None
            if shape is not None:
                values["geometrie"] = shape(row)
            yield values


def plain(value: object) -> Value:
    """A value as JSON knows it."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [str(one) for one in value]
    return str(value)


def _follow(path: str) -> Callable[[Any], object]:
    names = path.split(".")

    def read(row: Any) -> object:
        for name in names:
            if row is None:
                return None
            row = getattr(row, name)
        return row  # type: ignore[no-any-return]

    return read


class Registry:
    """The datasets by slug, in the order of their registration; a test makes its own."""

    def __init__(self) -> None:
        self._datasets: dict[str, Dataset] = {}

    def register(self, kind: type[Dataset]) -> type[Dataset]:
        """Adds a dataset; usable as a decorator. ValueError when the slug is taken."""
        if kind.slug in self._datasets:
            raise ValueError(f"The slug {kind.slug!r} is taken by another dataset.")
        self._datasets[kind.slug] = kind()
        return kind

    def __iter__(self) -> Iterator[Dataset]:
        return iter(self._datasets.values())

    def get(self, slug: str) -> Dataset | None:
        """The dataset of that slug, or None."""
        return self._datasets.get(slug)


registry = Registry()
register = registry.register
