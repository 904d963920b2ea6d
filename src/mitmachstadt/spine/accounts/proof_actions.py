"""The only writers of proofs: from the identity account, from letters with codes, at the counter, from the register."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts import letters, proof_rules, queries, rules
from mitmachstadt.spine.accounts.claims import Claimed, reaches
from mitmachstadt.spine.accounts.models import (
    Letter,
    LetterBatch,
    Proof,
    ProofKind,
    RegisterHash,
    RegisterList,
    Role,
    User,
)
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.notify.actions import queue_mail
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

COUNTER_ROLES = (Role.CLERK, Role.COORDINATOR, Role.OPERATOR)
REGISTER_ROLES = (Role.COORDINATOR, Role.OPERATOR)
LETTERS_PER_BATCH = 500
FEWEST_ENTRIES = 100


@transaction.atomic
def record_proof(
    user: User,
    kind: str,
    *,
    by: User | None = None,
    level: str = "",
    resident: bool = False,
    age: int | None = None,
    consent: bool = False,
    seal: str | None = None,
) -> Proof:
    """Writes what `user` proved today in the place of an older proof of the same kind; a proven age never shrinks."""
    today = timezone.localdate()
    User.objects.select_for_update().get(pk=user.pk)
    old = Proof.objects.filter(user=user, kind=kind).first()
    if old and old.age_at_least is not None:
        age = max(age or 0, old.age_at_least + rules.full_years(old.day, today))
    months = queries.take_part_on(today).residence_months
    values = {
        "day": today,
        "level": level,
        "resident": resident,
        "age_at_least": age,
        "consent": consent or bool(old and old.consent),
        "valid_until": proof_rules.months_later(today, months) if resident else None,
        "seal": seal,
    }
    proof, _made = Proof.objects.update_or_create(user=user, kind=kind, defaults=values)
    user.__dict__.pop("_proofs", None)
    # About the proof, not about the person: the log never forgets a name.
    record("proof.recorded", proof, by=by, sample=user.sample)
    return proof


def record_sign_in(user: User, claimed: Claimed) -> Proof:
    """What the identity account proved at this sign-in; a weaker sign-in takes nothing away."""
    today = timezone.localdate()
    old = Proof.objects.filter(user=user, kind=ProofKind.OIDC).first()
    if old and not reaches(claimed.level, settings.OIDC["proof_level"]):
        return old
    age = proof_rules.age_step(claimed.born, today, queries.take_part_on(today).age_steps)
    return record_proof(user, ProofKind.OIDC, level=claimed.level, resident=claimed.resident, age=age)


@transaction.atomic
def remove_proof(proof: Proof) -> None:
    """The person takes a proof back."""
    record("proof.removed", proof, by=None, sample=proof.user.sample)
    proof.delete()


@transaction.atomic
def ask_for_letter(user: User, *, name: str, street: str, postal_code: str) -> Letter:
    """Keeps the address until the letter is posted.

    Raises:
        Refused: not an address of the town, or a letter is on its way.
    """
    today = timezone.localdate()
    name, street = " ".join(name.split())[:100], " ".join(street.split())[:100]
    User.objects.select_for_update().get(pk=user.pk)
    letter = Letter.objects.filter(user=user).first()
    refuse_if(proof_rules.problems_with_asking(letter, today))
    there = Letter.objects.filter(street__iexact=street, postal_code=postal_code).count()
    refuse_if(proof_rules.problems_with_letter(name, street, postal_code, queries.postal_codes(), there))
    if letter:
        letter.delete()
    return Letter.objects.create(user=user, name=name, street=street, postal_code=postal_code)


def may_prove_others(person: User) -> bool:
    """True for whoever confirms at the counter and prints letters."""
    return any(rules.has_role(person, role) for role in COUNTER_ROLES)


def may_load_register(person: User) -> bool:
    """True for whoever may put the register's list into force."""
    return any(rules.has_role(person, role) for role in REGISTER_ROLES)


def _only(allowed: bool) -> None:
    refuse_if([] if allowed else [Problem("", "not_allowed", _("Your role does not allow this."))])


@transaction.atomic
def gather_letters(*, by: User) -> LetterBatch:
    """Puts the waiting letters, at most `LETTERS_PER_BATCH`, into one batch.

    Raises:
        Refused: nothing waits, or a person without the right.
    """
    _only(may_prove_others(by))
    ids = list(queries.waiting_letters().select_for_update().values_list("pk", flat=True)[:LETTERS_PER_BATCH])
    if not ids:
        raise Refused([Problem("", "none", _("No letter waits."))])
    batch = LetterBatch.objects.create()
    Letter.objects.filter(pk__in=ids).update(batch=batch)
    record("letters.gathered", batch, by=by, summary=str(len(ids)))
    return batch


@transaction.atomic
def print_letters(batch: LetterBatch, *, by: User) -> bytes:
    """The letters of a batch as one PDF with a page for each; printing again makes new codes and ends the old ones.

    Raises:
        Refused: the batch is posted already, or a person without the right.
    """
    _only(may_prove_others(by))
    batch = LetterBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.posted_at:
        raise Refused([Problem("", "posted", _("These letters are posted; their addresses are forgotten."))])
    today = timezone.localdate()
    until = today + timedelta(days=queries.take_part_on(today).letter_days)
    pages = []
    for letter in batch.letters.select_for_update().order_by("pk"):
        code = "".join(secrets.choice(proof_rules.ALPHABET) for _place in range(proof_rules.CODE_LENGTH))
        letter.code_hash, letter.expires_on, letter.tries = code_hash(letter, code), until, 0
        letter.save(update_fields=["code_hash", "expires_on", "tries"])
        pages.append(
            letters.Page(letter.name, letter.street, letter.postal_code, proof_rules.code_words(code))
        )
    document = letters.letters_pdf(pages, today, until)
    batch.printed_at = timezone.now()
    batch.save(update_fields=["printed_at"])
    record("letters.printed", batch, by=by, summary=str(len(pages)))
    return document


@transaction.atomic
def post_letters(batch: LetterBatch, *, by: User) -> int:
    """The letters have left the house: names and addresses are forgotten. Returns how many.

    Raises:
        Refused: not printed yet, posted before, or a person without the right.
    """
    _only(may_prove_others(by))
    batch = LetterBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.printed_at is None or batch.posted_at:
        raise Refused([Problem("", "state", _("These letters are not printed, or posted already."))])
    number = batch.letters.update(name="", street="", postal_code="")
    batch.posted_at = timezone.now()
    batch.save(update_fields=["posted_at"])
    record("letters.posted", batch, by=by, summary=str(number))
    return number


@transaction.atomic
def forget_over() -> int:
    """For the clock: removes letters a month after their code ended, and addresses that nobody reported as posted."""
    today = timezone.localdate()
    month = timedelta(days=30)
    late = LetterBatch.objects.filter(posted_at=None, printed_at__lt=timezone.now() - month)
    blank = Letter.objects.filter(batch__in=late).update(name="", street="", postal_code="")
    late.update(posted_at=timezone.now())
    gone, _rows = Letter.objects.filter(expires_on__lt=today - month).delete()
    return blank + gone


def code_hash(letter: Letter, code: str) -> str:
    """Bound to the account, so that a code proves nothing for anybody else."""
    return salted_hmac("accounts.letter", f"{letter.user_id}:{code}", algorithm="sha256").hexdigest()


def redeem_code(user: User, code: str) -> Proof:
    """The code from the letter proves that `user` lives at an address of the town.

    The try is counted before the code is looked at and stays counted whatever comes; so call it outside a transaction.

    Raises:
        Refused: no letter, too late, too many tries, or a wrong code.
    """
    today = timezone.localdate()
    most = queries.take_part_on(today).letter_tries
    refuse_if(proof_rules.problems_with_code(Letter.objects.filter(user=user).first(), today, most))
    # Compare and set: ten parallel guesses are ten tries.
    counted = Letter.objects.filter(user=user, tries__lt=most).update(tries=F("tries") + 1)
    with transaction.atomic():
        letter = Letter.objects.select_for_update().filter(user=user).first()
        if not counted or letter is None or not letter.code_hash:
            refuse_if(proof_rules.problems_with_code(letter, today, most))
            raise Refused([Problem("code", "tries", _("Please try again in a moment."))])
        if not constant_time_compare(letter.code_hash, code_hash(letter, proof_rules.tidy_code(code))):
            words = _("This is not the code from the letter. Tries left: %(n)s.")
            raise Refused([Problem("code", "wrong", words % {"n": max(0, most - letter.tries)})])
        letter.delete()
        return record_proof(user, ProofKind.LETTER, resident=True)


@transaction.atomic
def confirm_at_counter(
    user: User, *, by: User, resident: bool, age: int | None = None, consent: bool = False
) -> Proof:
    """A clerk saw the identity card; the person is told by mail, so that a mistake or misuse is noticed.

    Raises:
        Refused: nothing was confirmed, an unknown age, the own account, or a person without the right.
    """
    _only(may_prove_others(by))
    if by.pk == user.pk:
        raise Refused([Problem("email", "own", _("Somebody else has to confirm your own account."))])
    if not resident and age is None and not consent:
        raise Refused([Problem("resident", "nothing", _("Please tick what you saw."))])
    if age is not None and age not in queries.take_part_on(timezone.localdate()).age_steps:
        raise Refused([Problem("age", "unknown", _("Please choose an age."))])
    proof = record_proof(user, ProofKind.COUNTER, by=by, resident=resident, age=age, consent=consent)
    if not user.sample:
        queue_mail(user.email, "account_proof", {"url": settings.BASE_URL + "/meins/nachweis/"})
    return proof


HASH = re.compile(r"[0-9a-f]{64}")


@transaction.atomic
def load_register(lines: Iterable[str], *, as_of: date, by: User) -> RegisterList:
    """Puts a list of keyed hashes, one a line, into the place of the last one; all or nothing.

    Raises:
        Refused: a line is no hash (its number is named), too few lines, a day to come, or a person without the right.
    """
    _only(may_load_register(by))
    if not settings.REGISTER_KEY:
        raise Refused([Problem("", "no_key", _("This installation has no key for the register."))])
    if as_of > timezone.localdate():
        raise Refused([Problem("as_of", "future", _("The day lies in the future."))])
    digests = set()
    for number, line in enumerate(lines, start=1):
        text = line.strip().lower()
        if text and not HASH.fullmatch(text):
            words = _("Line %(n)s is no hash of 64 characters from 0 to f. Nothing was changed.")
            raise Refused([Problem("file", "line", words % {"n": number})])
        if text:
            digests.add(text)
    if len(digests) < FEWEST_ENTRIES:
        words = _(
            "The list has only %(n)s entries. It has to hold the whole town, otherwise it names people."
        )
        raise Refused([Problem("file", "few", words % {"n": len(digests)})])
    RegisterHash.objects.all().delete()
    RegisterList.objects.all().delete()
    RegisterHash.objects.bulk_create((RegisterHash(digest=one) for one in sorted(digests)), batch_size=2000)
    made = RegisterList.objects.create(as_of=as_of, entries=len(digests))
    record("register.loaded", made, by=by, summary=str(len(digests)))
    return made


def compare_with_register(
    user: User, *, family_name: str, first_name: str, born: date, postal_code: str
) -> Proof:
    """Proves residence and age when the list holds an entry with exactly these data; nothing of them is kept.

    Raises:
        Refused: no list, no such entry, or another account was proved with this entry.
    """
    if queries.register_list() is None:
        raise Refused([Problem("", "no_list", _("There is no list to compare with at the moment."))])
    digest = proof_rules.register_digest(settings.REGISTER_KEY, family_name, first_name, born, postal_code)
    if not RegisterHash.objects.filter(digest=digest).exists():
        words = _("We found no such entry. Please compare with your identity card, or choose another way.")
        raise Refused([Problem("", "not_found", words)])
    today = timezone.localdate()
    age = proof_rules.age_step(born, today, queries.take_part_on(today).age_steps)
    seal = salted_hmac("accounts.register", digest, algorithm="sha256").hexdigest()
    try:
        with transaction.atomic():
            return record_proof(user, ProofKind.REGISTER, resident=True, age=age, seal=seal)
    except IntegrityError:
        words = _("Another account was proved with these data. Please come to the counter.")
        raise Refused([Problem("", "used", words)]) from None
