"""Reads single values of dirty council data: each reader returns what can be kept and notes what was wrong with the rest."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

#: Tells what is wrong with a value: the kind of finding and the value as it was.
Note = Callable[[str, str], None]
Reader = Callable[[Any, Note], Any]

TOWN_TIME = ZoneInfo("Europe/Berlin")
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<!--.{0,2000}?-->", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff\ud800-\udfff]")
GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*Uhr)?)?")
YEARS = range(1800, 2201)
#: Germany's box in WGS 84: west, south, east, north.
GERMANY = (5.5, 47.0, 15.6, 55.2)
MOST_POINTS = 20_000
MOST_EXTRA = 20_000
MOST_ENTRIES = 200


def is_empty(value: Any) -> bool:
    """True for what the standard says should be left out: null, "", [] and {}."""
    return value is None or value == [] or value == {} or (isinstance(value, str) and not value.strip())


def shown(value: Any) -> str:
    """A value as a report shows it."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return CONTROL.sub("·", text)[:200]


def plain(value: Any, note: Note) -> str:
    """Text without tags, entities and control signs; paragraphs stay."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        note("type", shown(value))
        return ""
    if not isinstance(value, str):
        note("type", shown(value))
        value = str(value)
    found = value
    if TAG.search(found) or re.search(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,6});", found):
        note("html", shown(value))
        found = re.sub(r"(?i)<(?:br|/p|/div|/li)\s*/?>", "\n", found)
        found = re.sub(r"(?is)<(script|style)\b.*?(?:</\1\s*>|\Z)", "", found)
        # Entities may hide further tags; what is text after the second look stays text.
        found = TAG.sub("", html.unescape(TAG.sub("", found)))
    if CONTROL.search(found):
        note("signs", shown(value))
        found = CONTROL.sub("", found)
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in found.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def text(most: int) -> Reader:
    """One line of at most `most` signs."""

    def read(value: Any, note: Note) -> str:
        found = " ".join(plain(value, note).split())
        if len(found) > most:
            note("too_long", f"{len(found)} > {most}")
            found = found[: most - 1].rstrip() + "…"
        return found

    return read


def paragraphs(most: int) -> Reader:
    """Text with its lines, at most `most` signs."""

    def read(value: Any, note: Note) -> str:
        found = plain(value, note)
        if len(found) > most:
            note("too_long", f"{len(found)} > {most}")
            found = found[: most - 1] + "…"
        return found

    return read


def words(most: int) -> Reader:
    """A list of short texts; a single text counts as a list of one."""

    def read(value: Any, note: Note) -> list[str]:
        if not isinstance(value, list):
            note("type", shown(value))
            value = [value]
        if len(value) > MOST_ENTRIES:
            note("too_long", f"{len(value)} > {MOST_ENTRIES}")
        one = text(most)
        return [found for entry in value[:MOST_ENTRIES] if (found := one(entry, note))]

    return read


def number(value: Any, note: Note) -> int | None:
    """A whole number from 0; digits in a text are taken."""
    if isinstance(value, str) and re.fullmatch(r"\s*\d{1,18}\s*", value):
        note("type", shown(value))
        return int(value)
    if isinstance(value, float) and value.is_integer() and 0 <= value < 2**62:
        note("type", shown(value))
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62:
        note("number", shown(value))
        return None
    return value


def small_number(value: Any, note: Note) -> int | None:
    """A whole number that a column of 31 bits takes."""
    found = number(value, note)
    if found is not None and found >= 2**31:
        note("number", shown(value))
        return None
    return found


def truth(value: Any, note: Note) -> bool | None:
    """True or false; the words and numbers that systems use for it are taken."""
    if isinstance(value, bool):
        return value
    note("type", shown(value))
    word = str(value).strip().casefold()
    if word in {"true", "1", "ja", "yes", "wahr"}:
        return True
    return False if word in {"false", "0", "nein", "no", "falsch"} else None


def moment(value: Any, note: Note) -> datetime | None:
    """A moment with its zone; without one it is the town's time, and a day alone begins at midnight."""
    if not isinstance(value, str):
        note("type", shown(value))
        return None
    found = _parsed(value.strip())
    if found is None or found.year not in YEARS:
        note("date", shown(value))
        return None
    if not re.search(r"T.*(?:Z|[+-]\d\d:\d\d)$", value.strip()):
        note("date_form", shown(value))
    if found.tzinfo is None:
        found = found.replace(tzinfo=TOWN_TIME)
    return found.astimezone(UTC)


def day(value: Any, note: Note) -> date | None:
    """A day; of a moment the day it has in the town."""
    if not isinstance(value, str):
        note("type", shown(value))
        return None
    found = _parsed(value.strip())
    if found is None or found.year not in YEARS:
        note("date", shown(value))
        return None
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        note("date_form", shown(value))
    return (found.astimezone(TOWN_TIME) if found.tzinfo else found).date()


def _parsed(value: str) -> datetime | None:
    german = GERMAN_DAY.fullmatch(value)
    try:
        if german:
            d, m, y, hour, minute, second = (int(part) if part else 0 for part in german.groups())
            return datetime.combine(date(y, m, d), time(hour, minute, second))
        return datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        return None


def address(most: int) -> Reader:
    """An address of the web; one without scheme gets https, others than http are refused."""

    def read(value: Any, note: Note) -> str:
        if not isinstance(value, str):
            note("type", shown(value))
            return ""
        found = CONTROL.sub("", value).strip()
        if re.fullmatch(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?", found):
            note("url", shown(value))
            found = f"https://{found}"
        try:
            parts = urlsplit(found)
            bad = parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", found)
        except ValueError:
            bad = True
        if bad:
            note("url", shown(value))
            return ""
        if len(found) > most:
            note("too_long", f"{len(found)} > {most}")
            return ""
        return found

    return read


def mail(value: Any, note: Note) -> str:
    """An e-mail address, or nothing."""
    found = plain(value, note)
    if not re.fullmatch(r"[^@\s<>\"']{1,64}@[A-Za-z0-9.-]{3,180}", found):
        note("mail", shown(value))
        return ""
    return found


def town_key(length: int) -> Reader:
    """An official key of digits; one digit less than it should have is a lost leading zero."""

    def read(value: Any, note: Note) -> str:
        found = re.sub(r"\s", "", str(value)) if isinstance(value, str | int) else ""
        if not found.isdigit() or not found.isascii():
            note("key", shown(value))
            return ""
        if len(found) != length:
            note("key", shown(value))
        return found.zfill(length) if len(found) == length - 1 else found[:12]

    return read


def checksum(length: int) -> Reader:
    """A checksum in hexadecimal digits."""

    def read(value: Any, note: Note) -> str:
        found = value.strip().lower() if isinstance(value, str) else ""
        if not re.fullmatch(rf"[0-9a-f]{{{length}}}", found):
            note("checksum", shown(value))
            return ""
        return found

    return read


def geometry(value: Any, note: Note) -> dict[str, Any] | None:
    """The geometry of a GeoJSON feature or geometry, in longitude and latitude; swapped ones are turned round."""
    shape = value
    if isinstance(shape, dict) and shape.get("type") == "FeatureCollection":
        features = shape.get("features")
        shape = features[0] if isinstance(features, list) and features else None
    if isinstance(shape, dict) and shape.get("type") == "Feature":
        shape = shape.get("geometry")
    known = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
    if not isinstance(shape, dict) or shape.get("type") not in known:
        note("geometry", shown(value))
        return None
    points = list(_points(shape.get("coordinates"), 0))
    if not points or len(points) > MOST_POINTS or None in points:
        note("geometry", shown(value))
        return None
    pairs = [pair for pair in points if pair is not None]
    if not all(_in_germany(x, y) for x, y in pairs):
        if all(_in_germany(y, x) for x, y in pairs):
            note("swapped", shown(shape["coordinates"]))
            return {"type": shape["type"], "coordinates": _turned(shape["coordinates"])}
        note("outside", shown(shape["coordinates"]))
        if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in pairs) or pairs[0] == (0, 0):
            return None
    return {"type": shape["type"], "coordinates": shape["coordinates"]}


def middle(shape: dict[str, Any] | None) -> tuple[float | None, float | None]:
    """Latitude and longitude of the middle of a geometry's points; (None, None) for none."""
    if shape is None:
        return None, None
    pairs = [pair for pair in _points(shape["coordinates"], 0) if pair is not None]
    return (
        round(sum(y for _, y in pairs) / len(pairs), 7),
        round(sum(x for x, _ in pairs) / len(pairs), 7),
    )


def _points(value: Any, depth: int) -> Any:
    """Every position as a pair, None for something that is none."""
    if not isinstance(value, list) or depth > 4 or not value:
        yield None
    elif all(isinstance(part, int | float) and not isinstance(part, bool) for part in value):
        good = len(value) in (2, 3) and all(abs(part) < 1e7 for part in value)
        yield (value[0], value[1]) if good else None
    else:
        for part in value:
            yield from _points(part, depth + 1)


def _turned(value: Any) -> Any:
    if isinstance(value[0], list):
        return [_turned(part) for part in value]
    return [value[1], value[0], *value[2:]]


def _in_germany(x: float, y: float) -> bool:
    west, south, east, north = GERMANY
    return west <= x <= east and south <= y <= north


def extra(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields that no standard knows, as they came, as long as they stay small."""
    found: dict[str, Any] = {}
    room = MOST_EXTRA
    for key, value in fields.items():
        kept = _printable(value, 0)
        room -= len(json.dumps(kept, ensure_ascii=False, default=str)) + len(key)
        if room < 0:
            break
        found[CONTROL.sub("", key)[:200]] = kept
    return found


def _printable(value: Any, depth: int) -> Any:
    """The value without signs that a database refuses; what is nested too deeply is left out."""
    if isinstance(value, str):
        return CONTROL.sub("", value)
    if depth > 8:
        return None
    if isinstance(value, list):
        return [_printable(part, depth + 1) for part in value]
    if isinstance(value, dict):
        return {CONTROL.sub("", str(key)): _printable(part, depth + 1) for key, part in value.items()}
    return value
