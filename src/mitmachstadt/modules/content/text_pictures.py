"""Pictures inside the texts of pages: which everybody may see, and the address everybody sees them under."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.rich_text import ImageEmbedHandler
from wagtail.models import Revision

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
    return any(shows(text, image_id) for row in rows for text in row)


def is_in_a_version(image_id: int) -> bool:
    """True when a page shows this picture now or in a version that can be brought back."""
    kind = ContentType.objects.get_for_model(ContentPage)
    versions = Revision.objects.filter(base_content_type=kind).values_list("content", flat=True)
    texts = [text for row in ContentPage.objects.values_list(*TEXTS) for text in row]
    texts += [str(version.get(text) or "") for version in versions for text in TEXTS]
    return any(shows(text, image_id) for text in texts)


def shows(text: str, image_id: int) -> bool:
    """True when this picture is embedded in the text."""
    return any('embedtype="image"' in tag and f' id="{image_id}"' in tag for tag in EMBED.findall(text))
