"""What somebody tries out with the example editor's account is an example: it bears the word, and goes with the examples."""

from __future__ import annotations

from typing import Any

from wagtail.images import get_image_model

from mitmachstadt.modules.content.importers.pages import index_pages
from mitmachstadt.modules.content.models import ContentPage
from mitmachstadt.modules.content.text_pictures import is_in_a_version
from mitmachstadt.spine.accounts.models import User


def mark(request: Any, page: Any) -> None:
    """Called when a page of the back office was begun."""
    if isinstance(page, ContentPage) and isinstance(request.user, User) and request.user.sample:
        ContentPage.objects.filter(pk=page.pk).update(sample=True)


def seed() -> str:
    """The town's own pages are real; there is none to make up."""
    return ""


def remove() -> str:
    """Takes pages that example editors began away with their versions, and the pictures that no other page shows."""
    pages = ContentPage.objects.filter(sample=True)
    number = pages.count()
    for page in pages:
        page.delete()
    for image in get_image_model().objects.filter(uploaded_by_user__sample=True):
        if not is_in_a_version(image.pk):
            image.delete()
    if number:
        index_pages()
    return f"{number} Beispiel-Seiten entfernt."
