"""Decisions about the words of a proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.proposals.rules.town import WritingRule
from mitmachstadt.spine.problems import Problem
from mitmachstadt.spine.ui.comparing import Part, differences

MAX_TITLE: Final = 120
MAX_TEXT: Final = 5000
MAX_ADDITION: Final = 2000
MIN_TEXT: Final = 20
#: More versions of one proposal are a mistake or a game.
MAX_VERSIONS: Final = 50
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


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a proposal stands, for the question what may be written now.

    `checked`: its words were public at some time; `in_check`: they lie at the desk; `asked_to_change`: they were hidden,
    and the desk looks at them again; `cast` counts every vote ever given, also those taken back.
    """

    checked: bool
    in_check: bool
    voting: bool
    asked_to_change: bool
    cast: int
    additions: int
    versions: int


def way_of_writing(rule: WritingRule, now: Standing) -> str:
    """What may be done: "rewrite" title and text, "add" words below them, or "" for nothing.

    Who voted has voted on words. From the first vote on they stay as they are, also when that vote is taken back; only
    words that the desk has hidden are written anew, because they could not come back otherwise.
    """
    early = rule.free_until == "first_vote" and now.cast == 0
    if now.versions >= MAX_VERSIONS:
        return ""
    if now.in_check:
        return "rewrite" if not now.checked or now.asked_to_change or early else ""
    if not now.voting:
        return ""
    if early:
        return "rewrite"
    return "add" if now.additions < rule.additions else ""


def addition_problems(text: str) -> list[Problem]:
    """What is wrong with words that are added."""
    if len(text.strip()) < MIN_TEXT:
        return [Problem("addition", "too_short", _("Please write at least one whole sentence."))]
    if len(text) > MAX_ADDITION:
        words = _("Your text is %(n)d characters long, 2,000 are possible.") % {"n": len(text)}
        return [Problem("addition", "too_long", words)]
    return []


@dataclass(frozen=True)
class Words:
    """One version in a comparison: what stands there, and what was added below until then, by number of its version."""

    number: int
    title: str
    text: str
    additions: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Compared:
    """What became of title, text and additions from one version to another; unchanged parts say so."""

    title: tuple[Part, ...]
    text: tuple[Part, ...]
    additions: tuple[tuple[int, tuple[Part, ...]], ...]

    @property
    def title_changed(self) -> bool:
        """True when the name reads otherwise."""
        return any(part.kind != "same" for part in self.title)

    @property
    def text_changed(self) -> bool:
        """True when the text reads otherwise."""
        return any(part.kind != "same" for part in self.text)


def versions_in_words(rows: Sequence[tuple[int, str, str, str, bool]]) -> dict[int, Words]:
    """What each version says, by its number; rows are (number, title, text, addition, hidden) in their order.

    A hidden version has no words, and a hidden addition stands in no later one.
    """
    found: dict[int, Words] = {}
    added: list[tuple[int, str]] = []
    for number, title, text, addition, hidden in rows:
        if addition and not hidden:
            added.append((number, addition))
        if not hidden:
            found[number] = Words(number, title, text, tuple(added))
    return found


def compare_words(old: Words, new: Words) -> Compared:
    """Both versions word by word; an addition is either there in both or new."""
    known = {number for number, _text in old.additions}
    return Compared(
        tuple(differences(old.title, new.title)),
        tuple(differences(old.text, new.text)),
        tuple(
            (number, (Part("same" if number in known else "ins", text),)) for number, text in new.additions
        ),
    )
