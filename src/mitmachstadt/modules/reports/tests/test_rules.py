"""What may be reported, what is alike, and what an honest end needs, by table."""

from __future__ import annotations

import copy
import tomllib
from datetime import UTC, date, datetime, timedelta

import pytest

from mitmachstadt.modules.reports.queries.town import default_data
from mitmachstadt.modules.reports.rules import (
    Known,
    Line,
    Reported,
    emergency_in,
    likeness,
    may_close,
    may_dispute,
    may_report,
    parse_report_rules,
    plain_words,
    route,
)
from mitmachstadt.modules.reports.tests.world import RULES
from mitmachstadt.spine.places.rules import metres_between
from mitmachstadt.spine.problems import Refused

DATA = tomllib.loads(RULES.read_text("utf-8"))
TOWN = parse_report_rules(DATA)
NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
TODAY = date(2026, 5, 4)


def test_the_platform_has_rules_for_towns_without_their_own():
    assert parse_report_rules(default_data()).category("barriere").barrier


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda d: d["categories"].append(dict(d["categories"][0])), "categories"),
        (lambda d: d["categories"][0].update(group="nirgends"), "categories"),
        (lambda d: d["groups"].append({"key": "leer", "text": "Leer", "icon": "more"}), "groups"),
        (lambda d: d.update(reasons=[r for r in d["reasons"] if not r["fixed"]]), "reasons"),
        (lambda d: d.update(valid_until=date(2020, 1, 1)), "valid_until"),
        (lambda d: d["days"].update(check="zwei"), "days.check"),
        (lambda d: d.update(unbekannt=1), "unbekannt"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(change, field):
    data = copy.deepcopy(DATA)
    change(data)
    with pytest.raises(Refused) as refused:
        parse_report_rules(data)
    assert field in {problem.field for problem in refused.value.problems}


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"category": ""}, "missing"),
        ({"category": "gibt_es_nicht"}, "closed"),
        ({"text": "a" * 4001}, "too_long"),
        ({"lat": None, "lon": None}, "missing"),
        ({"observed_at": NOW + timedelta(hours=1)}, "future"),
        ({"observed_at": NOW - timedelta(days=90)}, "old"),
        ({"category": "stufe", "answers": {"dauer": "manchmal"}}, "unknown"),
        ({"category": "stufe", "answers": {"dauer": ["immer", "zeitweise"]}}, "many"),
    ],
)
def test_what_may_not_be_reported(what, code):
    good = {"category": "schlagloch", "text": "Loch", "lat": 51.5, "lon": 7.3}
    assert may_report(Reported(**good), TOWN, NOW) == []
    assert [problem.code for problem in may_report(Reported(**{**good, **what}), TOWN, NOW)] == [code]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Hier ist Gasgeruch im Keller", "112"),
        ("Ein Kabel hängt über dem Weg", "112"),
        ("Schlagloch in der Gasse", ""),
        ("Der Kabelkanal ist zu", ""),
    ],
)
def test_emergencies_are_heard_and_everyday_matters_are_not(text, number):
    found = emergency_in(text, TOWN)
    assert (found.number if found else "") == number


def known(**change):
    fit = {
        "number": "M-1", "category": "schlagloch", "group": "strasse", "metres": 10.0, "age_days": 3,
        "words": plain_words("Tiefes Loch vor Haus"),
    }  # fmt: skip
    return Known(**{**fit, **change})


def test_likeness_falls_with_distance_age_category_and_words():
    words = plain_words("tiefes loch vor haus")

    def how(**change):
        return likeness("schlagloch", "strasse", words, known(**change), TOWN)

    assert how(metres=51) == how(age_days=61) == how(category="stufe", group="barriere") == 0
    assert how() > how(metres=40) > 0
    assert how() > how(category="gehweg") > 0
    assert how() > how(words=plain_words("Pfütze")) > 0


def test_metres_between_two_known_points():
    # one minute of latitude is a nautical mile
    assert metres_between(51.0, 7.0, 51.0 + 1 / 60, 7.0) == pytest.approx(1853, abs=3)


@pytest.mark.parametrize(
    ("reason", "sentence", "fixed", "day", "photo", "codes"),
    [
        ("repariert", "Loch gefüllt.", True, TODAY, False, []),
        ("repariert", "Loch gefüllt.", True, None, True, []),
        ("repariert", "Loch gefüllt.", True, None, False, ["no_proof"]),
        ("repariert", "", True, TODAY, False, ["missing"]),
        ("repariert", "Loch gefüllt.", True, TODAY + timedelta(days=1), False, ["future"]),
        ("nicht_gefunden", "Da war nichts.", True, TODAY, False, ["missing"]),
        ("nicht_gefunden", "Da war nichts.", False, None, False, []),
        ("repariert", "Loch gefüllt.", False, None, False, ["missing"]),
        ("", "Loch gefüllt.", False, None, False, ["missing"]),
    ],
)
def test_an_honest_end(reason, sentence, fixed, day, photo, codes):
    found = may_close(reason, sentence, TOWN, fixed=fixed, day=day, photo=photo, today=TODAY)
    assert [problem.code for problem in found] == codes


@pytest.mark.parametrize(
    ("state", "closed_on", "disputed", "codes"),
    [
        ("fixed", TODAY, False, []),
        ("closed", TODAY - timedelta(days=30), False, []),
        ("closed", TODAY - timedelta(days=31), False, ["late"]),
        ("fixed", TODAY, True, ["once"]),
        ("open", None, False, ["not_closed"]),
    ],
)
def test_objecting_once_and_in_time(state, closed_on, disputed, codes):
    found = may_dispute(state, closed_on, disputed, TOWN, TODAY)
    assert [problem.code for problem in found] == codes


def line(key, **change):
    return Line(**({"key": key, "category": "", "district": "", "words": (), "unit": f"u{key}"} | change))


def test_the_first_line_that_fits_wins_and_ties_are_told():
    hole = TOWN.category("schlagloch")
    lines = [
        line(1, category="stufe"), line(2, district="ickern"), line(3, words=("schulhof",)), line(4, inside=False),
        line(5, category="schlagloch"), line(6),
    ]  # fmt: skip
    found = route(hole, "castrop", "Loch vor dem Haus", lines, "")
    assert (found.unit, found.line, found.fitting) == ("u5", 5, (5, 6))
    assert route(hole, "ickern", "Loch", lines, "").unit == "u2"
    assert route(hole, "castrop", "Loch am Schulhof", lines, "").unit == "u3"
    assert route(hole, "castrop", "Loch", [], "").unit == "euv"
    assert route(None, "", "", [], "triage").unit == "triage"
