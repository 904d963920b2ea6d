"""Decisions about assemblies as pure functions: seats, waiting list, wishes, publishing, and what a rule file may say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.problems import Problem, Refused

MAX_PERSONS = 10
MAX_CHILDREN = 10
MAX_WISH = 1000
#: Letters and digits that nobody mixes up when they are read from a screen.
CODE_LETTERS = "ACDEFHJKLMNPRTUVWXY3479"
CODE_LENGTH = 5
#: For how long a seat is held for an address that is not confirmed, where the town says nothing else.
CONFIRM_HOURS = 24
ENDED = ("cancelled", "closed")


@dataclass(frozen=True)
class Kind:
    """A kind of assembly with its names in both languages."""

    key: str
    text: str
    text_en: str
    icon: str = "people"

    def name(self, language: str) -> str:
        """The name in that language."""
        return self.text_en if language == "en" and self.text_en else self.text


@dataclass(frozen=True)
class AssemblyRules:
    """What the town decided; days are calendar days, hours are counted from the end of an assembly."""

    kinds: tuple[Kind, ...]
    reminder_days: int
    needs_days: int
    keep_signups_days: int
    wishes_hours: int
    confirm_hours: int
    source: str
    confirmed: bool

    def kind(self, key: str) -> Kind | None:
        """The kind of that key, or None."""
        return next((one for one in self.kinds if one.key == key), None)


def parse_rules(data: Mapping[str, object]) -> AssemblyRules:
    """The rule set of `rules/versammlungen.toml`; raises `Refused` naming the entry that is missing or wrong."""
    # what older records of the rule do not say yet
    data = {"confirm_hours": CONFIRM_HOURS, **data}
    numbers = {}
    for name in ("reminder_days", "needs_days", "keep_signups_days", "wishes_hours", "confirm_hours"):
        value = data.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise Refused([Problem(name, "number", _("This entry must be a whole number, 0 or more."))])
        numbers[name] = value
    listed = data.get("kinds")
    if not isinstance(listed, list) or not listed:
        raise Refused([Problem("kinds", "missing", _("At least one kind must be named."))])
    kinds = tuple(_kind(entry) for entry in listed)
    if len({kind.key for kind in kinds}) != len(kinds):
        raise Refused([Problem("kinds", "twice", _("A kind stands twice."))])
    return AssemblyRules(
        kinds=kinds,
        source=str(data.get("source", "")),
        confirmed=data.get("confirmed") is True,
        **numbers,
    )


def _kind(entry: object) -> Kind:
    if not isinstance(entry, dict) or not entry.get("key") or not entry.get("text"):
        raise Refused([Problem("kinds", "kind", _("Each kind needs a key and a name."))])
    return Kind(
        str(entry["key"]),
        str(entry["text"]),
        str(entry.get("text_en", "")),
        str(entry.get("icon", "people")),
    )


@dataclass(frozen=True)
class Evening:
    """What the rules need to know of an assembly; `free` is None where nobody counts seats."""

    state: str
    starts_at: datetime
    ends_at: datetime
    signup: bool = True
    signup_until: datetime | None = None
    free: int | None = None


def signup_closed(evening: Evening, now: datetime) -> Problem | None:
    """Why nobody can sign up any more, or None while it is possible."""
    if evening.state == "cancelled":
        return Problem("", "cancelled", _("This assembly is cancelled."))
    if not evening.signup:
        return Problem("", "no_signup", _("You need no sign-up: just come."))
    if evening.state != "published" or now >= evening.starts_at:
        return Problem("", "over", _("The assembly has begun or is over. Nobody can sign up any more."))
    if evening.signup_until is not None and now > evening.signup_until:
        return Problem("", "too_late", _("The time for signing up is over. Come anyway if there is room."))
    return None


def signup_problems(
    evening: Evening, now: datetime, *, name: str, persons: int, childcare: int
) -> list[Problem]:
    """What stands against a sign-up or its change."""
    closed = signup_closed(evening, now)
    if closed:
        return [closed]
    found = []
    if not name.strip():
        found.append(Problem("name", "missing", _("Please give a name, so that we can greet you.")))
    if not 1 <= persons <= MAX_PERSONS:
        found.append(Problem("persons", "range", _("One sign-up is for 1 to 10 people.")))
    if not 0 <= childcare <= MAX_CHILDREN:
        found.append(Problem("childcare", "range", _("Please give a number from 0 to 10.")))
    return found


def must_confirm(email: str, account: str) -> bool:
    """True when an address has to be confirmed: one was left, and it is not that of the person's account."""
    return bool(email.strip()) and email.strip().lower() != account.strip().lower()


def held_until(now: datetime, starts_at: datetime, hours: int) -> datetime:
    """Until when seats are held for an address that is not confirmed yet: some hours, at most until the start."""
    return min(now + timedelta(hours=hours), starts_at)


def has_room(free: int | None, persons: int, waiting_before: bool = False) -> bool:
    """True when `persons` get seats now; whoever comes while others wait for a seat that fits waits too."""
    return free is None or (persons <= free and not waiting_before)


def more_seats_problems(free: int | None, more: int) -> list[Problem]:
    """What stands against `more` seats for somebody who has some already."""
    if free is None or more <= free:
        return []
    return [Problem("persons", "full", _("There are not so many free seats. Your old sign-up still holds."))]


def moving_up(waiting: Sequence[tuple[int, int]], free: int | None) -> list[int]:
    """Ids of those who get seats now, from `waiting` (id, persons) in the order in which they came.

    A group too large for the seats left keeps its place in the line, the next that fits moves up.
    """
    chosen = []
    for pk, persons in waiting:
        if free is None or persons <= free:
            chosen.append(pk)
            free = None if free is None else free - persons
    return chosen


def wish_phase(evening: Evening, now: datetime, hours: int, *, with_code: bool) -> str:
    """`before`, `evening`, or "" when no wish is taken now.

    Before the start everybody may send one; from then on until `hours` after the end whoever has the code of the hall.
    """
    if evening.state != "published":
        return ""
    if now < evening.starts_at:
        return "before"
    if with_code and now <= evening.ends_at + timedelta(hours=hours):
        return "evening"
    return ""


@dataclass(frozen=True)
class Announcement:
    """What must be known before an assembly is announced."""

    state: str
    title: str
    place: str
    starts_at: datetime
    step_free: str
    summary: str


def publish_problems(sheet: Announcement, now: datetime) -> list[Problem]:
    """What is missing before everybody may see it; nobody should find out at the door that there are steps."""
    found = []
    if sheet.state != "draft":
        found.append(Problem("", "state", _("It is announced already.")))
    if not sheet.summary.strip():
        found.append(Problem("summary", "missing", _("Say in one sentence what the assembly is about.")))
    if not sheet.place.strip():
        found.append(Problem("place", "missing", _("Say where it is.")))
    if not sheet.step_free:
        found.append(Problem("step_free", "missing", _("Say whether people get in without steps.")))
    if sheet.starts_at <= now:
        found.append(Problem("starts_at", "past", _("This moment is in the past.")))
    return found


def over(state: str, ends_at: datetime, now: datetime) -> bool:
    """Whether the evening has been: what was announced then can be neither moved nor cancelled any more."""
    return state == "published" and ends_at <= now


def move_problems(
    state: str, starts_at: datetime, ends_at: datetime, now: datetime, *, been: bool = False
) -> list[Problem]:
    """What stands against another time; `been`: the evening at its present time is over."""
    if state in ENDED or been:
        return [Problem("", "ended", _("This assembly is over or cancelled."))]
    if ends_at <= starts_at:
        return [Problem("ends_at", "order", _("The end must come after the start."))]
    if state == "published" and starts_at <= now:
        return [Problem("starts_at", "past", _("This moment is in the past."))]
    return []


def cancel_problems(state: str, reason: str, *, been: bool = False) -> list[Problem]:
    """What stands against cancelling: a reason is owed to everybody who wanted to come, unless it has `been`."""
    if state != "published":
        return [Problem("", "state", _("Only an announced assembly can be cancelled."))]
    if been:
        return [Problem("", "ended", _("This assembly is over or cancelled."))]
    if len(" ".join(reason.split())) < 10:
        return [Problem("reason", "missing", _("Please give the reason in at least one sentence."))]
    return []


def close_problems(state: str, starts_at: datetime, now: datetime) -> list[Problem]:
    """What stands against closing: it must have begun."""
    if state != "published":
        return [Problem("", "state", _("Only an announced assembly can be closed."))]
    if now < starts_at:
        return [Problem("", "early", _("The assembly has not begun yet."))]
    return []


def minutes_problems(state: str, text: str, starts_at: datetime, now: datetime) -> list[Problem]:
    """What stands against publishing the minutes: a PDF alone shuts people out, so the words are asked for."""
    if state not in ("published", "closed") or now < starts_at:
        return [Problem("", "early", _("The assembly has not begun yet."))]
    if not text.strip():
        return [
            Problem("minutes", "missing", _("Write the minutes as text too, not everybody can read a PDF."))
        ]
    return []


def photo_problems(agreed: bool, by: str, what_for: str) -> list[Problem]:
    """A picture is shown only when somebody says who asked the people in it, and to what they agreed."""
    found = []
    if not agreed:
        found.append(Problem("agreed", "missing", _("Without the consent the picture stays hidden.")))
    if not by.strip():
        found.append(Problem("consent_by", "missing", _("Who asked the people in the picture?")))
    if not what_for.strip():
        found.append(Problem("consent_for", "missing", _("What did they agree to?")))
    return found


def past_problems(day: date | None, today: date, *, field: str = "until") -> list[Problem]:
    """A day by which something will be done lies ahead."""
    if day is not None and day < today:
        return [Problem(field, "past", _("This day is in the past."))]
    return []


def answer_problems(
    outcome: str, promised_on: date | None, today: date, *, promised_before: bool
) -> list[Problem]:
    """An answer is done, promised by a day to come, or not possible; what is promised already is kept or moved."""
    if outcome not in ("done", "promised", "not_possible"):
        return [Problem("outcome", "missing", _("Please choose an outcome."))]
    if outcome == "promised" and promised_before:
        return [Problem("outcome", "again", _("It is promised already. Move the promise instead."))]
    if outcome == "promised" and promised_on is None:
        return [Problem("until", "missing", _("By when will it be done? Please give a date."))]
    return past_problems(promised_on, today) if outcome == "promised" else []


def followed_up(states: Iterable[str]) -> dict[str, int]:
    """How many wishes are `all`, `done`, `promised`, `not_possible` and still `open`."""
    counts = {"all": 0, "done": 0, "promised": 0, "not_possible": 0, "open": 0}
    for state in states:
        counts["all"] += 1
        counts[state if state in counts else "open"] += 1
    return counts


def reminder_due(starts_at: datetime, now: datetime, days: int) -> bool:
    """True in the last `days` days before the start."""
    return now < starts_at <= now + timedelta(days=days)


def tidy_code(text: str) -> str:
    """What somebody typed as the letters of a code."""
    return "".join(letter for letter in text.upper() if letter.isalnum())[:8]
