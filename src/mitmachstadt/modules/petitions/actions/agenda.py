"""What a petition makes of the council's agenda: it comes onto one, its meeting moves or falls out, a body decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.petitions.actions.petitions import KIND
from mitmachstadt.modules.petitions.actions.shown import index_petition
from mitmachstadt.modules.petitions.models import Answer, Petition
from mitmachstadt.modules.petitions.rules import outcome_of_council
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.cases.actions import move
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.city.models import Organisation


@dataclass(frozen=True, kw_only=True)
class ItemFacts:
    """What an agenda item says; `outcome` is the council's word."""

    item_id: int
    meeting_id: int
    body: Organisation
    starts_at: datetime | None
    place: str
    cancelled: bool
    result: str
    vote: str
    outcome: str


def locked(number: str) -> Petition | None:
    """The petition with this number, its case locked; None for an unknown number."""
    case = Case.objects.select_for_update(of=("self",)).filter(number=number, kind=KIND).first()
    if case is None:
        return None
    petition: Petition = Petition.objects.select_related("body", "district").get(case=case)
    petition.case = case
    return petition


@transaction.atomic
def follow_item(number: str, facts: ItemFacts) -> None:
    """Brings a petition up to an agenda item about it; an item beside the one it waits for changes nothing."""
    petition = locked(number)
    if petition is None or petition.case.state not in ("admitted", "scheduled", "notice"):
        return
    if petition.item_id not in (0, facts.item_id):
        return
    if facts.cancelled:
        if petition.case.state == "scheduled" and petition.item_id:
            _house(petition.case, "admitted")
        return
    before = petition.case.state
    moved = bool(petition.item_id) and (petition.meeting_at, petition.meeting_place) != (
        facts.starts_at,
        facts.place,
    )
    _keep(petition, facts, ask_again=moved)
    if before == "admitted" or (before == "scheduled" and moved):
        petition.case = _house(petition.case, "scheduled")
    _keep_result(petition, facts)


def _house(case: Case, to: str, given: Given | None = None) -> Case:
    return move(case, to, by=None, as_house=True, expect_version=case.version, given=given)


def _keep(petition: Petition, facts: ItemFacts, *, ask_again: bool) -> None:
    petition.item_id, petition.meeting_id = facts.item_id, facts.meeting_id
    petition.meeting_at, petition.meeting_place = facts.starts_at, facts.place[:200]
    petition.body = facts.body
    names = ["item_id", "meeting_id", "meeting_at", "meeting_place", "body"]
    if ask_again:
        petition.answer, petition.answered_at = Answer.NONE, None
        names += ["answer", "answered_at"]
    petition.save(update_fields=names)


def _keep_result(petition: Petition, facts: ItemFacts) -> None:
    """A first result moves the petition on; a corrected one is corrected here, too."""
    if not facts.result.strip():
        return
    outcome = outcome_of_council(facts.outcome)
    if petition.case.state == "scheduled":
        held_on = timezone.localdate(facts.starts_at) if facts.starts_at else None
        given = Given(text=facts.result, vote=facts.vote, outcome=outcome, held_on=held_on)
        _house(petition.case, "notice", given)
    elif petition.case.state == "notice" and (petition.result, petition.vote) != (facts.result, facts.vote):
        petition.result, petition.vote = facts.result, facts.vote[:200]
        petition.outcome = outcome or petition.outcome
        petition.save(update_fields=["result", "vote", "outcome"])
        index_petition(petition)
        record("case.result_corrected", petition.case, by=None, sample=petition.case.sample)


@transaction.atomic
def leave_item(number: str, item_id: int) -> None:
    """After its agenda item was taken off: an undecided petition waits for another meeting."""
    petition = locked(number)
    if petition is not None and petition.case.state == "scheduled" and petition.item_id == item_id:
        _house(petition.case, "admitted")
