"""What the desk shows and proposes for a petition, and what its public page adds to the case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, override, pgettext_lazy

from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.petitions.cases.parts import body_field, ground_field
from mitmachstadt.modules.petitions.models import Answer, Outcome, Petition
from mitmachstadt.modules.petitions.queries import register, town
from mitmachstadt.modules.petitions.rules import formal_hints, last_day_before
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import NextStep, Transition, kind_of
from mitmachstadt.spine.moderation.rules import private_details
from mitmachstadt.spine.ui.words import clock, day

MEETINGS = 40
#: What the author says of herself; the desk reads the same in the third person.
OWN_ANSWERS = (
    (Answer.COMES, pgettext_lazy("invitation", "I come and speak")),
    (Answer.LISTENS, pgettext_lazy("invitation", "I come and listen")),
    (Answer.STAYS_AWAY, pgettext_lazy("invitation", "I do not come")),
)
ADMITTED = gettext_noop(
    "we have checked your petition %(number)s. It is admitted and stands in the register."
)
INVITED = gettext_noop("your petition %(number)s is on the agenda of the meeting below. You are invited.")
DECIDED = gettext_noop("your petition %(number)s has been dealt with. This is what was decided:")


def fields(case: Case, step: Transition, person: User) -> dict[str, forms.Field]:
    """What a step asks for beside the common fields, by the rules of the petition's day."""
    petition, rules = register.petition_of(case), town.rules_of(case)
    if step.key == "admit":
        found: dict[str, forms.Field] = {
            "body": body_field(petition.body, gettext_lazy("Which body deals with it?"), required=True)
        }
        if rules.form.kind == "signed":
            found["signed_on"] = forms.DateField(
                label=gettext_lazy("Signed paper arrived on"),
                initial=petition.signed_on,
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )
        if petition.attachments.exists():
            found["release_files"] = forms.BooleanField(
                label=gettext_lazy("Show the attachments to everybody"),
                help_text=gettext_lazy("Only when no private details stand in them."),
                required=False,
            )
        return found
    if step.key == "refuse":
        return {"ground": ground_field(rules)}
    if step.key == "change_body":
        return {"body": body_field(None, gettext_lazy("Which body deals with it?"), required=True)}
    if step.key == "schedule":
        return meeting_fields(petition)
    if step.key == "decide":
        return {
            "body": body_field(
                None, gettext_lazy("Next body, only when it is sent to another one"), required=False
            )
        }
    return {}


def meeting_fields(petition: Petition) -> dict[str, forms.Field]:
    """The coming meetings of its body, with the last day for petitions; other bodies stand below."""
    rules = town.rules_of(petition.case)
    received = timezone.localdate(petition.case.received_at)
    own: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for one in council.upcoming_meetings(timezone.localdate(), limit=MEETINGS):
        label = f"{day(one.day)}, {clock(timezone.localtime(one.starts_at))}: {one.body_name}"
        if received > last_day_before(one.day, rules):
            label += " – " + _("after the deadline, needs a reason")
        (own if petition.body and one.body_key == petition.body.key else others).append((str(one.id), label))
    return {
        "meeting": forms.ChoiceField(
            label=gettext_lazy("Meeting"),
            choices=[("", gettext_lazy("Please choose")), *own, *others],
            help_text=gettext_lazy("The author is invited at the same time."),
            error_messages={"required": gettext_lazy("Please choose a meeting.")},
        ),
        "exception_reason": forms.CharField(
            label=gettext_lazy("Reason for an exception"),
            help_text=gettext_lazy("Only when the deadline has passed. Everybody reads it."),
            required=False,
            max_length=500,
        ),
    }


def desk_view(case: Case) -> dict[str, Any]:
    """The detail panel: words, author, files, the conditions of the check, the chain of agenda items."""
    petition, rules = register.petition_of(case), town.rules_of(case)
    alike = register.similar(petition)
    return {
        "petition": petition,
        "rules": rules,
        "hints": formal_hints(
            rules,
            resident=petition.resident_declared,
            address=petition.author_address,
            signed_on=petition.signed_on,
            similar=len(alike),
        ),
        "similar": alike,
        "signatories": list(petition.signatories.all()),
        "attachments": list(petition.attachments.select_related("upload")),
        "stations": register.chain(case.number),
        "private": private_details(f"{petition.title}\n{petition.wish}\n{petition.reason}"),
        "ground_text": rules.refusals.text(petition.ground),
    }


def public_view(case: Case) -> dict[str, Any]:
    """What the page of the case adds: words, files, meeting, decision, and for the author the invitation."""
    petition, rules = register.petition_of(case), town.rules_of(case)
    moment = timezone.now()
    coming = petition.meeting_at is not None and petition.meeting_at > moment
    files = list(petition.attachments.select_related("upload"))
    return {
        "petition": petition,
        "rules": rules,
        "attachments": files,
        "open_files": [one for one in files if one.released and one.upload.public],
        "signatory_count": petition.signatories.count(),
        "stations": register.chain(case.number, moment),
        "invited": case.state == "scheduled" and coming,
        "withdraw_template": "petitions/withdraw.html",
        "own_data_template": "petitions/own_data.html",
        "asker": petition,
        "answers": OWN_ANSWERS,
        "ground_text": rules.refusals.text(petition.ground),
    }


def next_step(case: Case, person: User) -> NextStep | None:
    """The proposal for the present state, with its reason and the letter already written."""
    kind = kind_of(case)
    if case.state == "hidden":
        return NextStep(
            title=_("Was it hidden by mistake?"), why=case.hidden_reason, primary=kind.transition("restore")
        )
    by_state = {"received": _check, "admitted": _plan, "scheduled": _result, "notice": _notice}
    return by_state[case.state](case) if case.state in by_state else None


def _letter(case: Case, text: str) -> str:
    with override(case.language):
        return f"{_('Good day,')}\n\n{_(text) % {'number': case.number}}"


def _check(case: Case) -> NextStep:
    kind, petition = kind_of(case), register.petition_of(case)
    found = private_details(f"{petition.title}\n{petition.wish}\n{petition.reason}")
    why = (
        _("Please look closely: the text contains “%(detail)s”. Everybody could see it.")
        % {"detail": found[0].text}
        if found
        else _("The conditions of the rules stand beside it. A refusal needs a ground and a reason.")
    )
    return NextStep(
        title=_("May it be admitted?"),
        why=why,
        primary=kind.transition("admit"),
        others=(kind.transition("refuse"), kind.transition("hide")),
        letter=_letter(case, ADMITTED),
    )


def _plan(case: Case) -> NextStep:
    kind, petition = kind_of(case), register.petition_of(case)
    body = petition.body.name if petition.body else case.unit.name
    return NextStep(
        title=_("In which meeting is it dealt with?"),
        why=_("%(body)s deals with it. The agenda is asked and the author invited.") % {"body": body},
        primary=kind.transition("schedule"),
        others=(kind.transition("change_body"), kind.transition("hide")),
        letter=_letter(case, INVITED),
    )


def _result(case: Case) -> NextStep:
    kind = kind_of(case)
    return NextStep(
        title=_("What was decided?"),
        why=_("Comes by itself from the agenda. Enter it here only when it does not stand there."),
        primary=kind.transition("record"),
        others=(kind.transition("hide"),),
        outcomes=outcomes(),
    )


def _notice(case: Case) -> NextStep:
    kind, petition = kind_of(case), register.petition_of(case)
    known = petition.get_outcome_display() if petition.outcome else ""
    why = (
        _("The agenda says: %(outcome)s. Write the reason so that the author understands it.")
        % {"outcome": known}
        if known
        else _("Choose what the decision means and write the reason so that the author understands it.")
    )
    return NextStep(
        title=_("Tell the author"),
        why=why,
        primary=kind.transition("decide"),
        others=(kind.transition("hide"),),
        letter=_letter(case, DECIDED),
        outcomes=outcomes(),
        outcome=petition.outcome,
    )


def outcomes() -> tuple[tuple[str, str], ...]:
    """What a body can do with a petition, for forms."""
    return tuple((value, str(label)) for value, label in Outcome.choices)
