"""The long work that an operator can start at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.city.importing import importer_names, run_importers
from mitmachstadt.spine.notify.actions import try_again
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.search.models import SearchEntry
from mitmachstadt.spine.search.upkeep import reindex
from mitmachstadt.spine.work.registry import Kind, Step, register

PIECE = 100


def search(cursor: Any) -> Iterator[Step]:
    """The full text anew, 1,000 entries at a time."""
    total = SearchEntry.objects.count()
    for last in reindex(int(cursor or 0)):
        yield Step(SearchEntry.objects.filter(pk__lte=last).count(), total, last)


def town(cursor: Any) -> Iterator[Step]:
    """The data of the town's folder, one importer at a time."""
    names = importer_names()
    for number, name in enumerate(names[int(cursor or 0) :], start=int(cursor or 0) + 1):
        reports = run_importers(settings.TOWN_DIR, only=name)
        yield Step(number, len(names), number, "; ".join(report.lines()[0] for report in reports))


def mails(cursor: Any) -> Iterator[Step]:
    """Every mail that was given up is sent once more, 100 at a time."""
    failed = Mail.objects.filter(failed_at__isnull=False, sent_at__isnull=True)
    done, last = (cursor or [0, 0])[:2]
    while rows := list(failed.filter(pk__gt=last).exclude(to="").order_by("pk")[:PIECE]):
        for mail in rows:
            try_again(mail)
        done, last = done + len(rows), rows[-1].pk
        yield Step(done, done + failed.filter(pk__gt=last).count(), [done, last])


def register_all() -> None:
    """Called once when the house is ready."""
    register(
        Kind(
            "import-town",
            _("Read the town's data in again"),
            _("Takes over what has changed in the town's folder; what people changed here stays."),
            town,
        )
    )
    register(
        Kind(
            "reindex",
            _("Make the search anew"),
            _("Reads every entry once more; people can go on searching meanwhile."),
            search,
        )
    )
    register(
        Kind(
            "mails",
            _("Send all undelivered mails again"),
            _("For after a long failure of the mail server."),
            mails,
        )
    )
