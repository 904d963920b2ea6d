"""What stands before a moderator: contributions by points, with filters that also choose what a press hides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from mitmachstadt.spine.asked import number, word
from mitmachstadt.spine.cases import registry
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.moderation.authors import is_public_kind, same_author
from mitmachstadt.spine.moderation.hiding import hideable

PER_PAGE = 50
SPANS = {"1": 1, "7": 7, "30": 30}
STATES = ("new", "public", "all")


@dataclass(frozen=True)
class QueueFilter:
    """What a moderator asked to see; `author` is the number of a case of that author, `until` the last id seen."""

    text: str = ""
    state: str = "new"
    points: int = 0
    days: str = ""
    author: str = ""
    until: int = 0

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> QueueFilter:
        """The filter an address names (`q`, `stand`, `punkte`, `seit`, `autor`, `bis`); nonsense asks for nothing."""
        state, days = word(query, "stand", 20), word(query, "seit", 20)
        return cls(
            text=word(query, "q", 200).strip(),
            state=state if state in STATES else "new",
            points=min(100, number(query.get("punkte"))),
            days=days if days in SPANS else "",
            author=word(query, "autor", 20).strip(),
            until=number(query.get("bis")),
        )


def text_paths() -> set[str]:
    """Where the kinds keep the words of their cases, as paths of columns."""
    return {kind.text_path for kind in registry.kinds() if kind.text_path}


def chosen(wanted: QueueFilter) -> Any:
    """The contributions the filter leaves, most suspicious first."""
    cases: Any = Case.objects.filter(hideable())
    if wanted.state == "new":
        first = Q(pk__in=[])
        for kind in registry.kinds():
            if is_public_kind(kind):
                first |= Q(kind=kind.key, state=kind.initial.key)
        cases = cases.filter(first)
    elif wanted.state == "public":
        cases = cases.filter(public=True)
    if wanted.points:
        cases = cases.filter(judgement__points__gte=wanted.points)
    if wanted.days:
        cases = cases.filter(received_at__gte=timezone.now() - timedelta(days=SPANS[wanted.days]))
    if wanted.author:
        one = Case.objects.filter(number=wanted.author).first()
        cases = cases.filter(same_author(one)) if one else cases.none()
    if wanted.until:
        cases = cases.filter(pk__lte=wanted.until)
    if wanted.text:
        words = (
            Q(title__icontains=wanted.text)
            | Q(number__iexact=wanted.text)
            | Q(sender_email__iexact=wanted.text)
        )
        for path in text_paths():
            words |= Q(**{f"{path}__icontains": wanted.text})
        cases = cases.filter(words)
    return cases.order_by(F("judgement__points").desc(nulls_last=True), "-pk")


def with_words(cases: Any) -> Any:
    """The same rows with everything a line shows, in one question."""
    relations = {path.rpartition("__")[0] for path in text_paths()}
    return cases.select_related("judgement", "unit", "sender", *sorted(relations))
