"""How texts fall into paragraphs, keep their keys and show their changes; windows and endings by table."""

from datetime import date, timedelta

import pytest

from mitmachstadt.modules.drafts import rules
from mitmachstadt.modules.drafts.rules import Part, Piece, Window
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.quick
TODAY = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", []),
        ("Ein Absatz\nauf zwei Zeilen.", [Piece(0, "1", "Ein Absatz auf zwei Zeilen.")]),
        ("# Titel\n\nEins.\n\nZwei.", [Piece(1, "", "Titel"), Piece(0, "1", "Eins."), Piece(0, "2", "Zwei.")]),
        (
            "§ 3 Quorum\n(1) Hundert genügen.\n(2) Der Rat prüft.",
            [Piece(2, "§ 3", "Quorum"), Piece(0, "(1)", "Hundert genügen."), Piece(0, "(2)", "Der Rat prüft.")],
        ),
        ("Liste:\n- eins\n- zwei", [Piece(0, "1", "Liste:\n- eins\n- zwei")]),
        ("## § 1 Ziel", [Piece(2, "§ 1", "Ziel")]),
        ("Eins.\r\n\r\nZwei.", [Piece(0, "1", "Eins."), Piece(0, "2", "Zwei.")]),
        ("§ 24 der Gemeindeordnung gilt. " + "x" * 120, [Piece(0, "1", "§ 24 der Gemeindeordnung gilt. " + "x" * 120)]),
    ],
)  # fmt: skip
def test_a_text_falls_into_paragraphs(source, expected):
    assert rules.pieces(source) == expected


OLD = [
    (1, 1, "Ziele"),
    (2, 0, "Alle sollen mitreden können, bevor entschieden ist."),
    (3, 0, "Hinweise sind vier Wochen lang möglich."),
    (4, 0, "Der Rat begründet jede Entscheidung."),
]


@pytest.mark.parametrize(
    ("texts", "keys"),
    [
        ([row[2] for row in OLD[1:]], [2, 3, 4]),
        ([OLD[3][2], OLD[1][2]], [4, 2]),
        (["Hinweise sind sechs Wochen lang möglich, in Ferien länger."], [3]),
        (["Etwas völlig Neues über Spielplätze und Schulen."], [None]),
        ([OLD[1][2], "Ganz neu hier.", OLD[2][2]], [2, None, 3]),
    ],
)
def test_a_paragraph_keeps_its_key(texts, keys):
    assert rules.keep_keys(OLD, [Piece(0, "", text) for text in texts]) == keys


def test_a_heading_never_becomes_a_paragraph():
    assert rules.keep_keys(OLD, [Piece(0, "", "Ziele")]) == [None]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("gleich", "gleich", [Part("same", "gleich")]),
        (
            "in vier Wochen",
            "in sechs Wochen",
            [Part("same", "in "), Part("del", "vier"), Part("ins", "sechs"), Part("same", " Wochen")],
        ),
        (
            "der alte Weg bleibt",
            "der ganz neue bleibt",
            [
                Part("same", "der "),
                Part("del", "alte Weg"),
                Part("ins", "ganz neue"),
                Part("same", " bleibt"),
            ],
        ),
        ("", "neu", [Part("ins", "neu")]),
        ("weg", "", [Part("del", "weg")]),
    ],
)
def test_differences_word_by_word(old, new, expected):
    assert rules.differences(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [("a b c d", "a x c y d"), ("Ein Satz, der endet.", "Kein Satz; er geht weiter."), ("x ", " x")],
)
def test_both_texts_can_be_read_back_from_their_differences(old, new):
    parts = rules.differences(old, new)
    assert "".join(p.text for p in parts if p.kind != "ins").split() == old.split()
    assert "".join(p.text for p in parts if p.kind != "del").split() == new.split()


def test_a_removed_paragraph_stands_where_it_stood():
    old = [(1, "1", 0, "eins"), (2, "2", 0, "zwei"), (3, "3", 0, "drei")]
    new = [(1, "1", 0, "eins"), (3, "2", 0, "dreißig"), (4, "3", 0, "vier")]
    kinds = [(row.kind, row.key) for row in rules.compare(old, new)]
    assert kinds == [("same", 1), ("removed", 2), ("changed", 3), ("new", 4)]


@pytest.mark.parametrize(
    ("state", "start", "end", "word"),
    [
        ("published", TODAY, TODAY, "open"),
        ("published", TODAY, None, "open"),
        ("published", TODAY + timedelta(days=1), None, "coming"),
        ("published", TODAY - timedelta(days=9), TODAY - timedelta(days=1), "over"),
        ("published", None, None, "coming"),
        ("closed", TODAY, TODAY, "finished"),
    ],
)
def test_windows(state, start, end, word):
    window = Window(state, start, end)
    assert rules.window_word(window, TODAY) == word
    assert (not rules.comment_problems(window, TODAY)) is (word == "open")


def test_a_draft_takes_no_comments():
    assert rules.comment_problems(Window("draft", TODAY, None), TODAY)


@pytest.mark.parametrize(
    ("state", "waiting", "report", "codes"),
    [
        ("published", 0, "Der Rat beschließt.", []),
        ("published", 1, "Der Rat beschließt.", ["unanswered"]),
        ("published", 0, " ", ["missing"]),
        ("draft", 0, "x", ["state"]),
    ],
)
def test_nothing_ends_while_somebody_waits(state, waiting, report, codes):
    assert [p.code for p in rules.close_problems(state, waiting, report)] == codes


@pytest.mark.parametrize(
    ("shown", "finished", "own", "codes"),
    [(True, False, False, []), (False, False, False, ["closed"]), (True, True, False, ["closed"]), (True, False, True, ["own"])],
)  # fmt: skip
def test_who_may_agree(shown, finished, own, codes):
    assert [p.code for p in rules.agree_problems(shown=shown, finished=finished, own=own)] == codes


@pytest.mark.parametrize("kinds", [None, [], [{"key": "a"}], [{"key": "a", "text": "A"}] * 2])
def test_a_wrong_rule_file_is_refused(kinds):
    with pytest.raises(Refused):
        rules.parse_rules({"kinds": kinds})
