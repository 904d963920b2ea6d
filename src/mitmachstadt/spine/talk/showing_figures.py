"""What the page of moderation says about comments, quarter by quarter."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mitmachstadt.spine.talk.figures import SMALLEST
from mitmachstadt.spine.talk.models import TalkQuarter


def part() -> dict[str, Any]:
    """The part of the page; one question."""
    return {
        "title": pgettext("comments", "Comments"),
        "text": _("Small numbers (1 to 4) are not told, so that nobody can be recognised by them."),
        "data": "/daten/gespraech-zahlen/",
        "rows": [{"key": row.key, "lines": lines(row)} for row in TalkQuarter.objects.public()[:20]],
    }


def lines(row: TalkQuarter) -> list[tuple[str, str]]:
    """Names and words of one quarter."""
    small = row.small.split()

    def words(name: str) -> str:
        return _("fewer than %(n)s") % {"n": SMALLEST} if name in small else str(getattr(row, name))

    hours = row.median_hours
    told = ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours} if hours is not None else "–"
    return [
        (pgettext("comments", "Written"), words("written")),
        (_("Held back for a look"), words("held")),
        (_("Decided after a look"), words("looked_at")),
        (_("Median hours until a look"), told),
        (_("Hidden"), words("hidden")),
        (_("Objections against hiding"), words("objections")),
        (_("Shown again after an objection"), words("restored")),
    ]
