"""Marked examples: made-up places with facts, the first of them where an example of a barrier was reported."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.reports import interface as reports
from mitmachstadt.modules.venues import actions
from mitmachstadt.modules.venues.models import KIND, Venue, VenueKind
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.actions import remove_entry

SOURCE = "Beispiel: ausgedachte Angaben"
YES, PARTLY, NO = "ja", "teilweise", "nein"
#: Name, kind, facts, what is good to know, and how many days ago somebody is said to have looked.
EXAMPLES = (
    ("Beispiel: Bürgerbüro", VenueKind.OFFICE,
     {"stufenlos": YES, "tuer": YES, "aufzug": YES, "wc": YES, "parkplatz": YES, "hoeranlage": YES, "leichte_sprache": PARTLY},
     "Beispiel: Am Seiteneingang gibt es eine Klingel.", 40),
    ("Beispiel: Bücherei im Stadtteil", VenueKind.LEARNING,
     {"stufenlos": PARTLY, "tuer": YES, "aufzug": NO, "wc": NO, "schilder": YES},
     "Beispiel: Eine mobile Rampe liegt bereit, bitte klingeln.", 120),
    ("Beispiel: Hallenbad", VenueKind.SPORT,
     {"stufenlos": YES, "aufzug": YES, "wc": YES, "parkplatz": YES, "leitstreifen": NO, "hilfe": YES}, "", 900),
    ("Beispiel: Öffentliche Toilette am Markt", VenueKind.TOILET, {"stufenlos": YES, "tuer": PARTLY, "wc": YES}, "", 15),
    ("Beispiel: Begegnungsstätte", VenueKind.CULTURE, {"stufenlos": NO, "wc": NO, "hilfe": YES, "leichte_sprache": YES}, "", 60),
)  # fmt: skip


def seed() -> str:
    """Makes the examples once; needs a sample coordinator and districts."""
    if Venue.objects.filter(sample=True).exists():
        return "Beispiel-Orte sind schon da."
    by = User.objects.filter(sample=True, roles__role=Role.COORDINATOR).first()
    points = _points()
    if by is None or not points:
        return "Keine Beispiel-Koordination oder kein Stadtteil, deshalb keine Beispiel-Orte."
    made, today = 0, timezone.localdate()
    with transaction.atomic():
        for place, (name, kind, facts, note, days) in enumerate(EXAMPLES):
            lat, lon = points[place % len(points)]
            values = {
                "label": name, "kind": kind, "note": note, "source": SOURCE, "checked_on": today - timedelta(days=days),
            }  # fmt: skip
            try:
                actions.add(values, facts, lat, lon, by=by, sample=True)
            except Refused:
                continue
            made += 1
    return f"{made} Beispiel-Orte angelegt."


def _points() -> list[tuple[float, float]]:
    """Latitude and longitude: at an example of a barrier where there is one, then in the districts."""
    at = [(one.lat, one.lon) for one in reports.open_barriers(None) if one.sample][-1:]
    return at + [(one.lat, one.lon) for one in District.objects.order_by("order", "name")]


@transaction.atomic
def remove() -> str:
    """Takes the examples away."""
    rows = list(Venue.objects.filter(sample=True))
    for row in rows:
        remove_entry(KIND, row.slug)
    Venue.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return f"{len(rows)} Beispiel-Orte entfernt." if rows else ""
