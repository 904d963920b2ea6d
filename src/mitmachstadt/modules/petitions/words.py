"""Sentences that pages make of the town's rules, and the names of the register's filters."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitmachstadt.modules.petitions.queries.register import KIND, STATE_WORDS
from mitmachstadt.modules.petitions.rules import PetitionRules, QuestionRules
from mitmachstadt.modules.petitions.rules.town import AuthorRule, Basis
from mitmachstadt.spine.cases import registry


def who_sentence(rule: AuthorRule) -> str:
    """Who may, in one sentence."""
    if rule.who == "anyone":
        return _("Everybody may, wherever they live.")
    if not rule.months:
        return _("Everybody who lives in the town, of any age and nationality.")
    return ngettext(
        "Everybody who has lived in the town for at least %(n)d month, of any age and nationality.",
        "Everybody who has lived in the town for at least %(n)d months, of any age and nationality.",
        rule.months,
    ) % {"n": rule.months}


def rule_sentences(rules: PetitionRules) -> dict[str, Any]:
    """The conditions of petitions in plain words, each with its source, and whether one of them is unconfirmed."""
    form = (
        _("This form or a mail is enough. You need no signature.")
        if rules.form.kind == "text"
        else _("The town needs the petition on paper with your signature. You print it after sending.")
    )
    before = ngettext(
        "It must be there %(n)d day before the meeting. Later ones go to the next meeting.",
        "It must be there %(n)d days before the meeting. Later ones go to the next meeting.",
        rules.agenda.days_before,
    ) % {"n": rules.agenda.days_before}
    speak = _("You are told the result.")
    if rules.hearing.may_speak:
        speak = _("You are invited and may speak. You need not.")
        if rules.hearing.minutes:
            speak = ngettext(
                "You are invited and may speak for %(n)d minute. You need not.",
                "You are invited and may speak for %(n)d minutes. You need not.",
                rules.hearing.minutes,
            ) % {"n": rules.hearing.minutes}
    return _conditions(
        _row("people", _("Who may?"), who_sentence(rules.author), rules.author),
        _row("pencil", _("In which form?"), form, rules.form),
        _row("calendar", _("Until when?"), before, rules.agenda),
        _row("microphone", _("May I speak?"), speak, rules.hearing),
    )


def question_sentences(rules: QuestionRules) -> dict[str, Any]:
    """The conditions of question time in plain words, likewise."""
    before = ngettext(
        "A question must be there %(n)d day before the session. Later ones go to the next session.",
        "A question must be there %(n)d days before the session. Later ones go to the next session.",
        rules.session.days_before,
    ) % {"n": rules.session.days_before}
    most = ngettext(
        "One person may ask %(n)d question in a session.",
        "One person may ask %(n)d questions in a session.",
        rules.ask.most,
    ) % {"n": rules.ask.most}
    if rules.ask.follow_ups:
        most += " " + ngettext(
            "You may ask %(n)d follow-up question there.",
            "You may ask %(n)d follow-up questions there.",
            rules.ask.follow_ups,
        ) % {"n": rules.ask.follow_ups}
    answer = _("It is answered in the session, in public.")
    if rules.answer.written_when_absent:
        answer += " " + _("If you can not come, you get the answer in writing. Everybody reads it here.")
    return _conditions(
        _row("people", _("Who may?"), who_sentence(rules.author), rules.author),
        _row("calendar", _("Until when?"), before, rules.session),
        _row("message-2", _("How many?"), most, rules.ask),
        _row("check-circle", _("How is it answered?"), answer, rules.answer),
    )


def _conditions(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"conditions": rows, "unconfirmed": not all(row["confirmed"] for row in rows)}


def _row(icon: str, head: str, text: str, basis: Basis) -> dict[str, Any]:
    return {
        "icon": icon,
        "head": head,
        "text": text,
        "source": basis.source,
        "confirmed": basis.confirmed,
    }


def state_filters() -> list[tuple[str, str]]:
    """The words of the register's filter in addresses, with their names."""
    kind = registry.find_kind(KIND)
    return [(word, str(kind.state(states[0]).name)) for word, states in STATE_WORDS.items()] if kind else []
