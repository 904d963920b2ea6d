"""What other rooms know of texts under consultation by name: in the search, to follow, and in the list of pages."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.drafts import queries
from mitmachstadt.modules.drafts.actions import KIND
from mitmachstadt.modules.drafts.comments import KIND as COMMENT
from mitmachstadt.spine.notify import targets
from mitmachstadt.spine.opendata.sitemap import register_pages
from mitmachstadt.spine.search.kinds import name_kind


def connect() -> None:
    """Makes the names known; called when the module is ready."""
    name_kind(KIND, pgettext_lazy("kind of hit", "Texts to write together"))
    name_kind(COMMENT, pgettext_lazy("kind of hit", "Comments on texts"))
    targets.register(KIND, target)
    register_pages("/entwuerfe/")


def target(number: str) -> targets.Target | None:
    """A text to follow."""
    found = queries.public_draft(number)
    return targets.Target(KIND, number, found.title, found.get_absolute_url()) if found else None
