"""The addresses of the endpoint: one for each object and list, made from the town's own address and never from the request."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings

ROOT = "/oparl/v1.1"
SCHEMA = "https://schema.oparl.org/1.1/"

#: Lists of a body: the field that names it (the mandatory ones of 1.0 first) → its part of the address.
BODY_LISTS = {
    "organization": "organization",
    "person": "person",
    "meeting": "meeting",
    "paper": "paper",
    "agendaItem": "agenda-item",
    "consultation": "consultation",
    "file": "file",
    "locationList": "location",
    "legislativeTermList": "legislative-term",
    "membership": "membership",
}
ORGANISATION_LISTS = {"meeting": "meeting", "consultation": "consultation"}


def absolute(path: str) -> str:
    """The whole address of a path of ours."""
    return f"{settings.BASE_URL}{path}"


def system() -> str:
    """Where everything begins."""
    return absolute(f"{ROOT}/system")


def bodies() -> str:
    """The list of bodies."""
    return absolute(f"{ROOT}/body")


def start_of(kind: str) -> str:
    """What the addresses of all objects of a kind begin with; the number follows."""
    return absolute(f"{ROOT}/{kind}/")


def thing(kind: str, number: int) -> str:
    """The address of one object."""
    return f"{start_of(kind)}{number}"


def part(kind: str, number: int, name: str) -> str:
    """A list of a body or an organization, or the content of a file."""
    return f"{start_of(kind)}{number}/{name}"


def with_query(address: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The address with these parameters, in the order given."""
    query = urlencode(list(pairs))
    return f"{address}?{query}" if query else address
