"""Checks a German text for plain language: findings with their place and advice; pure, no dictionary but `words.py`.

An aid for editors, no judgement: a finding is a question to the writer, and no finding is no proof.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.plain.words import HEADS, NUMBER_WORDS, SHORT_FORMS, SIMPLE, SIMPLER, STRONG

GOOD_WORDS, MOST_WORDS = 12, 20
LONG_WORD = 16
MOST_TEXT = 20_000
MOST_FINDINGS = 200

WORD = re.compile(r"[^\W\d_]+(?:[-·\u00ad][^\W\d_]+)*")
END = re.compile(r"[.!?:]+(?=\s+[A-ZÄÖÜ„\"\d]|\s*$)|\n+", re.M)
TO_BE_DONE = re.compile(r"\b(?:wird|werden|wurde|wurden|worden)\b", re.I)
PARTICIPLE = re.compile(
    r"(?:(?:ab|an|auf|aus|bei|durch|ein|fest|frei|her|hin|mit|nach|statt|über|um|unter|vor|weg|weiter|zu|zurück|zusammen)?"
    r"ge[a-zäöüß]{2,}(?:t|en)|(?:be|ver|er|ent|zer|miss|über|unter)[a-zäöüß]{2,}t|[a-zäöüß]{3,}iert)"
)
NO_PARTICIPLE = {
    "gesamten",
    "genauen",
    "gegen",
    "gestern",
    "gegenüber",
    "gerechten",
    "gesunden",
    "geehrten",
    "bereit",
    "gemeinsamen",
    "gelegen",
    "gehen",
    "geben",
    "gelten",
    "gewinnen",
    "gehören",
    "gelingen",
    "genießen",
    "geschehen",
    "genügen",
    "gefallen",
    "bericht",
    "unterricht",
    "gebiet",
    "geraten",
}
NOT = re.compile(r"\b(?:nicht|nichts|nie|niemals|niemand|weder|kein(?:e[nmrs]?)?|keinesfalls)\b", re.I)
GENITIVE = re.compile(
    r"\b(?:des|eines|dieses|jedes|unseres|Ihres|ihres|seines)\s+(?:[a-zäöüß]+(?:en|es)\s+)?[A-ZÄÖÜ][\w·-]*s\b"
    r"|\b[A-ZÄÖÜ][a-zäöüß·-]{2,}(?<!Frau)(?<!Herr)\s+(?:der|dieser|einer|unserer|Ihrer)\s+(?:[a-zäöüß]+en\s+)?[A-ZÄÖÜ][\w·-]+"
)
DATE = re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2}|(?=\s))")
BIG = re.compile(r"\b\d{1,3}(?:\.\d{3})+(?:,\d+)?|\b\d{5,}\b|\b\d+,\d+")
PERCENT = re.compile(r"\b\d+(?:,\d+)?\s?(?:%|Prozent\b)")
ROMAN = re.compile(r"\b(?:II|III|IV|VI|VII|VIII|IX|XI|XII)\b")
SIGN = re.compile(r"[§&;/()\[\]*%€²³]")
MIGHT = re.compile(r"\b(?:würden?|könnten?|hätten?|wären?|dürften?|müssten?)\b", re.I)
SHORT = {
    re.compile(r"(?<!\w)" + re.escape(form).replace(r"\ ", r"[\s\u00a0]?")): said
    for form, said in SHORT_FORMS.items()
}


@dataclass(frozen=True)
class Finding:
    """One question to the writer: where (`start`, `end` in the text), which rule, and what may help."""

    start: int
    end: int
    code: str
    advice: Promise | str
    strong: bool = False


@dataclass(frozen=True)
class Sentence:
    """A sentence and where it begins."""

    start: int
    text: str

    @property
    def words(self) -> list[re.Match[str]]:
        return list(WORD.finditer(self.text))


Rule = Callable[[Sentence], Iterator[Finding]]


def check(text: str) -> list[Finding]:
    """All findings in the order of the text."""
    found: list[Finding] = []
    for sentence in sentences(text[:MOST_TEXT]):
        for rule in RULES:
            found += rule(sentence)
    return sorted(found, key=lambda one: (one.start, one.end))[:MOST_FINDINGS]


def sentences(text: str) -> list[Sentence]:
    """The text in sentences; a line's end ends one as well. Short forms and days (`3. Mai`) end none."""
    hidden = text
    for form in SHORT:
        hidden = form.sub(lambda hit: hit[0].replace(".", "\u2024"), hidden)
    hidden = re.sub(r"\b(\d{1,2})\.(?=\s?(?:\d|[JFMASOND][a-zä]+\b))", "\\1\u2024", hidden)
    found, start = [], 0
    for hit in END.finditer(hidden):
        found.append((start, hit.end()))
        start = hit.end()
    found.append((start, len(text)))
    return [Sentence(a, text[a:b]) for a, b in found if text[a:b].strip(" \n.!?:-*#")]


def finding(
    sentence: Sentence, start: int, end: int, code: str, advice: Promise | str, strong: bool = False
) -> Finding:
    """A finding at a place of the sentence."""
    return Finding(sentence.start + start, sentence.start + end, code, advice, strong)


def of(sentence: Sentence, pattern: re.Pattern[str], code: str, advice: Promise | str) -> Iterator[Finding]:
    """A finding for every hit of a pattern."""
    for hit in pattern.finditer(sentence.text):
        yield finding(sentence, hit.start(), hit.end(), code, advice)


def length(sentence: Sentence) -> Iterator[Finding]:
    """At most 12 words; from 21 on the advice is urgent."""
    number = len(sentence.words)
    if number > GOOD_WORDS:
        body = sentence.text.rstrip()
        start = len(body) - len(body.lstrip())
        advice = _("%(n)s words. Make two sentences of it, at most 12 words each.")
        yield finding(sentence, start, len(body), "length", advice % {"n": number}, number > MOST_WORDS)


def thoughts(sentence: Sentence) -> Iterator[Finding]:
    """One statement a sentence."""
    if sentence.text.count(",") >= 2 and len(sentence.words) > 8:
        at = sentence.text.index(",")
        yield finding(sentence, at, at + 1, "thoughts", _("Several commas: say one thing in each sentence."))


def passive(sentence: Sentence) -> Iterator[Finding]:
    """`werden` with a participle: who does it?"""
    if not (helper := TO_BE_DONE.search(sentence.text)):
        return
    for word in sentence.words:
        text = word[0]
        is_one = text in STRONG or (PARTICIPLE.fullmatch(text) and text not in NO_PARTICIPLE)
        if is_one and word.span() != helper.span():
            start, end = min(helper.start(), word.start()), max(helper.end(), word.end())
            yield finding(
                sentence, start, end, "passive", _("Say who does it, for example: The town builds.")
            )
            return


def compounds(sentence: Sentence) -> Iterator[Finding]:
    """Long words without a mark inside; proposes one where the second half is known."""
    for word in sentence.words:
        text = word[0]
        longest = max(re.split(r"[-·\u00ad]", text), key=len)
        if len(longest) < LONG_WORD:
            continue
        head = max(
            (h for h in HEADS if longest.lower().endswith(h) and len(longest) - len(h) >= 4),
            key=len,
            default="",
        )
        if head:
            parted = f"{longest[: -len(head)]}·{longest[-len(head) :]}"
            advice: Promise | str = _("Long word. Part it, for example: %(word)s. Or find a shorter one.") % {
                "word": parted
            }
        else:
            advice = _("Long word. Part it with a dot in the middle (·), or find a shorter one.")
        yield finding(sentence, *word.span(), "compound", advice)


def hard_words(sentence: Sentence) -> Iterator[Finding]:
    """Words of offices and from other languages, with what people say."""
    for word in sentence.words:
        low = word[0].lower()
        if low in SIMPLE:
            continue
        for part in {low, *re.split(r"[-·\u00ad]", low)}:
            said = next(
                (
                    said
                    for start, said in SIMPLER.items()
                    if part == start.rstrip("$") or (not start.endswith("$") and part.startswith(start))
                ),
                "",
            )
            if said:
                yield finding(
                    sentence, *word.span(), "word", _("Hard word. Perhaps: %(said)s") % {"said": said}
                )
                break


def numbers(sentence: Sentence) -> Iterator[Finding]:
    """Figures instead of words, round numbers, days with the month's name."""
    for word in sentence.words:
        if word[0].lower() in NUMBER_WORDS:
            yield finding(sentence, *word.span(), "number", _("Write the number in figures."))
    yield from of(sentence, DATE, "number", _("Write the month as a word, for example: 27. November 2026."))
    yield from of(sentence, PERCENT, "number", _("Percent is hard. Perhaps: a half, many, few, 3 of 10."))
    spared = [hit.span() for pattern in (DATE, PERCENT) for hit in pattern.finditer(sentence.text)]
    for hit in BIG.finditer(sentence.text):
        if not any(a <= hit.start() < b for a, b in spared):
            yield finding(
                sentence, *hit.span(), "number", _("Exact or big number. Round it: about 1 million, many.")
            )
    yield from of(sentence, ROMAN, "number", _("Write 2 instead of II."))


def short_forms(sentence: Sentence) -> Iterator[Finding]:
    """Short forms are written out."""
    for pattern, said in SHORT.items():
        yield from of(sentence, pattern, "short", _("Write it out: %(said)s") % {"said": said})


def negation(sentence: Sentence) -> Iterator[Finding]:
    """What is, rather than what is not."""
    yield from of(sentence, NOT, "negation", _("Is there a way to say what is, instead of what is not?"))


def genitive(sentence: Sentence) -> Iterator[Finding]:
    """`das Haus von der Stadt` rather than `das Haus der Stadt`."""
    yield from of(sentence, GENITIVE, "genitive", _("Genitive. Perhaps with “von”: das Amt von der Stadt."))


def signs(sentence: Sentence) -> Iterator[Finding]:
    """Signs that have to be known, and brackets."""
    spared = [hit.span() for hit in PERCENT.finditer(sentence.text)]
    for hit in SIGN.finditer(sentence.text):
        if not any(a <= hit.start() < b for a, b in spared):
            yield finding(
                sentence, *hit.span(), "sign", _("Leave out signs and brackets, or write the word.")
            )


def conditional(sentence: Sentence) -> Iterator[Finding]:
    """What could be is harder than what is."""
    yield from of(
        sentence, MIGHT, "conditional", _("Say what is, for example “vielleicht” instead of “könnte”.")
    )


RULES: tuple[Rule, ...] = (
    length,
    thoughts,
    passive,
    short_forms,
    hard_words,
    compounds,
    numbers,
    genitive,
    negation,
    signs,
    conditional,
)
