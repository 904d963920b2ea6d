"""A locked backup: useless without its passphrase, whole or refused with it, and never in the open on the way."""

from __future__ import annotations

import io

import pytest
from django.db import OperationalError

from mitmachstadt.config.operation import backup, locked
from mitmachstadt.config.operation.archive import BackupError, Reader
from tests.operation.test_archive import make, refusal

WORDS = "vier sehr lange Worte zum Merken"


@pytest.fixture(autouse=True)
def quick_guesses(monkeypatch, settings):
    """The cost is what slows down whoever guesses; here nobody does."""
    monkeypatch.setitem(locked.COST, "n", 1 << 4)
    settings.BACKUP_PASSPHRASE = WORDS


def lock(path, target=None):
    """The same file, locked."""
    target = target or path.with_suffix(".locked")
    with target.open("wb") as file:
        locking = locked.Locking(file, WORDS)
        locking.write(path.read_bytes())
        locking.finish()
    return target


def test_it_gives_back_what_went_in_and_shows_nothing(tmp_path):
    upload = bytes(range(256)) * 1200
    path = lock(make(tmp_path / "b.zip", upload=upload))
    data = path.read_bytes()
    assert b"district" not in data.lower() and bytes(range(256)) not in data and b"PK" not in data[:60]
    with Reader(path) as reader:
        assert reader.upload(reader.manifest.uploads[0]).read() == upload
        assert [*reader.rows(reader.manifest.tables[0])] == [b"[1]\n", b"[2]\n"]


@pytest.mark.parametrize("size", [0, 1, locked.PIECE - 1, locked.PIECE, locked.PIECE + 1, 3 * locked.PIECE])
def test_every_length_and_every_place_is_read_right(tmp_path, size):
    plain = tmp_path / "plain"
    plain.write_bytes(bytes(n % 251 for n in range(size)))
    reader = io.BufferedReader(locked.Unlocking(lock(plain), WORDS))
    assert reader.read() == plain.read_bytes()
    assert reader.seek(0, io.SEEK_END) == size
    for place in {0, size // 2, max(0, size - 5)}:
        reader.seek(place)
        assert reader.read(7) == plain.read_bytes()[place : place + 7]


def test_a_wrong_or_missing_passphrase_is_said_in_a_sentence(tmp_path, settings):
    path = lock(make(tmp_path / "b.zip"))
    settings.BACKUP_PASSPHRASE = WORDS + "!"
    assert "passt nicht" in refusal(path)
    settings.BACKUP_PASSPHRASE = ""
    assert "verschlossen" in refusal(path)


def test_an_open_backup_is_still_read_where_a_passphrase_is_set(tmp_path):
    with Reader(make(tmp_path / "b.zip")) as reader:
        assert reader.manifest.town == "beispielstadt"


def test_changed_cut_and_swapped_pieces_are_refused(tmp_path):
    whole = lock(make(tmp_path / "b.zip", upload=b"x" * 5 * locked.PIECE)).read_bytes()
    step = locked.PIECE + locked.TAG
    head, pieces = whole[: locked.HEAD], [whole[n : n + step] for n in range(locked.HEAD, len(whole), step)]
    damaged = [
        whole[:-1],
        whole[: len(whole) // 2],
        head + b"".join(pieces[:-1]),
        head + b"".join([pieces[1], pieces[0], *pieces[2:]]),
        whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:],
        head[:-1] + bytes([head[-1] ^ 1]) + b"".join(pieces),
        head[:30],
        locked.MAGIC,
    ]
    for number, data in enumerate(damaged):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(data)
        refusal(path)


def test_the_same_town_twice_looks_different(tmp_path):
    path = make(tmp_path / "b.zip")
    first, second = lock(path, tmp_path / "1").read_bytes(), lock(path, tmp_path / "2").read_bytes()
    assert first[-100:] != second[-100:]


@pytest.mark.django_db(transaction=True)
def test_the_command_writes_it_locked_and_nothing_else_is_left(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    path = tmp_path / "heute.zip"
    manifest = backup.make(path)
    assert locked.is_locked(path) and sorted(p.name for p in tmp_path.glob("heute*")) == ["heute.zip"]
    with Reader(path) as reader:
        assert reader.manifest == manifest
    settings.BACKUP_PASSPHRASE = "falsch"
    with pytest.raises(BackupError):
        Reader(path)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_misses_a_table_is_said_in_a_sentence(tmp_path, monkeypatch):
    def missing(model):
        raise OperationalError("no such table: council_file")
        yield b""

    monkeypatch.setattr("mitmachstadt.config.operation.tables.lines", missing)
    with pytest.raises(BackupError, match=r"no such table: council_file.*doctor"):
        backup.make(tmp_path / "heute.zip")
    assert not list(tmp_path.iterdir())
