"""Whoever proves the old address takes the old contributions over; the first one has them, and nobody after."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.consul.actions import pages
from mitmachstadt.modules.consul.actions.hashing import hash_of
from mitmachstadt.modules.consul.models import Author, Claim, Record
from mitmachstadt.modules.proposals import interface as proposals
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record as log
from mitmachstadt.spine.problems import Problem, Refused, refuse_if
from mitmachstadt.spine.talk import former as talk

MIN_NAME, MAX_NAME = 2, 60
PIECE = 500


def proven_hashes(user: User) -> list[str]:
    """Hashes of the addresses that this person has proven to read."""
    rows = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return [hash_of(one) for one in rows]


def open_authors(user: User) -> list[Author]:
    """Authors of former platforms with a proven address of this person that nobody has claimed."""
    rows = Author.objects.filter(email_hash__in=proven_hashes(user), claim__isnull=True).exclude(
        email_hash=""
    )
    return list(rows.select_related("source").order_by("pk"))


def numbers_of(author: Author, kinds: Iterable[str]) -> dict[str, list[str]]:
    """Numbers here of what somebody wrote there, by kind."""
    found: dict[str, list[str]] = {kind: [] for kind in kinds}
    rows = Record.objects.filter(source=author.source_id, author_id=author.old_id, kind__in=found).exclude(
        target=""
    )
    for kind, target in rows.order_by("old_id").values_list("kind", "target"):
        found[kind].append(target)
    return found


KINDS = ("proposal", "debate", "investment", "comment")


def claim(user: User, name: str) -> int:
    """Takes over everything that proven addresses wrote, under `name`; returns how many contributions.

    Raises:
        Refused: no fitting name, nothing to be had, or somebody else was first.
    """
    name = " ".join(name.split())
    if not MIN_NAME <= len(name) <= MAX_NAME or "@" in name:
        asked = _("Please give the name under which everybody reads you: 2 to 60 characters, no address.")
        refuse_if([Problem("name", "name", asked)])
    authors = open_authors(user)
    if not authors:
        raise Refused([Problem("", "nothing", _("There are no contributions waiting for your address."))])
    total = 0
    try:
        with transaction.atomic():
            for author in authors:
                Claim.objects.create(author=author, user=user, name=name)
                total += _hand_over(author, user, name)
                log(
                    "consul.claim",
                    author.source,
                    by=None,
                    summary="Frühere Beiträge von ihrer Person übernommen",
                )
    except IntegrityError:
        raise Refused([Problem("", "taken", _("These contributions have just been taken over."))]) from None
    return total


def _hand_over(author: Author, user: User, name: str) -> int:
    found = numbers_of(author, KINDS)
    total = 0
    for kind, numbers in found.items():
        for start in range(0, len(numbers), PIECE):
            part = numbers[start : start + PIECE]
            if kind == "proposal":
                total += proposals.claim(part, user.pk, name)
            elif kind == "comment":
                total += talk.claim(part, user.pk, name)
            else:
                total += pages.claim(part, user.pk, name)
    return total
