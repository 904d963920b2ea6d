"""What the words of a result mean, by the town's own table."""

import tomllib

import pytest

from mitmachstadt.modules.council.outcomes import Table, outcome_of, parse
from mitmachstadt.spine.problems import Refused


@pytest.fixture
def table(settings):
    return parse(tomllib.loads((settings.TOWN_DIR / "rules" / "beschlussworte.toml").read_text("utf-8")))


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("", ""), ("  ", ""), ("einstimmig beschlossen", "accepted"), ("Mehrheitlich beschlossen", "accepted"),
        ("ungeändert beschlossen", "accepted"), ("geändert beschlossen", "changed"), ("Geändert  Beschlossen.", "changed"),
        ("in geänderter Fassung einstimmig beschlossen", "changed"), 
        ("mit Änderungen empfohlen", "changed"),
        ("mehrheitlich abgelehnt", "rejected"), ("einstimmig abgelehnt", "rejected"), 
        ("Dem Antrag wird nicht zugestimmt", "rejected"),
        ("Kenntnis genommen", "noted"), ("zur Kenntnis genommen", "noted"), ("Kenntnisnahme", "noted"),
        ("verwiesen in den Umweltausschuss", "referred"), ("überwiesen", "referred"), ("vertagt", "postponed"),
        ("zurückgestellt", "postponed"), ("zurückgezogen", "withdrawn"), ("von der Tagesordnung abgesetzt", "withdrawn"),
        ("einstimmig empfohlen", "accepted"), ("Einstimmige Empfehlung", "accepted"), ("Hokuspokus", "other"),
        ("unbeschlossenes", "other"),
    ],
)  # fmt: skip
def test_words_have_a_meaning(table, words, meaning):
    assert outcome_of(words, table) == meaning


def test_without_a_table_only_silence_is_known():
    assert (outcome_of("beschlossen", Table()), outcome_of("", Table())) == ("other", "")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"meanings": 3},
        {"meanings": [{"outcome": "vielleicht", "phrases": ["x"]}]},
        {"meanings": [{"outcome": "noted"}]},
    ],
)
def test_a_table_that_is_none_is_refused(data):
    with pytest.raises(Refused):
        parse(data)
