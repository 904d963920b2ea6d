"""What the desk shows and proposes for a report, and what its public page and its mails add to the case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from mitmachstadt.modules.reports.actions.reports import report_of
from mitmachstadt.modules.reports.models import Photo, Report
from mitmachstadt.modules.reports.queries import reports as queries
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import NextStep, Transition, kind_of
from mitmachstadt.spine.moderation.rules import private_details


def fields(case: Case, step: Transition, person: User) -> dict[str, forms.Field]:
    """The reason of an end, or the number of the report to merge with."""
    if step.key in ("fix", "close"):
        rules = town.rules_of(case)
        reasons = [(one.key, town.said(one)) for one in rules.reasons if one.fixed == (step.key == "fix")]
        return {
            "closing_reason": forms.ChoiceField(
                label=_("Reason"),
                choices=[("", _("Please choose")), *reasons] if len(reasons) > 1 else reasons,
                error_messages={"required": _("Please choose the reason.")},
            )
        }
    if step.key == "merge":
        return {
            "merge_with": forms.CharField(
                label=_("Number of the report that goes on"),
                max_length=20,
                error_messages={"required": _("Please write the number, for example M-2026-0004.")},
            )
        }
    return {}


def desk_view(case: Case) -> dict[str, Any]:
    """The detail panel: words, place, photos, answers, what may be the same, who waits with the reporter."""
    report = report_of(case)
    rules = town.rules_of(case)
    return {
        "report": report,
        "category_name": town.category_name(report.category, rules),
        "answers": queries.answers_in_words(report, rules),
        "photos": list(Photo.objects.filter(report=report).select_related("upload")),
        "companions": report.companions.count(),
        "private": private_details(report.text),
        "near": queries.near(report),
        "rules": rules,
        "reason_text": queries.reason_in_words(report, rules),
        "objection_until": queries.objection_until(report, rules),
    }


def public_view(case: Case) -> dict[str, Any]:
    """What the page of the case and the reporter's own page add."""
    report = report_of(case)
    rules = town.rules_of(case)
    return {
        "report": report,
        "category_name": town.category_name(report.category, rules),
        "photos": queries.shown_photos(report),
        "reason_text": queries.reason_in_words(report, rules),
        "objection_until": queries.objection_until(report, rules),
        "merged_into": report.merged_into,
        "companions": report.companions.count(),
    }


def mail_context(case: Case) -> dict[str, Any]:
    """What mails say about a report beside number, link and dates."""
    report: Report = report_of(case)
    rules = town.rules_of(case)
    with override(case.language):
        other = report.merged_into
        return {
            "report": report,
            "category_name": town.category_name(report.category, rules),
            "reason_text": queries.reason_in_words(report, rules),
            "objection_until": queries.objection_until(report, rules),
            "other_number": other.case.number if other else "",
            "other_path": reverse("reports:detail", args=[other.case.number]) if other else "",
        }


RELEASED = gettext_noop("we have read your report %(number)s. Everybody can see it now.")
STARTED = gettext_noop("%(unit)s is taking care of your report %(number)s.")


def next_step(case: Case, person: User) -> NextStep | None:
    """The proposal for the present state, with its reason and the letter already written."""
    kind = kind_of(case)
    if case.state == "hidden":
        return NextStep(
            title=_("Was it hidden by mistake?"), why=case.hidden_reason, primary=kind.transition("restore")
        )
    report = report_of(case)
    if case.state == "received":
        found = private_details(report.text)
        why = (
            _t("Please look closely: the text contains “%(detail)s”. Everybody could see it.")
            % {"detail": found[0].text}
            if found
            else _t("No phone number, e-mail address or bank account was found in the text.")
        )
        if report.private:
            why = _t("Nobody outside will see it: it is about people.")
        return NextStep(
            title=_("Take it into work?") if report.private else _("Show it to everybody?"),
            why=why,
            primary=kind.transition("release"),
            others=(kind.transition("merge"), kind.transition("hide")),
            letter=_letter(case, RELEASED),
        )
    if case.state in ("open", "in_work", "passed_on"):
        return _work(case, report)
    return None


def _work(case: Case, report: Report) -> NextStep:
    kind = kind_of(case)
    ends = (kind.transition("fix"), kind.transition("close"))
    if case.state == "open":
        why = _t("The reporter objects: it is not mended.") if report.disputed_at else ""
        return NextStep(
            title=_("Who takes care of it, until when?"),
            why=why or _t("Name a day and everybody waiting knows where they stand."),
            primary=kind.transition("start"),
            others=(*ends, kind.transition("pass_on"), kind.transition("merge"), kind.transition("hide")),
            letter=_letter(case, STARTED),
        )
    if case.state == "passed_on":
        return NextStep(
            title=_("What does the other body say?"),
            why=_t("%(name)s has it. Passed on is not mended.") % {"name": report.passed_to},
            primary=ends[0],
            others=(ends[1], kind.transition("start"), kind.transition("hide")),
        )
    return NextStep(
        title=_("Is it mended?"),
        why=_t("A repair needs a photo of it or its day, and a sentence."),
        primary=ends[0],
        others=(ends[1], kind.transition("pass_on"), kind.transition("merge"), kind.transition("hide")),
    )


def _letter(case: Case, text: str) -> str:
    with override(case.language):
        return f"{_t('Good day,')}\n\n{_t(text) % {'number': case.number, 'unit': case.unit.name}}"
