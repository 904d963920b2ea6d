"""What the desk shows and proposes for a suggestion, and what its public page and its mails add to the case."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, override, pgettext

from mitmachstadt.modules.projects import suggest_queries as queries
from mitmachstadt.modules.projects.models import Suggestion, Treatment
from mitmachstadt.modules.projects.rules import Duty, Outcome
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import NextStep, Transition, kind_of
from mitmachstadt.spine.moderation.rules import private_details


def may_record_for_body(case: Case, step: Transition, person: User) -> bool:
    """True when the open duty is the unit's own, or `person` coordinates."""
    now = queries.standing_of(case)
    if not isinstance(now, Duty) or now.by == "unit":
        return True
    return has_role(person, Role.COORDINATOR)


def suggestion_of(case: Case) -> Suggestion:
    """The suggestion behind a case, with what the pages show."""
    found: Suggestion = Suggestion.objects.select_related("project", "point", "photo", "became").get(
        case=case
    )
    found.case = case
    return found


def desk_view(case: Case) -> dict[str, Any]:
    """The detail panel: words, project, photo, answers so far, similar ones, and the rule the case is judged by."""
    suggestion = suggestion_of(case)
    rules = queries.rules_of(case)
    kind = rules.suggestions.kind(suggestion.kind)
    return {
        "suggestion": suggestion,
        "treatments": Treatment.objects.filter(suggestion=suggestion).select_related("by"),
        "similar": list(queries.similar(suggestion, 6)),
        "private": private_details(suggestion.text),
        "rule_source": rules.treatment.source,
        "rule_confirmed": rules.treatment.confirmed,
        "steps": rules.treatment.steps,
        "kind_words": kind.text if kind and suggestion.kind != "plain" else "",
    }


def public_view(case: Case) -> dict[str, Any]:
    """What the public page adds: the words, the project and each answer."""
    suggestion = suggestion_of(case)
    project = suggestion.project
    return {
        "suggestion": suggestion,
        "project": project,
        "became": suggestion.became if suggestion.became and suggestion.became.is_public else None,
        "meeting": queries.next_meeting(project, case.received_at.date()) if project else None,
        "treatments": Treatment.objects.filter(suggestion=suggestion).select_related("by"),
    }


def mail_context(case: Case) -> dict[str, Any]:
    """What mails say about a suggestion beside number, link and dates."""
    suggestion = suggestion_of(case)
    last = suggestion.treatments.select_related("by").last()
    return {
        "suggestion": suggestion,
        "project": suggestion.project,
        "answered_by": last.by.name if last else "",
        "proposed": last.get_outcome_display() if last and last.outcome else "",
    }


def next_step(case: Case, person: User) -> NextStep | None:
    """The proposal for the present state, with its reason in figures and the letter already written."""
    kind = kind_of(case)
    if case.state == "hidden":
        return NextStep(
            title=_("Was it hidden by mistake?"),
            why=case.hidden_reason,
            primary=kind.transition("restore"),
        )
    by_state = {
        "received": _release,
        "statement": _statement,
        "recommendation": _recommendation,
        "decision": _decide,
    }
    return by_state[case.state](case) if case.state in by_state else None


def _letter(case: Case, suggestion: str, idea: str, **words: str) -> str:
    """The letter in the sender's language, by what was handed in."""
    words_of_kind = idea if case.kind == "idea" else suggestion
    with override(case.language):
        text = _(words_of_kind) % {"number": case.number, **words}
        return f"{_('Good day,')}\n\n{text}"


def _waiting_too(case: Case) -> str:
    number = len(queries.similar(suggestion_of(case)))
    if not number:
        return ""
    if case.kind == "idea":
        text = ngettext(
            "%(number)d more idea waits for this step. You can answer them together.",
            "%(number)d more ideas wait for this step. You can answer them together.",
            number,
        )
        return text % {"number": number}
    return ngettext(
        "%(number)d more suggestion on the same question waits for this step. You can answer them together.",
        "%(number)d more suggestions on the same question wait for this step. You can answer them together.",
        number,
    ) % {"number": number}


def _release(case: Case) -> NextStep:
    kind = kind_of(case)
    found = private_details(suggestion_of(case).text)
    if found:
        why = _("Please look closely: the text contains “%(detail)s”. Everybody could see it.") % {
            "detail": found[0].text
        }
    else:
        why = _("No phone number, e-mail address or bank account was found in the text.")
    letter = _letter(
        case,
        gettext_noop(
            "we have read your suggestion %(number)s. It is now public. The next answer comes by the day below."
        ),
        gettext_noop(
            "we have read your idea %(number)s. It is now public. The next answer comes by the day below."
        ),
    )
    return NextStep(
        title=_("Show it to everybody?"),
        why=why,
        primary=kind.transition("release"),
        others=(kind.transition("hide"),),
        letter=letter,
    )


def _statement(case: Case) -> NextStep:
    kind = kind_of(case)
    letter = _letter(
        case,
        gettext_noop("%(unit)s has looked at your suggestion %(number)s and says:"),
        gettext_noop("%(unit)s has looked at your idea %(number)s and says:"),
        unit=case.unit.name,
    )
    return NextStep(
        title=_("What does the department say?"),
        why=_waiting_too(case) or _("Say what is possible and what is not, with the reason."),
        primary=kind.transition("statement"),
        others=(kind.transition("hide"),),
        letter=letter,
        outcomes=_outcomes(),
    )


def _recommendation(case: Case) -> NextStep:
    return _of_body(
        case,
        "recommendation",
        title=_("What does the body recommend?"),
        why=_("Next is: %(body)s."),
        suggestion=gettext_noop("%(body)s has dealt with your suggestion %(number)s and recommends:"),
        idea=gettext_noop("%(body)s has dealt with your idea %(number)s and recommends:"),
    )


def _decide(case: Case) -> NextStep:
    return _of_body(
        case,
        "decide",
        title=_("How was it decided?"),
        why=_("Next is: %(body)s. A refusal needs a reason that the sender understands."),
        suggestion=gettext_noop("%(body)s has decided on your suggestion %(number)s:"),
        idea=gettext_noop("%(body)s has decided on your idea %(number)s:"),
    )


def _of_body(case: Case, step: str, *, title: str, why: str, suggestion: str, idea: str) -> NextStep:
    """A step that somebody else than the unit takes: it can be postponed, and the letter names the body."""
    kind = kind_of(case)
    now = queries.standing_of(case)
    body = now.body if isinstance(now, Duty) else ""
    back = [one for one in kind.steps_from(case.state) if one.takes_back and queries.was_recommended(case)]
    return NextStep(
        title=title,
        why=why % {"body": body},
        primary=kind.transition(step),
        others=(kind.transition(f"postpone_{case.state}"), *back, kind.transition("hide")),
        letter=_letter(case, suggestion, idea, body=body),
        outcomes=_outcomes(),
    )


def _outcomes() -> tuple[tuple[str, str], ...]:
    return tuple((value, str(label)) for value, label in Outcome.choices)


def meeting_words(case: Case) -> str:
    """The next meeting that will deal with the project, for mails: "" when none is known."""
    project = suggestion_of(case).project
    meeting = queries.next_meeting(project, case.received_at.date()) if project else None
    if meeting is None:
        return ""
    return pgettext("meeting on a day", "%(body)s, %(day)s") % {
        "body": meeting.body.name,
        "day": date_format(meeting.day),
    }
