"""What an address asks for, read strictly: a wrong filter or page is an error and not an empty list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.asked import LOST_PLUS
from mitmachstadt.spine.asked import moment as read_moment
from mitmachstadt.spine.problems import Problem, refuse_if

#: The filters in the order in which they stand in an address: column and comparison.
MOMENTS = {
    "created_since": ("created_at", "gte"),
    "created_until": ("created_at", "lte"),
    "modified_since": ("modified_at", "gte"),
    "modified_until": ("modified_at", "lte"),
}
INTERNAL, AFTER = "omit_internal", "after"
MOST = 2**62


@dataclass(frozen=True)
class Question:
    """`pairs` are the parameters as their canonical address has them, without the page; `after` is the page."""

    pairs: tuple[tuple[str, str], ...] = ()
    after: int = 0
    omit_internal: bool = False
    moments: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def since(self) -> bool:
        """True when somebody asks for changes: only then a list shows what was deleted."""
        return "modified_since" in self.moments

    @property
    def all_pairs(self) -> tuple[tuple[str, str], ...]:
        """The parameters with the page."""
        return (*self.pairs, (AFTER, str(self.after))) if self.after else self.pairs

    def condition(self) -> Q:
        """The filters as a condition; a moment given to the second means all of that second."""
        found = Q()
        for name, moment in self.moments.items():
            column, comparison = MOMENTS[name]
            if comparison == "lte" and not moment.microsecond:
                found &= Q(**{f"{column}__lt": moment + timedelta(seconds=1)})
            else:
                found &= Q(**{f"{column}__{comparison}": moment})
        return found


def read_list(query: Mapping[str, str]) -> Question:
    """The question of a list; parameters that no list has are left out of `pairs`.

    Raises:
        Refused: for a moment, a page or a switch that can not be read.
    """
    problems, pairs, moments = [], [], {}
    for name in MOMENTS:
        if name in query:
            text = LOST_PLUS.sub(r"\1+\2", query[name].strip())
            moment = read_moment(text)
            if moment is None:
                sentence = _(
                    "{name} needs a date and time with an offset, for example 2026-01-31T00:00:00+01:00."
                )
                problems.append(Problem(name, "no_moment", format_lazy(sentence, name=name)))
            else:
                moments[name] = moment
                pairs.append((name, text))
    omit, wrong = read_switch(query)
    after = 0
    if AFTER in query:
        text = query[AFTER]
        if text.isascii() and text.isdigit() and int(text[:20]) < MOST:
            after = int(text)
        else:
            problems.append(
                Problem(AFTER, "no_page", _("This page does not exist. The links of a list lead on."))
            )
    refuse_if([*problems, *wrong])
    return Question((*pairs, *switch_pairs(omit)), after, omit, moments)


def read_object(query: Mapping[str, str]) -> Question:
    """The question of one object: only whether internal lists are left out.

    Raises:
        Refused: for a switch that can not be read.
    """
    omit, wrong = read_switch(query)
    refuse_if(wrong)
    return Question(switch_pairs(omit), omit_internal=omit)


def read_switch(query: Mapping[str, str]) -> tuple[bool, list[Problem]]:
    """Whether internal lists are left out."""
    text = query.get(INTERNAL, "false").lower()
    if text in {"true", "false"}:
        return text == "true", []
    return False, [Problem(INTERNAL, "no_switch", _("omit_internal is true or false."))]


def switch_pairs(omit: bool) -> tuple[tuple[str, str], ...]:
    """The switch as a parameter; what is usual is not written."""
    return ((INTERNAL, "true"),) if omit else ()
