"""Hands out uploads with headers that keep them from being anything but a picture or a document."""

from __future__ import annotations

import uuid

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from mitmachstadt.spine.files import queries
from mitmachstadt.spine.files.models import Upload


@require_safe
def picture(request: HttpRequest, upload_id: uuid.UUID, width: int) -> HttpResponseBase:
    """`/datei/<uuid>/<width>.webp`: one stored width; 404 when hidden from this person."""
    upload = get_object_or_404(Upload, pk=upload_id, kind=Upload.Kind.IMAGE)
    if width not in upload.widths:
        raise Http404
    return answer(request, upload, upload.path(width), "image/webp", f"inline; filename={width}.webp")


@require_safe
def document(request: HttpRequest, upload_id: uuid.UUID, name: str) -> HttpResponseBase:
    """`/datei/<uuid>/<name>.pdf`: offered for saving, so that no viewer runs it under the town's address."""
    upload = get_object_or_404(Upload, pk=upload_id, kind=Upload.Kind.PDF)
    disposition = f"attachment; filename={queries.document_name(upload)}.pdf"
    return answer(request, upload, upload.path(), "application/pdf", disposition)


def answer(
    request: HttpRequest, upload: Upload, path: str, content_type: str, disposition: str
) -> HttpResponseBase:
    """The stored part with its headers; public parts never change, so browsers keep them."""
    # A public file must not touch the session, so that shared caches may keep it.
    if not upload.public and not queries.may_fetch(upload, request.user, request.GET.get("vorschau", "")):
        raise Http404
    try:
        content = default_storage.open(path)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, content_type=content_type)
    response["Content-Disposition"] = disposition
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-site"
    response["Cache-Control"] = (
        "public, max-age=31536000, immutable" if upload.public else "private, no-store"
    )
    return response
