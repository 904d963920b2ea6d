"""The fields of the sheet: their names for people, how they read in the log, and how the rules see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db.models import CharField
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from mitmachstadt.modules.projects.actions.common import rest_clean
from mitmachstadt.modules.projects.models import Participation, Project
from mitmachstadt.modules.projects.queries.rules_now import criteria_texts
from mitmachstadt.modules.projects.rules import Milestone, Sheet
from mitmachstadt.spine.problems import Problem
from mitmachstadt.spine.ui.words import day, money_range

#: Fields that say who somebody is.
PEOPLE = ("contact_name", "contact_phone", "contact_email")
LABELS: Mapping[str, Any] = {
    "title": pgettext_lazy("sheet", "Title"),
    "summary": pgettext_lazy("sheet", "In one sentence"),
    "description": pgettext_lazy("sheet", "What is planned and why"),
    "benefit": pgettext_lazy("sheet", "What it brings"),
    "affected": pgettext_lazy("sheet", "Who is affected"),
    "owner": pgettext_lazy("sheet", "Who plans"),
    "unit": pgettext_lazy("sheet", "Responsible unit"),
    "partners": pgettext_lazy("sheet", "Together with"),
    "main_topic": pgettext_lazy("sheet", "Main topic"),
    "topics": pgettext_lazy("sheet", "Topics"),
    "districts": pgettext_lazy("sheet", "Districts"),
    "whole_town": pgettext_lazy("sheet", "Concerns the whole town"),
    "planned_start": pgettext_lazy("sheet", "Planned start"),
    "planned_end": pgettext_lazy("sheet", "Planned end"),
    "duration_note": pgettext_lazy("sheet", "Duration in words"),
    "present_state": pgettext_lazy("sheet", "Where it stands"),
    "participation": pgettext_lazy("sheet", "Can people take part?"),
    "participation_form": pgettext_lazy("sheet", "How people can take part"),
    "participation_reason": pgettext_lazy("sheet", "Why nobody can take part"),
    "participation_required": pgettext_lazy("sheet", "Required by law"),
    "window_start": pgettext_lazy("sheet", "Suggestions from"),
    "window_end": pgettext_lazy("sheet", "Suggestions until"),
    "board_involved": pgettext_lazy("sheet", "Advisory board is involved"),
    "contact_name": pgettext_lazy("sheet", "Contact"),
    "contact_phone": pgettext_lazy("sheet", "Phone"),
    "contact_email": pgettext_lazy("sheet", "E-mail"),
    "criteria": pgettext_lazy("sheet", "Why it is on the list"),
    "easy_text": pgettext_lazy("sheet", "Plain language"),
    "costs": pgettext_lazy("sheet", "Costs"),
    "points": pgettext_lazy("sheet", "Open and fixed"),
    "milestones": pgettext_lazy("sheet", "Milestones"),
    "funding": pgettext_lazy("sheet", "Who pays"),
    "papers": pgettext_lazy("sheet", "Papers"),
    "places": pgettext_lazy("sheet", "Places"),
    "photo": pgettext_lazy("sheet", "Photo"),
}
RELATIONS = ("partners", "topics", "districts")
LINKS = ("owner", "unit", "main_topic")
#: Fields whose change makes a plain-language text out of date.
TEXTS = ("title", "summary", "description", "benefit", "affected", "present_state", "participation_form")
PLAIN = tuple(
    name
    for name in LABELS
    if name
    not in (*RELATIONS, *LINKS, "costs", "points", "milestones", "funding", "papers", "places", "photo")
)
SHEET_FIELDS = (*PLAIN, *LINKS, *RELATIONS)

#: How the rules call a field -> how the sheet calls it.
FROM_RULES = {
    "starts_on": "planned_start", "ends_on": "planned_end", "participation_from": "window_start",
    "participation_until": "window_end", "no_participation_reason": "participation_reason",
    "participation_basis": "participation_required", "contact": "contact_name", "citywide": "whole_town",
    "plain_language": "easy_text", "cost_changes": "cost_reason",
}  # fmt: skip


@dataclass(frozen=True)
class Costs:
    """An estimate in euros at the prices of a year; `reason` says why it differs from the one before."""

    low: Decimal
    high: Decimal
    price_year: int
    reason: str = ""


def values_of(project: Project) -> dict[str, Any]:
    """Every field of the sheet as it stands; relations as lists of rows in their order."""
    found: dict[str, Any] = {name: getattr(project, name) for name in (*PLAIN, *LINKS)}
    for name in RELATIONS:
        found[name] = list(getattr(project, name).all())
    return found


def in_words(name: str, value: Any) -> str:
    """A value as the change log writes it."""
    if value is None or value == "" or value == []:
        return ""
    if name == "participation":
        return str(Participation(value).label)
    if name == "criteria":
        today = timezone.localdate()
        texts = criteria_texts(today, today)
        return " ".join(texts.get(str(key), str(key)) for key in value)
    if isinstance(value, bool):
        return _t("yes") if value else _t("no")
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return str(value)


def cost_words(low: Decimal, high: Decimal, price_year: int) -> str:
    """An estimate as the change log writes it."""
    return f"{money_range(low, high)} ({price_year})"


def changes_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, str]]:
    """The changed fields with label, old and new words, in the order of the sheet; call it in the log's language.

    The log never forgets, so of people it keeps that they changed, and not who they were.
    """
    return [
        {"field": str(LABELS[name]), **told(name, old.get(name), new[name])}
        for name in LABELS
        if name in new and name in old and comparable(old[name]) != comparable(new[name])
    ]


def told(name: str, old: Any, new: Any) -> dict[str, str]:
    """Old and new words of one change."""
    if name in PEOPLE:
        return {"old": "", "new": pgettext("contact", "changed")}
    return {"old": in_words(name, old), "new": in_words(name, new)}


def comparable(value: Any) -> Any:
    """A value that is equal whenever the sheet says the same; rows of a relation have no order."""
    if isinstance(value, list) and value and hasattr(value[0], "pk"):
        return sorted(row.pk for row in value)
    return value


def sheet_of(values: Mapping[str, Any], project: Project | None, costs: Costs | None = None) -> Sheet:
    """The sheet as the rules judge it: `values` as in `values_of`, rows from the stored project.

    An imported project without a description of its own is described by its one sentence.
    """
    newest = project.costs.first() if project else None
    given = costs or (Costs(newest.low, newest.high, newest.price_year) if newest else None)
    rows = {
        name: list(getattr(project, name).all()) if project else []
        for name in ("places", "milestones", "points")
    }
    participation = {Participation.YES: True, Participation.NO: False}.get(values["participation"])
    basis: dict[Any, Literal["", "required", "voluntary"]] = {True: "required", False: "voluntary"}
    open_points = [point.text for point in rows["points"] if point.is_open]
    fixed = [point.text for point in rows["points"] if not point.is_open]
    contact = ", ".join(
        part for part in (values["contact_name"], values["contact_phone"], values["contact_email"]) if part
    )
    return Sheet(
        title=values["title"], description=values["description"] or values["summary"],
        number=project.number if project else "", affected=values["affected"], owner=values["owner"].key,
        places=tuple(((place.lon, place.lat),) for place in rows["places"] if place.lon is not None),
        districts=tuple(district.slug for district in values["districts"]) or tuple(_named(rows["places"])),
        citywide=values["whole_town"], topics=tuple(topic.slug for topic in values["topics"]),
        cost_low=given.low if given else None, cost_high=given.high if given else None,
        cost_year=given.price_year if given else None,
        starts_on=values["planned_start"], ends_on=values["planned_end"],
        milestones=tuple(Milestone(row.title, row.day) for row in rows["milestones"]),
        present_state=values["present_state"],
        participation=participation, participation_form=values["participation_form"],
        participation_from=values["window_start"], participation_until=values["window_end"],
        no_participation_reason=values["participation_reason"],
        participation_basis=basis.get(values["participation_required"], ""),
        open_to_shape="\n".join(open_points), fixed="\n".join(fixed), board_involved=values["board_involved"],
        contact=contact, criteria=tuple(values["criteria"]), plain_language=values["easy_text"],
    )  # fmt: skip


def _named(places: list[Any]) -> list[str]:
    """A named place without a point still says where; its district may be unknown."""
    return [place.district.slug for place in places if place.lon is None and place.district_id]


def own_problems(values: Mapping[str, Any]) -> list[Problem]:
    """What the tables can not hold, whatever the rules say: too long, or signs that cannot be shown."""
    problems: list[Problem] = []
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    for name, text in texts.items():
        field = Project._meta.get_field(name)
        if isinstance(field, CharField) and field.max_length and len(text) > field.max_length:
            message = format_lazy(
                _("This text has {length} characters, at most {most} are possible."),
                length=len(text), most=field.max_length,
            )  # fmt: skip
            problems.append(Problem(name, "too_long", message))
    problems += rest_clean(texts.items())
    if values.get("owner") is not None and not values["owner"].in_town_group:
        message = _("A project belongs to the town or to one of its companies.")
        problems.append(Problem("owner", "unknown_owner", message))
    return problems


def from_rules(problems: list[Problem]) -> list[Problem]:
    """The problems of the rules at the fields of the sheet; each field and code once."""
    found: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        field = FROM_RULES.get(problem.field, problem.field)
        found.setdefault((field, problem.code), Problem(field, problem.code, problem.message))
    return list(found.values())
