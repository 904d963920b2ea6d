"""What the town decided about taking part, how far proofs and letters are, and whether second steps can be read."""

from __future__ import annotations

from datetime import date

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, QuerySet

from mitmachstadt.spine.accounts.models import Letter, LetterBatch, RegisterList
from mitmachstadt.spine.accounts.proof_rules import TakePart, take_part
from mitmachstadt.spine.accounts.sealing import MARK, unseal
from mitmachstadt.spine.city.queries import rule_on
from mitmachstadt.spine.problems import Refused

RULE = "mitwirkung"


def take_part_on(day: date) -> TakePart:
    """Ages, consent and how long proofs hold on `day`, from the dated rule `mitwirkung`."""
    record = rule_on(RULE, day)
    return take_part(record.data, record.source) if record else TakePart()


def postal_codes() -> tuple[str, ...]:
    """Postal codes that belong to the town, from town.toml."""
    return tuple(str(code) for code in settings.TOWN.get("postal_codes", ()))


def waiting_letters() -> QuerySet[Letter]:
    """Letters that wait to be printed, the oldest wish first."""
    return Letter.objects.filter(batch=None).exclude(street="").order_by("asked_at", "pk")


def open_batches() -> QuerySet[LetterBatch]:
    """Batches that nobody has reported as posted, with the number of their letters."""
    return LetterBatch.objects.filter(posted_at=None).annotate(number=Count("letters")).order_by("pk")


def register_list() -> RegisterList | None:
    """The list of the register in force; None when there is none or the installation has no key for it."""
    return RegisterList.objects.order_by("-pk").first() if settings.REGISTER_KEY else None


def second_steps_to_mend() -> tuple[int, int]:
    """How many code apps and recovery codes no key of the installation opens, and how many lie open since before
    sealing existed."""
    rows = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("data", flat=True)
    kept = [str(data.get("secret") or data.get("seed") or "") for data in rows]
    return sum(not opens(value) for value in kept), sum(not value.startswith(MARK) for value in kept)


def opens(kept: str) -> bool:
    """True when a key of the installation opens this value."""
    try:
        unseal(kept)
    except Refused:
        return False
    return True
