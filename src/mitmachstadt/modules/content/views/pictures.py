"""Hands editors the pictures of the back office from this address, wherever they lie: the bucket stays closed."""

from __future__ import annotations

import mimetypes

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

#: Where the back office keeps pictures; the uploads of residents lie elsewhere and have rights of their own.
FOLDERS = ("images", "original_images", "avatar_images")
SHOWN = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/avif")


@require_admin_access
@require_safe
def picture(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    """`/redaktion/bilder/<folder>/<name>`: one picture for whoever may open the back office."""
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
