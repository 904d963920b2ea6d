"""Which columns of each kind the interface reads."""

from __future__ import annotations

from mitmachstadt.modules.council.oparl.objects import COMMON

#: The columns of each kind; nothing else of a table is read.
COLUMNS: dict[str, tuple[str, ...]] = {
    "body": (
        *COMMON, "name", "short_name", "website", "license_since", "oparl_since", "ags", "ars", "equivalents",
        "contact_email", "contact_name", "classification", "location_id",
    ),
    "legislative-term": (*COMMON, "municipality_id", "name", "start", "end"),
    "organization": (
        *COMMON, "organisation_id", "organisation__name", "organisation__key", "organisation__kind", "organisation__parent_id",
        "municipality_id", "short_name", "organisation_type", "classification", "posts", "start", "end", "website",
        "location_id", "member_count", "voting_member_count",
    ),
    "person": (
        *COMMON, "municipality_id", "name", "family_name", "given_name", "form_of_address", "affix", "titles",
        "offices", "office_email",
    ),
    "membership": (
        *COMMON, "person_id", "organisation_id", "role", "voting_right", "start", "end", "on_behalf_of_id",
    ),
    "meeting": (
        *COMMON, "municipality_id", "name", "body_id", "body__name", "state", "cancelled", "starts_at", "ends_at",
        "location_id", "invitation_id", "minutes_id", "verbatim_minutes_id",
    ),
    "agenda-item": (
        *COMMON, "meeting_id", "label", "number", "title", "result", "outcome", "vote", "resolution_text",
        "resolution_file_id", "starts_at", "ends_at",
    ),
    "paper": (*COMMON, "municipality_id", "title", "reference", "date", "paper_type", "main_file_id"),
    "consultation": (
        *COMMON, "paper_id", "agenda_item_id", "meeting_id", "authoritative", "role",
    ),
    "file": (
        *COMMON, "name", "file_name", "mime_type", "date", "size", "sha1", "sha512", "access_url", "download_url",
        "external_service_url", "file_license", "upload_id", "master_id",
    ),
    "location": (
        *COMMON, "description", "street_address", "room", "postal_code", "sub_locality", "locality", "lat", "lon",
        "geometry",
    ),
}  # fmt: skip
