"""Single values of dirty data: what is kept of them and what the report says."""

from datetime import UTC, date, datetime

import pytest

from mitmachstadt.modules.council.importers.oparl import values
from mitmachstadt.modules.council.importers.oparl.addresses import key_of, page_after

POINT = {"type": "Point", "coordinates": [7.31, 51.56]}


@pytest.mark.parametrize(
    ("reader", "value", "kept", "remarks"),
    [
        (values.text(50), "  Ein \n Titel ", "Ein Titel", []), (values.text(5), "zu lang", "zu l…", ["too_long"]),
        (values.text(50), "<p>A &amp; B</p>", "A & B", ["html"]), 
        (values.text(50), "&lt;script&gt;x&lt;/script&gt;", "x", ["html"]),
        (values.text(50), "a < b und c > d", "a < b und c > d", []), (values.text(50), 7, "7", ["type"]),
        (values.text(50), {"a": 1}, "", ["type"]), (values.text(50), "a\x00b\ud800", "ab", ["signs"]),
        (values.paragraphs(99), "Eins<br>Zwei", "Eins\nZwei", ["html"]), (values.words(9), "nur eins", ["nur eins"], ["type"]),
        (values.day, "2026-02-28", date(2026, 2, 28), []), (values.day, "28.2.2026", date(2026, 2, 28), ["date_form"]),
        (values.day, "2026-02-30", None, ["date"]), (values.day, "0001-01-01", None, ["date"]), 
        (values.day, 20260228, None, ["type"]),
        (values.day, "2026-02-28T23:30:00+00:00", date(2026, 3, 1), ["date_form"]),
        (values.moment, "2026-01-01T10:00:00+01:00", datetime(2026, 1, 1, 9, tzinfo=UTC), []),
        (values.moment, "2026-07-01T10:00:00", datetime(2026, 7, 1, 8, tzinfo=UTC), ["date_form"]),
        (values.moment, "1.7.2026 10:00 Uhr", datetime(2026, 7, 1, 8, tzinfo=UTC), ["date_form"]),
        (values.number, 3, 3, []), (values.number, "3", 3, ["type"]), (values.number, -3, None, ["number"]),
        (values.number, True, None, ["number"]), (values.number, 10**30, None, ["number"]),
        (values.truth, "ja", True, ["type"]), (values.truth, 0, False, ["type"]), 
        (values.truth, "vielleicht", None, ["type"]),
        (values.town_key(8), "5562004", "05562004", ["key"]), (values.town_key(8), "05562004", "05562004", []),
        (values.town_key(8), 5562004, "05562004", ["key"]), (values.town_key(8), "055620040", "055620040", ["key"]),
        (values.town_key(8), "keiner", "", ["key"]), 
        (values.address(99), "www.stadt.example", "https://www.stadt.example", ["url"]),
        (values.address(99), "javascript:alert(1)", "", ["url"]), (values.address(99), "https://[kaputt", "", ["url"]),
        (values.checksum(40), "Z" * 40, "", ["checksum"]), (values.mail, "kein", "", ["mail"]),
        (values.geometry, {"type": "Feature", "geometry": POINT}, POINT, []),
        (values.geometry, {"type": "Point", "coordinates": [51.56, 7.31]}, POINT, ["swapped"]),
        (values.geometry, {"type": "Point", "coordinates": [0, 0]}, None, ["outside"]),
        (values.geometry, {"type": "Point", "coordinates": ["7", "51"]}, None, ["geometry"]),
        (values.geometry, "POINT(7 51)", None, ["geometry"]),
    ],
)  # fmt: skip
def test_a_value_is_read(reader, value, kept, remarks):
    said = []
    assert reader(value, lambda kind, message: said.append(kind)) == kept
    assert said == remarks


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("http://RAT.example/a", "https://rat.example/a"), ("https://rat.example:443/a", "https://rat.example/a"),
        ("/b?x=1", "https://rat.example/b?x=1"), ("http://anders.example/a", "http://anders.example/a"),
    ],
)  # fmt: skip
def test_an_address_has_one_form(given, key):
    assert key_of(given, "https://rat.example/oparl") == key


@pytest.mark.parametrize(
    "given", ["", "mailto:a@b.example", "https://", "https://rat.example/" + "x" * 600, "https://a:b:c/"]
)
def test_what_is_no_address_is_refused(given):
    with pytest.raises(ValueError, match=None):
        key_of(given, "")


@pytest.mark.parametrize(
    ("before", "broken", "after"),
    [
        ("https://x/p?page=2", "https://x/p?page=3", "https://x/p?page=4"), ("https://x/p?o=0", "https://x/p?o=50", "https://x/p?o=100"),
        ("https://x/p", "https://x/p?page=2", "https://x/p?page=3"), ("https://x/p/1", "https://x/p/2", "https://x/p/3"),
        ("https://x/p?t=abc", "https://x/p?t=def", None), ("https://x/p?page=3", "https://x/p?page=2", None),
    ],
)  # fmt: skip
def test_the_page_behind_a_broken_one_is_guessed_only_where_that_is_plain(before, broken, after):
    assert page_after(before, broken) == after
