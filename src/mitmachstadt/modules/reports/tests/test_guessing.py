"""What a report is about: the figures of the documentation are computed again, and guesses only do what was measured."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from mitmachstadt.modules.reports.actions.refiling import refile
from mitmachstadt.modules.reports.guessing import measuring, teaching, words
from mitmachstadt.modules.reports.guessing.model import Model, as_data, read
from mitmachstadt.modules.reports.models import Report
from mitmachstadt.modules.reports.queries import guessing
from mitmachstadt.modules.reports.rules import GuessRule, leads, parse_report_rules, trusted
from mitmachstadt.modules.reports.tests.world import RULES, report, step
from mitmachstadt.spine.problems import Refused

TOWN = RULES.parent.parent
TEXTS = teaching.read_texts(TOWN / "melder" / "texte.csv")
DATA = tomllib.loads(RULES.read_text("utf-8"))
TOWN_RULES = parse_report_rules(DATA)
MELDER = Path(settings.TOWN_DIR).parent.parent / "docs" / "melder.md"
RULE = GuessRule(precision=0.95, least=3, unsure="triage", source="Test", confirmed=False)


def stored() -> Model:
    found = read(TOWN / "melder" / "modell.json")
    assert found is not None
    return found


@cache
def plain() -> Model:
    return teaching.fit(teaching.learned(TEXTS), TOWN_RULES, with_catalogue=False)


def by_words(text):
    return [one.key for _share, one in guessing.scores(text, TOWN_RULES)]


def test_the_texts_are_many_different_and_of_every_category():
    assert len(TEXTS) >= 600
    assert len({text for _key, text in TEXTS}) == len(TEXTS)
    many = {one.key: sum(key == one.key for key, _text in TEXTS) for one in TOWN_RULES.categories}
    assert min(many.values()) >= 10
    assert {key for key, _text in TEXTS} == set(many)
    learned, held = teaching.learned(TEXTS), teaching.measured(TEXTS)
    assert len(learned) + len(held) == len(TEXTS)
    assert 0.15 < len(held) / len(TEXTS) < 0.25


@pytest.mark.slow
def test_learning_again_gives_what_is_stored():
    assert as_data(teaching.teach(TEXTS, TOWN_RULES)) == as_data(stored())


@pytest.mark.slow
def test_the_figures_of_the_documentation_are_true():
    held = teaching.measured(TEXTS)
    page = MELDER.read_text("utf-8")
    assert f"an {len(held)} Texten" in page
    rows = {
        "Vermutung": measuring.by_model(stored()),
        "Buchstabenfolgen ohne Katalog": measuring.by_model(plain()),
        "Wörter der Stadt": by_words,
    }
    found = {name: measuring.measure(guess, held, TOWN_RULES) for name, guess in rows.items()}
    for name, one in found.items():
        said = " | ".join(f"{share:.1%}" for share in (one.first, one.three, one.unit))
        assert f"| {name} | {said.replace('.', ',').replace('%', ' %')} |" in page
    best, others = found.pop("Vermutung"), found.values()
    assert best.first > max(one.first for one in others)
    assert best.three >= max(one.three for one in others)


def test_the_confidence_is_worth_what_the_documentation_says():
    spans = measuring.by_confidence(stored(), teaching.measured(TEXTS), (0.4, 0.7, 0.9))
    page = MELDER.read_text("utf-8")
    for name, (many, right) in zip(("darunter", "40 bis 70 %", "70 bis 90 %", "ab 90 %"), spans, strict=True):
        assert f"| {name} | {many} | {right} |" in page
    shares = [right / many for many, right in spans]
    assert shares == sorted(shares)


def test_what_goes_by_itself_met_the_right_unit_where_nobody_had_looked():
    trust, units = trusted(stored().seen, TOWN_RULES.guessing), {}
    units = {one.key: one.unit for one in TOWN_RULES.categories}
    sent = [
        units[scores[0].category] == units[key]
        for key, text in teaching.measured(TEXTS)
        if (scores := stored().scores(text)) and trust.trusts(scores[0].category, stored().sure(scores))
    ]
    said = f"Das sind {len(trust.categories)} der {len(units)}\nKategorien; von den 182 Texten gingen so {len(sent)} von"
    assert said in MELDER.read_text("utf-8")
    assert f"{sum(sent)} zur richtigen Stelle" in MELDER.read_text("utf-8")
    assert sum(sent) / len(sent) >= TOWN_RULES.guessing.precision


def test_trust_needs_enough_and_right_enough_guesses():
    good = {"a": [(0.9, True)] * 30, "b": [(0.9, True)] * 2, "c": [(0.9, True)] * 3 + [(0.5, False)] * 40}
    found = trusted(good, RULE)
    assert found.categories == {"a", "c"}
    assert found.trusts("a", 0.9)
    assert not found.trusts("a", 0.4)
    assert not found.trusts("b", 0.99)
    assert not trusted({"a": [(0.9, True)] * 29}, RULE).trusts("a", 1.0)
    assert not trusted({"a": [(0.9, n % 10 > 0) for n in range(60)]}, RULE).trusts("a", 1.0)
    assert not trusted(good, None).trusts("a", 1.0)


def test_who_leads_a_report_to_its_unit():
    def of(key):
        return TOWN_RULES.category(key)

    assert leads(of("schlagloch"), TOWN_RULES, of("ampel_aus")) == of("schlagloch")
    assert leads(of("strasse"), TOWN_RULES, of("ampel_aus")) == of("ampel_aus")
    assert leads(of("strasse"), TOWN_RULES, None) is None
    assert leads(of("muell"), TOWN_RULES, None) == of("muell")
    data = DATA | {"guessing": DATA["guessing"] | {"unsure": "category"}}
    assert leads(of("strasse"), parse_report_rules(data), None) == of("strasse")
    silent = parse_report_rules({key: value for key, value in DATA.items() if key != "guessing"})
    assert leads(of("strasse"), silent, of("ampel_aus")) == of("strasse")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("riesen Schlagloch in der Fahrbahn", "schlagloch"),
        ("Der Aufzug am Gleis ist kaputt", "aufzug"),
        ("im park sind ratten", "ratten"),
        ("Mülleima is voll", "papierkorb"),
    ],
)
def test_plain_words_are_understood(text, key):
    found = guessing.guess(text, TOWN_RULES, stored())
    assert found is not None
    assert (found.category.key, found.confidence > 0.5) == (key, True)


@pytest.mark.parametrize("text", ["", "???", "12", "xqzw"])
def test_what_says_nothing_is_not_guessed(text):
    assert guessing.guess(text, TOWN_RULES, stored()) is None


def test_a_town_without_examples_goes_by_its_words(monkeypatch):
    monkeypatch.setattr(guessing, "town_model", lambda: None)
    found = guessing.guess("Schlagloch im Asphalt", TOWN_RULES)
    assert (found.category.key, found.confidence, found.trusted) == ("schlagloch", 0, False)


def test_a_category_the_town_dropped_is_not_guessed():
    data = DATA | {"categories": [one for one in DATA["categories"] if one["key"] != "schlagloch"]}
    found = guessing.guess("Schlagloch in der Straße", parse_report_rules(data), stored())
    assert found is None or found.category.key != "schlagloch"


def test_very_long_texts_are_read_only_as_far_as_they_help():
    assert len(words.pieces("ab" * 100_000)) < 20


def test_teaching_by_command_for_another_town(tmp_path, monkeypatch):
    (tmp_path / "rules").mkdir()
    (tmp_path / "melder").mkdir()
    (tmp_path / "rules" / "melder.toml").write_bytes(RULES.read_bytes())
    few = [(key, text) for key, text in TEXTS if key in ("ratten", "aufzug", "stufe")]
    rows = "\n".join(f'{key},"{text}"' for key, text in few)
    (tmp_path / "melder" / "texte.csv").write_text(f"category,text\n{rows}\n", "utf-8")
    call_command("teach_guesser", town=tmp_path)
    assert json.loads((tmp_path / "melder" / "modell.json").read_text())["categories"]
    (tmp_path / "melder" / "texte.csv").write_text("category,text\nnirgends,Hallo\n", "utf-8")
    with pytest.raises(CommandError):
        call_command("teach_guesser", town=tmp_path)


def test_a_tile_alone_goes_by_a_trusted_guess_else_to_those_who_sort(world):
    sure = report("anderes", "Sofa und Matratze abgeladen")
    unsure, chosen = report("strasse", "Da ist was"), report("schlagloch", "Da ist was")
    assert (sure.case.unit, sure.guessed, sure.sent_by_guess, sure.category) == (
        world.euv,
        "wilder_muell",
        True,
        "anderes",
    )
    assert (unsure.case.unit, unsure.sent_by_guess) == (world.town, False)
    assert (chosen.case.unit, chosen.sent_by_guess) == (world.euv, False)


def test_what_sounds_like_people_is_looked_at_before_anybody_sees_it(world):
    one = report("muell", "Ein Obdachloser schläft seit Tagen im Eingang")
    assert (one.guessed, one.case.state, one.case.public) == ("menschen", "received", False)


def test_the_form_says_category_unit_and_how_sure_it_is(world):
    def page(text, **more):
        return Client().get("/melden/hinweise/", {"text": text, "gruppe": "anderes", **more}).content.decode()

    told = page("Sofa und Matratze im Gebüsch abgeladen")
    assert "Abgeladener Müll" in told
    assert "Sehr wahrscheinlich" in told
    assert "Dann geht es an: EUV" in told
    assert "sortiert" in page("Da ist was", gruppe="strasse")
    offered = re.findall(r'data-take-finer="(\w+)"', page("Auf dem Weg liegt etwas und es ist gefährlich"))
    assert len(offered) in (0, 1, 3)


def test_another_category_goes_to_its_unit_and_people_vanish(world):
    one = report("muell", "Im Weg")
    with pytest.raises(Refused):
        refile(one, "muell", by=world.celik_clerk, expect_version=one.case.version)
    found = refile(one, "lampe_aus", by=world.celik_clerk, expect_version=one.case.version)
    assert (found.case.unit, found.category) == (world.stadtwerke, "lampe_aus")
    with pytest.raises(Refused):
        refile(one, "schlagloch", by=world.vogel_coordinator, expect_version=one.case.version - 1)
    one.refresh_from_db()
    refile(one, "menschen", by=world.vogel_coordinator, expect_version=one.case.version)
    assert not Report.objects.public().exists()
    step(one.case, "hide", world.vogel_coordinator, reason="Es ging um einen Menschen.")
    one.case.refresh_from_db()
    with pytest.raises(Refused):
        refile(one, "muell", by=world.vogel_coordinator, expect_version=one.case.version)


def test_the_desk_changes_the_category_by_form(world):
    client, one = Client(), report("muell", "Tiefes Schlagloch in der Fahrbahn")
    client.force_login(world.celik_clerk)
    path = f"/schreibtisch/meldungen/{one.case.number}/kategorie/"
    page = client.get(path).content.decode()
    assert '<option value="schlagloch" selected>' in page
    assert client.post(path, {"category": "nirgends", "version": one.case.version}).status_code == 422
    answer = client.post(path, {"category": "lampe_aus", "version": one.case.version})
    assert (answer.status_code, answer["Location"]) == (302, "/schreibtisch/meldungen/")
    one.refresh_from_db()
    assert one.category == "lampe_aus"
    assert client.get(path).status_code == 404
