"""What mails say beside number and dates, and the letters on paper: accessible PDF made when somebody asks for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitmachstadt.modules.budgets.actions.shown import path_of
from mitmachstadt.modules.budgets.models import Application
from mitmachstadt.modules.budgets.queries.applications import application_of
from mitmachstadt.modules.budgets.queries.process import terms_of
from mitmachstadt.modules.budgets.rules import money
from mitmachstadt.spine.cases import links
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.files.printing import LETTER, make_pdf
from mitmachstadt.spine.ui.templatetags.ui import in_language
from mitmachstadt.spine.ui.words import day

#: States for which a letter exists, by the letter.
LETTERS = {
    "refused": "refusal", "completing": "missing", "granted": "notice", "declined": "notice", "paid": "notice",
    "proved": "notice", "closed": "notice", "recovering": "claim",
}  # fmt: skip
Part = dict[str, Any]


def context(case: Case) -> dict[str, Any]:
    """What mails say about an application: its words, sums, and where page and letter lie."""
    application = application_of(case)
    secret = links.secret_of(case)
    with override(case.language):
        letter = (
            reverse("budgets:letter", args=[case.number, secret])
            if secret and has_letter(application)
            else ""
        )
    return {
        "application": application,
        "budget": application.budget,
        "page": settings.BASE_URL + in_language(path_of(application), case.language) if case.public else "",
        "letter_url": settings.BASE_URL + letter if letter else "",
    }


def has_letter(application: Application) -> bool:
    """True when there is something to put on paper for the applicant."""
    return application.case.state in LETTERS


def letter(application: Application) -> bytes:
    """The letter that fits the state: what is missing, refusal, notice, claim; PDF/UA-1 in the applicant's language.

    Raises:
        LookupError: for a state without a letter.
    """
    kind = LETTERS.get(application.case.state)
    if kind is None:
        raise LookupError(application.case.state)
    with override(application.case.language):
        subject, body = MAKERS[kind](application)
        return make_pdf(LETTER, _sheet(application, subject, body))


def _sheet(application: Application, subject: str, body: list[Part]) -> dict[str, Any]:
    case = application.case
    receiver = [
        application.association,
        application.name,
        *application.postal.replace(",", "\n").splitlines(),
    ]
    contact = settings.TOWN.get("contact", {})
    dated = (
        application.notice_on
        if LETTERS[case.state] == "notice" and application.notice_on
        else timezone.localdate()
    )
    return {
        "title": subject,
        "lang": case.language,
        "from": str(contact.get("office") or settings.TOWN["name"]),
        "to": [line.strip() for line in receiver if line.strip()],
        "when": day(dated),
        "about": [
            [_("Project"), application.title],
            [_("Number"), case.number],
            [_("Budget"), application.budget.name],
            *([[_("Sample"), _("made up to show the platform")]] if case.sample else []),
        ],
        "body": body,
        "foot": f"{settings.TOWN['platform']} {settings.TOWN['name']}, {case.number}, {day(dated)}",
    }


def _head(text: str) -> Part:
    return {"kind": "head", "text": text}


def _paragraphs(*texts: str) -> list[Part]:
    return [
        {"kind": "text", "text": part.strip()} for text in texts for part in text.splitlines() if part.strip()
    ]


def _facts(*pairs: tuple[str, str]) -> list[Part]:
    return [{"kind": "facts", "pairs": [[name, value] for name, value in pairs if value]}]


def _euros(amount: int | None) -> str:
    return _("%(sum)s euros") % {"sum": money(amount or 0)}


def _signed(application: Application) -> list[Part]:
    return _paragraphs(
        _("Questions? You find us at the address above, and every step on your page of the application."),
        application.case.unit.name,
    )


def reason_of(application: Application) -> str:
    """Why an application was refused, declined, granted in part, or has to pay back; empty where nothing was said."""
    step = {"refused": "refuse", "recovering": "claim"}.get(application.case.state)
    return _last_words(application, step) if step else application.decision_reason


def _last_words(application: Application, step: str) -> str:
    event = application.case.events.filter(kind=step).last()
    return event.text if event else ""


def _missing(application: Application) -> tuple[str, list[Part]]:
    return _("Something is missing in your application"), [
        *_paragraphs(
            _("Good day,"), _("thank you for your application. To go on we still need:"), application.missing
        ),
        *_facts(
            (_("Please complete it by"), day(application.complete_by) if application.complete_by else "")
        ),
        *_paragraphs(_("You hand it in with the link of your confirmation.")),
        *_signed(application),
    ]


def _refusal(application: Application) -> tuple[str, list[Part]]:
    return _("Your application is not admitted"), [
        *_paragraphs(
            _("Good day,"), _("we have checked your application. It can not be admitted, for this reason:")
        ),
        *_paragraphs(_last_words(application, "refuse")),
        *_paragraphs(_("You may apply again in the next budget when this has changed.")),
        *_signed(application),
    ]


def _notice(application: Application) -> tuple[str, list[Part]]:
    if application.outcome == "declined":
        return _("Notice on your application"), [
            *_paragraphs(
                _("Good day,"),
                _("%(body)s has decided on your application.") % {"body": application.decided_by},
            ),
            *_facts(
                (_("Decision"), application.get_outcome_display()),
                (_("Decided on"), _day(application.decided_on)),
            ),
            _head(_("Reason")),
            *_paragraphs(application.decision_reason),
            *_signed(application),
        ]
    terms = terms_of(application.budget)
    conditions = [
        _("You may begin from the day of this notice."),
        _("The project has to be done within %(n)d years.") % {"n": terms.apply.done_within_years},
        _("By the day above you hand in the proof of use: the receipts, photos, and what it cost."),
        _("Money that was not used, or used for something else, has to be paid back."),
    ]
    if application.early_on:
        conditions[0] = _("You were allowed to begin from %(day)s.") % {"day": day(application.early_on)}
    return _("Notice of grant"), [
        *_paragraphs(
            _("Good day,"),
            _("%(body)s has decided on your application. Congratulations!")
            % {"body": application.decided_by},
        ),
        *_facts(
            (_("Applied for"), _euros(application.requested)),
            (_("Granted"), _euros(application.granted)),
            (_("Decided on"), _day(application.decided_on)),
            (_("Proof of use by"), _day(application.due_proof_on)),
        ),
        *(
            [_head(_("Reason")), *_paragraphs(application.decision_reason)]
            if application.decision_reason
            else []
        ),
        _head(_("Conditions")),
        *_paragraphs(*conditions),
        *_signed(application),
    ]


def _claim(application: Application) -> tuple[str, list[Part]]:
    return _("Money to be paid back"), [
        *_paragraphs(
            _("Good day,"),
            _("we have checked the use of the money for your project. Part of it has to come back."),
        ),
        *_facts(
            (_("Paid"), _euros(application.paid)),
            (_("Accepted costs"), _euros(application.proved)),
            (_("To be paid back"), _euros(application.claimed)),
            (_("To be paid back by"), _day(application.due_back_on)),
        ),
        _head(_("Reason")),
        *_paragraphs(_last_words(application, "claim")),
        *_signed(application),
    ]


def _day(value: Any) -> str:
    return day(value) if value else ""


MAKERS = {"missing": _missing, "refusal": _refusal, "notice": _notice, "claim": _claim}
