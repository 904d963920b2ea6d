"""What changed between two texts: nothing is lost, and no text keeps the server busy."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitmachstadt.spine.ui.comparing import differences


@given(st.text(alphabet="ab .\n", max_size=60), st.text(alphabet="ab .\n", max_size=60))
def test_both_texts_can_be_read_from_the_parts(old, new):
    parts = differences(old, new)
    assert "".join(part.text for part in parts if part.kind != "ins").split() == old.split()
    assert "".join(part.text for part in parts if part.kind != "del").split() == new.split()


@pytest.mark.parametrize("words", [["a", "b"], ["wort"], ["a.", "b!"]])
def test_the_same_few_words_thousands_of_times_take_no_seconds(words):
    dice = random.Random(1)
    old, new = (" ".join(dice.choice(words) for _ in range(2500))[:5000] for _ in range(2))
    start = time.process_time()
    parts = differences(old, new)
    assert time.process_time() - start < 1.0
    assert "".join(part.text for part in parts if part.kind != "ins").split() == old.split()
