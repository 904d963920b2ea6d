"""Pictures and documents of the former platform, each through the checks that every file of a stranger goes through."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone
from django.utils.translation import override

from mitmachstadt.modules.consul.actions import pages
from mitmachstadt.modules.consul.importers.attached import find
from mitmachstadt.modules.consul.models import Record
from mitmachstadt.modules.proposals import interface as proposals
from mitmachstadt.spine.cases.former import Line, write_lines
from mitmachstadt.spine.files.actions import delete_upload, store_upload
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Refused

#: Why a file is not here, as the report says it.
NO_FOLDER, MISSING, NO_ROOM = "ohne Ordner", "fehlt im Ordner", "schon fünf Fotos am Vorschlag"


def attach(row: Record, number: str, folder: Path | None, key: str) -> None:
    """Brings one file to the case `number`; sets `target` and `kept` of the record, with a `problem` where there is one.

    A new name alone changes only its words; what people took away or described anew here stays so.
    """
    known = row.kept if row.target else {}
    if known and known.get("key") == row.data["key"] and known.get("name") == row.data["name"]:
        _rename(row, known)
        return
    path = find(folder, row.kind, row.old_id, row.data["key"]) if folder else None
    if path is None:
        row.kept = {**known, "problem": MISSING if folder else NO_FOLDER}
        return
    try:
        with override("de"), path.open("rb") as file:
            only = Upload.Kind.IMAGE if row.kind == "image" else Upload.Kind.PDF
            name = row.data["name"] or path.name
            upload = store_upload(file, alt=_words(row), name=name, only=only)  # type: ignore[arg-type]
    except Refused as refused:
        with override("de"):
            row.kept = {**known, "problem": str(refused)}
        return
    except OSError as error:
        row.kept = {**known, "problem": f"nicht lesbar ({error.strerror})"}
        return
    if not _place(row, number, upload, int(known.get("event", 0) or 0)):
        delete_upload(upload)
        row.kept = {**known, "problem": NO_ROOM}
        return
    for old in Upload.objects.filter(pk__in=[known["upload"]] if known.get("upload") else []):
        delete_upload(old)
    row.target = number
    row.kept = {
        **{name: row.kept[name] for name in ("event",) if name in row.kept}, "upload": str(upload.pk), "alt": upload.alt,
        "key": row.data["key"], "name": row.data["name"],
    }  # fmt: skip


def _words(row: Record) -> str:
    return (row.data["title"] or ("Bild" if row.kind == "image" else ""))[:300]


def _place(row: Record, number: str, upload: Upload, event: int) -> bool:
    if row.kind == "document":
        words = f"Dokument: {row.data['title'] or upload.name}"
        (line,) = write_lines(
            [Line(number=number, text=words, at=timezone.now(), upload=upload, event=event)]
        )
        row.kept = {"event": line}
        return bool(line)
    if row.data["on"] == "Proposal":
        return proposals.add_photo(number, upload)
    pages.add_picture(number, upload)
    return True


def _rename(row: Record, known: dict[str, str]) -> None:
    """The picture is described in the words of the source again, unless somebody found better ones here."""
    words = _words(row)
    Upload.objects.filter(pk=known["upload"], alt=known["alt"]).update(alt=words)
    row.kept = {**known, "alt": words}
    row.kept.pop("problem", None)
