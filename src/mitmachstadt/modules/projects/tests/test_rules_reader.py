"""A rule file with a slip must not become law: unknown keys and contradictions are named, all at once."""

import copy
import json

import pytest

from mitmachstadt.modules.projects.rules import data_from_toml, parse_rules, rules_from_toml
from mitmachstadt.modules.projects.tests.test_rules_towns import TOWNS, TOWNS_DIR, rules_of
from mitmachstadt.spine.problems import Refused


def data_of(town: str) -> dict:
    return data_from_toml((TOWNS_DIR / town / "rules" / "vorhabenliste.toml").read_text("utf-8"))


def found(data: dict) -> set[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        parse_rules(data)
    for problem in caught.value.problems:
        assert len(str(problem.message)) > 10
    return {(problem.field, problem.code) for problem in caught.value.problems}


@pytest.mark.parametrize("town", TOWNS)
def test_a_record_kept_as_json_says_the_same_as_the_file(town: str) -> None:
    assert parse_rules(json.loads(json.dumps(data_of(town)))) == rules_of(town)


def change(town: str, path: str, value: object) -> dict:
    """The data of a town with one value set; `...` takes the key away."""
    data = copy.deepcopy(data_of(town))
    *parents, last = path.split(".")
    place: object = data
    for name in parents:
        place = place[int(name)] if isinstance(place, list) else place[name]
    key: object = int(last) if isinstance(place, list) else last
    if value is ...:
        del place[key]
    else:
        place[key] = value
    return data


BOTH = "criterion_and_exclusion"
STEP = {"task": "decision", "by": "council", "body": "Rat", "working_days": 5}


@pytest.mark.parametrize(
    ("town", "path", "value", "problem"),
    [
        ("detmold", "leadtime", {}, ("leadtime", "unknown_key")),
        ("detmold", "window.colour", "blue", ("window.colour", "unknown_key")),
        ("detmold", "suggestions.kinds.0.quorum", 3, ("suggestions.kinds.0.quorum", "unknown_key")),
        ("detmold", "lead_time", ..., ("lead_time", "missing")),
        ("detmold", "answer.source", ..., ("answer.source", "missing")),
        ("detmold", "answer.source", "  ", ("answer.source", "empty")),
        ("detmold", "criteria.items", [], ("criteria.items", "empty")),
        ("detmold", "criteria.confirmed", 1, ("criteria.confirmed", "wrong_value")),
        ("detmold", "lead_time.days", "14", ("lead_time.days", "wrong_value")),
        ("detmold", "lead_time.days", -1, ("lead_time.days", "out_of_range")),
        ("detmold", "lead_time.days", 5000, ("lead_time.days", "out_of_range")),
        ("detmold", "window.starts", "soon", ("window.starts", "not_allowed")),
        ("detmold", "valid_from", "2024-02-30", ("valid_from", "wrong_value")),
        ("detmold", "valid_until", "2023-12-31", ("valid_until", "end_before_start")),
        ("detmold", "lead_time.weeks", 2, ("lead_time", "one_length")),
        ("detmold", "lead_time.days", ..., ("lead_time", "one_length")),
        ("detmold", "window.weeks", 2, ("window", "endless_with_length")),
        ("wuppertal", "window.weeks", ..., ("window", "one_length")),
        ("wuppertal", "window.days", 3, ("window", "one_length")),
        ("detmold", "criteria.exclusions.0.key", "many_affected", ("criteria.exclusions", BOTH)),
        ("detmold", "criteria.items.1.key", "public_interest", ("criteria.items", "double")),
        ("heidelberg", "quorum.count", ..., ("quorum.count", "missing")),
        ("heidelberg", "quorum.percent", 2, ("quorum.percent", "does_not_belong")),
        ("heidelberg", "quorum", ..., ("quorum", "missing")),
        ("heilbronn", "quorum.percent", 101, ("quorum.percent", "out_of_range")),
        ("detmold", "release.steps.2.bodies", [], ("release.steps.2.bodies", "bodies")),
        ("detmold", "release.steps.0.bodies", ["Rat"], ("release.steps.0.bodies", "bodies")),
        ("detmold", "release.steps.0.state", "board", ("release.steps", "double")),
        ("detmold", "release.steps.0.state", "draft", ("release.steps.0.state", "not_allowed")),
        ("castrop-rauxel", "release.steps.2", ..., ("release.steps", "nobody_informs")),
        ("castrop-rauxel", "release.steps.0.state", "board", ("release.steps", "wrong_order")),
        ("detmold", "treatment.steps.2", ..., ("treatment.steps", "one_decision")),
        ("detmold", "treatment.steps.0", STEP, ("treatment.steps", "one_decision")),
        ("detmold", "senders.organisations", False, ("senders.organisations", "contradiction")),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_place(
    town: str, path: str, value: object, problem: tuple[str, str]
) -> None:
    assert problem in found(change(town, path, value))


def test_a_quorum_nobody_asks_for_is_refused() -> None:
    data = data_of("detmold")
    data["quorum"] = data_of("heidelberg")["quorum"]
    assert found(data) == {("quorum", "unused")}


def test_every_problem_is_named_at_once() -> None:
    data = change("detmold", "window.colour", "blue")
    data["rhythm"]["kind"] = "sometimes"
    del data["town"]
    assert found(data) == {
        ("window.colour", "unknown_key"), ("rhythm.kind", "not_allowed"), ("town", "missing"),
    }  # fmt: skip


def test_text_that_is_no_toml_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        rules_from_toml("town = ")
    assert caught.value.codes == ("not_toml",)
