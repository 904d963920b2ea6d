"""What every writer of projects shares: the lock, the dates the rules want, the log in the town's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.modules.projects.models import Project, Reading
from mitmachstadt.modules.projects.permissions import may_edit, may_release
from mitmachstadt.modules.projects.rules import ListRules, ProjectDates
from mitmachstadt.modules.projects.suggest_queries import town_rules
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import Change, record
from mitmachstadt.spine.notify.actions import tell
from mitmachstadt.spine.problems import Problem, Refused

LOG_LANGUAGE = "de"


def locked(project: Project, expect_version: int | None = None) -> Project:
    """The row as it stands now, kept from others until the transaction ends.

    Raises:
        Refused: when it is no longer the version that the person saw (`expect_version`; None: does not matter).
    """
    fresh: Project = Project.objects.select_for_update().get(pk=project.pk)
    if expect_version is not None and fresh.version != expect_version:
        message = _("Somebody has changed the sheet meanwhile. Please look at both versions and save again.")
        raise Refused([Problem("", "changed_meanwhile", message)])
    return fresh


def refuse_unless_editor(by: User, project: Project) -> None:
    """Raises `Refused` for whoever may not write this sheet."""
    if not may_edit(by, project):
        message = _("Only the staff of the responsible unit and the coordinators change this sheet.")
        raise Refused([Problem("", "not_yours", message)])


def refuse_unless_coordinator(by: User, project: Project) -> None:
    """Raises `Refused` for whoever may not release."""
    if not may_release(by, project):
        raise Refused([Problem("", "not_yours", _("Only the coordinators do this."))])


def rules_today(now: datetime | None = None) -> ListRules:
    """The town's rules of the list that hold now; raises `Refused` where the town has none."""
    return town_rules(timezone.localdate(now))


def dates_of(project: Project) -> ProjectDates:
    """What path and gate must know of a project; a hidden one counts as not public."""
    return ProjectDates(
        state=project.state,
        informed_at=project.members_informed_at,
        published_at=None if project.hidden else project.published_at,
        first_reading_on=first_reading_day(project),
        listing_exception=project.listing_exception,
        rested_from=project.resume_state,
    )


def first_reading_day(project: Project, until: date | None = None) -> date | None:
    """The day of the first meeting that dealt with the project, up to `until` (today)."""
    found = Reading.objects.filter(
        project=project, agenda_item__meeting__cancelled=False, day__lte=until or timezone.localdate()
    )
    return found.order_by("day").values_list("day", flat=True).first()


def log(
    action: str,
    project: Project,
    *,
    by: User | None,
    summary: str | Promise,
    changes: Iterable[Change] = (),
    reason: str = "",
    public: bool | None = None,
) -> None:
    """One line of the project's change log, in German; public as soon as the project is."""
    with override(LOG_LANGUAGE):
        record(
            action,
            project,
            by=by,
            summary=str(summary),
            changes=changes,
            reason=reason,
            public=project.is_public if public is None else public,
            sample=project.sample,
        )


def tell_followers(
    project: Project, *, title: str | Promise, text: str | Promise, everywhere: bool = False
) -> None:
    """Tells whoever follows the project; with `everywhere` also its districts and topics. Nothing while it is hidden."""
    if not project.is_public:
        return
    keys = [f"project:{project.number}"]
    if everywhere:
        keys += [f"district:{slug}" for slug in project.districts.values_list("slug", flat=True)]
        keys += [f"topic:{slug}" for slug in project.topics.values_list("slug", flat=True)]
    with override(LOG_LANGUAGE):
        tell(keys, title=str(title), text=str(text), path=project.get_absolute_url(), sample=project.sample)


def rest_clean(texts: Iterable[tuple[str, str]]) -> list[Problem]:
    """A problem for each (field, text) with a sign that no database and no page can show."""
    return [
        Problem(field, "control_characters", _("This text contains characters that cannot be shown."))
        for field, text in texts
        if any(ord(sign) < 32 and sign not in "\n\r\t" for sign in text)
    ]
