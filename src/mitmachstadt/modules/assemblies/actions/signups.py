"""The writers of sign-ups: come, change, cancel, move up, remind, and forget when the evening is long past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.assemblies import queries, rules
from mitmachstadt.modules.assemblies.actions.common import locked
from mitmachstadt.modules.assemblies.models import Assembly, Seat, SignUp, State
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.cases import links
from mitmachstadt.spine.notify.actions import queue_mail
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

own_path = queries.own_path
SALT = "assemblies-signup"


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Who comes and what is needed."""

    name: str
    email: str = ""
    persons: int = 1
    interpreter: str = ""
    childcare: int = 0
    sign_language: bool = False
    other_needs: str = ""
    language: str = "de"
    user: User | None = None


def sign_up(
    assembly: Assembly, guest: Guest, *, token: str = "", sample: bool = False, now: datetime | None = None
) -> tuple[SignUp, str]:
    """Gives seats, or a place on the waiting list; returns the sign-up and the secret of its link.

    The row of the assembly is locked, so that parallel sign-ups come one after the other, and the database refuses
    more seats than there are. The same `token` twice gives the first sign-up again. Raises `Refused`.
    """
    moment = now or timezone.now()
    key = f"signup:{assembly.pk}:{token}"[:64] if token else links.new_submission_key()
    secret = links.secret_for(key)
    known = SignUp.objects.filter(submission_key=key).first()
    if known:
        return known, secret
    try:
        with transaction.atomic():
            row = locked(assembly)
            refuse_if(_problems(row, guest, moment))
            _let_lapse(row, moment)
            made = SignUp(assembly=row, secret_hash=links.hash_of(secret), submission_key=key, sample=sample)
            _fill(made, guest)
            made.user = guest.user
            made.held_until = _held(made, moment)
            made.seat = Seat.SEATED if _fits(row, guest.persons) else Seat.WAITING
            made.save(force_insert=True)
            if made.seat == Seat.SEATED:
                _take(row, guest.persons)
            _log("signup", row)
            _say_signed_up(made)
    except IntegrityError:
        # The same form came twice at the same moment: the first one is the receipt of both.
        known = SignUp.objects.filter(submission_key=key).first()
        if known is None:
            raise
        return known, secret
    return made, secret


def by_secret(number: str, secret: str) -> SignUp | None:
    """The sign-up that the link opens, or None."""
    row = SignUp.objects.select_related("assembly", "assembly__organiser").filter(
        secret_hash=links.hash_of(secret), assembly__number=number
    )
    return row.first()


@transaction.atomic
def change(row: SignUp, guest: Guest, *, now: datetime | None = None) -> SignUp:
    """Another number of people or other needs; whoever needs more seats than are left is refused and keeps the old ones."""
    moment = now or timezone.now()
    assembly = locked(row.assembly)
    fresh = SignUp.objects.select_for_update(of=("self",)).get(pk=row.pk)
    refuse_if(_problems(assembly, guest, moment))
    if fresh.seat == Seat.SEATED:
        more = guest.persons - fresh.persons
        if more > 0:
            refuse_if(rules.more_seats_problems(queries.evening_of(assembly).free, more))
        _take(assembly, more)
    before = fresh.email
    _fill(fresh, guest)
    if fresh.email != before:
        fresh.held_until = _held(fresh, moment)
    fresh.save()
    if fresh.held_until and fresh.email != before:
        fresh.assembly = assembly
        _say_signed_up(fresh)
    _log("signup", assembly)
    _move_up(assembly)
    return SignUp.objects.select_related("assembly").get(pk=fresh.pk)


@transaction.atomic
def withdraw(row: SignUp) -> None:
    """Deletes the sign-up with everything it says and lets the next ones move up; a second press changes nothing."""
    assembly = locked(row.assembly)
    fresh = SignUp.objects.filter(pk=row.pk).first()
    if fresh is None:
        return
    seats = fresh.persons if fresh.seat == Seat.SEATED else 0
    fresh.delete()
    _take(assembly, -seats)
    _log("signup", assembly)
    _move_up(assembly)


def token_of(row: SignUp) -> str:
    """The token that proves the address, for the link in the mail."""
    return signing.dumps([row.pk, row.email], salt=SALT)


def by_token(token: str) -> SignUp | None:
    """The sign-up whose address a token proves; None for a wrong one, or when address or sign-up are gone."""
    try:
        pk, email = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return SignUp.objects.select_related("assembly").filter(pk=pk, email=email).exclude(email="").first()


@transaction.atomic
def confirm(token: str, *, now: datetime | None = None) -> SignUp:
    """The address is proven: the seats are certain. Whoever comes too late has the next free ones, or waits for them.

    A second press changes nothing. Raises `Refused` for a link that opens nothing any more.
    """
    found = by_token(token)
    if found is None:
        raise Refused([Problem("", "expired", _("This link is no longer valid."))])
    moment = now or timezone.now()
    assembly = locked(found.assembly)
    _let_lapse(assembly, moment)
    row = SignUp.objects.filter(pk=found.pk).first()
    if row is None:
        raise Refused([Problem("", "expired", _("This link is no longer valid."))])
    if row.held_until is not None:
        SignUp.objects.filter(pk=row.pk).update(held_until=None)
        _move_up(assembly, quiet=row.pk)
        _log("signup", assembly)
        row.refresh_from_db()
        row.assembly = assembly
        _mail(row, "assembly_signed_up", f"signed-up:{row.email}")
    row.assembly = assembly
    return row


def release_unconfirmed(now: datetime | None = None) -> int:
    """Gives on the seats whose time to confirm is over; returns how many sign-ups wait now instead."""
    moment = now or timezone.now()
    due = Assembly.objects.filter(
        state=State.PUBLISHED, signups__seat=Seat.SEATED, signups__held_until__lt=moment
    )
    number = 0
    for assembly in due.distinct():
        with transaction.atomic():
            number += _let_lapse(locked(assembly), moment)
    return number


def seats_changed(assembly: Assembly) -> None:
    """After there are more seats: the next ones of the waiting list move up; call it with the row locked."""
    _move_up(assembly)


def write_all(assembly: Assembly, template: str, dedupe: str, **more: Any) -> int:
    """Writes everyone who signed up and left an address; returns how many."""
    rows = [row for row in assembly.signups.filter(held_until=None).exclude(email="") if not row.sample]
    for row in rows:
        row.assembly = assembly
        _mail(row, template, dedupe, **more)
    return len(rows)


def remind(now: datetime | None = None) -> int:
    """Writes a reminder to everyone with a seat, once, in the last days before the start; returns how many."""
    moment = now or timezone.now()
    found = queries.rules_now()
    days = found.reminder_days if found else 0
    due = SignUp.objects.filter(
        assembly__state=State.PUBLISHED,
        assembly__starts_at__gt=moment,
        assembly__starts_at__lte=moment + timedelta(days=days),
        seat=Seat.SEATED,
        reminded_at__isnull=True,
        held_until__isnull=True,
        # Whoever signed up a moment ago has the dates before the eyes.
        created_at__lt=moment - timedelta(hours=12),
    )
    sent = 0
    for row in due.select_related("assembly"):
        if SignUp.objects.filter(pk=row.pk, reminded_at__isnull=True).update(reminded_at=moment):
            sent += 1 if _mail(row, "assembly_reminder", "reminder") else 0
    return sent


def delete_past(now: datetime, *, dry_run: bool) -> int:
    """Deletes the sign-ups of assemblies that are over for the days the rule names; returns how many."""
    old = SignUp.objects.filter(assembly__ends_at__lt=now - timedelta(days=queries.keep_days()))
    number = old.count()
    if not dry_run:
        old.delete()
    return number


def _problems(assembly: Assembly, guest: Guest, now: datetime) -> list[Any]:
    return rules.signup_problems(
        queries.evening_of(assembly), now, name=guest.name, persons=guest.persons, childcare=guest.childcare
    )


def _fits(assembly: Assembly, persons: int) -> bool:
    free = queries.evening_of(assembly).free
    return rules.has_room(free, persons, waiting_before=bool(rules.moving_up(_line(assembly), free)))


def _line(assembly: Assembly) -> list[tuple[int, int]]:
    """Who waits for a seat, in the order of arrival; an address that is not confirmed holds nobody up."""
    waiting = assembly.signups.filter(seat=Seat.WAITING, held_until=None)
    return list(waiting.values_list("pk", "persons"))


def _let_lapse(assembly: Assembly, now: datetime) -> int:
    """Seats that were held for an address until now go to whoever waits; call it with the row locked."""
    lapsed = assembly.signups.filter(seat=Seat.SEATED, held_until__lt=now)
    held = list(lapsed.values_list("pk", "persons"))
    if held:
        SignUp.objects.filter(pk__in=[pk for pk, _n in held]).update(seat=Seat.WAITING)
        _take(assembly, -sum(persons for _p, persons in held))
        _log("signup", assembly)
        _move_up(assembly)
    return len(held)


def _held(row: SignUp, now: datetime) -> datetime | None:
    """Until when its seats are held, None where no address has to be confirmed."""
    account = row.user.email if row.user else ""
    if row.sample or row.assembly.sample or not rules.must_confirm(row.email, account):
        return None
    return rules.held_until(now, row.assembly.starts_at, queries.confirm_hours())


def _say_signed_up(row: SignUp) -> None:
    """The first mail: the link to confirm where the address is not known, else everything at once."""
    if row.held_until is None:
        _mail(row, "assembly_signed_up", "signed-up")
    else:
        _mail(row, "assembly_confirm", f"confirm:{row.email}", confirm_url=queries.confirm_url(token_of(row)))


def _take(assembly: Assembly, seats: int) -> None:
    """Changes the number of seats given out; the row is locked, and a constraint stands behind it."""
    if seats:
        assembly.taken = max(0, assembly.taken + seats)
        assembly.updated_at = timezone.now()  # the number of free seats is public data
        assembly.save(update_fields=["taken", "updated_at"])


def _move_up(assembly: Assembly, quiet: int = 0) -> None:
    """Free seats go down the line; `quiet` hears of it in another mail."""
    line = _line(assembly)
    if assembly.state != State.PUBLISHED or not line:
        return
    for pk in rules.moving_up(line, queries.evening_of(assembly).free):
        row = SignUp.objects.get(pk=pk)
        row.assembly = assembly
        SignUp.objects.filter(pk=pk).update(seat=Seat.SEATED)
        _take(assembly, row.persons)
        if pk != quiet:
            _mail(row, "assembly_seat", "seat")


def _fill(row: SignUp, guest: Guest) -> None:
    row.name, row.email = guest.name.strip()[:120], guest.email.strip()
    row.persons, row.childcare = guest.persons, guest.childcare
    row.interpreter, row.other_needs = guest.interpreter.strip()[:60], guest.other_needs.strip()[:500]
    row.sign_language, row.language = guest.sign_language, guest.language


def _log(action: str, assembly: Assembly) -> None:
    # The number of free seats is public; who took them stays out of the log, which never forgets.
    record(f"assembly.{action}", assembly, by=None, sample=assembly.sample)


def _mail(row: SignUp, template: str, dedupe: str, **more: Any) -> bool:
    if not row.email or row.sample or row.assembly.sample:
        return False
    context = {"assembly": row.assembly, "signup": row, "url": queries.own_url(row), **more}
    queue_mail(
        row.email, template, context, language=row.language,
        dedupe_key=f"assembly-signup:{row.pk}:{dedupe}",
    )  # fmt: skip
    return True
