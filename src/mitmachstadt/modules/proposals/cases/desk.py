"""What the desk shows and proposes for a proposal, and what its pages and mails add to the case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from mitmachstadt.modules.proposals.actions.finding import path_of
from mitmachstadt.modules.proposals.actions.proposals import LED_TO, proposal_of
from mitmachstadt.modules.proposals.actions.words import waiting
from mitmachstadt.modules.proposals.models import Outcome, Photo, Proposal, Version
from mitmachstadt.modules.proposals.queries import town, writers
from mitmachstadt.modules.proposals.rules import MAX_COST, Words, compare_words, next_threshold, terms_of
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
        "budget": forms.CharField(
            label=_("Number of the application to a citizens' budget"),
            help_text=_("If it is paid from one."),
            max_length=20,
            required=False,
        ),
        "paper": forms.CharField(
            label=_("Address of the council's paper"),
            help_text=_("Copy the address of its page, if there is one."),
            max_length=200,
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


def _as_it_stands(case: Case, found: dict[str, forms.Field]) -> dict[str, forms.Field]:
    """The day, the cost and where it led to as they were given before, so that nothing is lost by another answer."""
    proposal = proposal_of(case)
    known = {"day": proposal.planned_on, "cost": proposal.cost, "answered_by": ""} | {
        name: getattr(proposal, name) for name in ("project", "budget", "paper")
    }
    for name, field in found.items():
        field.initial = known[name]
    return found


def case_fields(case: Case, step: Transition, person: User) -> dict[str, forms.Field]:
    """What an answer said before, and what may be left out at a release: photos, which are gone then, and changed words."""
    if step.key in ("answer", "progress"):
        return _as_it_stands(case, fields(step, person))
    if step.key != "release":
        return {}
    proposal, found = proposal_of(case), dict[str, forms.Field]()
    if waiting(proposal) and proposal.words:
        found["drop_words"] = forms.BooleanField(
            label=_("Leave the new words out, the former ones stay"),
            help_text=_("The difference stands above."),
            required=False,
        )
    photos = list(proposal.photos.select_related("upload"))
    if photos:
        found["drop_photos"] = _photos_field(photos)
    return found


def _photos_field(photos: list[Photo]) -> forms.Field:
    return forms.MultipleChoiceField(
        label=_("Leave these photos out"),
        help_text=_("For example because faces or number plates are to be seen. They are deleted."),
        choices=[(str(one.upload_id), f"{one.place + 1}: {one.upload.alt}") for one in photos],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


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
        "private": private_details(f"{writers.whole_text(proposal)}\n{proposal.name}"),
        **_changes(proposal),
        "can_ask_back": case.state in ("accepted", "in_part", "declined", "referred")
        and not proposal.asked_back,
    }


def _changes(proposal: Proposal) -> dict[str, Any]:
    """The difference between what waits for a look and what was public before, and the public additions."""
    rows = list(Version.objects.filter(proposal=proposal).order_by("number"))
    waits = waiting(proposal)
    former = next((one for one in reversed(rows) if one.shown_at), None)
    compared = None
    if waits and former:
        old = Words(former.number, former.title, former.text)
        added = ((waits.number, waits.addition),) if waits.addition else ()
        compared = compare_words(old, Words(waits.number, waits.title, waits.text, added))
    shown = [one for one in rows if one.addition and one.shown_at and not one.hidden_at]
    return {"compared": compared, "additions": shown}


def led_to(proposal: Proposal) -> list[subjects.Link]:
    """The public project, application to a budget and paper that the answer leads to."""
    wanted = [(kind, getattr(proposal, name)) for name, kind in LED_TO if getattr(proposal, name)]
    found = subjects.links(wanted) if wanted else {}
    return [found[one] for one in wanted if one in found]


def mail_context(case: Case) -> dict[str, Any]:
    """What mails say about a proposal beside number, link and dates."""
    proposal = proposal_of(case)
    with override(case.language):
        return {
            "proposal": proposal,
            "outcome_text": str(Outcome(proposal.outcome).label) if proposal.outcome else "",
            "page": settings.BASE_URL + path_of(case.number),
        }


ANSWERED = gettext_noop("we have dealt with your proposal %(number)s.")
RELEASED = gettext_noop("we have read your proposal %(number)s. Everybody can see it now and vote on it.")


def next_step(case: Case, person: User) -> NextStep | None:
    """The proposal for the present state, with its reason and the letter already begun."""
    kind, proposal = kind_of(case), proposal_of(case)
    if case.state == "hidden":
        return NextStep(
            title=_("Was it hidden by mistake?"), why=case.hidden_reason, primary=kind.transition("restore")
        )
    if case.state == "received":
        found = private_details(f"{writers.whole_text(proposal)}\n{proposal.name}")
        changed = waiting(proposal) is not None and bool(proposal.words)
        why = (
            _t("Please look closely: the text contains “%(detail)s”. Everybody could see it.")
            % {"detail": found[0].text}
            if found
            else _t("No phone number, e-mail address or bank account was found in the text.")
        )
        with override(case.language):
            letter = f"{_t('Good day,')}\n\n{_t(RELEASED) % {'number': case.number}}"
        return NextStep(
            title=_("Show the changed words?") if changed else _("Show it to everybody and begin the vote?"),
            why=why,
            primary=kind.transition("release"),
            others=(kind.transition("hide"),),
            letter=letter,
        )
    if case.state in ("collecting", "reached", "asked_back"):
        with override(case.language):
            letter = f"{_t('Good day,')}\n\n{_t(ANSWERED) % {'number': case.number}}"
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
