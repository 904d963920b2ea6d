"""Pictures inside the texts of pages: which everybody may see, and the address everybody sees them under."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.rich_text import ImageEmbedHandler

from mitmachstadt.modules.content.models import ContentPage

TEXTS = ("body", "body_en", "easy_body")
EMBED = re.compile(r"<embed\b[^>]*>")


class PictureInText(ImageEmbedHandler):  # type: ignore[misc]
    """Writes a picture with the public address instead of the one that is for the back office alone."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        inside, outside = (
            f'src="{settings.MEDIA_URL}images/',
            f'src="{reverse("office:shown", args=["x"])[:-1]}',
        )
        return [tag.replace(inside, outside) for tag in super().expand_db_attributes_many(attrs_list)]


def is_shown(name: str) -> bool:
    """True for a picture, in a width made for a text, that stands in a text of a published page."""
    made = get_image_model().get_rendition_model().objects.filter(file=f"images/{name}").first()
    return made is not None and stands_in_a_text(made.image_id)


def stands_in_a_text(image_id: int) -> bool:
    """True when a published page shows this picture."""
    wanted = f'id="{image_id}"'
    anywhere = Q()
    for text in TEXTS:
        anywhere |= Q(**{f"{text}__contains": wanted})
    rows = ContentPage.objects.public().filter(anywhere).values_list(*TEXTS)
    embeds = (tag for row in rows for text in row for tag in EMBED.findall(text))
    return any('embedtype="image"' in tag and f" {wanted}" in tag for tag in embeds)
