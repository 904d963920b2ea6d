"""Projects on pages of others: as the subject of an agenda item, beside a body, and on a council member's own page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.projects.actions.readings import SUBJECT
from mitmachstadt.modules.projects.interface import meetings_ahead
from mitmachstadt.modules.projects.models import Project
from mitmachstadt.modules.projects.presenters.rows import row_views
from mitmachstadt.modules.projects.queries import listing
from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.ui import beside, subjects
from mitmachstadt.spine.ui.beside import Part
from mitmachstadt.spine.ui.subjects import Choice, Link

MOST = 5


def connect() -> None:
    """Registers the links and pieces; called when the module is ready."""
    subjects.register(SUBJECT, links, about=about_topic, seek=seek)
    beside.register("body", of_bodies)
    beside.register("role", of_roles)


def links(numbers: Sequence[str]) -> dict[str, Link]:
    """Public projects by their number."""
    found = Project.objects.public().filter(number__in=numbers)
    label = pgettext_lazy("agenda item", "Project")
    return {row.number: Link(label, row.title, row.get_absolute_url(), "flag") for row in found}


def seek(text: str, most: int) -> list[Choice]:
    """Projects that are not hidden, by number or title."""
    found = Project.objects.filter(Q(number__icontains=text) | Q(title__icontains=text), hidden=False)
    label = pgettext_lazy("agenda item", "Project")
    return [Choice(SUBJECT, row.number, row.title, label) for row in found.order_by("number")[:most]]


def about_topic(slug: str) -> Iterable[str]:
    """Numbers of the public projects on a topic."""
    found: Iterable[str] = Project.objects.public().filter(topics__slug=slug).values_list("number", flat=True)
    return found


def of_bodies(keys: Sequence[str]) -> dict[str, Part]:
    """The projects that bodies deal with, asked for one body at a time because a page shows one."""
    today = timezone.localdate()
    found = {}
    for body in Organisation.objects.filter(key__in=keys):
        rows = row_views(listing.rows_of(listing.joined_by(body, MOST), today), today)
        if rows:
            found[body.key] = Part(
                template="projects/parts/beside_body.html", context={"rows": rows}, order=30
            )
    return found


def of_roles(roles: Sequence[str]) -> dict[str, Part]:
    """What council members read before the next meetings, on their own page."""
    if Role.COUNCIL_MEMBER not in roles:
        return {}
    ahead = meetings_ahead(timezone.now())
    return {
        Role.COUNCIL_MEMBER.value: Part(
            template="projects/parts/beside_member.html", context={"meetings": ahead}
        )
    }
