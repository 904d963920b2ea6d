"""What the rest of the house reads of the archive: its kind of hit, its page in the sitemap, its line at the desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.consul.beside import of_account
from mitmachstadt.modules.consul.queries.archive import KIND
from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.cases.desk import Area, add_area
from mitmachstadt.spine.opendata.sitemap import register_pages
from mitmachstadt.spine.search.kinds import name_kind
from mitmachstadt.spine.ui import beside


def connect() -> None:
    """Makes them known; called when the module is ready."""
    name_kind(KIND, pgettext_lazy("kind of hit", "Archive"))
    register_pages("/archiv/")
    beside.register("account", of_account)
    add_area(
        Area(
            _("Take-over of the former platform"),
            "history",
            "/schreibtisch/uebernahme/",
            (Role.COORDINATOR, Role.OPERATOR),
        )
    )
