"""Who wrote something, as a keyed hash: enough to stop a flood, too little to know a person by."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import CaseKind
from mitmachstadt.spine.moderation.models import Block
from mitmachstadt.spine.problems import Problem


def plain_mail(email: str) -> str:
    """The mailbox behind an address: without case and without a part after `+`."""
    name, at, domain = email.strip().casefold().partition("@")
    return name.partition("+")[0] + at + domain


def key_of(kind: str, who: str) -> str:
    """The keyed hash of an account or a mailbox; without the installation's secret nobody can work it out."""
    return hmac.new(settings.SECRET_KEY.encode(), f"author:{kind}:{who}".encode(), hashlib.sha256).hexdigest()


def account_key(person: User) -> str:
    """The key of an account."""
    return key_of(Block.Kind.ACCOUNT, str(person.public_id))


def mail_key(email: str) -> str:
    """The key of a mailbox."""
    return key_of(Block.Kind.MAIL, plain_mail(email))


def keys_of(case: Case) -> list[tuple[str, str, bool]]:
    """Kind, key and whether it is proven, of whoever sent the case; empty when nobody is known."""
    found: list[tuple[str, str, bool]] = []
    if case.sender is not None:
        found.append((Block.Kind.ACCOUNT, account_key(case.sender), True))
    if case.sender_email:
        found.append((Block.Kind.MAIL, mail_key(case.sender_email), case.email_confirmed_at is not None))
    return found


def same_author(case: Case) -> Q:
    """Cases of the same account or the same mailbox."""
    found = Q(pk=case.pk)
    if case.sender_id:
        found |= Q(sender_id=case.sender_id)
    if case.sender_email:
        name, _at, domain = plain_mail(case.sender_email).partition("@")
        found |= Q(sender_email__iexact=f"{name}@{domain}")
        found |= Q(sender_email__istartswith=f"{name}+", sender_email__iendswith=f"@{domain}")
    return found


def holding(today: object | None = None) -> Q:
    """Blocks that hold today."""
    return Q(lifted_at__isnull=True, until__gte=today or timezone.localdate())


def is_public_kind(kind: CaseKind) -> bool:
    """True for kinds whose words everybody may come to see; the others are letters to the town and never stopped."""
    return any(state.public for state in kind.states)


def problems_with_author(kind: CaseKind, sender: User | None, email: str) -> Iterator[Problem]:
    """Says no to blocked authors, with the way to object; letters to the town that are never public still arrive."""
    if not is_public_kind(kind) or (sender is None and not email):
        return
    keys = Q()
    if sender is not None:
        keys |= Q(key_hash=account_key(sender))
    if email:
        by_mail = Q(key_hash=mail_key(email))
        # An address that a stranger typed may have been blocked; its owner, who signed in, is not stopped by that.
        keys |= by_mail & Q(confirmed=True) if sender is not None else by_mail
    block = Block.objects.filter(keys).filter(holding()).order_by("-until").first()
    if block is not None:
        message = _(
            "Nothing is taken from this account or address at the moment, because too much advertising came from it. "
            "If that is a mistake, please write to the town."
        )
        yield Problem("", "blocked", message)
