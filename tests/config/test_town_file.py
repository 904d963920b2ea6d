"""A town without a line of Python: what its file lacks is said at start, in sentences, and every town's own file is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from mitmachstadt.config import town_file
from mitmachstadt.config.env import ConfigError

TOWNS = Path("towns")


def folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "town.toml").write_text(text, "utf-8")
    return tmp_path


def test_the_first_town_has_all_it_needs() -> None:
    assert town_file.read(TOWNS / "castrop-rauxel")["name"] == "Castrop-Rauxel"


def test_everything_missing_is_named_at_once_with_an_example(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        town_file.read(
            folder(tmp_path, 'name = "Beispielstadt"\nstate = "XX"\ncentre = [200, 51]\ncontact = 3\n')
        )
    said = str(refused.value)
    assert "Es fehlt ags" in said and "Es fehlt email" in said and "unter [contact]" in said
    assert "eines von BW, BY" in said and "zuerst die Länge" in said and "Es fehlt name" not in said


def test_a_folder_of_rules_alone_says_how_rules_are_tried() -> None:
    with pytest.raises(ConfigError, match="nur Regeln"):
        town_file.read(TOWNS / "heidelberg")


def test_a_broken_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nicht lesbar"):
        town_file.read(folder(tmp_path, "name = "))
