"""The file of a backup: a zip of tables and uploads with a manifest; whatever is wrong with one is said in one sentence."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mitmachstadt.config.operation import locked

KIND: Literal["mitmachstadt-backup"] = "mitmachstadt-backup"
FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1 << 20
LONGEST_LINE = 64 << 20
LONGEST_MANIFEST = 256 << 20
# Text of tables shrinks to a tenth; only a trap shrinks to a thousandth.
MOST_SHRUNK = 500
TABLE = re.compile(r"tables/[a-z0-9_]+\.[A-Za-z0-9_]+\.jsonl")
PART = re.compile(r"[^/\\\x00-\x1f]+")


class BackupError(Exception):
    """Why a backup can not be made or brought back: one German sentence for the operator."""


class Part(BaseModel):
    """One member of the zip."""

    model_config = ConfigDict(extra="forbid", strict=True)
    name: str
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Table(Part):
    """The rows of one table."""

    columns: list[str]
    rows: int = Field(ge=0)

    @property
    def label(self) -> str:
        """`app.Model`."""
        return self.name.removeprefix("tables/").removesuffix(".jsonl")


class Upload(Part):
    """One stored file."""

    @property
    def path(self) -> str:
        """Its name in the storage."""
        return self.name.removeprefix("uploads/")


class Manifest(BaseModel):
    """What a backup holds and where it comes from."""

    model_config = ConfigDict(extra="forbid", strict=True)
    kind: Literal["mitmachstadt-backup"]
    format: int
    town: str
    made_at: str
    database: str
    migrations: list[tuple[str, str]] = Field(strict=False)
    tables: list[Table]
    uploads: list[Upload]
    missing: list[str]


@dataclass
class Writer:
    """Fills a new backup; tables shrink, pictures and documents are stored as they are."""

    file: zipfile.ZipFile
    tables: list[Table] = field(default_factory=list)
    uploads: list[Upload] = field(default_factory=list)

    def add_table(self, label: str, columns: list[str], rows: Iterable[bytes]) -> None:
        """Streams the lines of one table."""
        name = f"tables/{label}.jsonl"
        seen = [0]

        def counted() -> Iterator[bytes]:
            for row in rows:
                seen[0] += 1
                yield row

        size, digest = self._write(name, counted(), zipfile.ZIP_DEFLATED)
        self.tables.append(Table(name=name, bytes=size, sha256=digest, columns=columns, rows=seen[0]))

    def add_upload(self, path: str, content: IO[bytes]) -> None:
        """Streams one stored file."""
        name = f"uploads/{path}"
        size, digest = self._write(name, iter(lambda: content.read(BLOCK), b""), zipfile.ZIP_STORED)
        self.uploads.append(Upload(name=name, bytes=size, sha256=digest))

    def close(self, manifest: Manifest) -> None:
        """Writes the manifest as the last member."""
        self.file.writestr(MANIFEST, manifest.model_dump_json(), zipfile.ZIP_DEFLATED)

    def _write(self, name: str, pieces: Iterable[bytes], how: int) -> tuple[int, str]:
        size, digest = 0, hashlib.sha256()
        info = zipfile.ZipInfo(name)
        info.compress_type = how
        info.external_attr = 0o600 << 16
        with self.file.open(info, "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size += len(piece)
        return size, digest.hexdigest()


class Reader:
    """An existing backup; opening it checks names, sizes and checksums of everything in it.

    Raises:
        BackupError: when the file is none, is damaged, or was made to do harm.
    """

    def __init__(self, path: Path) -> None:
        try:
            self.source = opened(path)
            self.file = zipfile.ZipFile(self.source)
        except FileNotFoundError:
            raise BackupError(f"Die Datei {path} gibt es nicht.") from None
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
            raise BackupError(f"{path} ist keine Sicherung der Plattform oder unvollständig.") from None
        try:
            self.manifest = self._read_manifest(path)
            self._check_members(self.source.seek(0, io.SEEK_END))
            self._check_content()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """The zip, and the file below it."""
        self.file.close()
        self.source.close()

    def rows(self, table: Table) -> Iterator[bytes]:
        """The lines of one table."""
        with self.file.open(table.name) as member:
            while line := member.readline(LONGEST_LINE):
                yield line

    def upload(self, upload: Upload) -> IO[bytes]:
        """The bytes of one stored file."""
        return self.file.open(upload.name)

    @property
    def parts(self) -> list[Part]:
        """Everything but the manifest."""
        return [*self.manifest.tables, *self.manifest.uploads]

    def _read_manifest(self, path: Path) -> Manifest:
        try:
            info = self.file.getinfo(MANIFEST)
            if info.file_size > LONGEST_MANIFEST:
                raise BackupError("Die Inhaltsangabe der Sicherung ist zu groß, um echt zu sein.")
            manifest = Manifest.model_validate_json(self.file.read(MANIFEST))
        except (KeyError, ValidationError):
            raise BackupError(f"{path} ist keine Sicherung der Plattform.") from None
        except (OSError, zipfile.BadZipFile, zipfile.error, ValueError, EOFError, NotImplementedError):
            raise BackupError("Die Inhaltsangabe der Sicherung ist beschädigt.") from None
        if manifest.format != FORMAT:
            raise BackupError(
                "Die Sicherung stammt von einem neueren Programm; bitte zuerst das Programm aktualisieren."
            )
        return manifest

    def _check_members(self, size: int) -> None:
        """Names, sizes and places of the members before a byte of them is unpacked."""
        infos = self.file.infolist()
        wanted = {part.name: part for part in self.parts}
        names = [info.filename for info in infos]
        if len(set(names)) != len(names) or set(names) != {MANIFEST, *wanted}:
            raise BackupError("Die Sicherung enthält anderes, als ihre Inhaltsangabe sagt.")
        for part in self.parts:
            if not safe(part):
                raise BackupError(f"Die Sicherung enthält einen unzulässigen Namen: {part.name[:100]!r}.")
        end = size
        for info in sorted(infos, key=lambda info: info.header_offset, reverse=True):
            if info.header_offset + info.compress_size > end:
                raise BackupError("In der Sicherung liegen Teile übereinander; sie ist nicht echt.")
            end = info.header_offset
            if info.filename == MANIFEST:
                continue
            if info.file_size != wanted[info.filename].bytes:
                raise BackupError(f"In der Sicherung ist {info.filename} nicht so groß wie angegeben.")
            if info.file_size > BLOCK and info.file_size > MOST_SHRUNK * max(1, info.compress_size):
                raise BackupError(
                    f"In der Sicherung ist {info.filename} unglaubhaft stark gepackt; sie wird nicht entpackt."
                )

    def _check_content(self) -> None:
        for part in self.parts:
            digest, lines = hashlib.sha256(), 0
            try:
                with self.file.open(part.name) as member:
                    while block := member.read(BLOCK):
                        digest.update(block)
                        lines += block.count(b"\n")
            except (OSError, zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, RuntimeError):
                digest = hashlib.sha256()
            except Exception as error:
                if type(error).__module__ != "zlib":
                    raise
            if digest.hexdigest() != part.sha256 or (isinstance(part, Table) and lines != part.rows):
                raise BackupError(
                    f"Die Sicherung ist beschädigt: {part.name} stimmt nicht mit der Prüfsumme."
                )


def opened(path: Path) -> IO[bytes]:
    """The zip itself, unlocked while it is read when it is locked.

    Raises:
        BackupError: no passphrase is set, or another one.
        OSError: the file can not be read.
    """
    if not locked.is_locked(path):
        return path.open("rb")
    if not settings.BACKUP_PASSPHRASE:
        raise BackupError(
            "Die Sicherung ist verschlossen. Bitte ihr Kennwort in BACKUP_PASSPHRASE angeben (in .env oder davor)."
        )
    try:
        return io.BufferedReader(locked.Unlocking(path, settings.BACKUP_PASSPHRASE), locked.PIECE)
    except locked.WrongPassphraseError:
        raise BackupError(
            "Das Kennwort in BACKUP_PASSPHRASE passt nicht zu dieser Sicherung, oder ihr Anfang ist beschädigt."
        ) from None


def safe(part: Any) -> bool:
    """True for names that stay where tables and uploads belong."""
    if isinstance(part, Table):
        return TABLE.fullmatch(part.name) is not None
    pieces = part.name.split("/")
    return (
        pieces[0] == "uploads"
        and len(pieces) > 1
        and len(part.name) < 500
        and all(PART.fullmatch(piece) and piece not in {".", ".."} for piece in pieces)
    )
