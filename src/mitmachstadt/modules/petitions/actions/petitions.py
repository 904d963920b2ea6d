"""The writers of petitions: hand in, answer an invitation, and what each step of the case means for the petition behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.petitions.actions.shown import (
    index_petition,
    name_on_agendas,
    names_of,
    release_files,
    tell_petition,
)
from mitmachstadt.modules.petitions.models import Answer, Attachment, Outcome, Petition, Signatory
from mitmachstadt.modules.petitions.queries import register, town
from mitmachstadt.modules.petitions.rules import HandedIn, may_be_admitted, may_hand_in, may_record_result
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.cases.actions import open_case, set_if_unchanged, write_event
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given, Transition
from mitmachstadt.spine.city.models import District, Organisation
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

KIND = register.KIND
#: Steps after which another name of the petition stands on agendas; `_withdraw` asks for it itself.
NAMING_STEPS = ("admit", "refuse", "hide")
#: What the author may wish when withdrawing.
TITLE_STAYS = "titel"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who asks, and how the town answers; `by_letter` asks for answers on paper."""

    name: str
    address: str
    resident: bool = False
    name_public: bool = False
    by_letter: bool = False
    user: User | None = None
    email: str = ""
    language: str = "de"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is asked; `signatories` are pairs of name and address."""

    title: str
    wish: str
    reason: str
    place: str = ""
    district: District | None = None
    signatories: tuple[tuple[str, str], ...] = ()
    files: tuple[Upload, ...] = ()


def submission_key(token: str, words: Words) -> str:
    """The same form sent twice with the same words is one petition; 64 characters, "" without a token."""
    parts = [token, "petition", words.title, words.wish, words.reason]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest() if token else ""


def hand_in(
    words: Words,
    person: Person,
    *,
    token: str = "",
    received_at: datetime | None = None,
    sample: bool = False,
) -> tuple[Case, str]:
    """Receives a petition; returns its case and the secret of its link.

    It is judged by the rules of its day. Raises `Refused` with the problems at their fields; nothing is written then.
    """
    day = timezone.localdate(received_at) if received_at else timezone.localdate()
    rules = town.petition_rules(day)
    asked = HandedIn(
        title=words.title, wish=words.wish, reason=words.reason, name=person.name, address=person.address,
        resident=person.resident, signatories=len(words.signatories), files=len(words.files),
    )  # fmt: skip
    refuse_if(may_hand_in(asked, rules))

    def attach(case: Case) -> None:
        petition = Petition.objects.create(
            case=case, title=words.title.strip(), wish=words.wish.strip(), reason=words.reason.strip(),
            place=words.place.strip(), district=words.district, author_name=person.name.strip(),
            author_address=person.address.strip(), name_public=person.name_public,
            resident_declared=person.resident, by_letter=person.by_letter, body=town.first_body(rules),
        )  # fmt: skip
        Signatory.objects.bulk_create(
            Signatory(petition=petition, name=name[:150], address=address[:300])
            for name, address in words.signatories
        )
        for upload in words.files:
            Attachment.objects.create(petition=petition, upload=upload)

    return open_case(
        KIND,
        title=words.title.strip(),
        unit=town.unit(),
        sender=person.user,
        email=person.email,
        language=person.language,
        submission_key=submission_key(token, words),
        received_at=received_at,
        sample=sample,
        attach=attach,
    )


def change_wish(case: Case, text: str) -> None:
    """The author puts the wish into other words, as long as nobody has checked it."""
    Petition.objects.filter(case=case).update(wish=text.strip())


def change_title_and_reason(case: Case, texts: Mapping[str, str]) -> None:
    """The author gives the petition another name and another reason, as long as nobody has checked it."""
    title = texts["title"].strip()
    Petition.objects.filter(case=case).update(title=title, reason=texts["reason"].strip())
    Case.objects.filter(pk=case.pk).update(title=title)


def forget(case: Case) -> None:
    """Takes away who asked and who signed; what was asked and decided stays."""
    Petition.objects.filter(case=case).update(
        author_name="", author_address="", name_public=False, resident_declared=False
    )
    Signatory.objects.filter(petition__case=case).update(name="", address="")


@transaction.atomic
def answer_invitation(case: Case, answer: str, *, now: datetime | None = None) -> Case:
    """Keeps what the author says to the invitation; it can be changed until the meeting begins.

    Raises `Refused`: for an unknown answer, where there is no invitation, and once the meeting has begun.
    """
    moment = now or timezone.now()
    petition = Petition.objects.select_for_update().get(case=case)
    if answer not in set(Answer.values) - {""}:
        raise Refused([Problem("antwort", "unknown", _("Please choose one of the answers."))])
    if case.state != "scheduled" or petition.meeting_at is None or petition.meeting_at <= moment:
        raise Refused([Problem("", "too_late", _("There is no open invitation any more."))])
    if petition.answer == answer:
        return case
    Petition.objects.filter(pk=petition.pk).update(answer=answer, answered_at=moment)
    fresh = set_if_unchanged(case, case.version)
    write_event(fresh, "invitation_answered", text=str(Answer(answer).label), at=moment)
    record("case.invitation_answered", fresh, by=None, sample=fresh.sample)
    return fresh


def apply_step(case: Case, step: Transition, given: Given, by: User | None) -> None:
    """What a step means for the petition; runs inside the transaction of the move.

    Raises `Refused` when the rules of its day, or those of the agenda, do not allow the step.
    """
    petition = register.petition_of(case)
    doing = {
        "admit": _admit,
        "refuse": _refuse,
        "schedule": _schedule,
        "change_body": _change_body,
        "record": _record,
        "decide": _decide,
        "take_back_decide": _take_back_notice,
        "withdraw": _withdraw,
    }.get(step.key)
    if doing:
        doing(petition, given, by)
        petition = register.petition_of(case)  # the agenda may have answered meanwhile
    if step.key in NAMING_STEPS:
        name_on_agendas([petition])
    if step.key == "unschedule":
        clear_meeting(petition)
    release_files(petition, shown=case.public)
    index_petition(petition)
    tell_petition(petition, step.key, given)


def _admit(petition: Petition, given: Given, by: User | None) -> None:
    signed_on = _day(given.more.get("signed_on")) or petition.signed_on
    refuse_if(may_be_admitted(town.rules_of(petition.case), signed_on=signed_on))
    petition.signed_on = signed_on
    petition.admitted_on = petition.admitted_on or timezone.localdate()
    chosen = given.more.get("body")
    if isinstance(chosen, Organisation):
        petition.body = chosen
    if given.more.get("release_files"):
        petition.attachments.update(released=True)
    petition.save(update_fields=["signed_on", "admitted_on", "body"])


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _refuse(petition: Petition, given: Given, by: User | None) -> None:
    ground = str(given.more.get("ground") or "")
    if not town.rules_of(petition.case).refusals.text(ground):
        raise Refused([Problem("ground", "missing", _("Please choose a ground."))])
    petition.ground = ground
    petition.save(update_fields=["ground"])


def _schedule(petition: Petition, given: Given, by: User | None) -> None:
    """Somebody at the desk chose a meeting: its agenda is asked and answers through the signal."""
    chosen = str(given.more.get("meeting") or "")
    if by is None:
        return
    if not chosen.isdigit():
        raise Refused([Problem("meeting", "missing", _("Please choose a meeting."))])
    council.add_agenda_item(
        int(chosen),
        names_of(petition).full,
        by=by,
        subject_kind=KIND,
        subject_id=petition.case.number,
        exception_reason=str(given.more.get("exception_reason") or ""),
    )


def _change_body(petition: Petition, given: Given, by: User | None) -> None:
    chosen = given.more.get("body")
    if not isinstance(chosen, Organisation) or chosen == petition.body:
        raise Refused([Problem("body", "missing", _("Please choose another body."))])
    petition.body = chosen
    petition.save(update_fields=["body"])


def _record(petition: Petition, given: Given, by: User | None) -> None:
    if by is not None:
        refuse_if(may_record_result(petition.meeting_at, timezone.now()))
        _record_at_the_council(petition, given, by)
    petition.result, petition.vote, petition.outcome = given.text, given.vote[:200], given.outcome
    petition.save(update_fields=["result", "vote", "outcome"])


def _record_at_the_council(petition: Petition, given: Given, by: User) -> None:
    """The agenda says the same, where this person keeps agendas."""
    if not petition.item_id:
        return
    try:
        council.record_result(petition.item_id, given.text, by=by, vote=given.vote)
    except Refused as refused:
        if "not_yours" not in refused.codes:
            raise


def _decide(petition: Petition, given: Given, by: User | None) -> None:
    """The reasoned end, or the way on to another body or a later meeting."""
    petition.outcome, petition.outcome_reason = given.outcome, given.reason
    petition.outcome_by = petition.body.name if petition.body else ""
    petition.outcome_on = (
        timezone.localdate(petition.meeting_at) if petition.meeting_at else timezone.localdate()
    )
    names = ["outcome", "outcome_reason", "outcome_by", "outcome_on"]
    if given.outcome in (Outcome.REFERRED, Outcome.POSTPONED):
        chosen = given.more.get("body")
        if given.outcome == Outcome.REFERRED:
            if not isinstance(chosen, Organisation) or chosen == petition.body:
                raise Refused(
                    [Problem("body", "missing", _("Please choose the body that deals with it next."))]
                )
            petition.body = chosen
        petition.save(update_fields=[*names, "body"])
        clear_meeting(petition)
        return
    petition.save(update_fields=names)


def _take_back_notice(petition: Petition, given: Given, by: User | None) -> None:
    """The notice was wrong and is given anew; what the body decided is set right at its agenda item."""
    petition.outcome_reason = petition.outcome_by = ""
    petition.outcome_on = None
    petition.save(update_fields=["outcome_reason", "outcome_by", "outcome_on"])


def _withdraw(petition: Petition, given: Given, by: User | None) -> None:
    """Coming agendas say so; the title leaves all of them, unless the author lets it stand."""
    petition.title_stays = TITLE_STAYS in given.more.get("wishes", ())
    petition.save(update_fields=["title_stays"])
    name_on_agendas([petition])
    council.mark_withdrawn(KIND, petition.case.number)


def clear_meeting(petition: Petition) -> None:
    """Forgets a meeting that does not deal with it any more; the chain of agenda items keeps what was."""
    petition.meeting_id = petition.item_id = 0
    petition.meeting_at, petition.meeting_place = None, ""
    petition.answer, petition.answered_at = Answer.NONE, None
    petition.result = petition.vote = ""
    petition.save(
        update_fields=[
            "meeting_id", "item_id", "meeting_at", "meeting_place", "answer", "answered_at", "result", "vote",
        ]
    )  # fmt: skip
