"""What changed between two texts: nothing is lost, and no text keeps the server busy."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitmachstadt.spine.ui.comparing import Part, differences


@given(st.text(alphabet="ab .\n", max_size=60), st.text(alphabet="ab .\n", max_size=60))
def test_both_texts_can_be_read_from_the_parts(old, new):
    parts = differences(old, new)
    assert "".join(part.text for part in parts if part.kind != "ins").split() == old.split()
    assert "".join(part.text for part in parts if part.kind != "del").split() == new.split()


def test_lines_and_what_did_not_change_stay_as_they_are():
    assert differences(" a b\nc", " a x\nc") == [
        Part("same", " a "), Part("del", "b"), Part("ins", "x"), Part("same", "\nc"),
    ]  # fmt: skip
    assert differences("a b c", "a c") == [Part("same", "a "), Part("del", "b "), Part("same", "c")]
    assert differences("a. b", "a. b") == [Part("same", "a. b")]
    assert differences("", "") == []


def honest(dice):
    """Two versions of a text of 1,500 words (about 10,000 characters), every tenth word another one."""
    old = [f"wort{dice.randrange(1000)}" for _ in range(1500)]
    new = [word if dice.random() > 0.1 else f"neu{dice.randrange(1000)}" for word in old]
    return " ".join(old), " ".join(new)


@pytest.mark.parametrize("words", [["a", "b"], ["wort"], ["a.", "b!"]])
def test_the_same_few_words_thousands_of_times_take_no_seconds(words, cpu_seconds):
    dice = random.Random(1)
    old, new = (" ".join(dice.choice(words) for _ in range(2500))[:5000] for _ in range(2))
    parts = differences(old, new)
    most = 8 * cpu_seconds(differences, *honest(dice))
    assert cpu_seconds(differences, old, new) < most, "costs more than eight times two honest texts"
    assert "".join(part.text for part in parts if part.kind != "ins").split() == old.split()
    assert "".join(part.text for part in parts if part.kind != "del").split() == new.split()
