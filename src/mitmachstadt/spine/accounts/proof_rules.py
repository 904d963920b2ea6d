"""Rules of proving residence and age: what the town decided, which address gets a letter, when a code is right; pure."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import Letter
from mitmachstadt.spine.accounts.rules import full_years
from mitmachstadt.spine.problems import Problem, Refused

#: Without letters and digits that look alike.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 12
LETTERS_PER_ADDRESS = 6
DAYS_BETWEEN_LETTERS = 14
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True)
class TakePart:
    """The dated rule `mitwirkung` of a town; the values here hold where a town has none."""

    minimum_age: int = 10
    age_steps: tuple[int, ...] = (10, 12, 14, 16, 18)
    consent_below: int = 16
    residence_months: int = 24
    letter_days: int = 30
    letter_tries: int = 5
    source: str = ""


def take_part(data: dict[str, Any], source: str = "") -> TakePart:
    """The rule from its data.

    Raises:
        Refused: a number is missing or makes no sense; the sentence names it.
    """
    age, residence, letter = (data.get(part) or {} for part in ("age", "residence", "letter"))
    numbers = {
        "age.minimum": age.get("minimum"), "age.consent_below": age.get("consent_below"),
        "residence.valid_months": residence.get("valid_months"), "letter.valid_days": letter.get("valid_days"),
        "letter.tries": letter.get("tries"),
    }  # fmt: skip
    wrong = [name for name, value in numbers.items() if type(value) is not int or not 1 <= value <= 120]
    steps = age.get("steps") or []
    fine = isinstance(steps, list) and all(type(step) is int and 1 <= step <= 120 for step in steps)
    if not fine or (not wrong and not {age["minimum"], age["consent_below"]} <= set(steps)):
        wrong.append("age.steps")
    if wrong:
        words = _("This number is missing or makes no sense: %(name)s.")
        raise Refused([Problem(name, "number", words % {"name": name}) for name in wrong])
    return TakePart(
        minimum_age=age["minimum"],
        age_steps=tuple(sorted(steps)),
        consent_below=age["consent_below"],
        residence_months=residence["valid_months"],
        letter_days=letter["valid_days"],
        letter_tries=letter["tries"],
        source=source,
    )


def age_step(born: date | None, day: date, steps: tuple[int, ...]) -> int | None:
    """The highest step that somebody born on `born` has reached on `day`; nothing finer is kept."""
    if born is None or born > day:
        return None
    age = full_years(born, day)
    return max((step for step in steps if step <= age), default=None)


def months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def problems_with_letter(
    name: str, street: str, postal_code: str, codes: tuple[str, ...], waiting_there: int
) -> list[Problem]:
    """Why no letter can go to this address."""
    found = []
    if len(name.split()) < 2:
        found.append(Problem("name", "name", _("Please give first name and family name.")))
    if not re.search(r"\d", street):
        found.append(Problem("street", "number", _("Please give the street with its number.")))
    if postal_code not in codes:
        sentence = _("This postal code does not belong to the town.")
        found.append(Problem("postal_code", "elsewhere", sentence))
    if waiting_there >= LETTERS_PER_ADDRESS:
        sentence = _("So many letters are on their way to this address already. Please come to the counter.")
        found.append(Problem("street", "many", sentence))
    return found


def problems_with_asking(letter: Letter | None, today: date) -> list[Problem]:
    """Why the same person can not ask for a letter again yet."""
    if letter is None:
        return []
    if not letter.code_hash or (today - letter.asked_at.date()).days < DAYS_BETWEEN_LETTERS:
        words = _("A letter is on its way already. After %(days)s days you may ask for another one.")
        return [Problem("", "waiting", words % {"days": DAYS_BETWEEN_LETTERS})]
    return []


def problems_with_code(letter: Letter | None, today: date, most: int) -> list[Problem]:
    """Why no code can be given at all: none was sent, too late, too many tries."""
    if letter is None or not letter.code_hash:
        return [Problem("code", "none", _("There is no letter with a code for this account."))]
    if letter.expires_on is None or letter.expires_on < today:
        return [Problem("code", "expired", _("The code no longer holds. Please ask for a new letter."))]
    if letter.tries >= most:
        return [Problem("code", "tries", _("That were too many wrong codes. Please ask for a new letter."))]
    return []


def tidy_code(text: str) -> str:
    """A code as somebody types it, without gaps and in capital letters."""
    return re.sub(r"[\s-]+", "", text).upper()


def code_words(code: str) -> str:
    """A code in groups of four, as the letter prints it."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def plain(text: str) -> str:
    """A name as both sides compare it: small letters, umlauts in two letters, nothing but letters and digits."""
    small = unicodedata.normalize("NFC", text).lower().translate(UMLAUTS)
    letters = unicodedata.normalize("NFKD", small)
    return "".join(letter for letter in letters if letter.isalnum())


def register_digest(key: str, family_name: str, first_name: str, born: date, postal_code: str) -> str:
    """The keyed hash of an entry; the first of several first names counts. `docs/anmeldung.md` says it for others."""
    words = first_name.replace("-", " ").split()
    parts = (plain(family_name), plain(words[0] if words else ""), born.isoformat(), postal_code.strip())
    return hmac.new(key.encode(), "|".join(parts).encode(), hashlib.sha256).hexdigest()
