"""Takes over a report of another system, once; what people here have done with it since is never touched again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from mitmachstadt.modules.reports.actions.reports import KIND, index, report_of, spot_of
from mitmachstadt.modules.reports.models import Report
from mitmachstadt.modules.reports.models.report import Source
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.rules import Category, Reported, may_report
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.cases.actions import open_case, open_duty, write_event
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.cases.usual import short_title
from mitmachstadt.spine.moderation.rules import private_details
from mitmachstadt.spine.places.queries import drawing_fields
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

#: Lines of the timeline that taking over writes itself; any other one says that somebody here has been at it.
OURS = ("received", "release", "fix", "close")


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A report as the other system tells it. `end` is "" while it is open, else `fixed` or `closed`; `notes` is the
    sentence about its end. `source_id` is its number there with the address of the system in front."""

    source_id: str
    category: str
    text: str
    lat: float | None
    lon: float | None
    label: str
    received: datetime
    changed: datetime
    end: str = ""
    notes: str = ""
    expected: date | None = None


@transaction.atomic
def take_over(one: Incoming, now: datetime | None = None) -> str:
    """Writes one report, or what is new about it; returns `created`, `changed` or `unchanged`.

    Raises:
        Refused: for what this town can not take; nothing is written then.
    """
    moment = now or timezone.now()
    known = (
        Report.objects.select_for_update(of=("self",))
        .select_related("case")
        .filter(source_id=one.source_id)
        .first()
    )
    if known is not None:
        return _renew(known, one, moment)
    rules = town.report_rules(timezone.localdate(one.received))
    if rules.category(one.category) is None:
        rules = town.report_rules(timezone.localdate(moment))
    what = Reported(category=one.category, text=one.text, lat=one.lat, lon=one.lon, label=one.label)
    # nobody can be asked the category's questions any more
    refuse_if(found for found in may_report(what, rules, moment) if not found.field.startswith("q_"))
    category = rules.category(one.category)
    assert category is not None
    state = _state(one, category)
    spot = spot_of(what)
    point = None if spot.lon is None else {"type": "Point", "coordinates": [spot.lon, spot.lat]}
    unit = town.unit_named(
        town.route_of(
            category, spot.district.slug if spot.district else "", f"{one.text} {spot.label}", spot.lon, spot.lat,
            timezone.localdate(moment),
        ).unit
    )  # fmt: skip

    def attach(case: Case) -> None:
        Report.objects.create(
            case=case, category=category.key, text=one.text.strip(), observed_at=one.received, updated_at=moment,
            private=category.release == "never", via=Source.IMPORT, source_id=one.source_id, label=spot.label,
            district=spot.district, expected_on=one.expected, **drawing_fields(point),
        )  # fmt: skip

    case, _secret = open_case(
        KIND, title=short_title(one.text) or category.text, unit=unit, received_at=one.received, attach=attach
    )
    if state != "received":
        write_event(case, "release", public=True, from_state="received", to_state="open", at=one.received)
    _settle(case, one, state, moment)
    return "created"


def _state(one: Incoming, category: Category) -> str:
    """Where it begins here. What may not be shown waits for a look while it is open, and is not taken when it is over."""
    details = private_details(f"{one.text}\n{one.notes}")
    if category.release != "never" and not details:
        return one.end or "open"
    if one.end:
        words = _("It is over, and it is about people or its text holds private details.")
        raise Refused([Problem("text", "private", words)])
    return "received"


def _settle(case: Case, one: Incoming, state: str, moment: datetime) -> None:
    """Puts the case into its state with its line, its duty and its place in the search."""
    if state in ("fixed", "closed"):
        write_event(
            case, "fix" if state == "fixed" else "close", public=True, text=one.notes, from_state="open",
            to_state=state, at=one.changed,
        )  # fmt: skip
        closing, fixed_on = one.notes.strip(), timezone.localdate(one.changed) if state == "fixed" else None
        Report.objects.filter(case=case).update(closing=closing, fixed_on=fixed_on)
    goal = kind_of(case).state(state)
    Case.objects.filter(pk=case.pk).update(
        state=state, public=goal.public, closed_at=one.changed if goal.final else None
    )
    fresh: Case = Case.objects.select_related("unit").get(pk=case.pk)
    # the days of the repair begin when somebody here can begin
    open_duty(fresh, now=moment)
    index(report_of(fresh))


def _renew(known: Report, one: Incoming, moment: datetime) -> str:
    """What the other system has changed since, as long as nobody here has been at it."""
    case = known.case
    if case.events.exclude(kind__in=OURS, actor__isnull=True).exists() or case.state not in (
        "open",
        "received",
    ):
        return "unchanged"
    category = town.rules_of(case).category(known.category) or town.report_rules().category(known.category)
    state = _state(one, category) if category else case.state
    if known.text == one.text.strip() and (state == case.state or case.state == "received"):
        return "unchanged"
    text = one.text.strip()
    if case.state == "open" and state == "received":
        return "unchanged"
    Report.objects.filter(pk=known.pk).update(text=text, updated_at=moment)
    Case.objects.filter(pk=case.pk).update(title=short_title(text) or case.title, version=F("version") + 1)
    record("case.take_over", case, by=None, summary=str(_("Changed in the system it comes from")))
    if state != case.state:
        _settle(case, one, state, moment)
    else:
        index(report_of(Case.objects.select_related("unit").get(pk=case.pk)))
    return "changed"
