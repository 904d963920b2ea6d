"""The printed booklet of the list: all public projects, or one district's, grouped by topic, as an accessible PDF."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mitmachstadt.modules.projects.models import Point, Project
from mitmachstadt.modules.projects.presenters.rows import project_chip, where_words
from mitmachstadt.modules.projects.queries.filters import Filters
from mitmachstadt.modules.projects.queries.listing import matching, ordered, rows_of, stamp
from mitmachstadt.modules.projects.queries.words import words
from mitmachstadt.spine.files.printing import codes_for, make_pdf
from mitmachstadt.spine.ui.words import day

SHEETS = Path(__file__).parent / "templates" / "projects" / "print"
MOST_PROJECTS = 1500
MOST_KEPT = 4

_kept: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()


def booklet_pdf(filters: Filters, today: date) -> bytes:
    """The booklet as PDF/UA-1; kept until a project changes, because setting hundreds of pages costs seconds."""
    key = (filters, today, get_language(), stamp())
    if key not in _kept:
        data = booklet_data(filters, today)
        entries = [entry["url"] for group in data["groups"] for entry in group["projects"]]
        _kept[key] = make_pdf(SHEETS / "booklet.typ", data, codes=codes_for(data["url"], *entries))
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    return _kept[key]


def booklet_data(filters: Filters, today: date) -> dict[str, Any]:
    """What the booklet prints: titles, groups by topic, at most `MOST_PROJECTS` projects (a line says if there are more)."""
    known = words()
    found = ordered(matching(filters, today), "titel", today).values_list("id", flat=True)
    ids = list(found[: MOST_PROJECTS + 1])
    entries = _entries(ids[:MOST_PROJECTS], today)
    groups = [
        {"title": topic.label, "projects": entries.pop(pk)}
        for pk, topic in known.topics.items()
        if pk in entries
    ]
    rest = [entry for some in entries.values() for entry in some]
    if rest:
        groups.append({"title": _("Other topics"), "projects": rest})
    names = [word.name for word in known.districts.values() if word.slug in filters.districts]
    query = filters.query()
    url = settings.BASE_URL + reverse("projects:list") + (f"?{query}" if query else "")
    number = min(len(ids), MOST_PROJECTS)
    lines = [
        _("As of %(day)s") % {"day": day(today)},
        ngettext("%(n)s project", "%(n)s projects", number) % {"n": number},
        _("The up-to-date list, with the form for your suggestion: %(url)s") % {"url": url},
    ]
    if len(ids) > MOST_PROJECTS:
        lines.append(
            _("This booklet shows the first %(n)s. Please choose a district for the rest.")
            % {"n": MOST_PROJECTS}
        )
    town = settings.TOWN["name"]
    return {
        "title": _("Projects in %(where)s") % {"where": ", ".join(names) or town},
        "subtitle": f"{settings.TOWN['platform']} {town}",
        "lines": lines,
        "url": url,
        "lang": get_language() or "de",
        "foot": f"{settings.TOWN['platform']} {town}, {day(today)}",
        "words": {
            "contents": _("Contents"),
            "open": _("What is still open:"),
            "code": _("QR code to the page"),
            "empty": _("No project stands on the list here right now."),
        },
        "groups": groups,
    }


def _entries(ids: list[int], today: date) -> dict[int | None, list[dict[str, Any]]]:
    """Printed entries by main topic."""
    known = words()
    texts: dict[int, dict[str, Any]] = {}
    opened: dict[int, list[str]] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        rows: Any = Project.objects.public().filter(id__in=part)
        rows = rows.values("id", "description", "benefit", "owner_id")
        texts |= {row["id"]: row for row in rows}
        for project_id, text in Point.objects.filter(project_id__in=part, is_open=True).values_list(
            "project_id", "text"
        ):
            opened.setdefault(project_id, []).append(text)
    grouped: dict[int | None, list[dict[str, Any]]] = {}
    for row in (row for start in range(0, len(ids), 500) for row in rows_of(ids[start : start + 500], today)):
        values = row.values
        more = texts[values["id"]]
        title = f"{values['title']} ({_('Sample')})" if values["sample"] else values["title"]
        url = settings.BASE_URL + reverse("projects:detail", args=[values["number"]])
        facts = [
            [_("Where it stands"), project_chip(values, today, row.reading).text],
            [_("District"), where_words(row.districts, values["whole_town"], known)],
            [_("Who plans"), known.owners[more["owner_id"]].name],
            [_("Number"), values["number"]],
        ]
        grouped.setdefault(values["main_topic_id"], []).append(
            {
                "title": title,
                "summary": values["summary"],
                "facts": facts,
                "texts": [
                    text
                    for text in (more["description"], more["benefit"])
                    if text and text != values["summary"]
                ],
                "open": opened.get(values["id"], []),
                "url": url,
                "url_words": url.partition("//")[2],
            }
        )
    return grouped
