"""What somebody who means harm writes into fields, addresses and bodies; from a list and from Hypothesis."""

from __future__ import annotations

import json
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st

#: Each of these broke some form somewhere once.
CLASSICS = (
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "x\udfffy",
    "\u202egnp.exe",
    "\u2066\u2069",
    "\ufeff",
    "\ufffe",
    "é" * 500,
    "0",
    "-1",
    "1e309",
    "NaN",
    "Infinity",
    "٣",
    "²",
    "9" * 40,
    "-" + "9" * 400,
    "9223372036854775808",
    "1_0",
    "0x1f",
    "=1+1",
    "@SUM(1)",
    "+cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "../../etc/passwd",
    "' OR 1=1 --",
    "%s%n%x",
    "{{7*7}}",
    "{% debug %}",
    "${7*7}",
    "%00",
    "%",
    "\\",
    "a\r\nSet-Cookie: x=1",
    "x\r\nBcc: a@b",
    "9999-12-31",
    "0001-01-01",
    "2026-02-30",
    "10000-01-01T00:00",
    "2026-03-29T02:30",
    "99:99",
    "24:00",
    "a@b",
    "a@b.c\n",
    '"a b"@example.org',
    "x" * 70_000,
    "a" * 260 + "@example.org",
    "None",
    "null",
    "true",
    "[]",
    "{}",
    "00000000-0000-0000-0000-000000000000",
    "[" * 900,
    '{"a":' * 300,
    '{"type":"Point","coordinates":[1e400,"x"]}',
    '{"type":"Polygon","coordinates":[[[7.3,51.5]]]}',
    "\u0338" * 300,
    "ﷺ" * 40,
    "I\u0307",
    "ß" * 300,
    "👩‍👩‍👧" * 90,
)
#: Without what only Python's own strings can hold, for places that are read as JSON.
TEXT = st.text(max_size=80) | st.text(st.characters(codec=None), max_size=20)
WORDS = (
    st.sampled_from(CLASSICS)
    | st.sampled_from(CLASSICS)
    | TEXT
    | st.integers().map(str)
    | st.floats().map(repr)
)
MISSING = object()
FILES = st.builds(
    lambda name, data: (name, data),
    st.sampled_from(("x.pdf", "../../x.jpg", "\u202e", "a" * 300 + ".png", 'a;b"c.csv', ".htaccess")),
    st.sampled_from(
        (b"", b"%PDF-1.7\n%%EOF", b"GIF89a", b"\xff\xd8\xff", b"\0" * 2000, b"a;b\n\xff;\xfe", b"PK\3\4")
    )
    | st.binary(max_size=40),
)
#: One field: a word, several of the same name, nothing at all, or a file where a word is expected.
VALUES = WORDS.map(lambda word: [word]) | st.lists(WORDS, max_size=4) | st.just(MISSING) | FILES
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def percent(text: str) -> str:
    """Percent-encoded, also what no browser could encode."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def as_json(value: object) -> str:
    """JSON with escapes, in which half a surrogate pair arrives as such."""
    return json.dumps(value)


def urlencoded(fields: dict[str, object]) -> bytes:
    """A body as a form sends it, with fields that may be missing or come several times."""
    pairs = [
        f"{percent(name)}={percent(word)}"
        for name, value in fields.items()
        if isinstance(value, list)
        for word in value
    ]
    return "&".join(pairs).encode()


def multipart(fields: dict[str, object]) -> tuple[bytes, str]:
    """The same with files, written by hand: a library would tidy the names."""
    mark, parts = "----grenze7f3a", []
    for name, value in fields.items():
        if isinstance(value, list):
            parts += [(f'name="{name}"', word.encode("utf-8", "surrogatepass")) for word in value]
        elif isinstance(value, tuple):
            file_name = value[0].replace('"', "%22")
            parts.append((f'name="{name}"; filename="{file_name}"\r\nContent-Type: image/png', value[1]))
    body = b"".join(
        f"--{mark}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
        for head, data in parts
    )
    return body + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def upload(data: bytes, name: str) -> SimpleUploadedFile:
    """The bytes as Django hands them to a form."""
    return (
        SimpleUploadedFile("x", data, content_type="application/octet-stream")
        if not name
        else named(data, name)
    )


def named(data: bytes, name: str) -> SimpleUploadedFile:
    """With the name exactly as it was sent."""
    file = SimpleUploadedFile("x", data)
    file.__dict__["_name"] = name
    return file
