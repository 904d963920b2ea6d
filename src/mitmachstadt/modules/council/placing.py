"""Writes which streets and districts a paper names; a machine proposes, people confirm or reject."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.council import findable
from mitmachstadt.modules.council.models import Paper, PaperPlace
from mitmachstadt.modules.council.permissions import may_keep_meetings
from mitmachstadt.modules.council.place_names import (
    COMMON,
    STREET_END,
    Finder,
    KnownPlace,
    even,
    street_names,
)
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.places.queries import Districts, named_points, street_list
from mitmachstadt.spine.problems import Problem, Refused

READ = 100_000  # characters of a paper's documents that are looked through
CHUNK = 200


@lru_cache(maxsize=4)
def _finder(names: tuple[tuple[str, str, float, float], ...], town_dir: str) -> Finder:
    districts = [KnownPlace(name, lat, lon, slug) for slug, name, lat, lon in names]
    words = {place.name.casefold() for place in districts}
    points = named_points(Path(town_dir))
    streets: list[KnownPlace] = []
    for name in street_list(town_dir):
        known = points.get(name.casefold())
        streets.append(KnownPlace(even(name), known.lat if known else None, known.lon if known else None))
    for point in points.values():
        for name in street_names(point.name):
            streets.append(KnownPlace(name, point.lat, point.lon))
            first, _space, rest = name.partition(" ")
            if first.casefold() in words and STREET_END.search(rest) and rest.casefold() not in COMMON:
                streets.append(KnownPlace(rest, point.lat, point.lon))
    return Finder([*streets, *districts])


def town_finder() -> Finder:
    """The finder for the names of this town: districts with their other names, streets and squares of its tables."""
    names = []
    for row in District.objects.all():
        for name in {row.name.partition(" (")[0].partition(" /")[0], *row.aliases}:
            if name and name.casefold() not in COMMON:
                names.append((row.slug, name, row.lat, row.lon))
    return _finder(tuple(sorted(names)), str(settings.TOWN_DIR))


def find_places(ids: Iterable[int]) -> int:
    """Looks through papers and their documents; returns how many places are new.

    What somebody confirmed or rejected stays; what a machine once found and the text no longer names goes.
    """
    wanted, finder, regions, made = sorted(set(ids)), town_finder(), Districts(), 0
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        with transaction.atomic():
            rows = Paper.objects.filter(pk__in=chunk, deleted_at=None).select_related("main_file")
            for paper in rows.prefetch_related("files", "places"):
                made += _place(paper, finder, regions)
            findable.index_papers(chunk)
    return made


def _place(paper: Paper, finder: Finder, regions: Districts) -> int:
    documents = [paper.main_file, *paper.files.all()]
    text = "\n".join(
        [paper.title, paper.summary, *(one.text[:READ] for one in documents if one and one.public)]
    )
    found = {place.name: place for place in finder.find(text[: 2 * READ])}
    known = {row.name: row for row in paper.places.all()}
    gone = [
        row.pk for name, row in known.items() if name not in found and not row.confirmed and not row.rejected
    ]
    if gone:
        PaperPlace.objects.filter(pk__in=gone).delete()
    new = []
    for name in found.keys() - known.keys():
        place = found[name]
        district = None
        if place.lat is not None and place.lon is not None:
            district = regions.of(place.lon, place.lat)
        if place.district:
            district = District.objects.filter(slug=place.district).first()
        new.append(PaperPlace(paper=paper, name=name, lat=place.lat, lon=place.lon, district=district))
    PaperPlace.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def judge_place(place: PaperPlace, *, right: bool, by: User) -> PaperPlace:
    """Confirms a place of a paper, or takes it off as wrong.

    Raises:
        Refused: for whoever does not keep papers.
    """
    if not may_keep_meetings(by):
        raise Refused([Problem("", "not_yours", _("Only the coordinators keep meetings and agendas."))])
    place = PaperPlace.objects.select_for_update().select_related("paper").get(pk=place.pk)
    place.confirmed, place.rejected = right, not right
    place.save(update_fields=["confirmed", "rejected"])
    said = "Ort bestätigt" if right else "Ort gestrichen"
    record("place_judged", place.paper, by=by, summary=f"{said}: {place.name}", public=place.paper.public)
    findable.index_papers([place.paper_id])
    return place
