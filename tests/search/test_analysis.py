"""German analysis by table and by property: no database."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mitmachstadt.spine.search import words as lists
from mitmachstadt.spine.search.analysis import fold, joined, stem, uninclusive, words
from mitmachstadt.spine.search.compounds import parts, split
from mitmachstadt.spine.search.expressions import Token, at_least, filter_token, for_postgresql, for_sqlite
from mitmachstadt.spine.search.vocabulary import one_error

SAME = [
    "Stadt Städte Staedte städten",
    "Straße Strasse Straßen strassen",
    "Baum Bäume Baeume",
    "Rad Räder Rads",
    "Bürger Bürger:innen Bürger*innen Bürger_innen Bürgerinnen Bürgerin",
    "Kita Kitas",
    "App Apps",
    "Zentrum Zentren",
    "Gremium Gremien",
    "Thema Themen",
    "Bus Busse Bussen",
    "Spielplatz Spielplätze Spielplaetzen",
    "barrierefrei Barrierefreiheit barrierefreie",
    "Kundenbeirat Kund:innenbeirat",
]
DIFFERENT = [("Rat", "Rad"), ("Burg", "Bürger"), ("Schule", "Schulung"), ("Stadt", "Staat"), ("Bus", "Busch")]
COMPOUNDS = {
    "Spielplatz": {"spiel", "platz"},
    "Fahrradabstellplätze": {"rad", "fahrrad", "abstell", "platz"},
    "Radverkehrskonzept": {"rad", "verkehr", "konzept", "radverkehr", "verkehrskonzept"},
    "Klößnerstraße": {"strass"},
    "Altstadtring": {"stadt", "ring", "altstadt"},
    "Kinderspielplatz": {"kind", "spielplatz", "platz"},
}
WHOLE = ["Vorrat", "Heirat", "Referat", "Apparat", "Schule", "Stadt", "Verwaltung", "Ickern"]


def stems(text: str) -> list[str]:
    return [word.stem for word in words(text)]


@pytest.mark.parametrize("line", SAME)
def test_forms_of_a_word_share_a_stem(line: str) -> None:
    assert len({stems(word)[0] for word in line.split()}) == 1


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_words_keep_other_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", COMPOUNDS)
def test_compounds_are_found_by_their_parts(word: str) -> None:
    assert COMPOUNDS[word] <= parts(fold(word))


@pytest.mark.parametrize("word", WHOLE)
def test_words_that_only_look_like_compounds_stay_whole(word: str) -> None:
    assert parts(fold(word)) == frozenset()


def test_stop_words_and_signs_are_no_words() -> None:
    assert stems("Wo kann ich für die Stadt, und über … das?!") == ["stadt"]
    assert stems("fuer ueber") == []
    assert stems("B235/Klößnerstraße 15-Minuten-Takt") == [
        "b235",
        stem("Klößnerstraße"),
        "15",
        "minut",
        "takt",
    ]


def test_places_of_words_point_into_the_text() -> None:
    text = "Die Bürger:innen am Münsterplatz"
    assert [text[word.start : word.end] for word in words(text)] == ["Bürger:innen", "Münsterplatz"]


def test_inclusive_endings_and_hyphens() -> None:
    assert uninclusive("Mobilitätsbeauftragte:r") == "Mobilitätsbeauftragte"
    assert joined("die CAS-App und E-Mail") == {stem("CASApp"), stem("EMail")}


@example("UEE")
@given(st.text(max_size=80))
def test_any_text_gives_plain_tokens(text: str) -> None:
    for word in words(text):
        assert word.stem.isalnum()
        assert word.folded == fold(word.folded)
        assert len(word.stem) <= 60
        assert text[word.start : word.end] == word.written


@given(st.sampled_from(sorted(lists.BASE)))
def test_umlauts_may_be_typed_three_ways(word: str) -> None:
    spelled = word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    bare = word.replace("ä", "a").replace("ö", "o").replace("ü", "u").replace("ß", "ss")
    assert stem(word) == stem(spelled) == stem(bare) == stem(word.upper())


@given(st.lists(st.sampled_from(sorted(lists.BASE)), min_size=2, max_size=3))
def test_pieces_of_a_made_up_compound_are_its_letters(chosen: list[str]) -> None:
    folded = fold("".join(chosen))
    pieces = split(folded)
    assert not pieces or "".join(written for written, _ in pieces) == folded


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=12), st.data())
def test_every_single_error_is_among_the_spellings(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    wrong = {word[:place] + word[place + 1 :], word[:place] + "q" + word[place:], swapped}
    assert wrong - {word} <= set(one_error(word))
    assert word not in one_error(word)


def test_expressions_speak_both_languages() -> None:
    tree = at_least(2, (Token("w_a"), Token("w_b"), Token("w_c", begins=True)))
    assert for_sqlite(tree) == ('(("w_a" AND "w_b") OR ("w_a" AND "w_c" *) OR ("w_b" AND "w_c" *))')
    assert for_postgresql(tree) == "(('w_a' & 'w_b') | ('w_a' & 'w_c':*) | ('w_b' & 'w_c':*))"


@given(st.text(max_size=300))
def test_filter_values_can_not_break_out(slug: str) -> None:
    token = filter_token("k", slug)
    assert all(letter.isascii() and (letter.isalnum() or letter == "_") for letter in token)
    assert len(token) < 900


def test_threads_do_not_cut_each_others_words():
    """Four threads of one web process ask at once; a wrong stem would be kept for as long as the process lives."""
    listed = sorted({*lists.STOP, *(word for group in lists.SYNONYMS for word in group)})
    alone = [stem.__wrapped__(word) for word in listed]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            rounds = [pool.submit(lambda: [stem.__wrapped__(word) for word in listed]) for _ in range(8)]
            together = [one.result() for one in rounds]
    finally:
        sys.setswitchinterval(interval)
    assert all(found == alone for found in together)
