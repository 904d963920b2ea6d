"""The climate check in front of every release of a council paper."""

from __future__ import annotations

from typing import Any

from mitmachstadt.modules.climate import queries
from mitmachstadt.spine.city.signals import paper_release_asked
from mitmachstadt.spine.problems import refuse_if


def connect() -> None:
    """Starts listening; called when the module is ready."""
    paper_release_asked.connect(ask_check, dispatch_uid="climate.release")


def ask_check(*, paper_id: int, **kwargs: Any) -> None:
    """Refuses the release of a paper without a check, where the rule asks for one, or with a bad one without alternative."""
    refuse_if(queries.problems_with_release(paper_id))
