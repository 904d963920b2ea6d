"""What becomes of an idea for the list: once it is taken up, a draft of a project begins with it, in the same moment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.projects import suggest_actions
from mitmachstadt.modules.projects.actions.fields import LABELS
from mitmachstadt.modules.projects.actions.sheet import create_project
from mitmachstadt.modules.projects.models import Project, ProjectPlace, Suggestion
from mitmachstadt.modules.projects.permissions import owners_for
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given, Transition
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.queries import district_by_name
from mitmachstadt.spine.files.actions import copy_upload
from mitmachstadt.spine.problems import Problem, Refused

#: Decisions after which an idea is on its way to the list.
ACCEPTED = ("taken_up", "in_part")


def fields(step: Transition, person: User) -> dict[str, forms.Field]:
    """What a decision on an idea asks for beside its words: who plans the project that begins with it."""
    if step.key != "decide":
        return {}
    return {
        "owner": forms.ModelChoiceField(
            owners_for(person),
            label=LABELS["owner"],
            help_text=_(
                "Needed when the idea is taken up: a draft begins for this organisation, for staff only."
            ),
            required=False,
            empty_label=_("not said yet"),
        ),
        "unit": forms.ModelChoiceField(
            Organisation.objects.filter(answers_cases=True),
            label=LABELS["unit"],
            required=False,
            empty_label=_("not said yet"),
        ),
    }


def apply_step(case: Case, step: Transition, given: Given, by: User | None) -> None:
    """What a step means for an idea; an accepted one becomes a draft. Runs inside the transaction of the move.

    Raises `Refused` as the steps of suggestions do, and when nobody is named who plans the project.
    """
    suggest_actions.apply_step(case, step, given, by)
    if step.key == "decide" and given.outcome in ACCEPTED and by is not None:
        begin_project(case, given, by=by)


def begin_project(case: Case, given: Given, *, by: User) -> Project:
    """The draft that begins with an idea; the one there is when it began before.

    Raises `Refused` without somebody who plans it, and for whoever may not begin projects for that organisation.
    """
    idea: Suggestion = Suggestion.objects.select_for_update().get(case=case)
    if idea.became is not None:
        return idea.became
    if given.more.get("owner") is None:
        message = _("Please say who plans the project: with this decision its draft begins.")
        raise Refused([Problem("owner", "missing", message)])
    project = create_project(_sheet_of(idea, given), by=by, sample=case.sample)
    if idea.place_text:
        ProjectPlace.objects.create(project=project, label=idea.place_text)
    if idea.photo is not None:
        project.photo = copy_upload(idea.photo, by=by)
        project.save(update_fields=["photo"])
    idea.became = project
    idea.save(update_fields=["became"])
    return project


def _sheet_of(idea: Suggestion, given: Given) -> dict[str, Any]:
    district = district_by_name(idea.place_text) if idea.place_text else None
    return {
        "title": idea.title,
        "description": idea.text,
        "owner": given.more["owner"],
        "unit": given.more.get("unit"),
        "districts": [district] if district else [],
    }
