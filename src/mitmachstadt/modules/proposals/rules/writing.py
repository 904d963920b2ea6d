"""Decisions about the words of a proposal."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.problems import Problem

MAX_TITLE: Final = 120
MAX_TEXT: Final = 5000
MIN_TEXT: Final = 20
MAX_NAME: Final = 80
MAX_COST: Final = 1_000_000_000


def writing_problems(title: str, text: str, name: str) -> list[Problem]:
    """What is missing or too long."""
    found = []
    if not title.strip():
        found.append(Problem("title", "missing", _("Please give your proposal a short name.")))
    if len(title) > MAX_TITLE:
        found.append(Problem("title", "too_long", _("The name is too long. At most 120 characters, please.")))
    if not text.strip():
        found.append(Problem("text", "missing", _("Please write what should be different, and why.")))
    elif len(text.strip()) < MIN_TEXT:
        found.append(Problem("text", "too_short", _("Please write at least one whole sentence.")))
    if len(text) > MAX_TEXT:
        words = _("Your text is %(n)d characters long, 5,000 are possible.") % {"n": len(text)}
        found.append(Problem("text", "too_long", words))
    if len(name) > MAX_NAME:
        found.append(Problem("name", "too_long", _("The name is too long.")))
    return found
