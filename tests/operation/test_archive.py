"""A wrong, damaged or hostile backup is refused by one German sentence before anything of it is used."""

import json
import zipfile

import pytest

from mitmachstadt.config.operation.archive import KIND, BackupError, Manifest, Reader, Writer


def make(path, *, rows=(b"[1]\n", b"[2]\n"), upload=b"bild", name="uploads/a/320.webp", **changes):
    """A small sound backup; `changes` replace fields of its manifest."""
    import io

    with zipfile.ZipFile(path, "w") as file:
        writer = Writer(file)
        writer.add_table("city.District", ["id"], rows)
        writer.add_upload(name, io.BytesIO(upload))
        values = {
            "kind": KIND,
            "format": 1,
            "town": "beispielstadt",
            "made_at": "2026-11-27T00:00:00+00:00",
            "database": "sqlite",
            "migrations": [("city", "0001_initial")],
            "tables": writer.tables,
            "uploads": writer.uploads,
            "missing": [],
            **changes,
        }
        writer.close(Manifest(**values))
    return path


def refusal(path):
    with pytest.raises(BackupError) as told:
        Reader(path)
    sentence = str(told.value)
    assert "\n" not in sentence and sentence.endswith("."), sentence
    return sentence


def rewrite(path, change):
    """The same zip with its members passed through `change(name, data) -> (name, data) | None`."""
    with zipfile.ZipFile(path) as old:
        members = [(info.filename, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members:
            changed = change(name, data)
            if changed:
                new.writestr(*changed)
    return path


def test_a_sound_backup_gives_back_what_went_in(tmp_path):
    with Reader(make(tmp_path / "b.zip")) as reader:
        assert [*reader.rows(reader.manifest.tables[0])] == [b"[1]\n", b"[2]\n"]
        assert reader.upload(reader.manifest.uploads[0]).read() == b"bild"
        assert reader.manifest.migrations == [("city", "0001_initial")]


def test_what_is_no_backup_is_refused(tmp_path):
    assert "gibt es nicht" in refusal(tmp_path / "fehlt.zip")
    text = tmp_path / "text.zip"
    text.write_text("Liebe Kollegin, anbei die Sicherung.")
    assert "keine Sicherung" in refusal(text)
    foreign = tmp_path / "fremd.zip"
    with zipfile.ZipFile(foreign, "w") as file:
        file.writestr("urlaub.txt", "Sonne")
    assert "keine Sicherung" in refusal(foreign)
    with zipfile.ZipFile(foreign, "w") as file:
        file.writestr("manifest.json", json.dumps({"kind": "something else"}))
    assert "keine Sicherung" in refusal(foreign)
    assert "neueren Programm" in refusal(make(tmp_path / "neu.zip", format=2))


def test_half_a_file_is_refused(tmp_path):
    path = make(tmp_path / "b.zip", upload=b"x" * 5000)
    path.write_bytes(path.read_bytes()[:3000])
    refusal(path)


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5])
def test_a_changed_byte_is_found(tmp_path, place):
    path = make(tmp_path / "b.zip", upload=bytes(range(256)) * 40)
    data = bytearray(path.read_bytes())
    data[int(len(data) * place)] ^= 0xFF
    path.write_bytes(data)
    refusal(path)


def test_a_changed_row_is_found_though_the_zip_is_whole(tmp_path):
    path = rewrite(
        make(tmp_path / "b.zip"),
        lambda name, data: (name, data.replace(b"[2]", b"[3]") if name.startswith("tables/") else data),
    )
    assert "Prüfsumme" in refusal(path)


def test_a_missing_or_additional_member_is_found(tmp_path):
    path = rewrite(
        make(tmp_path / "b.zip"), lambda name, data: None if name.startswith("uploads/") else (name, data)
    )
    assert "anderes" in refusal(path)
    path = make(tmp_path / "c.zip")
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("uploads/mehr.webp", b"x")
    assert "anderes" in refusal(path)


@pytest.mark.parametrize(
    "name",
    ["../../etc/cron.d/x", "a/../../x", "/etc/passwd", "a//b", "a/./b", "a\\..\\b", "a/\x01b", ".."],
)
def test_names_that_lead_out_are_refused(tmp_path, name):
    path = tmp_path / "b.zip"
    make(path, name=name)
    refusal(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    path = make(tmp_path / "b.zip", rows=[b"[" + b" " * 4_000_000 + b"1]\n"] * 4)
    unpacked = []
    monkeypatch.setattr(Reader, "_check_content", lambda self: unpacked.append(self))
    assert "unglaubhaft" in refusal(path)
    assert not unpacked


def test_members_that_share_bytes_are_refused(tmp_path):
    """The other kind of bomb: many names for one and the same packed piece."""
    path = make(tmp_path / "b.zip", upload=b"x" * 3000)
    with zipfile.ZipFile(path, "a") as file:
        first = file.getinfo("uploads/uploads/a/320.webp")
        manifest = file.getinfo("manifest.json")
        file.filelist.remove(manifest)
        again = zipfile.ZipInfo("manifest.json")
        again.header_offset, again.compress_size = manifest.header_offset, manifest.compress_size
        again.file_size, again.CRC, again.compress_type = manifest.file_size, manifest.CRC, 8
        first.compress_size += 200
        file.filelist.append(again)
        file._didModify = True
    sentence = refusal(path)
    assert "übereinander" in sentence or "groß" in sentence or "beschädigt" in sentence
