"""What the rest of the house reads of this module: things to follow, kinds of hits, pages of the sitemap."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.reports.actions.reports import KIND, public_path
from mitmachstadt.modules.reports.models import Report
from mitmachstadt.spine.cases.desk import Area, add_area
from mitmachstadt.spine.notify import targets
from mitmachstadt.spine.opendata.sitemap import register_pages
from mitmachstadt.spine.search.kinds import name_kind
from mitmachstadt.spine.ui.offline import keep_from_the_start


def connect() -> None:
    """Makes them known; called when the module is ready."""
    name_kind(KIND, pgettext_lazy("kind of hit", "Reports"))
    targets.register("report", _one)
    add_area(Area(_lazy("Open reports"), "map", "/schreibtisch/meldungen/"))
    keep_from_the_start("/melden/", "report.js", "report.css")
    register_pages("/melden/", "/meldungen/", "/meldungen/karte/", "/meldungen/zahlen/")


def _one(target: str) -> targets.Target | None:
    report = Report.objects.public().filter(case__number=target).select_related("case").first()
    if report is None:
        return None
    words = _("%(number)s: %(title)s") % {"number": target, "title": report.case.title}
    return targets.Target("report", target, words, public_path(target))
