"""The climate check in front of every release of a council paper."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from mitmachstadt.modules.climate import queries, rules
from mitmachstadt.modules.climate.words import Light
from mitmachstadt.spine.city.signals import paper_release_asked
from mitmachstadt.spine.problems import refuse_if


def connect() -> None:
    """Starts listening; called when the module is ready."""
    paper_release_asked.connect(ask_check, dispatch_uid="climate.release")


def ask_check(*, paper_id: int, **kwargs: Any) -> None:
    """Refuses the release of a paper without a check, where the rule asks for one, or with a bad one without alternative."""
    check = queries.handed_in(paper_id)
    rule = queries.rules_on(timezone.localdate())
    refuse_if(
        rules.problems_with_release(
            light=Light(check.light) if check else None,
            opinion_light=Light(check.opinion_light) if check and check.opinion_light else None,
            alternatives=check.alternatives if check else "",
            required=rule.required,
        )
    )
