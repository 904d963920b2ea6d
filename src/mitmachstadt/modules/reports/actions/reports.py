"""The writers of reports: hand in, join, and what each step of a case means for the report behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitmachstadt.modules.reports.models import Photo, Report
from mitmachstadt.modules.reports.models.report import Source
from mitmachstadt.modules.reports.queries import guessing, town
from mitmachstadt.modules.reports.rules import MAX_PHOTOS, Reported, leads, may_report
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.actions import move, open_case
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.usual import short_title
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.moderation.rules import private_details
from mitmachstadt.spine.places.queries import district_of, drawing_fields, locate, nearest, town_area
from mitmachstadt.spine.places.rules import check_geometry
from mitmachstadt.spine.problems import Problem, Refused, refuse_if
from mitmachstadt.spine.search.actions import Entry, index_entries, remove_entry

KIND = "report"


@dataclass(frozen=True, kw_only=True)
class Reporter:
    """How the reporter wants to hear of it; all of it may be empty."""

    user: User | None = None
    email: str = ""
    language: str = "de"


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where it is, as far as it is known: the point in degrees, the district, the words."""

    lat: float | None
    lon: float | None
    label: str
    district: District | None


def submission_key(token: str, what: Reported) -> str:
    """The same form sent twice with the same words is one report; 64 characters, "" without a token."""
    parts = [token, "report", what.category, what.text.strip(), what.label.strip(), f"{what.lat},{what.lon}"]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest() if token else ""


def spot_of(what: Reported) -> Spot:
    """The place of a report: its point, or the point that the town's data know for its words.

    Raises:
        Refused: for a point outside the town, or words that name no place while no point is given.
    """
    lat, lon, label = what.lat, what.lon, " ".join(what.label.split())[:200]
    if lat is None or lon is None:
        known = locate(label)
        lat, lon = (known.lat, known.lon) if known else (None, None)
    if lat is None or lon is None:
        return Spot(lat=None, lon=None, label=label, district=None)
    refuse_if(check_geometry({"type": "Point", "coordinates": [lon, lat]}, town_area(), field="place"))
    district = district_of(lon, lat)
    if what.lat is not None:
        label = ", ".join(part for part in (_near(lon, lat, district), label) if part)
    return Spot(lat=lat, lon=lon, label=label[:200], district=district)


def _near(lon: float, lat: float, district: District | None) -> str:
    """A tapped point in words: the known place or stop next to it, else its district, else its numbers."""
    known = nearest(lon, lat)
    if known is not None:
        with override(settings.LANGUAGE_CODE):
            return _("near %(place)s") % {"place": known.name}
    return district.name if district is not None else f"{lat:.5f}, {lon:.5f}"


def hand_in(
    what: Reported,
    who: Reporter,
    *,
    photos: Sequence[Upload] = (),
    token: str = "",
    via: str = Source.WEB,
    now: datetime | None = None,
    sample: bool = False,
) -> tuple[Case, str]:
    """Receives a report; returns its case and the secret of its link.

    Raises `Refused` with the problems at their fields; nothing is written then.
    """
    moment = now or timezone.now()
    day = timezone.localdate(moment)
    rules = town.report_rules(day)
    problems = may_report(what, rules, moment)
    if len(photos) > MAX_PHOTOS:
        problems.append(
            Problem("photos", "too_many", _("At most %(most)d photos, please.") % {"most": MAX_PHOTOS})
        )
    refuse_if(problems)
    spot = spot_of(what)
    category = rules.category(what.category)
    assert category is not None
    slug = spot.district.slug if spot.district else ""
    guess = guessing.guess(what.text, rules)
    sure = guess.category if guess and guess.trusted else None
    leading = leads(category, rules, sure)
    unit = town.unit_named(
        town.route_of(leading, slug, f"{what.text} {spot.label}", spot.lon, spot.lat, day).unit
    )
    private = category.release == "never"

    def attach(case: Case) -> None:
        report = Report.objects.create(
            case=case, category=category.key, text=what.text.strip(), answers=dict(what.answers),
            observed_at=what.observed_at or moment, updated_at=moment, private=private, via=via,
            label=spot.label, district=spot.district, guessed=guess.category.key if guess else "",
            confidence=guess.confidence if guess else 0,
            sent_by_guess=sure is not None and leading is sure and sure != category, **_point(spot),
        )  # fmt: skip
        Photo.objects.bulk_create(
            [Photo(report=report, upload=upload, place=place) for place, upload in enumerate(photos)]
        )

    case, secret = open_case(
        KIND,
        title=short_title(what.text) or category.text,
        unit=unit,
        sender=who.user,
        email=who.email,
        language=who.language,
        submission_key=submission_key(token, what),
        received_at=now,
        sample=sample,
        attach=attach,
    )
    # What sounds like people is looked at first, whatever tile it came by.
    about_people = guess is not None and guess.category.release == "never"
    if (
        category.release == "at_once"
        and not about_people
        and case.state == "received"
        and not private_details(what.text)
    ):
        case = _show_at_once(case)
    return case, secret


def _show_at_once(case: Case) -> Case:
    """What needs no look by the town's rules is public now; its photos are not."""
    try:
        return move(case, "open", by=None, expect_version=case.version, as_house=True)
    except Refused:
        # The same form came twice at the same moment: the other one has just shown it.
        case.refresh_from_db()
        return case


def _point(spot: Spot) -> dict[str, object]:
    drawing = (
        {"type": "Point", "coordinates": [spot.lon, spot.lat]}
        if spot.lat is not None and spot.lon is not None
        else None
    )
    return drawing_fields(drawing)


def change_text(case: Case, text: str) -> None:
    """The reporter puts it into other words, as long as nobody has looked at it."""
    Report.objects.filter(case=case).update(text=text.strip(), updated_at=timezone.now())
    Case.objects.filter(pk=case.pk).update(title=short_title(text) or case.title)


def report_of(case: Case) -> Report:
    """The report behind a case, with its district and what it was merged into."""
    found: Report = Report.objects.select_related("district", "merged_into__case").get(case=case)
    found.case = case
    return found


def index(report: Report) -> None:
    """Puts a public report into the search, or takes it out."""
    case = report.case
    if not case.public or case.hidden or report.private:
        remove_entry(KIND, case.number)
        return
    name = town.category_name(report.category, town.rules_of(case))
    index_entries(
        [
            Entry(
                kind=KIND,
                object_id=case.number,
                title=case.title,
                summary=f"{name}. {report.label}",
                text=f"{report.text}\n{report.closing}\n{report.label}",
                url=public_path(case.number),
                districts=(report.district.slug,) if report.district else (),
                date=timezone.localdate(case.received_at),
            )
        ]
    )


def public_path(number: str) -> str:
    """The German address of a report, whatever language the writer's page had."""
    with override(settings.LANGUAGE_CODE):
        return reverse("reports:detail", args=[number])
