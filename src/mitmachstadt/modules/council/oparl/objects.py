"""From a row to an OParl object, one function for each kind; pure: whatever a row refers to was looked up before.

Optional fields without a value are left out, as the specification asks; dates are `yyyy-mm-dd`, moments carry their
offset. Fields with a colon are the platform's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from mitmachstadt.modules.council.oparl import addresses

Row = Mapping[str, Any]
Object = dict[str, Any]

#: Columns that every table has and every object needs.
COMMON = ("id", "created_at", "modified_at", "license", "keywords", "web", "sample", "stub")
SAMPLE = "mitmachstadt:sample"


class Writer:
    """Writes objects in the town's time; `page_of` gives the path of our own page for a row of a kind, or None."""

    def __init__(self, zone: tzinfo, page_of: Callable[[str, Row], str | None]) -> None:
        self.zone = zone
        self.page_of = page_of
        self.starts: dict[str, str] = {}

    def address(self, kind: str, number: int | None) -> str | None:
        """The address of an object, None for none."""
        if number is None:
            return None
        if kind not in self.starts:
            self.starts[kind] = addresses.start_of(kind)
        return f"{self.starts[kind]}{number}"

    def addresses(self, kind: str, numbers: Iterable[int]) -> list[str]:
        """Addresses of several objects of a kind."""
        return [f"{self.address(kind, number)}" for number in numbers]

    def moment(self, value: datetime | None) -> str | None:
        """A moment in the town's time with its offset, to the second."""
        return value.astimezone(self.zone).isoformat(timespec="seconds") if value else None

    def tombstone(self, kind: str, type_: str, number: int, created: datetime, modified: datetime) -> Object:
        """What is left of an object that was deleted or hidden."""
        return {
            "id": self.address(kind, number),
            "type": addresses.SCHEMA + type_,
            "created": self.moment(created),
            "modified": self.moment(modified),
            "deleted": True,
        }

    def _whole(self, kind: str, type_: str, row: Row, number: int, fields: Object) -> Object:
        page = self.page_of(kind, row)
        found = {
            "id": self.address(kind, number),
            "type": addresses.SCHEMA + type_,
            **fields,
            "license": row["license"],
            "keyword": words(row["keywords"]),
            "created": self.moment(row["created_at"]),
            "modified": self.moment(row["modified_at"]),
            "web": addresses.absolute(page) if page else web(row["web"]),
            SAMPLE: row["sample"] or None,
        }
        return {name: value for name, value in found.items() if value not in (None, "", [])}

    def body(
        self, row: Row, *, terms: Sequence[Object] | None, location: Object | None, main: int | None
    ) -> Object:
        """The municipality; without its terms when internal lists are left out."""
        number = row["id"]
        found = self._whole("body", "Body", row, number, {
            "system": addresses.system(),
            "shortName": row["short_name"], "name": row["name"], "website": web(row["website"]),
            "licenseValidSince": self.moment(row["license_since"]), "oparlSince": self.moment(row["oparl_since"]),
            "ags": row["ags"], "rgs": row["ars"], "equivalent": [one for one in row["equivalents"] if web(one)],
            "contactEmail": row["contact_email"], "contactName": row["contact_name"],
            "mainOrganization": self.address("organization", main),
            "classification": row["classification"], "location": location,
            **{name: addresses.part("body", number, part) for name, part in addresses.BODY_LISTS.items()},
        })  # fmt: skip
        if not web(found.get("license")):
            found.pop("license", None)  # the licence of a body is an address
        if terms is not None:
            found["legislativeTerm"] = list(terms)
        return found

    def term(self, row: Row, *, embedded: bool = False) -> Object:
        """A legislative term."""
        return self._whole("legislative-term", "LegislativeTerm", row, row["id"], {
            "body": None if embedded else self.address("body", row["municipality_id"]),
            "name": row["name"], "startDate": day(row["start"]), "endDate": day(row["end"]),
        })  # fmt: skip

    def organisation(
        self,
        row: Row,
        *,
        body: int | None,
        memberships: Sequence[int],
        parent: int | None,
        location: Object | None,
    ) -> Object:
        """A body of the council."""
        number = row["organisation_id"]
        lists = {
            name: addresses.part("organization", number, part)
            for name, part in addresses.ORGANISATION_LISTS.items()
        }
        return self._whole("organization", "Organization", row, number, {
            "body": self.address("body", body), "name": row["organisation__name"], "shortName": row["short_name"],
            "membership": self.addresses("membership", memberships), **lists, "post": words(row["posts"]),
            "subOrganizationOf": self.address("organization", parent),
            "organizationType": row["organisation_type"], "classification": row["classification"],
            "startDate": day(row["start"]), "endDate": day(row["end"]), "website": web(row["website"]),
            "location": location, "memberCount": row["member_count"], "votingMemberCount": row["voting_member_count"],
        })  # fmt: skip

    def person(self, row: Row, *, body: int | None, memberships: Sequence[Object]) -> Object:
        """Somebody by name and office; nothing private is written, whatever stands in the table."""
        return self._whole("person", "Person", row, row["id"], {
            "body": self.address("body", body), "name": row["name"], "familyName": row["family_name"],
            "givenName": row["given_name"], "formOfAddress": row["form_of_address"], "affix": row["affix"],
            "title": words(row["titles"]), "email": [row["office_email"]] if row["office_email"] else [],
            "status": words(row["offices"]), "membership": list(memberships),
        })  # fmt: skip

    def membership(self, row: Row, *, behalf: int | None, embedded: bool = False) -> Object:
        """A seat."""
        return self._whole("membership", "Membership", row, row["id"], {
            "person": None if embedded else self.address("person", row["person_id"]),
            "organization": self.address("organization", row["organisation_id"]),
            "role": row["role"], "votingRight": row["voting_right"],
            "startDate": day(row["start"]), "endDate": day(row["end"]),
            "onBehalfOf": self.address("organization", behalf),
        })  # fmt: skip

    def meeting(
        self, row: Row, *, organisations: Sequence[int], participants: Sequence[int], location: Object | None,
        files: Mapping[str, Any], items: Sequence[Object],
    ) -> Object:  # fmt: skip
        """A meeting; `files` by field, `auxiliaryFile` among them."""
        return self._whole("meeting", "Meeting", row, row["id"], {
            "name": row["name"] or row["body__name"], "meetingState": row["state"], "cancelled": row["cancelled"],
            "start": self.moment(row["starts_at"]), "end": self.moment(row["ends_at"]), "location": location,
            "organization": self.addresses("organization", organisations),
            "participant": self.addresses("person", participants), **files, "agendaItem": list(items),
        })  # fmt: skip

    def item(
        self, row: Row, *, consultation: int | None, resolution: Object | None, files: Sequence[Object],
        embedded: bool = False,
    ) -> Object:  # fmt: skip
        """An agenda item; only public ones come here."""
        return self._whole("agenda-item", "AgendaItem", row, row["id"], {
            "meeting": None if embedded else self.address("meeting", row["meeting_id"]),
            "number": row["label"] or str(row["number"]), "order": row["number"], "name": row["title"],
            "public": True, "consultation": self.address("consultation", consultation), "result": row["result"],
            "resolutionText": row["resolution_text"], "resolutionFile": resolution, "auxiliaryFile": list(files),
            "start": self.moment(row["starts_at"]), "end": self.moment(row["ends_at"]),
            "mitmachstadt:outcome": row["outcome"], "mitmachstadt:vote": row["vote"],
        })  # fmt: skip

    def paper(
        self, row: Row, *, body: int | None, links: Mapping[str, Sequence[int]], embedded: Object
    ) -> Object:
        """A paper; `links` are numbers by field, `embedded` whole objects by field."""
        kinds = {
            "relatedPaper": "paper", "superordinatedPaper": "paper", "subordinatedPaper": "paper",
            "originatorPerson": "person", "originatorOrganization": "organization", "underDirectionOf": "organization",
        }  # fmt: skip
        return self._whole("paper", "Paper", row, row["id"], {
            "body": self.address("body", body), "name": row["title"], "reference": row["reference"],
            "date": day(row["date"]), "paperType": row["paper_type"],
            **{name: self.addresses(kind, links.get(name, ())) for name, kind in kinds.items()}, **embedded,
        })  # fmt: skip

    def consultation(
        self,
        row: Row,
        *,
        item: int | None,
        meeting: int | None,
        organisations: Sequence[int],
        embedded: bool = False,
    ) -> Object:
        """A station of a paper."""
        return self._whole("consultation", "Consultation", row, row["id"], {
            "paper": None if embedded else self.address("paper", row["paper_id"]),
            "agendaItem": self.address("agenda-item", item), "meeting": self.address("meeting", meeting),
            "organization": self.addresses("organization", organisations),
            "authoritative": row["authoritative"], "role": row["role"],
        })  # fmt: skip

    def file(self, row: Row, *, links: Mapping[str, Any] | None = None, text: str = "") -> Object:
        """A document; its addresses are ours even when its bytes lie elsewhere (see `contents`)."""
        number, links = row["id"], links or {}
        saved = row["upload_id"] or web(row["download_url"])
        return self._whole("file", "File", row, number, {
            "name": row["name"], "fileName": row["file_name"], "mimeType": row["mime_type"], "date": day(row["date"]),
            "size": row["size"], "sha1Checksum": row["sha1"], "sha512Checksum": row["sha512"], "text": text,
            "accessUrl": addresses.part("file", number, "access"),
            "downloadUrl": addresses.part("file", number, "download") if saved else None,
            "externalServiceUrl": web(row["external_service_url"]), "fileLicense": web(row["file_license"]),
            "masterFile": self.address("file", links.get("master")),
            "derivativeFile": self.addresses("file", links.get("derivatives", ())),
            "meeting": self.addresses("meeting", links.get("meetings", ())),
            "agendaItem": self.addresses("agenda-item", links.get("items", ())),
            "paper": self.addresses("paper", links.get("papers", ())),
        })  # fmt: skip

    def location(self, row: Row, *, bodies: Sequence[int] = (), organisations: Sequence[int] = ()) -> Object:
        """A place. Its meetings and papers name it themselves: a town hall's list of them would grow without end."""
        return self._whole("location", "Location", row, row["id"], {
            "description": row["description"], "geojson": feature(row), "streetAddress": row["street_address"],
            "room": row["room"], "postalCode": row["postal_code"], "subLocality": row["sub_locality"],
            "locality": row["locality"], "bodies": self.addresses("body", bodies),
            "organizations": self.addresses("organization", organisations),
        })  # fmt: skip


def day(value: date | None) -> str | None:
    """A day as `yyyy-mm-dd`."""
    return value.isoformat() if value else None


def web(text: Any) -> str | None:
    """An address of the web, None for anything else that a system may have written there."""
    return text if isinstance(text, str) and text.startswith(("https://", "http://")) else None


def words(values: Any) -> list[str]:
    """The words of a list that may hold anything."""
    return [one for one in values or () if isinstance(one, str) and one]


def feature(row: Row) -> Object | None:
    """The place as GeoJSON, from its geometry or its point."""
    geometry = row["geometry"]
    if not geometry and row["lat"] is not None and row["lon"] is not None:
        geometry = {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
    if not isinstance(geometry, dict) or not geometry:
        return None
    if geometry.get("type") == "Feature":
        return geometry
    return {"type": "Feature", "properties": {}, "geometry": geometry}
