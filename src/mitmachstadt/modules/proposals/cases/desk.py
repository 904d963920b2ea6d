"""What the desk shows and proposes for a proposal, and what its pages and mails add to the case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from mitmachstadt.modules.proposals.actions.proposals import path_of, proposal_of
from mitmachstadt.modules.proposals.models import Outcome
from mitmachstadt.modules.proposals.queries import town
from mitmachstadt.modules.proposals.rules import MAX_COST, next_threshold, terms_of
from mitmachstadt.modules.proposals.states import GOING_ON
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.forms import DAY
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import NextStep, Transition, kind_of
from mitmachstadt.spine.moderation.rules import private_details
from mitmachstadt.spine.ui import subjects


def _euros(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MAX_COST, required=False)


def fields(step: Transition, person: User) -> dict[str, forms.Field]:
    """What a step asks beside its words."""
    if step.key == "build":
        return {
            "day": forms.DateField(label=_("Done on"), required=False, widget=DAY),
            "cost_final": _euros(_("What it cost, in euros")),
        }
    if step.key not in ("answer", "progress"):
        return {}
    found: dict[str, forms.Field] = {
        "day": forms.DateField(label=_("To be done by"), required=False, widget=DAY),
        "cost": _euros(_("What it is expected to cost, in euros")),
        "project": forms.CharField(
            label=_("Number of the project it becomes part of"),
            help_text=_("If there is one on the list, for example V-2026-014."),
            max_length=20,
            required=False,
        ),
    }
    if step.key == "answer":
        found["answered_by"] = forms.CharField(
            label=_("Who answers"),
            help_text=_("The name of the body, if one decided. Else your unit stands there."),
            max_length=200,
            required=False,
        )
    return found


def case_fields(case: Case, step: Transition, person: User) -> dict[str, forms.Field]:
    """Photos that are left out when a proposal is released; they are gone then."""
    photos = list(proposal_of(case).photos.select_related("upload")) if step.key == "release" else []
    if not photos:
        return {}
    return {
        "drop_photos": forms.MultipleChoiceField(
            label=_("Leave these photos out"),
            help_text=_("For example because faces or number plates are to be seen. They are deleted."),
            choices=[(str(one.upload_id), f"{one.place + 1}: {one.upload.alt}") for one in photos],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
    }


def view(case: Case) -> dict[str, Any]:
    """Context of both panels."""
    proposal = proposal_of(case)
    terms = terms_of(proposal.terms) if proposal.terms else None
    threshold = next_threshold(terms, proposal.up) if terms else None
    return {
        "what": proposal,
        "photos": list(proposal.photos.select_related("upload")),
        "threshold": threshold,
        "threshold_text": town.sentence(threshold) if threshold else "",
        "private": private_details(f"{proposal.title}\n{proposal.text}\n{proposal.name}"),
        "project": project_link(proposal.project),
        "can_ask_back": case.state in ("accepted", "in_part", "declined", "referred")
        and not proposal.asked_back,
    }


def project_link(number: str) -> Any:
    """The public project of that number as a link, None where there is none."""
    return subjects.links([("project", number)]).get(("project", number)) if number else None


def mail_context(case: Case) -> dict[str, Any]:
    """What mails say about a proposal beside number, link and dates."""
    proposal = proposal_of(case)
    with override(case.language):
        return {
            "proposal": proposal,
            "outcome_text": str(Outcome(proposal.outcome).label) if proposal.outcome else "",
            "page": settings.BASE_URL + path_of(case.number),
        }


RELEASED = gettext_noop("we have read your proposal %(number)s. Everybody can see it now and vote on it.")


def next_step(case: Case, person: User) -> NextStep | None:
    """The proposal for the present state, with its reason and the letter already begun."""
    kind, proposal = kind_of(case), proposal_of(case)
    if case.state == "hidden":
        return NextStep(
            title=_("Was it hidden by mistake?"), why=case.hidden_reason, primary=kind.transition("restore")
        )
    if case.state == "received":
        found = private_details(f"{proposal.title}\n{proposal.text}\n{proposal.name}")
        why = (
            _t("Please look closely: the text contains “%(detail)s”. Everybody could see it.")
            % {"detail": found[0].text}
            if found
            else _t("No phone number, e-mail address or bank account was found in the text.")
        )
        with override(case.language):
            letter = f"{_t('Good day,')}\n\n{_t(RELEASED) % {'number': case.number}}"
        return NextStep(
            title=_("Show it to everybody and begin the vote?"),
            why=why,
            primary=kind.transition("release"),
            others=(kind.transition("hide"),),
            letter=letter,
        )
    if case.state in ("collecting", "reached", "asked_back"):
        with override(case.language):
            letter = f"{_t('Good day,')}\n\n"
        why = _t("%(up)s votes for, %(down)s against.") % {"up": proposal.up, "down": proposal.down}
        if case.state == "asked_back":
            why = proposal.asked_back
        return NextStep(
            title=_("What does the town answer?"),
            why=why,
            primary=kind.transition("answer"),
            others=(kind.transition("hide"),),
            letter=letter,
            outcomes=tuple((value, str(label)) for value, label in Outcome.choices),
        )
    if case.state in GOING_ON:
        return NextStep(
            title=_("How does it go on?"),
            why=_t("Say where it stands, or that it is done."),
            primary=kind.transition("progress"),
            others=(kind.transition("build"), kind.transition("hide")),
        )
    return None
