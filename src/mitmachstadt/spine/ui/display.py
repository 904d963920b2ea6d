"""How a person wants to see the pages: text size, theme, contrast; one cookie, only by their choice."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest

COOKIE = "darstellung"
YEAR = 60 * 60 * 24 * 365

CHOICES: dict[str, tuple[str, ...]] = {
    "size": ("100", "112", "125", "150", "200"),
    "theme": ("auto", "light", "dark"),
    "contrast": ("auto", "more"),
}


def clean(values: dict[str, str]) -> dict[str, str]:
    """Only known names with known values; defaults are left out, so that an empty result means no cookie."""
    return {
        name: values[name]
        for name, allowed in CHOICES.items()
        if values.get(name) in allowed and values[name] != allowed[0]
    }


def read_display(request: HttpRequest) -> dict[str, str]:
    """The choice of this browser from its cookie; whatever is unknown in it is ignored."""
    return clean(dict(parse_qsl(request.COOKIES.get(COOKIE, ""))))


def written(values: dict[str, str]) -> str:
    return urlencode(values)
