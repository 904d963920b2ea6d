"""A council system made of nothing: any number of papers and files, with the dirt of real ones, over HTTP.

Every object is made from its number when it is asked for, so that 15,000 papers need no memory. Tests plant changes,
deletions and failures. As a program it serves until it is ended: `python -m tests.council.oparl_server --papers 15000`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import signal
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.serving import Quiet, end, serve

SCHEMA = "https://schema.oparl.org/1.1/"
START = datetime(2024, 1, 1, 12, 0, tzinfo=UTC)
PAGE = 100
KINDS = {
    "legislativeTermList": ("term", "LegislativeTerm"),
    "organization": ("organization", "Organization"),
    "person": ("person", "Person"),
    "membership": ("membership", "Membership"),
    "meeting": ("meeting", "Meeting"),
    "agendaItem": ("agendaitem", "AgendaItem"),
    "paper": ("paper", "Paper"),
    "consultation": ("consultation", "Consultation"),
    "file": ("file", "File"),
    "locationList": ("location", "Location"),
}
BODIES = ("Rat der Stadt Castrop-Rauxel", "Umweltausschuss", "HFA", "Kulturausschuss", "Fraktion Morgenrot")
RESULTS = (
    "einstimmig beschlossen",
    "mehrheitlich abgelehnt",
    "zur Kenntnis genommen",
    "vertagt",
    "Hokuspokus",
    "",
)
WORDS = ("Radweg", "Spielplatz", "Haushalt", "Schule", "Brücke", "Klimaschutz", "Bebauungsplan", "Feuerwehr")


def pdf(words: str) -> bytes:
    """A real PDF of one page with these words."""
    stream = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode("latin-1", "replace")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    found, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(found)
    return (
        found
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start
    )


@dataclass
class Council:
    """What there is: how many papers and files, and what a test did to them.

    `changed[kind, number]` are fields laid over an object, `touched` its moment of change, `deleted` its tombstones
    and `vanished` what answers 404 and stands in no list. `failing[path]`: how often an address still answers with 500
    (-1: always). `raw[path]`: bytes instead of an answer. `asked` counts questions.
    """

    papers: int = 30
    files: int = 80
    dirty: bool = True
    embedded: bool = True
    root: str = ""
    delay: float = 0.0
    etags: bool = True
    changed: dict[tuple[str, int], dict] = field(default_factory=dict)
    touched: dict[tuple[str, int], datetime] = field(default_factory=dict)
    deleted: set[tuple[str, int]] = field(default_factory=set)
    vanished: set[tuple[str, int]] = field(default_factory=set)
    failing: dict[str, int] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    unchanged: int = 0

    def count(self, kind: str) -> int:
        """How many objects of a kind there are."""
        return {
            "term": 2, "organization": len(BODIES), "person": 40, "membership": 60,
            "meeting": max(1, self.papers // 20), "agendaitem": self.papers, "paper": self.papers,
            "consultation": self.papers, "file": self.files, "location": 10,
        }[kind]  # fmt: skip

    def url(self, kind: str, number: int) -> str:
        return f"{self.root}/oparl/{kind}/{number}"

    def touch(self, kind: str, number: int, **fields: object) -> None:
        """Changes an object; it now has this moment."""
        self.changed.setdefault((kind, number), {}).update(fields)
        self.touched[kind, number] = datetime.now(UTC)

    def delete(self, kind: str, number: int) -> None:
        """Leaves a tombstone."""
        self.deleted.add((kind, number))
        self.touched[kind, number] = datetime.now(UTC)

    def moment(self, kind: str, number: int) -> datetime:
        return self.touched.get((kind, number), START + timedelta(seconds=number))

    def make(self, kind: str, number: int) -> dict:
        """One object by its number."""
        word = next(name for short, name in KINDS.values() if short == kind)
        common = {
            "id": self.url(kind, number), "type": f"{SCHEMA}{word}", "created": START.isoformat(),
            "modified": self.moment(kind, number).isoformat(),
        }  # fmt: skip
        if (kind, number) in self.deleted:
            return {**common, "deleted": True}
        found = {**common, **getattr(self, f"make_{kind}")(number), **self.changed.get((kind, number), {})}
        return {name: value for name, value in found.items() if value is not ...}

    def make_term(self, n: int) -> dict:
        return {
            "name": f"{n}. Wahlperiode",
            "startDate": f"20{20 + 5 * n}-11-01",
            "body": self.url("body", 1),
        }

    def make_organization(self, n: int) -> dict:
        kind = "Fraktion" if "Fraktion" in BODIES[n] else "Gremium"
        return {"name": BODIES[n], "organizationType": kind, "body": self.url("body", 1), "shortName": ""}

    def make_person(self, n: int) -> dict:
        private = {
            "phone": ["02305 1234"],
            "email": ["ich@zuhause.example"],
            "location": self.url("location", 9),
        }
        return {"name": f"Beispielperson {n}", "familyName": f"Person{n}", **(private if n % 5 == 0 else {})}

    def make_membership(self, n: int) -> dict:
        return {
            "person": self.url("person", n % 40), "organization": self.url("organization", n % len(BODIES)),
            "role": "Mitglied", "votingRight": "ja" if self.dirty and n % 7 == 0 else True, "startDate": "2025-11-01",
        }  # fmt: skip

    def make_meeting(self, n: int) -> dict:
        day = START + timedelta(days=7 * n)
        items = [
            i for i in range(n * 20, min((n + 1) * 20, self.papers)) if ("agendaitem", i) not in self.vanished
        ]
        found = {
            "name": f"Sitzung {n}", "start": day.isoformat(), "organization": [self.url("organization", n % 4)],
            "location": self.make("location", (n + 1) % 8),
            "agendaItem": [self.make("agendaitem", i) if self.embedded else self.url("agendaitem", i) for i in items],
        }  # fmt: skip
        if self.dirty and n % 9 == 8:
            found["organization"] = None
        return found

    def make_agendaitem(self, n: int) -> dict:
        return {
            "meeting": self.url("meeting", min(n // 20, self.count("meeting") - 1)), "number": f"Ö {n % 20 + 1}",
            "order": n % 20, "name": f"{WORDS[n % 8]} Punkt {n}", "public": n % 17 != 16,
            "consultation": self.url("consultation", n), "result": RESULTS[n % 6], "start": None,
        }  # fmt: skip

    def make_paper(self, n: int) -> dict:
        files = [i for i in range(n, self.files, self.papers) if ("file", i) not in self.vanished]
        made = [self.make("file", i) for i in files]
        found = {
            "body": self.url("body", 1), "name": f"{WORDS[n % 8]} in der Musterstraße {n}", "reference": f"2026/{n:05d}",
            "date": (START + timedelta(days=n % 700)).date().isoformat(), "paperType": ("Beschlussvorlage", "Anfrage")[n % 2],
            "mainFile": made[0] if made else ..., "auxiliaryFile": made[1:],
            "originatorOrganization": [self.url("organization", n % 4)],
            "consultation": [self.make("consultation", n)] if ("consultation", n) not in self.vanished else [],
        }  # fmt: skip
        return {**found, **(self.dirt(n) if self.dirty else {})}

    def dirt(self, n: int) -> dict:
        """One of the ways in which real systems break the rules."""
        return {
            3: {"reference": ""}, 5: {"name": "  <b>Fett</b> &amp; <i>kursiv</i> "}, 7: {"date": "31.12.2025"},
            11: {"relatedPaper": [self.url("paper", 10**7 + n)]}, 13: {"vendor:status": {"x": 1}, "keyword": None},
            15: {"date": "0000-00-00"}, 17: {"paperType": ["eine Liste"]},
        }.get(n % 23, {})  # fmt: skip

    def make_consultation(self, n: int) -> dict:
        item = self.url("agendaitem", n if n % 31 != 30 else 10**7)
        return {
            "paper": self.url("paper", n), "agendaItem": item, "organization": [self.url("organization", n % 4)],
            "role": "Entscheidung", "authoritative": True,
        }  # fmt: skip

    def make_file(self, n: int) -> dict:
        address = f"{self.root}/oparl/pdf/{n}.pdf"
        return {
            "name": f"Anlage {n}", "fileName": f"anlage-{n}.pdf", "mimeType": "application/pdf", "size": 900 + n,
            "accessUrl": address if not (self.dirty and n % 41 == 40) else ..., "downloadUrl": address,
        }  # fmt: skip

    def make_location(self, n: int) -> dict:
        place = [51.55 + n / 1000, 7.31] if self.dirty and n % 2 else [7.31, 51.55 + n / 1000]
        return {
            "description": f"Haus {n}", "streetAddress": f"Musterstraße {n}",
            "geojson": {"type": "Feature", "geometry": {"type": "Point", "coordinates": place}},
        }  # fmt: skip

    def body(self) -> dict:
        lists = {name: f"{self.root}/oparl/body/1/{name}" for name in KINDS}
        return {
            "id": self.url("body", 1), "type": f"{SCHEMA}Body", "name": "Stadt Castrop-Rauxel", "shortName": "",
            "ags": "5562004" if self.dirty else "05562004", **lists, "created": START.isoformat(),
            "modified": START.isoformat(), "legislativeTerm": [self.make("term", 0), self.make("term", 1)],
        }  # fmt: skip

    def numbers(self, kind: str, since: datetime | None) -> list[int] | range:
        """What a list holds: all that is there, or what changed since a moment, with tombstones."""
        if since is not None:
            old = (
                [n for n in range(self.count(kind)) if START + timedelta(seconds=n) >= since]
                if since < START + timedelta(days=2)
                else []
            )
            found = {n for (k, n), moment in self.touched.items() if k == kind and moment >= since} | set(old)
            return sorted(n for n in found if (kind, n) not in self.vanished)
        hidden = {n for k, n in self.deleted | self.vanished if k == kind}
        everything = range(self.count(kind))
        return [n for n in everything if n not in hidden] if hidden else everything

    def listing(self, name: str, query: dict[str, list[str]]) -> dict:
        kind = KINDS[name][0]
        since = datetime.fromisoformat(query["modified_since"][0]) if "modified_since" in query else None
        numbers, page = self.numbers(kind, since), int(query.get("page", ["1"])[0])
        last = max(1, -(-len(numbers) // PAGE))
        keep = f"&modified_since={query['modified_since'][0].replace('+', '%2B')}" if since else ""
        links = {"self": f"{self.root}/oparl/body/1/{name}?page={page}{keep}"}
        if page < last:
            links["next"] = f"{self.root}/oparl/body/1/{name}?page={page + 1}{keep}"
        some = [self.make(kind, n) for n in numbers[(page - 1) * PAGE : page * PAGE]]
        return {
            "data": some,
            "links": links,
            "pagination": {"totalElements": len(numbers), "elementsPerPage": PAGE},
        }

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, object]:
        """Status and answer of an address: an object for JSON, bytes for a document."""
        parts = path.strip("/").split("/")
        if parts == ["oparl"]:
            return 200, {
                "id": f"{self.root}/oparl", "type": f"{SCHEMA}System", "oparlVersion": SCHEMA, "name": "Probesystem",
                "body": f"{self.root}/oparl/bodies",
            }  # fmt: skip
        if parts == ["oparl", "bodies"]:
            return 200, {"data": [self.body()], "links": {}, "pagination": {}}
        if parts[:3] == ["oparl", "body", "1"]:
            if len(parts) == 3:
                return 200, self.body()
            return (200, self.listing(parts[3], query)) if parts[3] in KINDS else (404, {})
        if parts[:2] == ["oparl", "pdf"]:
            number = int(parts[2].split(".")[0])
            return 200, pdf(f"Wortlaut der Anlage {number} mit Zauberwort Quastenflosser{number}")
        if len(parts) == 3 and parts[2].isdigit() and parts[1] in {short for short, _ in KINDS.values()}:
            kind, number = parts[1], int(parts[2])
            if number < self.count(kind) and (kind, number) not in self.vanished:
                return 200, self.make(kind, number)
        return 404, {"type": f"{SCHEMA}Error"}


class Handler(Quiet):
    """Answers from the council of its server."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        council: Council = self.server.council  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        council.asked.append(self.path)
        time.sleep(council.delay)
        left = council.failing.get(self.path, council.failing.get(parts.path, 0))
        if left:
            name = self.path if self.path in council.failing else parts.path
            council.failing[name] = left - 1 if left > 0 else left
            self.send(500, b"kaputt", "text/plain")
            return
        if self.path in council.raw:
            self.send(200, council.raw[self.path], "application/json")
            return
        status, found = council.answer(parts.path, parse_qs(parts.query))
        if isinstance(found, bytes):
            self.send(status, found, "application/pdf")
        else:
            self.send(
                status, json.dumps(found, ensure_ascii=False).encode(), "application/json; charset=utf-8"
            )

    def send(self, status: int, data: bytes, content_type: str) -> None:
        council: Council = self.server.council  # type: ignore[attr-defined]
        etag = f'"{hashlib.md5(data).hexdigest()}"'  # noqa: S324
        if council.etags and status == 200 and self.headers.get("If-None-Match") == etag:
            council.unchanged += 1
            status, data = 304, b""
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        if council.etags and status in {200, 304}:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(data)


class CouncilServer:
    """Serves a council from a thread for as long as the `with` block runs."""

    def __init__(self, council: Council, port: int = 0) -> None:
        self.council = council
        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.server.council = council  # type: ignore[attr-defined]
        council.root = f"http://127.0.0.1:{self.server.server_address[1]}"

    def show(self, council: Council) -> Council:
        """Serves another council from now on, under the same address."""
        council.root = self.council.root
        self.council = self.server.council = council  # type: ignore[attr-defined]
        return council

    def __enter__(self) -> Council:
        serve(self.server)
        return self.council

    def __exit__(self, *error: object) -> None:
        end(self.server)


def change_hundred(council: Council) -> None:
    """A hundred papers get another title."""
    for number in range(100):
        council.touch("paper", number * 7, name=f"Geändert {number} um {time.time():.0f}")


def main() -> None:
    """Serves until it is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8199)
    parser.add_argument("--papers", type=int, default=15_000)
    parser.add_argument("--files", type=int, default=40_000)
    options = parser.parse_args()
    server = CouncilServer(Council(papers=options.papers, files=options.files), options.port)
    # For measuring an update: a signal changes a hundred papers.
    signal.signal(signal.SIGUSR1, lambda number, frame: change_hundred(server.council))
    print(f"{server.council.root}/oparl", flush=True)
    server.server.serve_forever()


if __name__ == "__main__":
    main()
