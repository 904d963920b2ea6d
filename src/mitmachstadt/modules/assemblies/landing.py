"""What other rooms know of assemblies by name: in the search, to follow, and in the list of pages."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.assemblies import queries
from mitmachstadt.modules.assemblies.actions.common import KIND
from mitmachstadt.modules.assemblies.actions.wishes import KIND as WISH
from mitmachstadt.spine.notify import targets
from mitmachstadt.spine.opendata.sitemap import register_pages
from mitmachstadt.spine.search.kinds import name_kind


def connect() -> None:
    """Makes the names known; called when the module is ready."""
    name_kind(KIND, pgettext_lazy("kind of hit", "Assemblies"))
    name_kind(WISH, pgettext_lazy("kind of hit", "Wishes"))
    targets.register(KIND, target)
    register_pages("/versammlungen/")


def target(number: str) -> targets.Target | None:
    """An assembly to follow."""
    found = queries.public_assembly(number)
    return targets.Target(KIND, number, found.title, found.get_absolute_url(), lang="de") if found else None
