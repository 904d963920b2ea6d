"""Decisions about services: which ones may be registered, whether a person was asked before, what a service is told; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.problems import Problem

#: What a service can ask for, in the order of the page: what it is called, what the person reads about it.
SCOPES: Final[dict[str, Promise]] = {
    "openid": _("that it is you who signs in, under a number that only this service knows"),
    "email": _("your e-mail address"),
    "profile": _("your name, if you gave one"),
    "proof": _("whether and since when your residence and your age are proven, and in which way"),
}
#: The same in the words of those who register a service.
SHORT: Final[dict[str, Promise]] = {
    "email": _("confirmed e-mail address"),
    "profile": _("name"),
    "proof": _("proof of residence and age: kind and day"),
}
ALWAYS: Final = "openid"
MOST_ADDRESSES: Final = 10
LONGEST: Final = 300
LOCAL: Final = frozenset({"localhost", "127.0.0.1"})


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be registered: `redirects` and `logouts` are whole addresses, `public` is a service that keeps no secret
    (an app, a page without a server of its own)."""

    name: str
    redirects: tuple[str, ...]
    logouts: tuple[str, ...] = ()
    scopes: tuple[str, ...] = (ALWAYS, "email")
    public: bool = False
    policy: str = ""


def address_problems(address: str, field: str, *, local: bool) -> list[Problem]:
    """Why nobody can be sent back to `address`; `local` lets http://localhost through, for trying things out."""
    words = {"address": address[:80]}
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    fine = (
        bool(host)
        and address.isascii()
        and address.isprintable()
        and not set(address) & set(" *\\\"'<>;,")
        and "@" not in parts.netloc
        and (port is None or port > 0)
        and len(address) <= LONGEST
    )
    found = []
    if not fine or "#" in address:
        message = _("“%(address)s” is no whole address of the form https://service.example/back.") % words
        found.append(Problem(field, "address", message))
    elif parts.scheme != "https" and not (local and parts.scheme == "http" and host in LOCAL):
        found.append(Problem(field, "https", _("“%(address)s” has to begin with https://.") % words))
    return found


def wish_problems(wish: Wish, *, local: bool) -> list[Problem]:
    """Everything that keeps a service from being registered like that."""
    found = []
    if not 2 <= len(wish.name.strip()) <= 100 or not wish.name.isprintable():
        found.append(Problem("name", "name", _("Please give the name of the service: 2 to 100 characters.")))
    if not wish.redirects:
        found.append(Problem("redirects", "missing", _("Please give at least one address to return to.")))
    for field, addresses in (("redirects", wish.redirects), ("logouts", wish.logouts)):
        if len(addresses) > MOST_ADDRESSES:
            words = _("%(most)d addresses at most.") % {"most": MOST_ADDRESSES}
            found.append(Problem(field, "many", words))
        for address in addresses[:MOST_ADDRESSES]:
            found += address_problems(address, field, local=local)
    if wish.policy:
        found += address_problems(wish.policy, "policy", local=local)
    if not set(wish.scopes) <= set(SCOPES):
        found.append(Problem("scopes", "unknown", _("A service can only ask for what is on the list.")))
    return found


def ordered(scopes: Iterable[str]) -> list[str]:
    """Known scopes in the order of the page, each once, `openid` always among them."""
    wanted = {ALWAYS, *scopes}
    return [one for one in SCOPES if one in wanted]


def was_asked(scopes: Iterable[str], asked: str) -> bool:
    """True when a person saw a page with all these scopes before and decided then."""
    return set(scopes) <= set(asked.split())


@dataclass(frozen=True, kw_only=True)
class Proven:
    """One proof as far as it counts here."""

    kind: str
    day: date
    resident: bool
    age_at_least: int | None
    valid_until: date | None


def proof_claims(proofs: Sequence[Proven], day: date) -> dict[str, dict[str, str | int]]:
    """What a service is told: the newest proof of residence that holds on `day`, and the highest age that was proven.

    `{"proven_residence": {"kind", "date"}, "proven_age": {"at_least", "kind", "date"}}`, each only when there is one.
    """
    told: dict[str, dict[str, str | int]] = {}
    past = [one for one in proofs if one.day <= day]
    homes = [one for one in past if one.resident and (one.valid_until is None or one.valid_until >= day)]
    if homes:
        newest = max(homes, key=lambda one: (one.day, one.kind))
        told["proven_residence"] = {"kind": newest.kind, "date": newest.day.isoformat()}
    ages = [one for one in past if one.age_at_least is not None]
    if ages:
        oldest = max(ages, key=lambda one: (one.age_at_least or 0, one.day, one.kind))
        told["proven_age"] = {
            "at_least": oldest.age_at_least or 0,
            "kind": oldest.kind,
            "date": oldest.day.isoformat(),
        }
    return told
