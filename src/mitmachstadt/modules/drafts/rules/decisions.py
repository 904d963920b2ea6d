"""Decisions about texts under consultation: when one may comment, how a text falls into paragraphs, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.problems import Problem, Refused

MAX_TEXT = 2000
MAX_NAME = 80
MAX_PARAGRAPHS = 600
OUTCOMES = ("taken_over", "in_part", "not_taken")


@dataclass(frozen=True)
class Kind:
    """A kind of text with its names in both languages."""

    key: str
    text: str
    text_en: str
    icon: str = "file"

    def name(self, language: str) -> str:
        """The name in that language."""
        return self.text_en if language == "en" and self.text_en else self.text


def parse_rules(data: Mapping[str, object]) -> tuple[Kind, ...]:
    """The kinds of `rules/entwuerfe.toml`; raises `Refused` for an entry that is missing or wrong."""
    listed = data.get("kinds")
    if not isinstance(listed, list) or not listed:
        raise Refused([Problem("kinds", "missing", _("At least one kind must be named."))])
    kinds = []
    for entry in listed:
        if not isinstance(entry, dict) or not entry.get("key") or not entry.get("text"):
            raise Refused([Problem("kinds", "kind", _("Each kind needs a key and a name."))])
        kinds.append(
            Kind(
                str(entry["key"]), str(entry["text"]), str(entry.get("text_en", "")), str(entry.get("icon", "file"))
            )
        )  # fmt: skip
    if len({kind.key for kind in kinds}) != len(kinds):
        raise Refused([Problem("kinds", "twice", _("A kind stands twice."))])
    return tuple(kinds)


@dataclass(frozen=True)
class Window:
    """When comments are taken: from `start` to 24:00 of `end`; without an end until further notice."""

    state: str
    start: date | None
    end: date | None


def window_word(window: Window, today: date) -> str:
    """`open`, `coming`, `over` or `finished`."""
    if window.state == "closed":
        return "finished"
    if window.start is None or window.start > today:
        return "coming"
    return "over" if window.end is not None and window.end < today else "open"


def comment_problems(window: Window, today: date) -> list[Problem]:
    """What stands against a comment today."""
    if window.state == "published" and window_word(window, today) == "open":
        return []
    return [Problem("", "closed", _("Comments are not taken right now."))]


def agree_problems(*, shown: bool, finished: bool, own: bool) -> list[Problem]:
    """What stands against agreeing with a comment."""
    if not shown or finished:
        return [Problem("", "closed", _("Nobody can agree here any more."))]
    if own:
        return [Problem("", "own", _("This is your own comment."))]
    return []


def publish_problems(state: str, summary: str, paragraphs: int, start: date | None) -> list[Problem]:
    """What is missing before everybody may read the text."""
    found = []
    if state != "draft":
        found.append(Problem("", "state", _("It is public already.")))
    if not summary.strip():
        found.append(Problem("summary", "missing", _("Say in one sentence what the text is for.")))
    if paragraphs == 0:
        found.append(Problem("text", "missing", _("The text has no paragraph yet.")))
    if start is None:
        found.append(Problem("window_start", "missing", _("Say from when on people can comment.")))
    return found


def close_problems(state: str, open_comments: int, report: str) -> list[Problem]:
    """A consultation ends when each comment has its answer and the report says what follows."""
    found = []
    if state != "published":
        found.append(Problem("", "state", _("Only a public text can be finished.")))
    if open_comments:
        found.append(
            Problem("", "unanswered", _("Some comments have no answer yet. Each needs one before the end."))
        )
    if not report.strip():
        found.append(Problem("report", "missing", _("Say what becomes of the text now.")))
    return found


def outcome_counts(outcomes: Iterable[str]) -> dict[str, int]:
    """How many comments are `all`, taken over, in part, not, and still `open`."""
    counts = {"all": 0, **dict.fromkeys(OUTCOMES, 0), "open": 0}
    for outcome in outcomes:
        counts["all"] += 1
        counts[outcome if outcome in OUTCOMES else "open"] += 1
    return counts
