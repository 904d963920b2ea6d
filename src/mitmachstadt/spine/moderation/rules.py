"""Finds details in a text that its writer would not want everybody to see; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Kind = Literal["phone", "mail", "iban"]

IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,3})?\b", re.IGNORECASE)
MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
# A German number as people write it: country code or a leading zero, then at least six digits in groups.
PHONE = re.compile(r"(?<![\w,.])(?:\+|00|0)(?:[\s/().-]{0,2}\d){6,14}(?!\w)")
# 2026-05-04 and 04.05.2026 begin with a zero or hold many digits, yet are days.
DAY = re.compile(r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2}))\b")

SENTENCES: dict[Kind, Promise] = {
    "phone": _("Your text contains a phone number. Everybody could see it."),
    "mail": _("Your text contains an e-mail address. Everybody could see it."),
    "iban": _("Your text contains a bank account number. Everybody could see it."),
}


@dataclass(frozen=True)
class Found:
    """One private detail: what it is and how it stands in the text."""

    kind: Kind
    text: str

    @property
    def sentence(self) -> Promise:
        """What the writer is told."""
        return SENTENCES[self.kind]


def private_details(text: str) -> list[Found]:
    """Bank account numbers, e-mail addresses and phone numbers in `text`, each piece of text once."""
    found: list[Found] = []
    rest = text
    for kind, pattern in (("iban", IBAN), ("mail", MAIL)):
        for piece in pattern.findall(rest):
            if kind == "mail" or valid_iban(piece):
                found.append(Found(kind, piece))  # type: ignore[arg-type]
                rest = rest.replace(piece, " ")
    found += [Found("phone", piece.strip()) for piece in PHONE.findall(DAY.sub(" ", rest))]
    return list(dict.fromkeys(found))


def valid_iban(text: str) -> bool:
    """True when the check digits of an IBAN are right (ISO 13616, remainder 1 modulo 97)."""
    plain = re.sub(r"\s", "", text).upper()
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def without_details(text: str, found: list[Found], instead: str = "…") -> str:
    """The text with each private detail replaced, for the writer's offer to leave them out."""
    for detail in found:
        text = text.replace(detail.text, instead)
    return text
