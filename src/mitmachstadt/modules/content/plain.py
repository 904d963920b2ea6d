"""Pages of the editors as texts that should exist in plain language."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.content.models import ContentPage
from mitmachstadt.spine.plain.registry import Row, Source, register, state


def texts() -> Any:
    """Every published page."""
    outdated = ~Q(easy_source="") & ~Q(easy_source=F("body_source"))
    return ContentPage.objects.public().annotate(
        plain_title=F("title"), plain_state=state("easy_body", outdated)
    )


def row(page: ContentPage) -> Row:
    """One page at the desk."""
    path = reverse("wagtailsnippets_content_contentpage:edit", args=[page.pk])
    return Row(title=page.title, path=path, text=page.easy_body)


register(Source("page", _("Pages"), texts, row))
