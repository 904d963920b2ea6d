"""How a pasted text falls into numbered paragraphs, which paragraph of a new version is which of the old, what changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from mitmachstadt.spine.ui.comparing import Part, differences

#: A line alone that begins like this is a heading of a statute.
SECTION = re.compile(r"^(§+\s*\d+[a-z]?)\s*(.*)$")
HEADING = re.compile(r"^(#{1,3})\s+(.+?)\s*#*$")
NUMBERED = re.compile(r"^(\(\d+[a-z]?\)|\d+(?:\.\d+)*[.)])\s+(.+)$", re.DOTALL)
WORDS = re.compile(r"\w+")
#: Two paragraphs with less in common than this are two different ones.
ALIKE = 0.45
LONGEST_HEADING = 120


@dataclass(frozen=True)
class Piece:
    """A heading (`level` 1 to 3) or a paragraph (0) with the number it carries."""

    level: int
    label: str
    text: str


def pieces(source: str) -> list[Piece]:
    """Headings and paragraphs of a text or of Markdown, in order.

    Blank lines part paragraphs; `#` and lines such as "§ 3 Name" are headings. A number at the beginning, "(2)" or
    "1.", stays the paragraph's; others are counted through.
    """
    found: list[Piece] = []
    count = 0
    for block in re.split(r"\n\s*\n", source.replace("\r\n", "\n").replace("\r", "\n")):
        for piece in _block(block):
            if piece.level == 0 and not piece.label:
                count += 1
                piece = Piece(0, str(count), piece.text)
            found.append(piece)
    return found


def _block(block: str) -> Iterator[Piece]:
    rest: list[str] = []
    for line in (one.strip() for one in block.splitlines()):
        heading, section = HEADING.match(line), SECTION.match(line)
        if heading or (section and len(line) <= LONGEST_HEADING):
            yield from _paragraph(rest)
            rest = []
            if heading:
                inner = SECTION.match(heading[2])
                level = len(heading[1])
                yield Piece(
                    level, inner[1] if inner else "", (inner[2] if inner else heading[2]) or heading[2]
                )
            elif section:
                yield Piece(2, section[1], section[2] or section[1])
        elif NUMBERED.match(line) and rest:
            yield from _paragraph(rest)
            rest = [line]
        elif line:
            rest.append(line)
    yield from _paragraph(rest)


def _paragraph(lines: list[str]) -> Iterator[Piece]:
    text = "\n".join(lines) if any(line.startswith(("- ", "* ", "• ")) for line in lines) else " ".join(lines)
    if text.strip():
        numbered = NUMBERED.match(text)
        yield Piece(0, numbered[1][:20], numbered[2]) if numbered else Piece(0, "", text)


def keep_keys(old: Sequence[tuple[int, int, str]], new: Sequence[Piece]) -> list[int | None]:
    """For each new piece the key of the old paragraph it comes from, None for one that is new.

    `old` are (key, level, text). Equal ones first, then the most alike; a paragraph that moved keeps its key.
    """
    keys: list[int | None] = [None] * len(new)
    left = list(old)
    for place, piece in enumerate(new):
        same = next(
            (one for one in left if one[2] == piece.text and _kind(one[1]) == _kind(piece.level)), None
        )
        if same:
            keys[place] = same[0]
            left.remove(same)
    pairs = []
    for place, piece in enumerate(new):
        if keys[place] is None:
            words = set(WORDS.findall(piece.text.lower()))
            for key, level, text in left:
                if _kind(level) == _kind(piece.level) and _share(words, text) >= ALIKE / 2:
                    pairs.append((_alike(text, piece.text), -abs(place - key), place, key))
    taken: set[int] = set()
    for alike, _near, place, key in sorted(pairs, reverse=True):
        if alike >= ALIKE and keys[place] is None and key not in taken:
            keys[place] = key
            taken.add(key)
    return keys


def _kind(level: int) -> bool:
    return level > 0


def _share(words: set[str], text: str) -> float:
    other = set(WORDS.findall(text.lower()))
    return len(words & other) / max(1, min(len(words), len(other)))


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(
        None, WORDS.findall(one.lower()), WORDS.findall(other.lower()), autojunk=False
    ).ratio()


@dataclass(frozen=True)
class Change:
    """One paragraph in the comparison: `kind` is same, changed, new or removed."""

    kind: str
    key: int
    label: str
    level: int
    parts: tuple[Part, ...]


def compare(
    old: Sequence[tuple[int, str, int, str]], new: Sequence[tuple[int, str, int, str]]
) -> list[Change]:
    """Both versions in the order of the new one; what was removed stands where it stood. Rows are (key, label, level, text)."""
    before = {row[0]: row for row in old}
    after = {row[0] for row in new}
    follows: dict[int, list[tuple[int, str, int, str]]] = {}
    last = 0
    for row in old:
        if row[0] in after:
            last = row[0]
        else:
            follows.setdefault(last, []).append(row)
    found = [_removed(row) for row in follows.get(0, [])]
    for key, label, level, text in new:
        if key not in before:
            found.append(Change("new", key, label, level, (Part("ins", text),)))
        elif before[key][3] == text:
            found.append(Change("same", key, label, level, (Part("same", text),)))
        else:
            found.append(Change("changed", key, label, level, tuple(differences(before[key][3], text))))
        found += [_removed(row) for row in follows.get(key, [])]
    return found


def _removed(row: tuple[int, str, int, str]) -> Change:
    key, label, level, text = row
    return Change("removed", key, label, level, (Part("del", text),))
