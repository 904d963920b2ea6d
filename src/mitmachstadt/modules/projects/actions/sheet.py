"""The writers of the sheet: a new one, and every later change with its reason in the public log."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.modules.projects.actions.common import (
    LOG_LANGUAGE,
    locked,
    log,
    refuse_unless_editor,
    rules_today,
    tell_followers,
)
from mitmachstadt.modules.projects.actions.fields import (
    LABELS,
    LINKS,
    PLAIN,
    RELATIONS,
    SHEET_FIELDS,
    TEXTS,
    Costs,
    changes_between,
    comparable,
    cost_words,
    from_rules,
    own_problems,
    sheet_of,
    values_of,
)
from mitmachstadt.modules.projects.actions.refresh import refresh
from mitmachstadt.modules.projects.models import CostEstimate, Project
from mitmachstadt.modules.projects.permissions import may_create, may_edit
from mitmachstadt.modules.projects.rules import check_sheet
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.city.actions import next_number
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

#: Changes of these fields are news for whoever follows the project.
NEWS = ("participation", "window_start", "window_end", "planned_start", "planned_end", "present_state")


def project_prefix(sample: bool = False) -> str:
    """The letter of project numbers; examples have a series of their own, so that no real number is used up."""
    return "B" if sample else str(settings.TOWN.get("numbers", {}).get("project", "V"))


def create_project(values: Mapping[str, Any], *, by: User, sample: bool = False, token: str = "") -> Project:
    """A new draft; `values` as in `edit_sheet`, `title` and `owner` are needed.

    The same form (`token`) sent twice for the same title, even at the same moment, gives the first draft again.

    Raises:
        Refused: for whoever may not begin one for this owner, and for what contradicts itself.
    """
    title = str(values.get("title", "")).strip()
    key = hashlib.sha256(f"{token}\x1f{by.pk}\x1f{title}".encode()).hexdigest() if token else None
    made = Project.objects.filter(submission_key=key) if key else Project.objects.none()
    try:
        return made.first() or _create(values, by=by, sample=sample, key=key)
    except IntegrityError:
        # Two equal submits met: the other one was first.
        found = made.all().first()
        if found is None:
            raise
        return found


@transaction.atomic
def _create(values: Mapping[str, Any], *, by: User, sample: bool, key: str | None) -> Project:
    if not may_create(by):
        raise Refused([Problem("", "not_yours", _("Only staff of the town begin a new project."))])
    owner = values.get("owner")
    if owner is None:
        raise Refused([Problem("owner", "missing", _("Please say who plans the project."))])
    # What somebody with an example account begins is an example too, and goes when the examples go.
    sample = sample or by.sample
    project = Project(
        title="",
        owner=owner,
        unit=values.get("unit"),
        sample=sample,
        state_since=timezone.now(),
        submission_key=key,
    )
    if not may_edit(by, project):
        raise Refused([Problem("owner", "not_yours", _("You can begin projects for your own unit only."))])
    start = {name: getattr(project, name) for name in (*PLAIN, *LINKS)} | {name: [] for name in RELATIONS}
    wanted = {**start, **{name: value for name, value in values.items() if name in SHEET_FIELDS}}
    wanted["title"] = str(wanted["title"]).strip()
    problems = own_problems(wanted)
    problems += from_rules(check_sheet(sheet_of(wanted, None), rules_today(), purpose="draft"))
    refuse_if(problems)
    project.number = next_number(project_prefix(sample), timezone.localdate().year)
    for name in (*PLAIN, *LINKS):
        setattr(project, name, wanted[name])
    project.save(force_insert=True)
    for name in RELATIONS:
        getattr(project, name).set(wanted[name])
    log("created", project, by=by, summary=_("Draft begun"), public=False)
    refresh(project)
    return project


@transaction.atomic
def edit_sheet(
    project: Project,
    values: Mapping[str, Any],
    *,
    by: User,
    expect_version: int | None,
    reason: str = "",
    costs: Costs | None = None,
) -> Project:
    """Changes fields of the sheet (`SHEET_FIELDS`); fields that are not named stay. Nothing changed: nothing is written.

    `costs` that differ from the newest estimate are kept as a new one; the older ones stay visible.

    Raises:
        Refused: for whoever may not write it, for another version than `expect_version`, and for every problem of
            the rules that this change brings or touches. A public sheet must stay complete.
    """
    project = locked(project, expect_version)
    refuse_unless_editor(by, project)
    old = values_of(project)
    new = {**old, **{name: value for name, value in values.items() if name in SHEET_FIELDS}}
    touched = {name for name in new if comparable(new[name]) != comparable(old[name])}
    newest = project.costs.first()
    cost_changed = costs is not None and (
        newest is None
        or (newest.low, newest.high, newest.price_year) != (costs.low, costs.high, costs.price_year)
    )
    refuse_if(_problems(project, old, new, touched, costs if cost_changed else None, newest))
    if not touched and not cost_changed:
        return project
    with override(LOG_LANGUAGE):
        changes = changes_between(old, new)
        if costs is not None and cost_changed:
            before = cost_words(newest.low, newest.high, newest.price_year) if newest else ""
            after = cost_words(costs.low, costs.high, costs.price_year)
            changes.append({"field": str(LABELS["costs"]), "old": before, "new": after})
    _write(project, new, touched)
    if costs is not None and cost_changed:
        CostEstimate.objects.create(
            project=project, low=costs.low, high=costs.high, price_year=costs.price_year,
            reason=costs.reason.strip()[:300],
        )  # fmt: skip
        reason = reason or costs.reason
    log("edited", project, by=by, summary=_("Sheet changed"), changes=changes, reason=reason)
    refresh(project)
    if touched & set(NEWS) or cost_changed:
        text = "\n".join(f"{change['field']}: {change['new']}" for change in changes)
        tell_followers(project, title=_("News about “%(title)s”") % {"title": project.title}, text=text)
    return project


def _problems(
    project: Project,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    touched: set[str],
    costs: Costs | None,
    newest: CostEstimate | None,
) -> list[Problem]:
    """Problems this change brings or touches; what was wrong before in other fields does not stop it."""
    rules = rules_today()
    purpose = purpose_of(project)
    before = {
        (p.field, p.code) for p in from_rules(check_sheet(sheet_of(old, project), rules, purpose=purpose))
    }
    after = from_rules(check_sheet(sheet_of(new, project, costs), rules, purpose=purpose))
    problems = own_problems({name: new[name] for name in touched})
    problems += [p for p in after if (p.field, p.code) not in before or p.field in touched]
    if costs is not None and newest is not None and project.is_public and not costs.reason.strip():
        problems.append(Problem("cost_reason", "reason_missing", _("Please say why the costs changed.")))
    return problems


def purpose_of(project: Project) -> Any:
    """How complete a sheet must be: a draft may have gaps, a public one not, the first stock only few."""
    if project.published_at is None:
        return "draft"
    return "first_stock" if project.listing_exception else "publication"


def _write(project: Project, new: Mapping[str, Any], touched: set[str]) -> None:
    for name in touched - set(RELATIONS):
        setattr(project, name, new[name])
    for name in touched & set(RELATIONS):
        getattr(project, name).set(new[name])
    if touched & set(TEXTS):
        project.text_version += 1
    if "easy_text" in touched:
        project.easy_text_version = project.text_version if project.easy_text else None
    mark_edited(project, touched)
    project.version += 1
    project.save()


def mark_edited(project: Project, names: set[str]) -> None:
    """Remembers which fields people changed, so that no import overwrites them."""
    project.edited_fields = sorted({*project.edited_fields, *names})
