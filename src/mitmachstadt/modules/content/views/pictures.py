"""Hands out the pictures of the back office, wherever they lie: the bucket stays closed.

Editors see all of them, everybody those that stand in a published text.
"""

from __future__ import annotations

import mimetypes

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from mitmachstadt.modules.content.text_pictures import is_shown

#: Where the back office keeps pictures; the uploads of residents lie elsewhere and have rights of their own.
FOLDERS = ("images", "original_images", "avatar_images")
SHOWN = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/avif")


@require_admin_access
@require_safe
def picture(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    """`/redaktion/bilder/<folder>/<name>`: one picture for whoever may open the back office."""
    return answer(folder, name)


@require_safe
def shown(request: HttpRequest, name: str) -> HttpResponseBase:
    """`/seitenbilder/<name>`: a picture of a published text for everybody, of a draft for editors alone."""
    if not is_shown(name) and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    return answer("images", name)


def answer(folder: str, name: str) -> HttpResponseBase:
    """The picture with headers under which no viewer runs it."""
    kind = mimetypes.guess_type(name)[0]
    if folder not in FOLDERS or kind not in SHOWN:
        raise Http404
    try:
        content = default_storage.open(f"{folder}/{name}")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response
