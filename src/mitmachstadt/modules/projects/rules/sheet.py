"""The sheet of a project with its 23 fields: what contradicts itself, and what readers would miss.

The fields are those that Detmold, Heidelberg, Wuppertal, Wolfsburg, Darmstadt and Berlin districts publish,
merged. State, readings, decisions, change log and suggestions live in tables of their own and are judged by
path, gate and treatment; the rest is judged here.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.projects.rules.list_rules import ListRules
from mitmachstadt.modules.projects.rules.spans import spoken_day
from mitmachstadt.modules.projects.rules.texts import MIN_REASON, is_reasoned
from mitmachstadt.spine.problems import Problem

TITLE_LENGTH = 200
TEXT_LENGTH = 20_000

#: Longitude and latitude in degrees (WGS 84) -> whether the place lies in the town.
#: "draft" asks for a title alone; "publication" for all that readers need; "first_stock" for what the source
#: of an imported project can give without inventing anything.
Purpose = Literal["draft", "publication", "first_stock"]


@dataclass(frozen=True)
class Milestone:
    """A milestone or next step: what, and on which day if that is known."""

    text: str
    on: date | None = None


@dataclass(frozen=True)
class CostChange:
    """A later change of the costs in euros, with its day and reason."""

    on: date | None
    low: Decimal | None
    high: Decimal | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the sheet says; empty text, None and () mean that nothing was entered; costs in euros.

    `places` are points, lines and areas, each a tuple of (longitude, latitude) pairs. `citywide`: the project
    concerns the whole town. A cost that is one amount has `cost_low` == `cost_high`.
    """

    title: str = ""
    number: str = ""
    description: str = ""
    places: tuple[tuple[tuple[float, float], ...], ...] = ()
    districts: tuple[str, ...] = ()
    citywide: bool = False
    affected: str = ""
    topics: tuple[str, ...] = ()
    cost_low: Decimal | None = None
    cost_high: Decimal | None = None
    cost_year: int | None = None
    funding: str = ""
    cost_changes: tuple[CostChange, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    milestones: tuple[Milestone, ...] = ()
    present_state: str = ""
    next_steps: tuple[Milestone, ...] = ()
    first_reading_body: str = ""
    first_reading_on: date | None = None
    participation: bool | None = None
    participation_form: str = ""
    participation_from: date | None = None
    participation_until: date | None = None
    no_participation_reason: str = ""
    participation_basis: Literal["", "required", "voluntary"] = ""
    open_to_shape: str = ""
    fixed: str = ""
    board_involved: bool | None = None
    contact: str = ""
    criteria: tuple[str, ...] = ()
    owner: str = ""
    plain_language: str = ""


def check_sheet(
    sheet: Sheet,
    rules: ListRules,
    *,
    purpose: Purpose = "draft",
    districts: Collection[str] | None = None,
    owners: Collection[str] | None = None,
) -> list[Problem]:
    """What contradicts itself on the sheet and what is missing for the purpose; empty: it may be saved.

    `districts` and `owners` are the keys the town knows; None: not checked. Whether a place lies in the town is
    judged where it is drawn, by `places.rules.check_geometry`.
    """
    return [
        *_texts(sheet),
        *_dates(sheet),
        *_costs(sheet),
        *_participation(sheet),
        *_places(sheet),
        *_known(sheet, districts, owners),
        *_criteria(sheet, rules),
        *_complete(sheet, rules, purpose),
    ]


def _texts(sheet: Sheet) -> Iterable[Problem]:
    lengths = {"title": TITLE_LENGTH, "number": 40, "contact": 500}
    for name in (
        "title", "number", "description", "affected", "funding", "present_state", "first_reading_body",
        "participation_form", "no_participation_reason", "open_to_shape", "fixed", "contact",
        "plain_language",
    ):  # fmt: skip
        text, most = getattr(sheet, name), lengths.get(name, TEXT_LENGTH)
        if len(text) > most:
            form = _("This text has {length} characters, at most {most} are possible.")
            yield Problem(name, "too_long", format_lazy(form, length=len(text), most=most))
        elif any(ord(sign) < 32 and sign not in "\n\r\t" for sign in text):
            yield Problem(
                name, "control_characters", _("This text contains characters that cannot be shown.")
            )


def _dates(sheet: Sheet) -> Iterable[Problem]:
    yield from _period("ends_on", sheet.starts_on, sheet.ends_on)
    yield from _period("participation_until", sheet.participation_from, sheet.participation_until)
    if sheet.first_reading_on is not None and not sheet.first_reading_body.strip():
        message = _("Please say which body deals with the project first.")
        yield Problem("first_reading_body", "missing", message)
    for field, entries in (("milestones", sheet.milestones), ("next_steps", sheet.next_steps)):
        for entry in entries:
            if not entry.text.strip():
                yield Problem(field, "missing", _("Please say what happens on this day."))
    for entry in sheet.milestones:
        before = entry.on is not None and sheet.starts_on is not None and entry.on < sheet.starts_on
        behind = entry.on is not None and sheet.ends_on is not None and entry.on > sheet.ends_on
        if before or behind:
            form = _("The milestone “{text}” lies outside the duration of the project.")
            yield Problem("milestones", "outside_duration", format_lazy(form, text=entry.text))


def _period(field: str, start: date | None, end: date | None) -> Iterable[Problem]:
    if end is not None and start is None:
        yield Problem(field, "start_missing", _("There is an end, but no beginning."))
    if start is not None and end is not None and end < start:
        form = _("It ends on {end}, before it begins on {start}.")
        message = format_lazy(form, end=spoken_day(end), start=spoken_day(start))
        yield Problem(field, "end_before_start", message)


def _costs(sheet: Sheet) -> Iterable[Problem]:
    yield from _range("cost_low", sheet.cost_low, sheet.cost_high)
    if sheet.cost_year is not None and not 1990 <= sheet.cost_year <= 2100:
        yield Problem(
            "cost_year", "out_of_range", _("Please give the year of the estimate with four digits.")
        )
    for change in sheet.cost_changes:
        yield from _range("cost_changes", change.low, change.high)
        if change.on is None:
            yield Problem("cost_changes", "missing", _("Please say on which day the costs changed."))
        if not change.reason.strip():
            yield Problem("cost_changes", "reason_missing", _("Please say why the costs changed."))


def _range(field: str, low: Decimal | None, high: Decimal | None) -> Iterable[Problem]:
    for amount in (low, high):
        if amount is not None and (not amount.is_finite() or amount < 0):
            yield Problem(field, "negative", _("Costs are an amount of euros from 0 upwards."))
            return
    if low is not None and high is not None and low > high:
        form = _("The lower amount {low} is greater than the upper amount {high}.")
        message = format_lazy(form, low=spoken_amount(low), high=spoken_amount(high))
        yield Problem(field, "low_above_high", message)


def _grouped(amount: Decimal) -> str:
    return number_format(amount, force_grouping=True)


#: An amount with the separators of the reader's language: 2.000.000 in German.
spoken_amount = lazy(_grouped, str)


def _participation(sheet: Sheet) -> Iterable[Problem]:
    dates = sheet.participation_from or sheet.participation_until
    if sheet.participation is True and sheet.no_participation_reason.strip():
        message = _("Participation is planned, yet there is a reason why it is not.")
        yield Problem("no_participation_reason", "contradiction", message)
    if sheet.participation is False and (sheet.participation_form.strip() or dates):
        message = _("Participation is not planned, yet there is a form or a window for it.")
        yield Problem("participation", "contradiction", message)
    if sheet.participation is False and sheet.participation_basis == "required":
        message = _("The law requires participation here, so it cannot be left out.")
        yield Problem("participation", "required_by_law", message)


def _places(sheet: Sheet) -> Iterable[Problem]:
    for place in sheet.places:
        if not place:
            yield Problem("places", "empty_place", _("A place needs at least one point."))
        for lon, lat in place:
            # The comparison also turns away "not a number".
            if not (-180 <= lon <= 180 and -90 <= lat <= 90):
                yield Problem("places", "no_coordinates", _("These are no coordinates of a place on earth."))
                return


def _known(
    sheet: Sheet, districts: Collection[str] | None, owners: Collection[str] | None
) -> Iterable[Problem]:
    for district in sheet.districts:
        if districts is not None and district not in districts:
            message = format_lazy(_("The town has no district “{name}”."), name=district)
            yield Problem("districts", "unknown_district", message)
    if owners is not None and sheet.owner and sheet.owner not in owners:
        message = format_lazy(_("“{name}” is neither the town nor one of its companies."), name=sheet.owner)
        yield Problem("owner", "unknown_owner", message)


def _criteria(sheet: Sheet, rules: ListRules) -> Iterable[Problem]:
    items = {item.key: item for item in rules.criteria.items}
    for key in sheet.criteria:
        item = items.get(key)
        if item is None:
            message = format_lazy(_("“{key}” is not a criterion of the list."), key=key)
            yield Problem("criteria", "unknown_criterion", message)
            continue
        cost = sheet.cost_high if sheet.cost_high is not None else sheet.cost_low
        if item.threshold_eur is None:
            continue
        if cost is None:
            message = format_lazy(_("The criterion “{text}” needs the costs."), text=item.text)
            yield Problem("criteria", "costs_missing", message)
        elif cost.is_finite() and cost < item.threshold_eur:
            message = format_lazy(_("The costs do not reach the criterion “{text}”."), text=item.text)
            yield Problem("criteria", "below_threshold", message)


def _complete(sheet: Sheet, rules: ListRules, purpose: Purpose) -> Iterable[Problem]:
    if not sheet.title.strip():
        yield Problem("title", "missing", _("Please give the project a title."))
    if purpose == "draft":
        return
    if not sheet.description.strip():
        yield Problem(
            "description", "missing", _("Please describe what is planned, why, and what it brings.")
        )
    if not (sheet.places or sheet.districts or sheet.citywide):
        message = _("Please say where: a place, a district, or the whole town.")
        yield Problem("districts", "missing", message)
    if not sheet.owner:
        yield Problem(
            "owner", "missing", _("Please say who owns the project: the town or one of its companies.")
        )
    if purpose == "first_stock":
        return
    if not sheet.contact.strip():
        yield Problem("contact", "missing", _("Please name somebody whom people can ask."))
    if rules.criteria.must_be_shown and not sheet.criteria:
        yield Problem("criteria", "missing", _("Please say which criterion of the list the project meets."))
    yield from _participation_complete(sheet, endless=rules.window.span is None)


def _participation_complete(sheet: Sheet, *, endless: bool) -> Iterable[Problem]:
    if sheet.participation is None:
        yield Problem("participation", "missing", _("Please say whether people can take part."))
    elif sheet.participation:
        if not sheet.participation_form.strip():
            yield Problem("participation_form", "missing", _("Please say how people can take part."))
        if sheet.participation_from is None or (sheet.participation_until is None and not endless):
            message = _("Please say from when until when people can take part.")
            yield Problem("participation_from", "missing", message)
    elif not is_reasoned(sheet.no_participation_reason):
        message = format_lazy(
            _("Please say why people cannot take part, in at least {count} characters."), count=MIN_REASON
        )
        yield Problem("no_participation_reason", "reason_missing", message)
