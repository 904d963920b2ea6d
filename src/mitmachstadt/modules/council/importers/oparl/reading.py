"""Takes an answer of a council system apart into single records, with a remark for everything that is wrong in it; pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from mitmachstadt.modules.council.importers.oparl.addresses import key_of
from mitmachstadt.modules.council.importers.oparl.shapes import COMMON, HANDLED, SHAPES, Link, Shape
from mitmachstadt.modules.council.importers.oparl.values import extra, is_empty, middle, moment, shown, truth

DEEPEST = 6
MOST_RECORDS = 20_000
KINDS = {kind.casefold(): kind for kind in SHAPES}
STATIC = ("/1.0/", "/1.1/")


@dataclass(frozen=True)
class Remark:
    """One deviation: kind, type and address of the object, the property, and what stood there."""

    kind: str
    type: str
    url: str
    field: str = ""
    message: str = ""


@dataclass(frozen=True)
class Edge:
    """`column` of the holder points to the target; a weak one only fills a gap."""

    holder_kind: str
    holder: str
    column: str
    target_kind: str
    target: str
    weak: bool = False


@dataclass
class Record:
    """One object as it can be kept: values by column, links by column as addresses, edges of other objects.

    `embedded`: it came inside another one, maybe shortened; what it lacks says nothing.
    """

    kind: str
    url: str
    values: dict[str, Any] = field(default_factory=dict)
    one: dict[str, str | None] = field(default_factory=dict)
    many: dict[str, list[str]] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    modified: datetime | None = None
    deleted: bool = False
    embedded: bool = False
    used: bool = True


@dataclass
class Reading:
    """What an answer held."""

    records: list[Record] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True)
class Listed:
    """A page of a list: the objects, where it goes on ("" at the end), and how many there are in all."""

    objects: list[Any]
    next: str
    total: int | None


def parse(data: bytes, url: str, content_type: str, remarks: list[Remark]) -> Any:
    """The JSON of an answer; what is strange about its form is remarked.

    Raises:
        ValueError: when it can not be read as JSON at all.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        remarks.append(Remark("bom", "", url))
    if content_type and "json" not in content_type.casefold():
        remarks.append(Remark("content_type", "", url, "", content_type[:100]))
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        remarks.append(Remark("encoding", "", url))
        words = data.decode("cp1252", "replace")
    try:
        return json.loads(words, parse_constant=lambda name: None, strict=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def page(body: Any, url: str, remarks: list[Remark]) -> Listed:
    """A page of a list in any of its forms: with `data`, a bare list, or a single object."""
    if isinstance(body, list):
        remarks.append(Remark("not_list", "", url))
        return Listed(body, "", len(body))
    if not isinstance(body, dict):
        remarks.append(Remark("not_list", "", url, "", shown(body)))
        return Listed([], "", None)
    if "data" not in body:
        if "id" in body or "type" in body:
            return Listed([body], "", 1)
        remarks.append(Remark("not_list", "", url))
        return Listed([], "", None)
    data = body["data"]
    if isinstance(data, dict):
        remarks.append(Remark("not_list", "", url, "data"))
        data = list(data.values()) if all(isinstance(one, dict) for one in data.values()) else [data]
    if not isinstance(data, list):
        remarks.append(Remark("not_list", "", url, "data", shown(data)))
        data = []
    links, pagination = body.get("links"), body.get("pagination")
    following = links.get("next") if isinstance(links, dict) else None
    total = pagination.get("totalElements") if isinstance(pagination, dict) else None
    if following is not None and not isinstance(following, str):
        remarks.append(Remark("type", "", url, "links.next", shown(following)))
    return Listed(
        data,
        following.strip() if isinstance(following, str) else "",
        total if isinstance(total, int) and not isinstance(total, bool) and total >= 0 else None,
    )


def type_of(thing: Mapping[str, Any]) -> str:
    """The last word of `type`, as the standard writes it; "" for an unknown or missing one."""
    given = thing.get("type")
    word = given.rstrip("/").rsplit("/", 1)[-1].casefold() if isinstance(given, str) else ""
    return "System" if word == "system" else KINDS.get(word, "")


class Reader:
    """Reads objects of one answer; `base` is the address it came from, `mails` the domains of official addresses."""

    def __init__(self, base: str, mails: Sequence[str] = ()) -> None:
        self.base = base
        self.mails = tuple(mails)
        self.found = Reading()

    def read_all(self, things: Iterable[Any], kind: str = "") -> Reading:
        """All objects of a list; `kind` is what the list should hold."""
        seen: set[tuple[str, str]] = set()
        for thing in things:
            record = self.read(thing, kind)
            if record is None:
                continue
            if (record.kind, record.url) in seen:
                self.remark("duplicate", record.kind, record.url)
            seen.add((record.kind, record.url))
        return self.found

    def remark(self, code: str, kind: str, url: str, name: str = "", message: str = "") -> None:
        self.found.remarks.append(Remark(code, kind, url, name, message))

    def read(
        self, thing: Any, kind: str = "", instead: str = "", depth: int = 0, embedded: bool = False
    ) -> Record | None:
        """One object with everything inside it; `instead` is its address when it has none. None when unusable."""
        if not isinstance(thing, dict):
            self.remark("type", kind, self.base, "data", shown(thing))
            return None
        if depth > DEEPEST or len(self.found.records) >= MOST_RECORDS:
            self.remark("too_large", kind, self.base)
            return None
        own = type_of(thing)
        url = self.url_of(thing, own or kind, instead)
        if url is None:
            return None
        if not own or (kind and own != kind):
            self.remark(
                "type_wrong" if thing.get("type") else "type_missing",
                kind,
                url,
                "type",
                shown(thing.get("type")),
            )
        kind = own or kind
        if kind not in SHAPES:
            self.remark("type_unknown", "", url, "type", shown(thing.get("type")))
            return None
        record = Record(kind, url, embedded=embedded)
        self.found.records.append(record)
        self.fill(record, thing, SHAPES[kind], depth)
        return record

    def url_of(self, thing: Mapping[str, Any], kind: str, instead: str) -> str | None:
        """The address of an object; remarks a missing, broken or unencrypted one."""
        given = thing.get("id")
        if not isinstance(given, str) or not given.strip():
            self.remark("id_missing", kind, instead or self.base, "id", shown(given))
            return instead or None
        return self.key(given, kind, "id") or instead or None

    def key(self, given: str, kind: str, name: str, owner: str = "") -> str | None:
        """The one form of an address, or None."""
        try:
            key = key_of(given, self.base)
        except ValueError:
            self.remark("url", kind, owner or self.base, name, shown(given))
            return None
        # A system that speaks http alone is remarked once, with its own address.
        if urlsplit(given.strip()).scheme == "http" and not self.base.startswith("http:"):
            self.remark("http", kind, owner or key, name, shown(given))
        elif not urlsplit(given.strip()).scheme:
            self.remark("url", kind, owner or key, name, shown(given))
        return key

    def fill(self, record: Record, thing: Mapping[str, Any], shape: Shape, depth: int) -> None:
        """Reads every property of one object into its record."""

        def note_for(name: str) -> Any:
            return lambda code, message: self.remark(code, record.kind, record.url, name, message)

        record.deleted = (
            bool(truth(thing["deleted"], note_for("deleted"))) if thing.get("deleted") is not None else False
        )
        for name in ("created", "modified"):
            if is_empty(thing.get(name)):
                if name in thing:
                    self.remark("empty", record.kind, record.url, name)
                elif not record.embedded:
                    self.remark("missing", record.kind, record.url, name)
            elif name == "modified":
                record.modified = moment(thing[name], note_for(name))
        if record.deleted:
            return
        for name, (column, read) in (*COMMON.items(), *shape.values.items()):
            if is_empty(thing.get(name)):
                if name in thing:
                    self.remark("empty", record.kind, record.url, name)
                if not record.embedded:
                    record.values[column] = None
            else:
                record.values[column] = read(thing[name], note_for(name))
        for name in shape.required:
            if is_empty(thing.get(name)) and not (name == "legislativeTerm" and name in thing):
                self.remark("missing", record.kind, record.url, name)
        for name, link in shape.links.items():
            self.follow(record, thing, name, link, depth)
        self.finish(record, thing, shape)

    def follow(self, record: Record, thing: Mapping[str, Any], name: str, link: Link, depth: int) -> None:
        """A property that names or holds other objects, in any of the forms that systems give it."""
        given = thing.get(name)
        if is_empty(given):
            if name in thing and not (link.many and given == []):
                self.remark("empty", record.kind, record.url, name)
            if not link.back and not record.embedded:
                if link.many:
                    record.many[link.column] = []
                else:
                    record.one[link.column] = None
            return
        if isinstance(given, list) != link.many:
            self.remark("type", record.kind, record.url, name, shown(given))
        urls = list(
            dict.fromkeys(
                self.targets(record, name, link, given if isinstance(given, list) else [given], depth)
            )
        )
        if link.back:
            record.edges += [
                Edge(link.kind, url, link.column, record.kind, record.url, link.weak) for url in urls
            ]
        elif link.many:
            record.many[link.column] = urls
        else:
            record.one[link.column] = urls[0] if urls else None

    def targets(self, record: Record, name: str, link: Link, entries: list[Any], depth: int) -> Iterator[str]:
        for place, entry in enumerate(entries):
            if isinstance(entry, str) and entry.strip():
                # The list of a 1.0 system may stand where the objects themselves should be.
                key = self.key(entry, record.kind, name, record.url)
            elif isinstance(entry, dict):
                instead = f"{record.url}#{name}" + (f"-{place}" if link.many else "")
                inner = self.read(entry, link.kind, instead[:500], depth + 1, embedded=True)
                key = inner.url if inner and inner.kind == link.kind and not inner.deleted else None
            else:
                self.remark("type", record.kind, record.url, name, shown(entry))
                continue
            if key is not None:
                yield key

    def finish(self, record: Record, thing: Mapping[str, Any], shape: Shape) -> None:
        """What single types need, and the fields that no standard knows."""
        known = {*HANDLED, *COMMON, *shape.values, *shape.links, *shape.ignored, *shape.private}
        unknown = {name: value for name, value in thing.items() if name not in known and not is_empty(value)}
        if record.kind == "Person":
            self.leave_out(record, thing, unknown)
        else:
            record.extra = extra(unknown)
        if record.kind == "Location":
            geometry = record.values.get("geometry")
            if "geometry" in record.values:
                record.values["lat"], record.values["lon"] = middle(geometry)
            others = ("bodies", "organizations", "meetings", "papers")
            record.used = record.embedded or any(not is_empty(thing.get(name)) for name in others)
        for name in unknown:
            if ":" not in name:
                self.remark("unknown_field", record.kind, record.url, name)

    def leave_out(self, record: Record, thing: Mapping[str, Any], unknown: Mapping[str, Any]) -> None:
        """Of people neither telephone nor private address is kept; a mail address only at the town's own domain."""
        given = thing.get("email")
        mails = [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, str)]
        official = [
            one.strip() for one in mails if one.strip().casefold().endswith(self.mails) and self.mails
        ]
        if official and "@" in official[0] and len(official[0]) <= 254:
            record.values["office_email"] = official[0]
        elif not record.embedded:
            record.values["office_email"] = ""
        left = [name for name in sorted(SHAPES["Person"].private) if not is_empty(thing.get(name))]
        left = [name for name in left if name != "email" or len(official) < len(mails)]
        for name in (*left, *unknown):
            self.remark("private", "Person", record.url, name)
