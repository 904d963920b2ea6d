"""What the rest of the house reads of this module: links from agendas, things to follow, kinds of hits, pages of the sitemap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mitmachstadt.modules.petitions.actions.shown import path_of
from mitmachstadt.modules.petitions.models import Petition
from mitmachstadt.modules.petitions.queries import register, sessions
from mitmachstadt.spine.notify import targets
from mitmachstadt.spine.opendata.sitemap import register_pages
from mitmachstadt.spine.search.kinds import name_kind
from mitmachstadt.spine.ui import subjects


def connect() -> None:
    """Makes them known; called when the module is ready."""
    name_kind(register.KIND, pgettext_lazy("kind of hit", "Petitions"))
    name_kind(sessions.KIND, pgettext_lazy("kind of hit", "Questions to the council"))
    targets.register("petitions", _all_petitions)
    targets.register("questions", _all_questions)
    subjects.register(register.KIND, petition_links, seek=seek_petitions)
    register_pages("/antraege/", "/antraege/stellen/", "/fragestunde/", "/fragestunde/stellen/")


def _all_petitions(target: str) -> targets.Target | None:
    if target != "alle":
        return None
    return targets.Target("petitions", target, _("News on petitions to the council"), "/antraege/")


def _all_questions(target: str) -> targets.Target | None:
    if target != "alle":
        return None
    return targets.Target("questions", target, _("New answers in question time"), "/fragestunde/")


def seek_petitions(text: str, most: int) -> list[subjects.Choice]:
    """Admitted petitions that are not decided yet, by number or title."""
    found = Petition.objects.filter(Q(case__number__icontains=text) | Q(title__icontains=text))
    found = found.filter(case__state__in=register.OPEN).select_related("case").order_by("case__number")
    label = gettext_lazy("Petition")
    return [subjects.Choice(register.KIND, row.case.number, row.title, label) for row in found[:most]]


def petition_links(numbers: Sequence[str]) -> Mapping[str, subjects.Link]:
    """Links to the public petitions among these numbers."""
    found = Petition.objects.public().filter(case__number__in=numbers).select_related("case")
    return {
        row.case.number: subjects.Link(
            label=gettext_lazy("Petition"),
            title=row.title,
            path=path_of("petitions:detail", row.case.number),
            icon="hand",
        )
        for row in found
    }
