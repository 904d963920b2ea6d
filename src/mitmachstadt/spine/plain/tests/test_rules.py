"""What the checker asks, sentence by sentence, and that its places and figures are true."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mitmachstadt.spine.plain.management.commands.measure_plain import LABELLED
from mitmachstadt.spine.plain.measure import measure, table
from mitmachstadt.spine.plain.rules import MOST_FINDINGS, check, sentences

DOC = Path(__file__).resolve().parents[5] / "docs" / "einfache-sprache.md"


def codes(text: str) -> list[str]:
    return [one.code for one in check(text)]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("Der Platz wird bald neu gebaut.", "passive", "wird bald neu gebaut"),
        ("Im Mai ist beschlossen worden, was kommt.", "passive", "beschlossen worden"),
        ("Die Anlage wurde geprüft.", "passive", "wurde geprüft"),
        ("Straßenverkehrsordnung", "compound", "Straßenverkehrsordnung"),
        ("Sie müssen das beantragen.", "word", "beantragen"),
        ("Es gilt die Haus-Satzung.", "word", "Haus-Satzung"),
        ("Am 3.5.2027 geht es los.", "number", "3.5.2027"),
        ("Das kostet 12500 Euro.", "number", "12500"),
        ("Es sind 12,5 % dafür.", "number", "12,5 %"),
        ("Das ist bzw. war so.", "short", "bzw."),
        ("Der Name des Vereins ist neu.", "genitive", "des Vereins"),
        ("Die Leitung der alten Schule ist neu.", "genitive", "Leitung der alten Schule"),
        ("Das hilft keinem.", "negation", "keinem"),
        ("Kinder/Jugendliche", "sign", "/"),
        ("Das wäre gut.", "conditional", "wäre"),
    ],
)
def test_it_asks_about(text, code, words):
    found = [one for one in check(text) if one.code == code]
    assert [text[one.start : one.end] for one in found] == [words]
    assert str(found[0].advice)


@pytest.mark.parametrize(
    "text",
    [
        "Die Stadt baut.",
        "Die Kinder werden laut.",
        "Wir werden bauen.",
        "Der Rad·weg ist neu.",
        "Das Stadt-Teil-Fest ist schön.",
        "Frau Meier hilft der Schule.",
        "Am 3. Mai geht es los.",
        "Es sind 12 Leute da.",
        "Der Erfolg freut alle.",
        "Gegen Abend wird es kühl.",
        "",
        " \n\n",
        "…",
        "😀 Hallo",
    ],
)
def test_it_leaves_in_peace(text):
    assert codes(text) == []


def test_long_sentences_are_asked_about_and_very_long_ones_strongly():
    assert codes("Wir gehen " + "heute " * 9 + "los.") == []
    [one] = check("Wir gehen " + "heute " * 11 + "los.")
    assert (one.code, one.strong) == ("length", False) and "14" in str(one.advice)
    [one] = check("Wir gehen " + "heute " * 20 + "los.")
    assert one.strong


def test_lines_and_full_stops_part_sentences_but_short_forms_and_days_do_not():
    text = "Am 3. Mai, z. B. um 8 Uhr, beginnt es. Kommen Sie!\nDas Fest\nist schön"
    assert [one.text.strip() for one in sentences(text)] == [
        "Am 3. Mai, z. B. um 8 Uhr, beginnt es.",
        "Kommen Sie!",
        "Das Fest",
        "ist schön",
    ]
    assert all(text[one.start : one.start + len(one.text)] == one.text for one in sentences(text))


def test_a_long_word_is_parted_where_its_second_half_is_known():
    [one] = [f for f in check("Die Spielplatzerneuerung beginnt.") if f.code == "compound"]
    assert "Spielplatz·erneuerung" in str(one.advice)


def test_a_book_is_checked_quickly_and_its_findings_are_limited():
    text = "Die Durchführung der Maßnahme wird nicht beschlossen. " * 2000
    assert len(check(text)) == MOST_FINDINGS


@pytest.mark.parametrize(
    "text",
    [
        "a" * 20_000,
        "ge" * 10_000,
        "1." * 10_000,
        "der " * 5_000,
        "A der " * 3_000,
        "(" * 20_000,
        "z. " * 6_000,
    ],
)
def test_hostile_text_takes_no_time(text, cpu_seconds):
    ordinary = ("Die Straße wird im Mai neu gebaut. Der Bau dauert drei Wochen. " * 400)[:20_000]
    most = 8 * cpu_seconds(check, ordinary)
    assert cpu_seconds(check, text) < most, "more than eight times an ordinary text of the greatest length"


def test_the_figures_in_the_docs_are_those_of_today():
    labelled = json.loads(LABELLED.read_text("utf-8"))
    lines = measure(labelled)
    assert len(labelled) >= 60 and lines[-1].precision >= 0.85 and lines[-1].recall >= 0.85
    assert table(lines) in DOC.read_text("utf-8"), "python -m mitmachstadt measure-plain prints the new table"


def test_labels_name_rules_that_exist():
    known = {code for _text, names in json.loads(LABELLED.read_text("utf-8")) for code in names}
    source = (Path(check.__code__.co_filename)).read_text("utf-8")
    assert known <= set(re.findall(r'"([a-z]+)"', source))
