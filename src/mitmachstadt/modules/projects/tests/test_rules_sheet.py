"""Bad input on the sheet gets a clear sentence: contradicting dates, wrong places, a title of 10 MB."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from mitmachstadt.modules.projects.rules import CostChange, Milestone, Sheet, check_sheet
from mitmachstadt.modules.projects.tests.test_rules_towns import TOWNS_DIR, rules_of

CASTROP, WOLFSBURG = rules_of("castrop-rauxel"), rules_of("wolfsburg")
OUTLINE = TOWNS_DIR / "castrop-rauxel" / "data" / "castrop-rauxel-umriss.geojson"
FULL = Sheet(
    title="Radweg am Kanal",
    description="Ein Radweg von Ickern nach Henrichenburg, damit der Schulweg sicher ist.",
    districts=("ickern",),
    owner="stadt",
    contact="Tiefbau, Zimmer 12",
    criteria=("participation",),
    cost_low=Decimal(200_000),
    cost_high=Decimal(300_000),
    cost_year=2026,
    starts_on=date(2026, 5, 1),
    ends_on=date(2027, 5, 1),
    participation=True,
    participation_form="Ortstermin und Formular",
    participation_from=date(2026, 6, 1),
    participation_until=date(2026, 7, 1),
)
NO_WINDOW = {
    "participation": False, "participation_form": "", "participation_from": None, "participation_until": None,
}  # fmt: skip
FIXED = "Die Trasse ist bereits festgelegt."
D = Decimal
CHANGE = CostChange(date(2026, 9, 1), D(4), D(4), "Baupreise gestiegen")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"title": "x" * 200}, []),
        ({"title": "x" * 201}, [("title", "too_long")]),
        ({"title": "x" * 10_000_000}, [("title", "too_long")]),
        ({"title": "Rad\x00weg"}, [("title", "control_characters")]),
        ({"title": "<script>alert(1)</script>"}, []),
        ({"description": "Zeile\nZeile\tTab"}, []),
        ({"ends_on": date(2026, 4, 30)}, [("ends_on", "end_before_start")]),
        ({"starts_on": None}, [("ends_on", "start_missing")]),
        ({"participation_until": date(2026, 5, 31)}, [("participation_until", "end_before_start")]),
        ({"milestones": (Milestone("Bau", date(2027, 5, 2)),)}, [("milestones", "outside_duration")]),
        ({"milestones": (Milestone("Bau", date(2026, 4, 30)),)}, [("milestones", "outside_duration")]),
        ({"milestones": (Milestone("Bau", date(2026, 5, 1)), Milestone("offen"))}, []),
        ({"next_steps": (Milestone(" ", date(2026, 5, 1)),)}, [("next_steps", "missing")]),
        ({"first_reading_on": date(2026, 9, 1)}, [("first_reading_body", "missing")]),
        ({"cost_low": D(300_001)}, [("cost_low", "low_above_high")]),
        ({"cost_low": D(300_000)}, []),
        ({"cost_low": D(-1)}, [("cost_low", "negative")]),
        ({"cost_high": D("NaN")}, [("cost_low", "negative")]),
        ({"cost_high": D("Infinity")}, [("cost_low", "negative")]),
        ({"cost_year": 26}, [("cost_year", "out_of_range")]),
        ({"cost_changes": (CHANGE,)}, []),
        ({"cost_changes": (replace(CHANGE, low=D(5)),)}, [("cost_changes", "low_above_high")]),
        ({"cost_changes": (replace(CHANGE, on=None),)}, [("cost_changes", "missing")]),
        ({"cost_changes": (replace(CHANGE, reason=""),)}, [("cost_changes", "reason_missing")]),
        ({"no_participation_reason": FIXED}, [("no_participation_reason", "contradiction")]),
        ({"participation": False, "no_participation_reason": FIXED}, [("participation", "contradiction")]),
        ({**NO_WINDOW, "no_participation_reason": FIXED}, []),
        ({**NO_WINDOW, "no_participation_reason": "weil"}, [("no_participation_reason", "reason_missing")]),
        (
            {**NO_WINDOW, "no_participation_reason": FIXED, "participation_basis": "required"},
            [("participation", "required_by_law")],
        ),
        ({"participation_form": ""}, [("participation_form", "missing")]),
        ({"participation_until": None}, [("participation_from", "missing")]),
        ({"criteria": ()}, [("criteria", "missing")]),
        ({"criteria": ("beauty",)}, [("criteria", "unknown_criterion")]),
        ({"owner": "bahn"}, [("owner", "unknown_owner")]),
        ({"owner": ""}, [("owner", "missing")]),
        ({"districts": ("ickern", "atlantis")}, [("districts", "unknown_district")]),
        ({"districts": ()}, [("districts", "missing")]),
        ({"districts": (), "citywide": True}, []),
        ({"contact": " "}, [("contact", "missing")]),
        ({"description": ""}, [("description", "missing")]),
        ({"places": ((),)}, [("places", "empty_place")]),
        ({"places": (((7.31, 51.55), (7.32, 51.56)),)}, []),
        ({"places": (((7.31, 151.0),),)}, [("places", "no_coordinates")]),
        ({"places": (((float("nan"), 51.0),),)}, [("places", "no_coordinates")]),
    ],
)  # fmt: skip
def test_the_sheet_before_publication(changes: dict, expected: list[tuple[str, str]]) -> None:
    problems = check_sheet(
        replace(FULL, **changes), CASTROP, purpose="publication",
        districts={"ickern"}, owners={"stadt", "euv"},
    )  # fmt: skip
    assert [(problem.field, problem.code) for problem in problems] == expected
    assert all(str(problem.message) for problem in problems)


def test_a_draft_needs_a_title_alone_but_may_not_contradict_itself() -> None:
    assert check_sheet(Sheet(title="Radweg"), CASTROP) == []
    assert [p.code for p in check_sheet(Sheet(title=" "), CASTROP)] == ["missing"]
    wrong = Sheet(title="Radweg", cost_low=D(2), cost_high=D(1), criteria=("beauty",))
    assert [p.code for p in check_sheet(wrong, CASTROP)] == ["low_above_high", "unknown_criterion"]


def test_amounts_are_written_as_people_read_them() -> None:
    problems = check_sheet(Sheet(title="Radweg", cost_low=D(2_000_000), cost_high=D(1)), CASTROP)
    with translation.override("de"):
        assert "2.000.000" in str(problems[0])
    with translation.override("en"):
        assert "2,000,000" in str(problems[0])


def test_the_first_stock_needs_no_invented_facts() -> None:
    known = Sheet(title="Radweg", description="Steht im Vertrag.", citywide=True, owner="stadt")
    assert check_sheet(known, CASTROP, purpose="first_stock") == []
    missing = [p.field for p in check_sheet(Sheet(title="Radweg"), CASTROP, purpose="first_stock")]
    assert missing == ["description", "districts", "owner"]
    assert {p.field for p in check_sheet(known, CASTROP, purpose="publication")} == {
        "contact", "criteria", "participation",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (None, None, ["costs_missing"]),
        (D(100), D(999_999), ["below_threshold"]),
        (D(100), D(1_000_000), []),
        (D(1_000_000), None, []),
    ],
)
def test_the_million_of_wolfsburg(low: Decimal | None, high: Decimal | None, expected: list[str]) -> None:
    sheet = replace(FULL, criteria=("one_million",), cost_low=low, cost_high=high)
    assert [p.code for p in check_sheet(sheet, WOLFSBURG, purpose="publication")] == expected
