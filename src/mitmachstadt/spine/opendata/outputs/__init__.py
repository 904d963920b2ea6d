"""The formats in which data leaves the house: one file with one function each, listed here once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.opendata.datasets import Dataset
from mitmachstadt.spine.opendata.outputs.atom import write_atom
from mitmachstadt.spine.opendata.outputs.csv import write_csv
from mitmachstadt.spine.opendata.outputs.geojson import write_geojson
from mitmachstadt.spine.opendata.outputs.json import write_json
from mitmachstadt.spine.opendata.reading import Selection


@dataclass(frozen=True)
class Format:
    """One output: `write` turns a selection into pieces of text, `fits` says whether a dataset has it.

    `file_type` is the name in http://publications.europa.eu/resource/authority/file-type/.
    """

    name: str
    label: str
    purpose: Promise
    media_type: str
    file_type: str
    write: Callable[[Selection], Iterable[str]]
    fits: Callable[[Dataset], bool] = lambda dataset: True
    paged: bool = False
    per_page: int = 100

    def content_type(self) -> str:
        """The header, with the encoding where the media type does not fix it."""
        return self.media_type + ("; charset=utf-8" if self.name in {"csv", "atom"} else "")


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("csv", "CSV", _("table for Excel and LibreOffice"), "text/csv", "CSV", write_csv),
        Format(
            "json",
            "JSON",
            _("for programs, page by page"),
            "application/json",
            "JSON",
            write_json,
            paged=True,
        ),
        Format(
            "geojson",
            "GeoJSON",
            _("for maps"),
            "application/geo+json",
            "GEOJSON",
            write_geojson,
            fits=lambda dataset: dataset.geometry is not None,
            paged=True,
            per_page=1000,
        ),
        Format(
            "atom",
            "Atom",
            _("news for feed readers"),
            "application/atom+xml",
            "ATOM",
            write_atom,
            fits=lambda dataset: bool(dataset.feed_date),
        ),
    )
}


def formats_of(dataset: Dataset) -> list[Format]:
    """The formats that the dataset has."""
    return [one for one in FORMATS.values() if one.fits(dataset)]
