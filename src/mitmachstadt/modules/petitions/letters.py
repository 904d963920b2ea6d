"""What mails say beside number and dates, and the letters on paper: accessible PDF made when somebody asks for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from mitmachstadt.modules.petitions.models import Outcome, Petition
from mitmachstadt.modules.petitions.queries import register, sessions, town
from mitmachstadt.modules.petitions.rules import PetitionRules
from mitmachstadt.spine.cases import links
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.files.printing import LETTER, make_pdf
from mitmachstadt.spine.ui.words import clock, day, weekday_and_day

ENDS = ("accepted", "in_part", "rejected", "noted")
#: States for which a letter exists.
WITH_LETTER = (*ENDS, "inadmissible", "scheduled", "admitted")


def petition_context(case: Case) -> dict[str, Any]:
    """What mails say about a petition: its words, the meeting, the decision, and where the letter lies."""
    petition = register.petition_of(case)
    secret = links.secret_of(case)
    with override(case.language):
        letter = reverse("petitions:letter", args=[case.number, secret]) if secret else ""
        at = petition.meeting_at
        meeting_day = weekday_and_day(timezone.localdate(at), timezone.localdate()) if at else ""
        meeting_clock = clock(timezone.localtime(at)) if at else ""
    return {
        "petition": petition,
        "rules": town.rules_of(case),
        "ground_text": town.rules_of(case).refusals.text(petition.ground),
        "meeting_day": meeting_day,
        "meeting_clock": meeting_clock,
        "letter_url": settings.BASE_URL + letter if letter and case.state in WITH_LETTER else "",
    }


def question_context(case: Case) -> dict[str, Any]:
    """What mails say about a question: its words, the session, the answer."""
    question, rules = sessions.question_of(case), town.question_rules_of(case)
    with override(case.language):
        at = question.meeting_at
        session_day = weekday_and_day(timezone.localdate(at), timezone.localdate()) if at else ""
        session_clock = clock(timezone.localtime(at)) if at else ""
    return {
        "question": question,
        "rules": rules,
        "ground_text": rules.refusals.text(question.ground),
        "session_day": session_day,
        "session_clock": session_clock,
    }


def has_letter(case: Case) -> bool:
    """True when there is something to put on paper for the author."""
    return case.state in WITH_LETTER


def letter(petition: Petition) -> bytes:
    """The letter that fits the state: admitted, invited, decided or not admitted; PDF/UA-1 in the author's language.

    Raises:
        LookupError: for a state without a letter.
    """
    case = petition.case
    if not has_letter(case):
        raise LookupError(case.state)
    rules = town.rules_of(case)
    with override(case.language):
        if case.state == "inadmissible":
            subject, body = _("Your petition is not admitted"), _refusal(petition, rules)
        elif case.state == "scheduled":
            subject, body = _("Invitation to speak on your petition"), _invitation(petition, rules)
        elif case.state == "admitted":
            subject, body = _("Your petition is admitted"), _admission(petition)
        else:
            subject, body = _("What became of your petition"), _decision(petition)
        return make_pdf(LETTER, _sheet(petition, subject, body, rules))


def petition_sheet(petition: Petition) -> bytes:
    """The petition itself on paper, with a line for the signature where the rules of its day ask for one."""
    case, rules = petition.case, town.rules_of(petition.case)
    with override(case.language):
        body = [
            *_facts(
                (_("Author"), petition.author_name or _("name deleted")),
                (_("Address"), petition.author_address),
                (_("Received"), day(timezone.localdate(case.received_at))),
                (_("Place"), petition.place),
                (_("People who sign with the author"), str(petition.signatories.count() or "")),
            ),
            _head(_("What the town should do")),
            *_paragraphs(petition.wish),
            _head(_("Why")),
            *_paragraphs(petition.reason),
        ]
        if rules.form.kind == "signed":
            body.append({"kind": "signature", "text": _("Place, day, signature")})
        data = _sheet(petition, petition.title, body, rules)
        return make_pdf(LETTER, {**data, "to": []})


def _sheet(
    petition: Petition, subject: str, body: list[dict[str, Any]], rules: PetitionRules
) -> dict[str, Any]:
    case, today = petition.case, timezone.localdate()
    receiver = [petition.author_name, *petition.author_address.replace(",", "\n").splitlines()]
    contact = settings.TOWN.get("contact", {})
    return {
        "title": subject,
        "lang": case.language,
        "from": str(contact.get("office") or settings.TOWN["name"]),
        "to": [line.strip() for line in receiver if line.strip()],
        "when": day(today),
        "about": [
            [_("Petition"), petition.title],
            [_("Number"), case.number],
            [_("Rule"), rules.law],
            *([[_("Sample"), _("made up to show the platform")]] if case.sample else []),
        ],
        "body": body,
        "foot": f"{settings.TOWN['platform']} {settings.TOWN['name']}, {case.number}, {day(today)}",
    }


def _head(text: str) -> dict[str, Any]:
    return {"kind": "head", "text": text}


def _paragraphs(text: str) -> list[dict[str, Any]]:
    return [{"kind": "text", "text": part.strip()} for part in text.splitlines() if part.strip()]


def _facts(*pairs: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"kind": "facts", "pairs": [[name, value] for name, value in pairs if value]}]


def _signed(unit: str) -> list[dict[str, Any]]:
    return [
        *_paragraphs(
            _("Questions? You find us at the address above, and every step on your page of the petition.")
        ),
        *_paragraphs(unit),
    ]


def _refusal(petition: Petition, rules: PetitionRules) -> list[dict[str, Any]]:
    event = petition.case.events.filter(kind="refuse").last()
    return [
        *_paragraphs(_("Good day,")),
        *_paragraphs(_("we have checked your petition. It can not be dealt with, for this reason:")),
        *_paragraphs(rules.refusals.text(petition.ground)),
        _head(_("Reason")),
        *_paragraphs(event.text if event else ""),
        *_paragraphs(_("You may hand in a new petition at any time when this has changed.")),
        *_signed(petition.case.unit.name),
    ]


def _admission(petition: Petition) -> list[dict[str, Any]]:
    body = petition.body.name if petition.body else petition.case.unit.name
    return [
        *_paragraphs(_("Good day,")),
        *_paragraphs(_("your petition is admitted and stands in the public register.")),
        *_facts((_("Deals with it"), body)),
        *_paragraphs(_("As soon as the meeting is fixed we invite you.")),
        *_signed(petition.case.unit.name),
    ]


def _invitation(petition: Petition, rules: PetitionRules) -> list[dict[str, Any]]:
    at = timezone.localtime(petition.meeting_at) if petition.meeting_at else None
    found = [
        *_paragraphs(_("Good day,")),
        *_paragraphs(_("your petition is on the agenda. The meeting is public and you are invited.")),
        *_facts(
            (_("Body"), petition.body.name if petition.body else ""),
            (_("Day"), day(at) if at else ""),
            (_("Begin"), clock(at) if at else ""),
            (_("Place"), petition.meeting_place),
        ),
    ]
    if rules.hearing.may_speak:
        found += _paragraphs(
            ngettext(
                "You may speak on your petition for %(n)d minute.",
                "You may speak on your petition for %(n)d minutes.",
                rules.hearing.minutes,
            )
            % {"n": rules.hearing.minutes}
            if rules.hearing.minutes
            else _("You may speak on your petition.")
        )
    return [
        *found,
        *_paragraphs(_("Please tell us whether you come; you need not.")),
        *_signed(petition.case.unit.name),
    ]


def _decision(petition: Petition) -> list[dict[str, Any]]:
    return [
        *_paragraphs(_("Good day,")),
        *_paragraphs(_("your petition has been decided:")),
        *_facts(
            (_("Decision"), str(Outcome(petition.outcome).label) if petition.outcome else ""),
            (_("Decided by"), petition.outcome_by),
            (_("Day"), day(petition.outcome_on) if petition.outcome_on else ""),
            (_("Vote"), petition.vote),
        ),
        *([_head(_("What the body decided")), *_paragraphs(petition.result)] if petition.result else []),
        _head(_("Reason")),
        *_paragraphs(petition.outcome_reason),
        *_signed(petition.case.unit.name),
    ]
