"""A lost database and a full disk give a sentence and a number, and lose nothing that was confirmed."""

import errno
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError
from django.test import Client
from PIL import Image

from mitmachstadt.config import views
from mitmachstadt.spine.files.actions import store_upload
from mitmachstadt.spine.files.models import Upload

FAILURES = {
    "database away": (OperationalError("server closed the connection"), 503, "Datenbank antwortet nicht"),
    "connection lost": (InterfaceError("connection already closed"), 503, "Datenbank antwortet nicht"),
    "disk full": (OSError(errno.ENOSPC, "No space left on device"), 503, "kein Platz mehr"),
    "quota": (OSError(errno.EDQUOT, "Disk quota exceeded"), 503, "kein Platz mehr"),
    "SQLite full": (OperationalError("database or disk is full"), 503, "kein Platz mehr"),
    "our mistake": (KeyError("x"), 500, "Bei uns"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("error", "status", "sentence"), FAILURES.values(), ids=FAILURES)
def test_each_failure_has_its_sentence(monkeypatch, error, status, sentence):
    def fail(request):
        raise error

    monkeypatch.setattr("mitmachstadt.config.views.ready", fail)
    answer = Client(raise_request_exception=False).get("/readyz")
    page = answer.content.decode()
    assert answer.status_code == status
    assert sentence in page
    assert answer["X-Request-ID"] in page
    assert answer["Cache-Control"] == "no-store"
    assert (answer.headers.get("Retry-After") == "30") == (status == 503)


def test_the_cause_is_found_below_other_errors():
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as inner:
            raise ValueError("outer") from inner
    except ValueError as outer:
        assert views.cause(outer) == "full"
    assert views.cause(ValueError("x")) == ""
    assert views.cause(None) == ""


@pytest.mark.django_db
def test_an_upload_on_a_full_disk_leaves_neither_row_nor_piece(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    data = io.BytesIO()
    Image.new("RGB", (2000, 1200), "teal").save(data, "JPEG")
    default_storage.exists("x")
    real, calls = default_storage._wrapped.save, []

    def full(name, content, max_length=None):
        calls.append(name)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(name, content)

    monkeypatch.setattr(default_storage._wrapped, "save", full)
    with pytest.raises(OSError):
        store_upload(ContentFile(data.getvalue(), "bild.jpg"), alt="Ein Weg")
    assert not Upload.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
