"""The bytes of documents. Every file has an address of ours, also one that lies in another system: so it stays the same
when the other system moves, answers 410 the moment the file is taken away here, and never needs http. It leads there
with 302, because a copy of ours could be older than what the other system shows."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, quote_etag

from mitmachstadt.modules.council.models import File
from mitmachstadt.modules.council.oparl.objects import web
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.opendata.answers import open_to_all

# A browser may show the document and nothing that could stand in it may run under the town's address.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


def content(request: HttpRequest, file: File, *, save: bool) -> HttpResponseBase | None:
    """The document for reading or for saving (with its file name); None when there is nothing at hand."""
    if file.upload is not None:
        return _own(request, file, file.upload, save=save)
    target = (web(file.download_url) if save else None) or web(file.access_url) or web(file.download_url)
    if target is None:
        return None
    response = HttpResponse(status=302)
    response.headers["Location"] = target
    response.headers["Cache-Control"] = "no-cache"
    return open_to_all(response)


def _own(request: HttpRequest, file: File, upload: Upload, *, save: bool) -> HttpResponseBase | None:
    path = upload.path(max(upload.widths)) if upload.is_image else upload.path()
    kind = "image/webp" if upload.is_image else "application/pdf"
    etag, seconds = quote_etag(upload.sha256[:32]), int(_changed(file, upload).timestamp())
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag, last_modified=seconds)
    if response is None:
        try:
            handle = default_storage.open(path)
        except FileNotFoundError:
            return None
        response = FileResponse(handle, content_type=kind)
        response.headers["Content-Length"] = str(handle.size)
        # a name of the storage is none of the document, and for reading there is no disposition at all
        del response.headers["Content-Disposition"]
    if save:
        name = file_name(file, upload)
        response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(seconds)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return open_to_all(response)


def _changed(file: File, upload: Upload) -> datetime:
    return max(file.created_at, upload.uploaded_at)


def file_name(file: File, upload: Upload) -> str:
    """The name under which the document is saved, with its ending."""
    name = "".join(c for c in (file.file_name or upload.name or str(uuid.uuid4())) if c.isprintable())
    ending = ".webp" if upload.is_image else ".pdf"
    return name if name.lower().endswith(ending) else name + ending
