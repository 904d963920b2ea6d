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
from mitmachstadt.modules.reports.rules import ReportRules
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.forms import DAY
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import NextStep, Transition, kind_of
from mitmachstadt.spine.moderation.rules import private_details
from mitmachstadt.spine.ui import beside


def fields(case: Case, step: Transition, person: User) -> dict[str, forms.Field]:
    """What a step asks on one report: as for many, by the rules of its day, and which report a merged one goes on in."""
    if step.key == "merge":
        return _merge_fields(case)
    return _step_fields(step, town.rules_of(case))


def shared_fields(step: Transition, person: User) -> dict[str, forms.Field]:
    """What a step asks for many reports at once, by the rules of today."""
    return _step_fields(step, town.report_rules(), many=True)


def _step_fields(step: Transition, rules: ReportRules, *, many: bool = False) -> dict[str, forms.Field]:
    if step.key == "start":
        return {"day": forms.DateField(label=_("Promised until"), required=False, widget=DAY)}
    if step.key == "pass_on":
        bodies = [("", _("Please choose")), *((one.name, one.name) for one in rules.bodies)]
        return {
            "body": forms.ChoiceField(label=_("Who has to take care of it?"), choices=bodies, required=False),
            "passed_to": forms.CharField(
                label=_("Or somebody who is not in the list"), max_length=200, required=False
            ),
        }
    if step.key not in ("fix", "close"):
        return {}
    reasons = [(one.key, town.said(one)) for one in rules.reasons if one.fixed == (step.key == "fix")]
    found: dict[str, forms.Field] = {
        "closing_reason": forms.ChoiceField(
            label=_("Reason"),
            choices=[("", _("Please choose")), *reasons] if len(reasons) > 1 else reasons,
            error_messages={"required": _("Please choose the reason.")},
        )
    }
    if step.key == "fix":
        found["day"] = forms.DateField(
            label=_("Mended on"),
            help_text=_("Needed where a report has no photo of the repair.")
            if many
            else _("The day, or a photo of it below."),
            required=False,
            widget=DAY,
        )
    return found


def _merge_fields(case: Case) -> dict[str, forms.Field]:
    """The open reports near by to choose from, and a number for any other."""
    near = [
        (one.report.case.number, f"{one.report.case.number}: {one.report.case.title} ({one.metres} m)")
        for one in queries.near(report_of(case))
    ]
    number = forms.CharField(
        label=_("Number of the report that goes on"),
        max_length=20,
        required=not near,
        error_messages={"required": _("Please write the number, for example M-2026-0004.")},
    )
    if not near:
        return {"merge_with": number}
    choices = [*near, ("", _("Another one, by its number"))]
    return {
        "merge_near": forms.ChoiceField(
            label=_("Which report goes on?"), choices=choices, required=False, widget=forms.RadioSelect
        ),
        "merge_with": number,
    }


def ready_texts(case: Case, step: Transition) -> list[tuple[str, str, str]]:
    """Texts to start from at a step, in the language of the reporter."""
    category = report_of(case).category
    return [
        (one.key, one.title, one.en if one.en and case.language == "en" else one.text)
        for one in town.rules_of(case).ready_texts
        if one.step == step.key and (not one.categories or category in one.categories)
    ]


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
        "outside_mail": queries.outside_mail(case),
        "handed": queries.handed(case),
        "guessed_name": town.category_name(report.guessed, rules) if report.guessed else "",
        "guessed_part": round(report.confidence * 100),
        "refilable": case.state in ("received", "open", "in_work", "passed_on"),
        "focus": [report.lon, report.lat] if report.lon is not None else None,
        "pins": _pins(report),
        "parts": beside.parts("report_desk", [case.number]).get(case.number, []),
        "rules": rules,
        "reason_text": queries.reason_in_words(report, rules),
        "objection_until": queries.objection_until(report, rules),
    }


def _pins(report: Report) -> list[dict[str, Any]]:
    if report.lon is None:
        return []
    place = {"key": report.case.number, "title": report.label, "lon": report.lon, "lat": report.lat}
    return [{**place, "kind": "defect"}]


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
