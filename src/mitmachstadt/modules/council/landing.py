"""What the rest of the house reads of the council: links to its things, what one can follow, pages of the sitemap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.council.models import Meeting, Paper, PaperPlace
from mitmachstadt.modules.council.place_names import even
from mitmachstadt.modules.council.placing import town_finder
from mitmachstadt.spine.notify import targets
from mitmachstadt.spine.opendata.sitemap import register_pages
from mitmachstadt.spine.prepared import Prepared
from mitmachstadt.spine.ui import subjects
from mitmachstadt.spine.ui.subjects import Link
from mitmachstadt.spine.ui.words import day

PAGES = (
    "/rat/", "/rat/sitzungen/", "/rat/vorlagen/", "/rat/gremien/", "/rat/personen/", "/rat/hinweise/", "/beiraete/",
)  # fmt: skip
STREET = "street"
MEETINGS = Prepared(
    lambda *ids: Meeting.objects.filter(
        pk__in=ids, public=True, deleted_at=None, starts_at__isnull=False
    ).select_related("body")
)
PAPERS = Prepared(lambda *ids: Paper.objects.public().filter(pk__in=ids, stub=False))


def connect() -> None:
    """Makes them known; called when the module is ready."""
    subjects.register("meeting", meeting_links)
    subjects.register("paper", paper_links)
    targets.register(STREET, street_target)
    register_pages(*PAGES)


def meeting_links(ids: Sequence[str]) -> Mapping[str, Link]:
    """Public meetings by their id; the title is body and day."""
    label = pgettext_lazy("agenda", "Meeting")
    known = [int(one) for one in ids if one.isdigit()]
    return {
        str(row.pk): Link(
            label, f"{row.body.name}, {day(timezone.localdate(row.begins))}",
            reverse("council:meeting", args=[row.pk]), "gavel",
        )
        for row in (MEETINGS(*known) if known else ())
    }  # fmt: skip


def paper_links(ids: Sequence[str]) -> Mapping[str, Link]:
    """Public papers by their id; the title is the reference where there is one."""
    label = pgettext_lazy("agenda", "Paper")
    known = [int(one) for one in ids if one.isdigit()]
    return {
        str(row.pk): Link(label, row.reference or row.title, reverse("council:paper", args=[row.pk]), "file")
        for row in (PAPERS(*known) if known else ())
    }


def street_target(name: str) -> targets.Target | None:
    """A street or square that the town's data or a public paper names; None for others."""
    name = even(name).strip()[:200]
    named = PaperPlace.objects.filter(name=name, rejected=False, paper__in=Paper.objects.public())
    known = any(place.name == name and not place.district for place in town_finder().find(name))
    if not name or not (known or named.exists()):
        return None
    label = _("Papers of the council that name %(street)s") % {"street": name}
    return targets.Target(STREET, name, label, f"{reverse('council:papers')}?{urlencode({'ort': name})}")


def follow_place(place: PaperPlace) -> str:
    """Where one follows a place that a paper names: the district where it is one, else the street."""
    district = place.district
    whole = district is not None and place.name in (
        district.name.partition(" (")[0].partition(" /")[0],
        *district.aliases,
    )
    thing = (
        {"art": "district", "ziel": district.slug}
        if district and whole
        else {"art": STREET, "ziel": place.name}
    )
    return f"{reverse('notify:follow')}?{urlencode(thing)}"


def follow_street(name: str) -> str:
    """Where one follows a street or square by its name, "" for anything else."""
    target = street_target(name) if name else None
    return f"{reverse('notify:follow')}?{urlencode({'art': STREET, 'ziel': target.target})}" if target else ""
