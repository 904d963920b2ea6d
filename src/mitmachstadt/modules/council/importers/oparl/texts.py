"""The words of documents for the search: fetched one by one, read in a process of their own, and only the words are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.council.importers.oparl.pdf import PdfReaderProcess, Unreadable
from mitmachstadt.modules.council.importers.oparl.values import plain
from mitmachstadt.modules.council.models import File, TextState
from mitmachstadt.modules.council.touch import touch
from mitmachstadt.spine.fetching import Fetcher, Unreached

MOST_BYTES = 30 * 2**20
MOST_SIGNS = 1_000_000
PAUSE = 0.5


def read_waiting(fetcher: Fetcher | None = None) -> Iterator[int]:
    """Reads every waiting document; yields how many are left after each. What fails is not tried again until it changes."""
    asker = fetcher or Fetcher(allowed=settings.COUNCIL_ALLOW, most_bytes=MOST_BYTES, pause=PAUSE, tries=2)
    waiting = File.objects.filter(text_state=TextState.WAITING, deleted_at=None, stub=False, upload=None)
    waiting = waiting.exclude(source_id="")
    with PdfReaderProcess() as reader:
        while (file := waiting.order_by("-pk").first()) is not None:
            keep_text(file, *words_of(file, asker, reader))
            yield waiting.count()


def read_uploads() -> int:
    """Reads the waiting documents that were uploaded here; returns how many. One that can not be read is not tried again."""
    waiting = File.objects.filter(text_state=TextState.WAITING, deleted_at=None, upload__isnull=False)
    if not waiting.exists():
        return 0
    read = 0
    with PdfReaderProcess() as reader:
        for file in waiting.select_related("upload").order_by("pk").iterator(chunk_size=50):
            keep_text(file, *_of_upload(file, reader))
            read += 1
    return read


def _of_upload(file: File, reader: PdfReaderProcess) -> tuple[str, str, str]:
    assert file.upload is not None
    try:
        with default_storage.open(file.upload.path()) as stored:
            found = reader.read(stored.read())
    except (OSError, Unreadable):
        return TextState.FAILED, "", ""
    found = plain(found, lambda kind, message: None)[:MOST_SIGNS]
    return (TextState.DONE if found else TextState.EMPTY), found, file.sha512


def words_of(file: File, fetcher: Fetcher, reader: PdfReaderProcess) -> tuple[str, str, str]:
    """State, words and checksum of a document; one that is known by its checksum is not fetched again."""
    same = _same(file.sha512) if file.sha512 else None
    if same is not None:
        return same.text_state, same.text, file.sha512
    try:
        answer = fetcher.get(
            file.download_url or file.access_url, accept="application/pdf, text/plain;q=0.9, */*;q=0.1"
        )
        mark = hashlib.sha512(answer.data).hexdigest()
        same = _same(mark)
        if same is not None:
            return same.text_state, same.text, mark
        if answer.data[:1024].lstrip().startswith(b"%PDF-"):
            found = reader.read(answer.data)
        elif file.mime_type.startswith("text/plain"):
            found = answer.data.decode("utf-8", "replace")
        else:
            return TextState.FAILED, "", ""
    except (Unreached, Unreadable):
        return TextState.FAILED, "", ""
    found = plain(found, lambda kind, message: None)[:MOST_SIGNS]
    return (TextState.DONE if found else TextState.EMPTY), found, mark


def _same(mark: str) -> File | None:
    found: File | None = File.objects.filter(
        sha512=mark, text_state__in=[TextState.DONE, TextState.EMPTY]
    ).first()
    return found


@transaction.atomic
def keep_text(file: File, state: str, words: str, mark: str) -> None:
    """Writes what was read and brings the papers of the document into the search anew."""
    changed = File.objects.filter(pk=file.pk, text_state=TextState.WAITING).update(
        text_state=state, text=words, sha512=mark or file.sha512
    )
    if changed and (words or mark not in ("", file.sha512)):
        touch(File, [file.pk], now=timezone.now())
