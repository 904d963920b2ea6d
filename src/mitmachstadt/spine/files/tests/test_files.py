"""Uploads with real bytes: what gets in comes out clean, what is dangerous stays out with a sentence."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import ExifTags, Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.files import actions, queries, rules
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db
SECRET = b"Geheim-7731"


def jpeg(size=(900, 600), *, gps=False, orientation=1) -> bytes:
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.paste((30, 30, 200), (0, 0, size[0] // 2, size[1]))
    exif = picture.getexif()
    exif[ExifTags.Base.Orientation] = orientation
    if gps:
        exif[ExifTags.Base.ImageDescription] = SECRET.decode()
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (51.0, 33.0, 1.0)
    target = io.BytesIO()
    picture.save(
        target, "JPEG", exif=exif, comment=SECRET if gps else b"", icc_profile=SECRET if gps else None
    )
    return target.getvalue()


def encoded(kind: str, size=(40, 30), mode="RGB", **extra) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, 120 if mode in "LP" else None).save(target, kind, **extra)
    return target.getvalue()


def pdf(change=None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if change:
        change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def store(data: bytes, name="foto.jpg", alt="Ein rotes und ein blaues Feld", **extra) -> Upload:
    return actions.store_upload(SimpleUploadedFile(name, data), alt=alt, **extra)


def codes(data: bytes, name="foto.jpg", **extra) -> tuple[str, ...]:
    before = Upload.objects.count()
    with pytest.raises(Refused) as caught:
        store(data, name, **extra)
    assert Upload.objects.count() == before
    assert str(caught.value)
    return caught.value.codes


def parts(upload: Upload) -> list[bytes]:
    return [default_storage.open(path).read() for path in upload.paths()]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_gps_description_comment_and_profile_are_gone():
    data = jpeg(gps=True)
    assert SECRET in data
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    upload = store(data)
    for part in parts(upload):
        assert SECRET not in part
        assert not Image.open(io.BytesIO(part)).getexif()
        assert "icc_profile" not in Image.open(io.BytesIO(part)).info


def test_widths_never_grow_and_the_camera_turn_is_applied():
    upload = store(jpeg((900, 600), orientation=6))
    assert (upload.width, upload.height, upload.widths) == (600, 900, [320, 600])
    assert store(jpeg((2000, 1000))).widths == [320, 800, 1600]
    upright = Image.open(io.BytesIO(parts(upload)[-1])).convert("RGB")
    # Orientation 6 is a quarter turn clockwise: the blue left half lies on top now.
    assert upright.getpixel((300, 50))[2] > 150 and upright.getpixel((300, 850))[0] > 150


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "HEIF", "JPEG"])
def test_every_promised_kind_is_taken_whatever_its_name(kind):
    upload = store(encoded(kind), name="falsch.txt")
    assert upload.kind == "image"
    assert Image.open(io.BytesIO(parts(upload)[0])).format == "WEBP"


def test_transparency_and_palettes_survive():
    assert Image.open(io.BytesIO(parts(store(encoded("PNG", mode="RGBA")))[0])).mode == "RGBA"
    assert store(encoded("GIF", mode="P")).widths == [40]


def test_only_the_first_picture_of_an_animation_is_kept():
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    assert getattr(Image.open(io.BytesIO(parts(store(target.getvalue()))[0])), "n_frames", 1) == 1


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def zip_bytes() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (SVG, "bild.svg", "unknown_type"),
        (SVG, "bild.png", "unknown_type"),
        (b"MZ\x90\x00" + b"\0" * 100, "foto.jpg", "unknown_type"),
        (b"", "leer.jpg", "empty"),
        (jpeg() + b"<html><script>alert(1)</script></html>", "foto.jpg", "two_in_one"),
        (jpeg() + zip_bytes(), "foto.jpg", "two_in_one"),
        (encoded("GIF") + b"<?php system($_GET[0]); ?>", "a.gif", "two_in_one"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 300, "foto.jpg", "damaged"),
        (jpeg()[:900], "foto.jpg", "damaged"),
        (encoded("PNG", size=(4000, 10)), "strich.png", "too_narrow"),
        (b"a" * (rules.MAX_BYTES + 1), "gross.jpg", "too_large"),
    ],
)
def test_refused_with_a_sentence(data, name, code):
    assert codes(data, name) == (code,)


def test_a_bomb_is_refused_before_its_pixels_are_unpacked():
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    for side in (8000, 60_000):
        head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        body = zlib.compress(b"\0" * 10_000_000, 9)
        bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
        assert codes(bomb, "bombe.png") == ("too_many_pixels",)


def test_a_picture_without_words_is_refused_beside_the_words():
    with pytest.raises(Refused) as caught:
        store(jpeg(), alt="  ")
    assert [problem.field for problem in caught.value.problems] == ["alt"]


def test_a_file_larger_than_its_announced_size_is_not_read_on():
    class Endless(io.BytesIO):
        def read(self, size=-1):
            assert 0 < size <= rules.MAX_BYTES + 1
            return b"a" * size

    with pytest.raises(Refused):
        actions.store_upload(Endless(), alt="x")


def test_a_plain_pdf_is_kept_as_it_came():
    data = pdf()
    upload = store(data, "Häuser plan.pdf", alt="")
    assert upload.kind == "pdf" and parts(upload) == [data]
    assert queries.address(upload) == f"/datei/{upload.pk}/haeuser-plan.pdf"


def launch(writer: PdfWriter) -> None:
    action = DictionaryObject()
    action[NameObject("/S")] = NameObject("/Launch")
    action[NameObject("/F")] = TextStringObject("calc.exe")
    writer.root_object[NameObject("/OpenAction")] = action


def page_script(writer: PdfWriter) -> None:
    action = DictionaryObject()
    action[NameObject("/S")] = NameObject("/JavaScript")
    action[NameObject("/JS")] = TextStringObject("app.alert(1)")
    reference = writer._add_object(action)
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): reference})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pdf(lambda w: w.add_attachment("a.exe", b"MZ")), "active"),
        (pdf(launch), "active"),
        (pdf(page_script), "active"),
        (pdf(page_script).replace(b"/JavaScript", b"/J#61vaScript"), "active"),
        (pdf(lambda w: w.encrypt("wort")), "locked"),
        (pdf() + zip_bytes(), "two_in_one"),
        (pdf() + b"<html><script>alert(1)</script>", "two_in_one"),
        (b"<html>" + pdf(), "unknown_type"),
        (b"%PDF-1.7\nnichts\n%%EOF", "damaged"),
        (pdf()[:200], "damaged"),
    ],
)
def test_a_pdf_that_could_do_something_is_refused(data, code):
    assert codes(data, "plan.pdf", alt="") == (code,)


def test_an_action_hidden_in_a_compressed_object_is_found():
    body = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    stream = zlib.compress(b"1 0 " + body)
    out = b"%PDF-1.7\n"
    offsets = {}
    catalogue = b"<< /Type /Catalog /Pages 3 0 R /OpenAction 1 0 R >>"
    for number, text in (
        (2, catalogue),
        (3, b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>"),
        (4, b"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 9 9] >>"),
        (5, b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream)
         + stream + b"\nendstream"),
    ):  # fmt: skip
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    rows = b"".join(
        struct.pack(">BHB", *row)
        for row in [
            (0, 0, 255), (2, 5, 0), (1, offsets[2], 0), (1, offsets[3], 0), (1, offsets[4], 0),
            (1, offsets[5], 0), (1, len(out), 0),
        ]
    )  # fmt: skip
    start = len(out)
    head = b"<< /Type /XRef /Size 7 /W [1 2 1] /Root 2 0 R /Length %d >>" % len(rows)
    out += (
        b"6 0 obj\n" + head + b"\nstream\n" + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    )
    assert b"JavaScript" not in out
    assert codes(out, "plan.pdf", alt="") == ("active",)


@pytest.fixture
def people():
    gerda, celik, nosy = (
        User.objects.create_user(f"{n}@example.org", "x") for n in ("gerda", "celik", "nosy")
    )
    RoleAssignment.objects.create(user=celik, role=Role.CLERK)
    return gerda, celik, nosy


def status(address: str, person: User | None = None) -> int:
    client = Client()
    if person:
        client.force_login(person)
    return client.get(address).status_code


def test_a_hidden_file_is_a_404_for_all_but_uploader_and_desk(people):
    gerda, celik, nosy = people
    upload = store(jpeg(), by=gerda)
    address = queries.address(upload, 320)
    assert [status(address, who) for who in (gerda, celik, nosy, None)] == [200, 200, 404, 404]
    assert Client().get(queries.preview_address(upload)).status_code == 200
    assert Client().get(address + "?vorschau=falsch").status_code == 404
    other = store(jpeg())
    borrowed = queries.preview_address(upload).split("?")[1]
    assert Client().get(f"{queries.address(other)}?{borrowed}").status_code == 404
    actions.set_public(upload, True)
    assert status(address) == 200


def test_a_preview_link_ends_after_an_hour(time_machine):
    time_machine.move_to("2026-11-24T12:00Z", tick=False)
    address = queries.preview_address(store(jpeg()))
    time_machine.shift(3599)
    assert status(address) == 200
    time_machine.shift(10)
    assert status(address) == 404


def test_headers_of_pictures_and_documents():
    answer = Client().get(queries.address(store(jpeg(), public=True), 320))
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in answer["Cache-Control"] and "public" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("inline")
    assert "Set-Cookie" not in answer and "Cookie" not in answer.get("Vary", "")
    hidden = store(pdf(), "plan.pdf", alt="")
    answer = Client().get(queries.preview_address(hidden))
    assert answer["Content-Disposition"] == "attachment; filename=plan.pdf"
    assert answer["Cache-Control"] == "private, no-store"
    assert Client().get(f"/datei/{hidden.pk}/320.webp").status_code == 404
    assert Client().get(f"/datei/{store(jpeg(), public=True).pk}/321.webp").status_code == 404


def test_deleting_removes_every_part(django_capture_on_commit_callbacks):
    upload = store(jpeg())
    paths = upload.paths()
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_upload(upload)
    assert not any(default_storage.exists(path) for path in paths)


def test_parts_of_a_rolled_back_row_are_swept(tmp_path):
    kept = store(jpeg())
    lost = store(jpeg())
    Upload.objects.filter(pk=lost.pk).delete()
    assert actions.remove_leftovers() == len(lost.widths)
    assert all(default_storage.exists(path) for path in kept.paths())


def test_the_picture_include_offers_every_width():
    from django.template.loader import render_to_string

    upload = store(jpeg((2000, 1000)), alt='Brücke "Nord" <b>', public=True)
    html = render_to_string("files/picture.html", {"upload": upload})
    assert re.findall(r"(\d+)w", html) == ["320", "800", "1600"]
    assert 'loading="lazy"' in html and "<b>" not in html and "Brücke" in html


@pytest.mark.parametrize(
    ("data", "only", "code"),
    [(jpeg(), Upload.Kind.PDF, "no_pdf"), (pdf(), Upload.Kind.IMAGE, "no_picture")],
    ids=["a picture as a paper", "a paper as a picture"],
)
def test_a_field_for_one_kind_says_so_at_the_field(data, only, code):
    with pytest.raises(Refused) as refused:
        store(data, alt="", only=only, field="here")
    assert [(p.field, p.code) for p in refused.value.problems] == [("here", code)]
    assert not Upload.objects.exists()
