"""All stored files, wherever they lie: in a folder or in an object storage."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage

from mitmachstadt.config.operation.archive import BLOCK, Reader


def stored() -> Iterator[str]:
    """The names of all stored files."""
    storage: Any = default_storage
    if hasattr(storage, "bucket"):
        # One question for a thousand names instead of one for each folder.
        prefix = f"{storage.location.strip('/')}/" if storage.location.strip("/") else ""
        for entry in storage.bucket.objects.filter(Prefix=prefix):
            yield entry.key.removeprefix(prefix)
        return
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        if folder and not storage.exists(folder):
            continue
        try:
            folders, names = storage.listdir(folder)
        except FileNotFoundError:
            continue
        yield from (f"{folder}{name}" for name in sorted(names))
        waiting += [f"{folder}{name}/" for name in folders]


def digest(content: IO[bytes]) -> str:
    """The SHA-256 of what is left to read."""
    found = hashlib.sha256()
    while block := content.read(BLOCK):
        found.update(block)
    return found.hexdigest()


@dataclass
class Exchange:
    """Brings files in so that it can be undone until the database has confirmed.

    Leaving the block by an error takes new files away and puts changed ones back; `finish` removes what the
    backup does not know.
    """

    aside: Path | None = None
    added: list[str] = field(default_factory=list)
    changed: dict[str, Path] = field(default_factory=dict)

    def __enter__(self) -> Exchange:
        self.aside = Path(tempfile.mkdtemp(prefix="mitmachstadt-"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is not None:
                for name in self.added:
                    default_storage.delete(name)
                for name, kept in self.changed.items():
                    with kept.open("rb") as content:
                        put(name, content)
        finally:
            shutil.rmtree(self.aside or "", ignore_errors=True)

    def bring(self, reader: Reader) -> None:
        """Stores every file of the backup that is not there already with the same content."""
        for upload in reader.manifest.uploads:
            if default_storage.exists(upload.path):
                with default_storage.open(upload.path) as content:
                    if digest(content) == upload.sha256:
                        continue
                assert self.aside
                kept = self.aside / str(len(self.changed))
                with default_storage.open(upload.path) as content, kept.open("wb") as copy:
                    shutil.copyfileobj(content, copy, BLOCK)
                self.changed[upload.path] = kept
            else:
                self.added.append(upload.path)
            with reader.upload(upload) as content:
                put(upload.path, content)

    def finish(self, reader: Reader) -> int:
        """Removes files that the backup does not know; returns their number."""
        known = {upload.path for upload in reader.manifest.uploads}
        strange = [name for name in stored() if name not in known]
        for name in strange:
            default_storage.delete(name)
        return len(strange)


def put(name: str, content: IO[bytes]) -> None:
    """Stores `content` under exactly this name."""
    if default_storage.exists(name):
        default_storage.delete(name)
    made = default_storage.save(name, File(content, name=name))
    if made != name:
        default_storage.delete(made)
        raise OSError(f"{name} was stored as {made}")
