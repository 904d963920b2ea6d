"""The types of OParl 1.0 and 1.1 as tables: which property is read how, and where it stands here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mitmachstadt.modules.council.importers.oparl import values as read
from mitmachstadt.modules.council.importers.oparl.values import Reader


@dataclass(frozen=True)
class Link:
    """A property that names or holds other objects: their type, and our column for them.

    `many`: a list. `back`: the column stands on the named object and points here. `weak`: the other side says it
    too, so it fills a gap there and never overrules.
    """

    kind: str
    column: str
    many: bool = False
    back: bool = False
    weak: bool = False


@dataclass(frozen=True)
class Shape:
    """One type: its plain properties, its links, what must not be missing, and what is left out on purpose."""

    values: Mapping[str, tuple[str, Reader]]
    links: Mapping[str, Link] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    ignored: frozenset[str] = field(default_factory=frozenset)
    private: frozenset[str] = field(default_factory=frozenset)


COMMON: Mapping[str, tuple[str, Reader]] = {
    "license": ("license", read.text(300)),
    "keyword": ("keywords", read.words(100)),
    "web": ("web", read.address(500)),
}
#: Properties that reading.py handles itself, for every type.
HANDLED = frozenset({"id", "type", "created", "modified", "deleted"})

SHAPES: Mapping[str, Shape] = {
    "Body": Shape(
        values={
            "name": ("name", read.text(200)),
            "shortName": ("short_name", read.text(100)),
            "website": ("website", read.address(500)),
            "ags": ("ags", read.town_key(8)),
            "rgs": ("ars", read.town_key(12)),
            "equivalent": ("equivalents", read.words(500)),
            "contactEmail": ("contact_email", read.mail),
            "contactName": ("contact_name", read.text(200)),
            "classification": ("classification", read.text(100)),
            "licenseValidSince": ("license_since", read.moment),
            "oparlSince": ("oparl_since", read.moment),
        },
        links={
            "location": Link("Location", "location"),
            "legislativeTerm": Link("LegislativeTerm", "municipality", many=True, back=True),
        },
        required=("name", "organization", "person", "meeting", "paper", "legislativeTerm"),
        ignored=frozenset(
            {"system", "organization", "person", "meeting", "paper", "agendaItem", "consultation", "file", "locationList",
             "legislativeTermList", "membership", "mainOrganization"}
        ),
    ),
    "LegislativeTerm": Shape(
        values={"name": ("name", read.text(200)), "startDate": ("start", read.day), "endDate": ("end", read.day)},
        links={"body": Link("Body", "municipality")},
    ),
    "Organization": Shape(
        values={
            "name": ("name", read.text(200)),
            "shortName": ("short_name", read.text(100)),
            "organizationType": ("organisation_type", read.text(100)),
            "classification": ("classification", read.text(100)),
            "post": ("posts", read.words(200)),
            "startDate": ("start", read.day),
            "endDate": ("end", read.day),
            "website": ("website", read.address(500)),
            "memberCount": ("member_count", read.small_number),
            "votingMemberCount": ("voting_member_count", read.small_number),
        },
        links={
            "body": Link("Body", "municipality"),
            "location": Link("Location", "location"),
            "subOrganizationOf": Link("Organization", "parent"),
            "membership": Link("Membership", "organisation", many=True, back=True, weak=True),
        },
        required=("name",),
        ignored=frozenset({"meeting", "consultation", "externalBody"}),
    ),
    "Person": Shape(
        values={
            "name": ("name", read.text(300)),
            "familyName": ("family_name", read.text(150)),
            "givenName": ("given_name", read.text(150)),
            "formOfAddress": ("form_of_address", read.text(50)),
            "affix": ("affix", read.text(100)),
            "title": ("titles", read.words(100)),
            "gender": ("gender", read.text(50)),
            "status": ("offices", read.words(200)),
        },
        links={
            "body": Link("Body", "municipality"),
            "membership": Link("Membership", "person", many=True, back=True),
        },
        required=("name",),
        private=frozenset({"phone", "email", "location", "locationObject", "life", "lifeSource", "image"}),
    ),
    "Membership": Shape(
        values={
            "role": ("role", read.text(200)),
            "votingRight": ("voting_right", read.truth),
            "startDate": ("start", read.day),
            "endDate": ("end", read.day),
        },
        links={
            "person": Link("Person", "person"),
            "organization": Link("Organization", "organisation"),
            "onBehalfOf": Link("Organization", "on_behalf_of"),
        },
    ),
    "Meeting": Shape(
        values={
            "name": ("name", read.text(500)),
            "meetingState": ("state", read.text(100)),
            "cancelled": ("cancelled", read.truth),
            "start": ("starts_at", read.moment),
            "end": ("ends_at", read.moment),
        },
        links={
            "location": Link("Location", "location"),
            "organization": Link("Organization", "more_bodies", many=True),
            "participant": Link("Person", "participants", many=True),
            "invitation": Link("File", "invitation"),
            "resultsProtocol": Link("File", "minutes"),
            "verbatimProtocol": Link("File", "verbatim_minutes"),
            "auxiliaryFile": Link("File", "files", many=True),
            "agendaItem": Link("AgendaItem", "meeting", many=True, back=True),
        },
        required=("organization", "start"),
    ),
    "AgendaItem": Shape(
        values={
            "number": ("label", read.text(50)),
            "order": ("number", read.small_number),
            "name": ("title", read.text(1000)),
            "public": ("public", read.truth),
            "result": ("result", read.paragraphs(5_000)),
            "resolutionText": ("resolution_text", read.paragraphs(100_000)),
            "start": ("starts_at", read.moment),
            "end": ("ends_at", read.moment),
        },
        links={
            "meeting": Link("Meeting", "meeting"),
            "consultation": Link("Consultation", "agenda_item", back=True, weak=True),
            "resolutionFile": Link("File", "resolution_file"),
            "auxiliaryFile": Link("File", "files", many=True),
        },
        required=("order", "name"),
    ),
    "Paper": Shape(
        values={
            "name": ("title", read.text(1000)),
            "reference": ("reference", read.text(100)),
            "date": ("date", read.day),
            "paperType": ("paper_type", read.text(200)),
        },
        links={
            "body": Link("Body", "municipality"),
            "relatedPaper": Link("Paper", "related", many=True),
            "superordinatedPaper": Link("Paper", "parents", many=True),
            "subordinatedPaper": Link("Paper", "parents", many=True, back=True, weak=True),
            "mainFile": Link("File", "main_file"),
            "auxiliaryFile": Link("File", "files", many=True),
            "location": Link("Location", "locations", many=True),
            "originatorPerson": Link("Person", "originator_persons", many=True),
            "originatorOrganization": Link("Organization", "originators", many=True),
            "underDirectionOf": Link("Organization", "departments", many=True),
            "consultation": Link("Consultation", "paper", many=True, back=True),
        },
        required=("name",),
    ),
    "Consultation": Shape(
        values={"role": ("role", read.text(200)), "authoritative": ("authoritative", read.truth)},
        links={
            "paper": Link("Paper", "paper"),
            "agendaItem": Link("AgendaItem", "agenda_item"),
            "meeting": Link("Meeting", "meeting"),
            "organization": Link("Organization", "organisations", many=True),
        },
    ),
    "File": Shape(
        values={
            "name": ("name", read.text(500)),
            "fileName": ("file_name", read.text(300)),
            "mimeType": ("mime_type", read.text(100)),
            "date": ("date", read.day),
            "size": ("size", read.number),
            "sha1Checksum": ("sha1", read.checksum(40)),
            "sha512Checksum": ("sha512", read.checksum(128)),
            "text": ("text", read.paragraphs(1_000_000)),
            "accessUrl": ("access_url", read.address(1000)),
            "downloadUrl": ("download_url", read.address(1000)),
            "externalServiceUrl": ("external_service_url", read.address(1000)),
            "fileLicense": ("file_license", read.text(300)),
        },
        links={
            "masterFile": Link("File", "master"),
            "derivativeFile": Link("File", "master", many=True, back=True, weak=True),
            "paper": Link("Paper", "files", many=True, back=True, weak=True),
            "meeting": Link("Meeting", "files", many=True, back=True, weak=True),
            "agendaItem": Link("AgendaItem", "files", many=True, back=True, weak=True),
        },
        required=("accessUrl",),
        ignored=frozenset({"person"}),
    ),
    "Location": Shape(
        values={
            "description": ("description", read.text(500)),
            "geojson": ("geometry", read.geometry),
            "streetAddress": ("street_address", read.text(300)),
            "room": ("room", read.text(200)),
            "postalCode": ("postal_code", read.text(20)),
            "subLocality": ("sub_locality", read.text(200)),
            "locality": ("locality", read.text(200)),
        },
        ignored=frozenset({"bodies", "organizations", "persons", "meetings", "papers"}),
    ),
}  # fmt: skip

#: Who must be written before whom, so that most links find their end at once.
ORDER = ("Body", "Location", "LegislativeTerm", "Organization", "Person", "Membership", "File", "Meeting", "AgendaItem",
         "Paper", "Consultation")  # fmt: skip
#: Columns that hold many.
MANY = frozenset(
    {"more_bodies", "participants", "files", "related", "parents", "locations", "originator_persons", "originators",
     "departments", "organisations"}
)  # fmt: skip
#: Texts that a machine made; no person edits them and no memory of them is kept.
MACHINE = frozenset({"text", "text_state", "extra", "source_modified_at", "stub"})
