"""Whoever proves the old address takes the old contributions over; the first one has them, and nobody after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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


def claims_of(user: User) -> list[Claim]:
    """What the person took over, as long as it is hers."""
    return list(Claim.objects.filter(user=user).select_related("author__source").order_by("pk"))


def numbers_of(author: Author, kinds: Iterable[str]) -> dict[str, list[str]]:
    """Numbers here of what somebody wrote there, by kind."""
    found: dict[str, list[str]] = {kind: [] for kind in kinds}
    rows = Record.objects.filter(source=author.source_id, author_id=author.old_id, kind__in=found).exclude(
        target=""
    )
    for kind, target in rows.order_by("old_id").values_list("kind", "target"):
        found[kind].append(target)
    return found


KINDS = ("proposal", "debate", "investment", "suggestion", "comment")


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
    total = 0
    for kind, part in _pieces(author):
        take = {"proposal": proposals.claim, "comment": talk.claim}.get(kind, pages.claim)
        total += take(part, user.pk, name)
    return total


def give_back(user: User, pk: int, *, nameless: bool = False) -> int:
    """Gives up what was taken over: it bears its former name again and waits for whoever proves the address.

    With `nameless` it stands without a name from now on, and neither name nor hash of the author is kept: nobody takes it
    over any more, and no later reading brings the name back. The words stay, since others answered them.

    Raises:
        Refused: the person has no such claim (any more).
    """
    with transaction.atomic():
        found = (
            Claim.objects.select_for_update(of=("self",))
            .select_related("author__source")
            .filter(pk=pk, user=user)
        )
        claimed = found.first()
        if claimed is None:
            raise Refused([Problem("", "gone", _("These contributions are not yours any more."))])
        author = claimed.author
        if nameless:
            author.name, author.email_hash, author.closed = "", "", True
            author.save(update_fields=["name", "email_hash", "closed"])
        total = 0
        for kind, part in _pieces(author):
            release = {"proposal": proposals.release, "comment": talk.release}.get(kind, pages.release)
            total += release(part, author.name, user.pk)
        claimed.delete()
        summary = (
            "Frühere Beiträge ohne Namen stehen gelassen" if nameless else "Frühere Beiträge zurückgegeben"
        )
        log("consul.given_back", author.source, by=None, summary=summary)
    return total


def catch_up(source_id: int) -> int:
    """What a later reading brought of somebody who has taken over before belongs to that person, too."""
    rows = Claim.objects.filter(author__source=source_id).select_related("author", "user")
    return sum(_hand_over(one.author, one.user, one.name) for one in rows.order_by("pk"))


def _pieces(author: Author) -> Iterator[tuple[str, list[str]]]:
    """Kind and numbers of what somebody wrote, in pieces."""
    for kind, numbers in numbers_of(author, KINDS).items():
        for start in range(0, len(numbers), PIECE):
            yield kind, numbers[start : start + PIECE]
