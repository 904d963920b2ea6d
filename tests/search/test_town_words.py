"""The town's own words: they help at once, one way where that was meant, and a wrong file is named."""

from __future__ import annotations

import pytest

from mitmachstadt.spine.search.analysis import stem, synonyms
from mitmachstadt.spine.search.town_words import read_words, town_words


def test_same_goes_both_ways_and_also_one_way() -> None:
    assert stem("Bürgersteig") in synonyms()[stem("Gehweg")]
    assert stem("Gehweg") in synonyms()[stem("Bürgersteig")]
    assert stem("Straßenlaterne") in synonyms()[stem("Lampe")]
    assert stem("Lampe") not in synonyms().get(stem("Straßenlaterne"), ())


def test_what_every_town_has_stays() -> None:
    assert stem("Ladepunkt") in synonyms()[stem("Ladesäule")]


def test_no_word_means_itself() -> None:
    assert not [one for one, others in synonyms().items() if one in others]


def test_the_towns_file_is_read() -> None:
    assert town_words().same
    assert town_words().also


@pytest.mark.parametrize(
    "data",
    [
        {"synonyms": []},
        {"same": [["allein"]]},
        {"same": ["wort"]},
        {"same": [["zwei worte", "eins"]]},
        {"also": {"lampe": []}},
        {"also": {"lampe": "laterne"}},
        {"also": {"": ["laterne"]}},
    ],
)
def test_a_wrong_file_is_named(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"search\.toml"):
        read_words(data)
