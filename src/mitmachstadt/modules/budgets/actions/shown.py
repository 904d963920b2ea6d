"""What follows from a change for everybody outside: search, addresses, photos, news to followers."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from mitmachstadt.modules.budgets.models import Application, ApplicationFile, Budget
from mitmachstadt.modules.budgets.queries.applications import BUDGET, KIND
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.usual import short_title
from mitmachstadt.spine.files.actions import set_public
from mitmachstadt.spine.notify.actions import tell
from mitmachstadt.spine.search.actions import Entry, index_entries, remove_entries

#: Steps of which everybody who follows the application or its budget hears.
TOLD = frozenset({"advise", "decide", "notice", "pay", "accept", "revoke"})


def path_of(application: Application) -> str:
    """The German address, whatever language the writer's page had."""
    with override(settings.LANGUAGE_CODE):
        return reverse("budgets:application", args=[application.budget.slug, application.case.number])


def budget_path(budget: Budget) -> str:
    """The German address of a budget."""
    with override(settings.LANGUAGE_CODE):
        return reverse("budgets:detail", args=[budget.slug])


def index(applications: Iterable[Application]) -> None:
    """Brings the search into step: public applications stand in it, others do not."""
    rows = list(applications)
    shown = [one for one in rows if one.case.public and not one.case.hidden and one.budget.public]
    there = {one.pk for one in shown}
    remove_entries(KIND, [one.case.number for one in rows if one.pk not in there])
    index_entries(
        Entry(
            kind=KIND,
            object_id=one.case.number,
            title=one.title,
            summary=short_title(one.text) or one.title,
            text=f"{one.text}\n{one.label}\n{one.association}\n{one.budget.name}",
            url=path_of(one),
            districts=(one.district.slug,) if one.district else (),
            topics=(one.topic.slug,) if one.topic else (),
            date=one.admitted_on,
        )
        for one in shown
    )


def index_budget(budget: Budget) -> None:
    """A public budget stands in the search."""
    if not budget.public:
        remove_entries(BUDGET, [budget.slug])
        return
    index_entries(
        [
            Entry(
                kind=BUDGET, object_id=budget.slug, title=budget.name, summary=short_title(budget.text) or budget.name,
                text=budget.text, url=budget_path(budget),
                districts=(budget.district.slug,) if budget.district else (), topics=(),
                date=timezone.localdate(budget.published_at) if budget.published_at else None,
            )
        ]
    )  # fmt: skip


def follow_many(cases: list[Case]) -> None:
    """After many were hidden or shown at once: search and photos follow."""
    rows = list(
        Application.objects.filter(case__in=cases).select_related("case", "budget", "district", "topic")
    )
    index(rows)
    for one in ApplicationFile.objects.filter(application__in=rows).select_related(
        "upload", "application__case"
    ):
        _show(one)


def follow_photos(application: Application) -> None:
    """Released photos are as public as the application."""
    rows = ApplicationFile.objects.filter(application=application).select_related(
        "upload", "application__case"
    )
    for one in rows:
        _show(one)


def _show(one: ApplicationFile) -> None:
    case = one.application.case
    wanted = one.released and case.public and not case.hidden
    if one.upload.public != wanted:
        set_public(one.upload, wanted)


def tell_step(application: Application, step: str, text: str) -> None:
    """Tells who follows the application or its budget, each once."""
    if step not in TOLD or not application.case.public:
        return
    with override(settings.LANGUAGE_CODE):
        words = {
            "advise": gettext("There is a proposal: %(title)s"),
            "decide": gettext("The committee has decided: %(title)s"),
            "notice": gettext("The notice is out: %(title)s"),
            "pay": gettext("The money is paid: %(title)s"),
            "accept": gettext("It is done and proven: %(title)s"),
            "revoke": gettext("The grant was taken back: %(title)s"),
        }
        tell(
            [f"{KIND}:{application.case.number}", f"{BUDGET}:{application.budget.slug}"],
            title=words[step] % {"title": application.title},
            text=text,
            path=path_of(application),
            sample=application.case.sample,
        )
