"""Reads a town's rule file and refuses the unknown and the contradictory before anybody is judged by it."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError

from mitmachstadt.modules.projects.rules.list_rules import Criteria, ListRules, Quorum
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

ADAPTER = TypeAdapter(ListRules)

#: The one order in which the states before publication may follow each other.
RELEASE_ORDER = ("department_check", "coordination", "board", "members_informed")
BODIES_OF_THEIR_OWN = ("board", "district_councils", "committee", "council", "magistrate", "round_table")


def parse_rules(data: Mapping[str, object]) -> ListRules:
    """The rule set of one TOML file, or of the `data` of a dated rule record (there, days are ISO text).

    Raises `Refused` with one problem for each unknown key, missing or wrong value and contradiction; the
    field of a problem is the path in the file, such as "window.weeks" or "criteria.items.0.key".
    """
    try:
        rules = ADAPTER.validate_python(dict(data))
    except ValidationError as error:
        raise Refused(_problem_of(detail) for detail in error.errors(include_url=False)) from None
    refuse_if(contradictions(rules))
    return rules


def rules_from_toml(text: str) -> ListRules:
    """The rule set of a TOML text; raises `Refused` as `parse_rules` does, and for text that is no TOML."""
    return parse_rules(data_from_toml(text))


def data_from_toml(text: str) -> dict[str, object]:
    """The plain data of a TOML text with days as ISO text, ready to be kept as JSON in a rule record.

    Raises `Refused` for text that is no TOML.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = format_lazy(_("The rule file is not valid TOML: {error}."), error=str(error))
        raise Refused([Problem("", "not_toml", message)]) from None
    return {key: _plain(value) for key, value in data.items()}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def _problem_of(detail: Mapping[str, object]) -> Problem:
    """One finding of the parser as a sentence; pydantic's own words are English and meant for programmers."""
    loc = detail["loc"]
    path = ".".join(str(part) for part in loc) if isinstance(loc, Sequence) else str(loc)
    kind = str(detail["type"])
    context = detail.get("ctx")
    limits: Mapping[str, object] = context if isinstance(context, Mapping) else {}
    value = str(detail.get("input"))[:80]
    message: Promise
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        return Problem(path, "unknown_key", format_lazy(_("“{path}” is not a rule of the list."), path=path))
    if kind in ("missing", "missing_argument", "missing_keyword_only_argument"):
        return Problem(path, "missing", format_lazy(_("“{path}” is missing."), path=path))
    if kind in ("string_too_short", "too_short"):
        return Problem(path, "empty", format_lazy(_("“{path}” is empty."), path=path))
    if kind == "literal_error":
        allowed = str(limits.get("expected", "")).replace("'", "").replace(" or ", ", ")
        form = _("“{path}” is “{value}”, allowed are: {allowed}.")
        message = format_lazy(form, path=path, value=value, allowed=allowed)
        return Problem(path, "not_allowed", message)
    if kind in ("greater_than_equal", "less_than_equal"):
        message = format_lazy(_("“{path}” must be at least {limit}."), path=path, limit=limits.get("ge"))
        if "le" in limits:
            message = format_lazy(_("“{path}” must be at most {limit}."), path=path, limit=limits["le"])
        return Problem(path, "out_of_range", message)
    message = format_lazy(_("“{path}” has a value of the wrong kind: “{value}”."), path=path, value=value)
    return Problem(path, "wrong_value", message)


def contradictions(rules: ListRules) -> list[Problem]:
    """What cannot be true at the same time within one rule set, one problem each."""
    return [
        *_lengths(rules),
        *_validity(rules),
        *_criteria(rules.criteria),
        *(_quorum(rules.quorum) if rules.quorum else []),
        *_quorum_wanted(rules),
        *_doubles(rules),
        *_release(rules),
        *_treatment(rules),
        *_senders(rules),
    ]


def _lengths(rules: ListRules) -> Iterable[Problem]:
    lead = (rules.lead_time.days, rules.lead_time.weeks, rules.lead_time.months)
    if sum(length is not None for length in lead) != 1:
        message = _("The lead time needs exactly one of days, weeks or months.")
        yield Problem("lead_time", "one_length", message)
    window = (rules.window.days, rules.window.weeks, rules.window.months)
    given = sum(length is not None for length in window)
    if rules.window.starts == "always" and given:
        yield Problem("window", "endless_with_length", _("A window that is always open has no length."))
    if rules.window.starts != "always" and given != 1:
        yield Problem("window", "one_length", _("The window needs exactly one of days, weeks or months."))


def _validity(rules: ListRules) -> Iterable[Problem]:
    if rules.valid_until is not None and rules.valid_until < rules.valid_from:
        yield Problem("valid_until", "end_before_start", _("The rules end before they begin."))


def _criteria(criteria: Criteria) -> Iterable[Problem]:
    listed = {item.key for item in criteria.items}
    for exclusion in criteria.exclusions:
        if exclusion.key in listed:
            message = format_lazy(_("“{key}” is a criterion and an exclusion at once."), key=exclusion.key)
            yield Problem("criteria.exclusions", "criterion_and_exclusion", message)


def _quorum(quorum: Quorum) -> Iterable[Problem]:
    wanted = {"absolute": ("count",), "percent": ("percent",), "not_recorded": ()}[quorum.kind]
    for name in ("count", "percent"):
        given, path = getattr(quorum, name) is not None, f"quorum.{name}"
        if given and name not in wanted:
            message = format_lazy(_("“{path}” does not belong to a quorum of this kind."), path=path)
            yield Problem(path, "does_not_belong", message)
        if not given and name in wanted:
            yield Problem(path, "missing", format_lazy(_("“{path}” is missing."), path=path))


def _quorum_wanted(rules: ListRules) -> Iterable[Problem]:
    wanted = any(kind.needs_quorum for kind in rules.suggestions.kinds)
    wanted = wanted or any(way.needs_quorum for way in rules.ways.items)
    if wanted and rules.quorum is None:
        yield Problem("quorum", "missing", _("Signatures are asked for, but the quorum is missing."))
    if rules.quorum is not None and not wanted:
        yield Problem("quorum", "unused", _("There is a quorum, but nothing asks for signatures."))


def _doubles(rules: ListRules) -> Iterable[Problem]:
    lists: dict[str, list[str]] = {
        "criteria.items": [item.key for item in rules.criteria.items],
        "criteria.exclusions": [item.key for item in rules.criteria.exclusions],
        "suggestions.kinds": [kind.key for kind in rules.suggestions.kinds],
        "ways.items": [way.key for way in rules.ways.items],
        "release.steps": [step.state for step in rules.release.steps],
    }
    for path, keys in lists.items():
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            message = format_lazy(_("“{key}” stands more than once in “{path}”."), key=key, path=path)
            yield Problem(path, "double", message)


def _release(rules: ListRules) -> Iterable[Problem]:
    states = [step.state for step in rules.release.steps]
    if states != sorted(states, key=RELEASE_ORDER.index):
        yield Problem("release.steps", "wrong_order", _("The steps of the release stand in the wrong order."))
    if rules.informed_before_published.required and "members_informed" not in states:
        message = _("Members must be informed before publication, but the release has no step for it.")
        yield Problem("release.steps", "nobody_informs", message)
    for number, step in enumerate(rules.release.steps):
        if (step.by in BODIES_OF_THEIR_OWN) != bool(step.bodies):
            message = _("A step that a body ends names the bodies; a step of unit or coordinator names none.")
            yield Problem(f"release.steps.{number}.bodies", "bodies", message)


def _treatment(rules: ListRules) -> Iterable[Problem]:
    tasks = [step.task for step in rules.treatment.steps]
    if tasks.count("decision") != 1 or tasks[-1] != "decision":
        message = _("The treatment of a suggestion needs exactly one decision, as its last step.")
        yield Problem("treatment.steps", "one_decision", message)


def _senders(rules: ListRules) -> Iterable[Problem]:
    way = rules.ways.way("organisations")
    if way is not None and not rules.senders.organisations:
        message = _("Organisations may propose projects, but may not hand anything in.")
        yield Problem("senders.organisations", "contradiction", message)
