"""Ready for languages that run from right to left: styles name start and end, pages and mails say their direction."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

STYLES = sorted((Path(__file__).resolve().parents[2] / "frontend" / "styles").glob("*.css"))
PHYSICAL = {
    "a side in a name": re.compile(
        r"(?<![\w-])(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b"
    ),
    "a place from a side": re.compile(r"(?<=[;{\s])(?:left|right)\s*:(?!\s*50%)"),
    "text or float to a side": re.compile(r"(?:text-align|float|clear)\s*:\s*(?:left|right)\b"),
    "a corner by its side": re.compile(r"border-(?:top|bottom)-(?:left|right)-radius"),
}
FOUR = re.compile(r"(?<=[;{\s])(?:margin|padding|inset)\s*:\s*([^;{}]+)")


def four_values(text: str) -> list[str]:
    """The values of a shorthand; brackets stay together."""
    return re.findall(r"(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+", text.strip())


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_name_no_side(path):
    css = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
    hits = [f"{why}: {hit[0]}" for why, look in PHYSICAL.items() for hit in look.finditer(css)]
    for hit in FOUR.finditer(css):
        values = four_values(hit[1])
        if len(values) == 4 and values[1] != values[3]:
            hits.append(f"different sides in one line: {hit[0].strip()}")
    assert not hits


@pytest.mark.parametrize(
    ("language", "direction"), [("de", "ltr"), ("en", "ltr"), ("ar", "rtl"), ("he", "rtl")]
)
def test_a_page_says_its_direction(language, direction):
    with override(language):
        assert f'dir="{direction}"' in render_to_string(
            "ui/html_attributes.html", {"LANGUAGE_CODE": language}
        )
