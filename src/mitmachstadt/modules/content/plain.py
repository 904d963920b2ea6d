"""Pages of the editors as texts that should exist in plain language."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.content.models import ContentPage
from mitmachstadt.spine.plain.registry import Row, Source, register, state_of


def rows() -> Iterator[Row]:
    """Every published page with the state of its plain text."""
    for page in ContentPage.objects.public():
        yield Row(
            title=page.title,
            path=reverse("wagtailsnippets_content_contentpage:edit", args=[page.pk]),
            state=state_of(page.easy_body, page.easy_outdated),
            text=page.easy_body,
        )


register(Source("page", _("Pages"), rows))
