"""A backup brought back is the same installation: every row, the uploads, the search, the closed log, the numbering."""

import io
import json
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from PIL import Image

from mitmachstadt.config.operation import restore as restoring
from mitmachstadt.config.operation import tables
from mitmachstadt.config.operation.backup import make
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.city.models import District, RuleRecord
from mitmachstadt.spine.files.actions import store_upload
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.search.actions import index_entry
from mitmachstadt.spine.search.models import SearchEntry, SearchWord
from mitmachstadt.spine.search.queries import find

pytestmark = pytest.mark.django_db(transaction=True)


def picture():
    data = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(data, "JPEG")
    return ContentFile(data.getvalue(), "bild.jpg")


@pytest.fixture
def house(settings, tmp_path):
    """A little of everything, uploads in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.DATA_DIR = tmp_path
    person = User.objects.create_user(email="gerda@example.org", password="Radweg und Kanal 7")
    # With the microseconds that a careless copy would cut off.
    Mail.objects.create(
        to="gerda@example.org",
        subject="Grüße „Öl“",
        text="a\nb\t\u2028c",
        next_try_at=datetime(2026, 1, 2, 3, 4, 5, 678901, UTC),
    )
    RuleRecord.objects.create(
        key="probe", valid_from=date(2026, 1, 1), source="§ 1", data={"tage": 10, "liste": [1, None, "ä"]}
    )
    record("tried", person, by=person, summary="Probe")
    index_entry(kind="page", object_id=1, title="Radweg am Kanal", url="/radweg/", text="Asphalt und Licht")
    return store_upload(picture(), alt="Ein Weg", public=True, by=person)


def content():
    """Every row of every table as a backup would write it."""
    return {label: [*tables.lines(model)] for label, model in tables.tables(apps).items()}


def files():
    return {str(p.relative_to(default_storage.location)): p.read_bytes() for p in _paths()}


def _paths():
    from pathlib import Path

    return sorted(p for p in Path(default_storage.location).rglob("*") if p.is_file())


def test_everything_comes_back_and_nothing_else_stays(house, tmp_path):
    path = tmp_path / "b.zip"
    make(path)
    assert path.stat().st_mode & 0o077 == 0, "personal data in it"
    before, stored = content(), files()
    assert sum(map(len, before.values())) > 400

    User.objects.create_user(email="spaeter@example.org", password="Radweg und Kanal 7")
    RuleRecord.objects.update(source="verändert")
    store_upload(picture(), alt="Später")
    default_storage.delete(house.paths()[0])
    index_entry(kind="page", object_id=2, title="Später", url="/spaeter/")

    done = restoring.restore(path, replace=True)
    assert content() == before
    assert files() == stored
    assert done.uploads == len(house.widths)
    assert done.removed == len(house.widths)
    assert [hit.title for hit in find("asphalt").hits] == ["Radweg am Kanal"]
    assert not SearchWord.objects.filter(shown="Später").exists()


def test_the_log_is_closed_and_numbering_goes_on(house, tmp_path):
    make(tmp_path / "b.zip")
    restoring.restore(tmp_path / "b.zip", replace=True)
    with pytest.raises(DatabaseError):
        LogEntry.objects.update(summary="gefälscht")
    highest = max(User.objects.values_list("pk", flat=True))
    assert User.objects.create_user(email="neu@example.org", password="Radweg und Kanal 7").pk > highest
    assert SearchEntry.objects.create(kind="page", object_id="9", url="/", title="x").pk


def test_without_replace_a_filled_installation_is_left_alone(house, tmp_path):
    make(tmp_path / "b.zip")
    before = content()
    with pytest.raises(CommandError, match="nicht leer"):
        call_command("restore", str(tmp_path / "b.zip"))
    assert content() == before


def change(path, table, edit):
    """Rewrites one table of a backup so that checksums and counts still agree with it."""
    from hashlib import sha256

    with zipfile.ZipFile(path) as old:
        members = {info.filename: old.read(info) for info in old.infolist()}
    manifest = json.loads(members["manifest.json"])
    name = f"tables/{table}.jsonl"
    members[name] = edit(members[name])
    entry = next(entry for entry in manifest["tables"] if entry["name"] == name)
    entry.update(
        bytes=len(members[name]), rows=members[name].count(b"\n"), sha256=sha256(members[name]).hexdigest()
    )
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member, data in members.items():
            new.writestr(member, data)


@pytest.mark.parametrize(
    ("table", "edit"),
    [
        # Its uploads refer to a person who is gone.
        ("accounts.User", lambda data: b""),
        ("accounts.User", lambda data: data + b"[1,2]\n"),
        ("city.RuleRecord", lambda data: data.replace(b"2026-01-01", b"2026-99-01")),
        ("city.RuleRecord", lambda data: b'{"id": 1}\n'),
        ("city.RuleRecord", lambda data: b"kein JSON\n"),
    ],
)
def test_a_backup_that_does_not_fit_changes_nothing(house, tmp_path, table, edit):
    path = tmp_path / "b.zip"
    make(path)
    change(path, table, edit)
    default_storage.delete(house.paths()[0])
    before, stored = content(), files()
    with pytest.raises(CommandError, match="nichts wurde geändert"):
        call_command("restore", str(path), replace=True)
    assert content() == before
    assert files() == stored, "files brought in already are taken away again"
    with pytest.raises(DatabaseError):
        LogEntry.objects.update(summary="gefälscht")


def test_a_full_disk_while_restoring_changes_nothing(house, tmp_path, monkeypatch):
    path = tmp_path / "b.zip"
    make(path)
    for name in house.paths():
        default_storage.delete(name)
    before, stored, calls = content(), files(), []

    def full(name, file, **kwargs):
        calls.append(name)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        return real(name, file)

    real = default_storage.save
    monkeypatch.setattr(default_storage._wrapped, "save", full)
    with pytest.raises(CommandError, match="Kein Platz mehr"):
        call_command("restore", str(path), replace=True)
    assert content() == before
    assert files() == stored


def test_a_file_with_other_content_is_put_back_after_a_failure(house, tmp_path):
    path = tmp_path / "b.zip"
    make(path)
    name = house.paths()[0]
    default_storage.delete(name)
    default_storage.save(name, ContentFile(b"anderer Inhalt"))
    stored = files()
    change(path, "accounts.User", lambda data: b"")
    with pytest.raises(CommandError):
        call_command("restore", str(path), replace=True)
    assert files() == stored


def test_a_copy_to_try_out_sends_no_mail(house, tmp_path):
    make(tmp_path / "b.zip")
    done = restoring.restore(tmp_path / "b.zip", replace=True, hold_mails=True)
    assert done.held == 1
    assert Mail.objects.get().failed_at


def test_a_backup_of_a_newer_program_is_refused(house, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('city', '9999_future', '2027-01-01')"
        )
    try:
        make(tmp_path / "b.zip")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_future'")
    with pytest.raises(CommandError, match="neueren Programm"):
        call_command("restore", str(tmp_path / "b.zip"), replace=True)


def test_a_folder_that_can_not_be_written_is_named(tmp_path):
    with pytest.raises(CommandError, match="kann nicht geschrieben werden"):
        call_command("backup", str(tmp_path / "gibt-es-nicht" / "b.zip"))


def test_others_may_write_while_a_backup_is_made_and_are_not_in_it(house, tmp_path):
    """The snapshot is one moment: what another connection commits meanwhile waits for nobody and is left out."""
    import threading

    from django.db import connections

    from mitmachstadt.config.operation.backup import snapshot

    def write():
        District.objects.create(slug="spaeter", name="Später", lat=51.5, lon=7.3)
        connections.close_all()

    with snapshot():
        assert not District.objects.exists()
        other = threading.Thread(target=write)
        other.start()
        other.join(10)
        assert not other.is_alive(), "the writer had to wait for the backup"
        assert not District.objects.exists()
    assert District.objects.exists()
    District.objects.all().delete()


def test_a_lost_file_is_noted_and_does_not_end_the_backup(house, tmp_path, monkeypatch):
    from mitmachstadt.config.operation import uploads

    names = [*uploads.stored(), "uploads/verschwunden/320.webp"]
    monkeypatch.setattr(uploads, "stored", lambda: iter(names))
    manifest = make(tmp_path / "b.zip")
    assert manifest.missing == ["uploads/verschwunden/320.webp"]
    assert len(manifest.uploads) == Upload.objects.get().widths.__len__()
