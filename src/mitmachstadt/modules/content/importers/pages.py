"""The town's first texts, from files `towns/<town>/pages/<slug>.html`; what editors changed stays as it is."""

from __future__ import annotations

import re
from pathlib import Path

from django.db import transaction
from django.utils.html import strip_tags
from django.utils.translation import override

from mitmachstadt.modules.content.models import ContentPage
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.search.actions import Entry, rebuild

PART = re.compile(r"<!--\s*(titel|satz|text|titel-en|text-en|leicht)\s*-->", re.I)
FIELDS = {
    "titel": "title",
    "satz": "lead",
    "text": "body",
    "titel-en": "title_en",
    "text-en": "body_en",
    "leicht": "easy_body",
}


def parts(text: str) -> dict[str, str]:
    """Field values of a page file; parts begin with a comment such as `<!-- titel -->`."""
    pieces = PART.split(text)[1:]
    return {
        FIELDS[name.lower()]: words.strip() for name, words in zip(pieces[::2], pieces[1::2], strict=True)
    }


def import_pages(town_dir: Path, report: Report) -> None:
    """Adds missing pages and renews those that nobody edited; says which files could not be used."""
    for path in sorted((town_dir / "pages").glob("*.html")):
        values = parts(path.read_text("utf-8"))
        if not values.get("title") or not values.get("body"):
            report.skip(path.name, "Titel oder Text fehlt.")
            continue
        with transaction.atomic():
            page = ContentPage.objects.filter(slug=path.stem).first()
            if page is not None and (page.edited or page.latest_revision_id):
                report.unchanged()
                continue
            if page is not None and all(getattr(page, key) == value for key, value in values.items()):
                report.unchanged()
                continue
            ContentPage.objects.update_or_create(slug=path.stem, defaults={**values, "live": True})
            report.changed() if page else report.created()
    index_pages()


def index_pages() -> None:
    """Puts all public pages into the search."""
    with override("de"):
        rebuild(
            "page",
            [
                Entry("page", row.slug, row.title, row.get_absolute_url(), row.lead, strip_tags(row.body))
                for row in ContentPage.objects.public()
            ],
        )
