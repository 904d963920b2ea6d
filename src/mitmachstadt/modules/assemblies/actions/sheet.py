"""The writers of an assembly itself: prepare, change, announce, move, cancel, close, and its minutes."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.assemblies import rules
from mitmachstadt.modules.assemblies.actions import signups
from mitmachstadt.modules.assemblies.actions.common import index, keep, locked, log, tell_followers
from mitmachstadt.modules.assemblies.models import Assembly, State
from mitmachstadt.modules.assemblies.permissions import may_begin, may_organise
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.city.actions import next_number
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.files.actions import delete_upload, set_public
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Problem, Refused, refuse_if
from mitmachstadt.spine.ui.words import clock, day

PREFIX, SAMPLE_PREFIX = "VS", "VB"
NOT_YOURS = Problem("", "not_yours", _("Another unit organises this assembly."))
#: What a form may write; the time of an announced assembly is moved, with a word to everyone.
FIELDS = (
    "kind", "title", "summary", "text", "agenda", "organiser", "place", "address", "lon", "lat", "step_free",
    "entrance", "toilet", "hearing_loop", "parking", "stop", "stream_url", "signup", "signup_until", "capacity",
)  # fmt: skip
TIMES = ("starts_at", "ends_at")


def _own(assembly: Assembly, by: User) -> None:
    if not may_organise(by, assembly):
        raise Refused([NOT_YOURS])


@transaction.atomic
def prepare(
    values: Mapping[str, Any], districts: Iterable[District], *, by: User, sample: bool = False
) -> Assembly:
    """A new assembly that only staff sees; `values` are columns of `FIELDS` and `TIMES`. Raises `Refused`."""
    if not may_begin(by):
        raise Refused([NOT_YOURS])
    row = Assembly(sample=sample, **values)
    _own(row, by)
    refuse_if(rules.move_problems(State.DRAFT, row.starts_at, row.ends_at, timezone.now()))
    prefix = SAMPLE_PREFIX if sample else PREFIX
    row.number = next_number(prefix, timezone.localdate(row.starts_at).year)
    row.code = free_code()
    row.save(force_insert=True)
    row.districts.set(districts)
    log("prepared", row, by=by, summary=_("Prepared"))
    return row


def free_code() -> str:
    """A short code that no other assembly has."""
    while True:
        code = "".join(secrets.choice(rules.CODE_LETTERS) for _position in range(rules.CODE_LENGTH))
        if not Assembly.objects.filter(code=code).exists():
            return code


@transaction.atomic
def change(
    assembly: Assembly,
    values: Mapping[str, Any],
    districts: Iterable[District],
    *,
    by: User,
    expect_version: int,
) -> Assembly:
    """Writes the sheet anew. Fewer seats than are taken are refused; with more, the waiting list moves up."""
    row = locked(assembly, expect_version)
    _own(row, by)
    before = {name: getattr(row, name) for name in FIELDS}
    times = () if row.state != State.DRAFT else TIMES
    for name in (*FIELDS, *times):
        if name in values:
            setattr(row, name, values[name])
    _own(row, by)
    if times:
        refuse_if(rules.move_problems(row.state, row.starts_at, row.ends_at, timezone.now()))
    if row.capacity is not None and row.capacity < row.taken:
        problem = _("%(n)s seats are taken already.") % {"n": row.taken}
        raise Refused([Problem("capacity", "too_few", problem)])
    if row.is_public and not row.step_free:
        raise Refused([Problem("step_free", "missing", _("Say whether people get in without steps."))])
    keep(row, *FIELDS, *times)
    row.districts.set(districts)
    changed = [name for name in FIELDS if before[name] != getattr(row, name)]
    log("changed", row, by=by, summary=_("Sheet changed"), changes=_changes(before, row, changed))
    index(row)
    signups.seats_changed(row)
    return row


def _changes(before: Mapping[str, Any], row: Assembly, names: list[str]) -> list[dict[str, str]]:
    return [
        {
            "field": str(Assembly._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
            "old": str(before[name] or ""),
            "new": str(getattr(row, name) or ""),
        }
        for name in names
    ]


@transaction.atomic
def publish(assembly: Assembly, *, by: User, expect_version: int, now: datetime | None = None) -> Assembly:
    """Announces it to everybody; who follows one of its districts hears of it. Raises `Refused`."""
    moment = now or timezone.now()
    row = locked(assembly, expect_version)
    _own(row, by)
    sheet = rules.Announcement(row.state, row.title, row.place, row.starts_at, row.step_free, row.summary)
    refuse_if(rules.publish_problems(sheet, moment))
    row.state, row.published_at = State.PUBLISHED, moment
    keep(row, "state", "published_at")
    log("published", row, by=by, summary=_("Announced"))
    with override(settings.LANGUAGE_CODE):
        tell_followers(
            row,
            title=gettext("New assembly: %(title)s") % {"title": row.title},
            text=f"{day(row.starts_at)}, {clock(row.starts_at)}, {row.place}. {row.summary}",
        )
    return row


@transaction.atomic
def move(
    assembly: Assembly,
    starts_at: datetime,
    ends_at: datetime,
    *,
    place: str,
    address: str,
    reason: str,
    by: User,
    expect_version: int,
    now: datetime | None = None,
) -> Assembly:
    """Another time or place; everyone who signed up is told. Raises `Refused`."""
    row = locked(assembly, expect_version)
    _own(row, by)
    moment = now or timezone.now()
    been = rules.over(row.state, row.ends_at, moment)
    problems = rules.move_problems(row.state, starts_at, ends_at, moment, been=been)
    if not place.strip():
        problems.append(Problem("place", "missing", _("Say where it is.")))
    refuse_if(problems)
    old_time, old_place = row.starts_at, row.place
    shifted = starts_at - row.starts_at
    row.starts_at, row.ends_at, row.place, row.address = starts_at, ends_at, place.strip(), address.strip()
    if row.signup_until is not None:
        row.signup_until = row.signup_until + shifted
    keep(row, "starts_at", "ends_at", "place", "address", "signup_until")
    changes = [
        {"field": str(_("When")), "old": _when(old_time), "new": _when(row.starts_at)},
        {"field": str(_("Where")), "old": old_place, "new": row.place},
    ]
    log(
        "moved", row, by=by, summary=_("Moved"), reason=reason,
        changes=[one for one in changes if one["old"] != one["new"]],
    )  # fmt: skip
    if row.state == State.PUBLISHED:
        row.signups.update(reminded_at=None)
        signups.write_all(row, "assembly_moved", f"moved-{row.version}", reason=reason)
        with override(settings.LANGUAGE_CODE):
            tell_followers(
                row,
                title=gettext("Moved: %(title)s") % {"title": row.title},
                text=f"{day(row.starts_at)}, {clock(row.starts_at)}, {row.place}. {reason}".strip(),
            )
    return row


def _when(moment: datetime) -> str:
    return f"{day(moment)}, {clock(moment)}"


@transaction.atomic
def cancel(assembly: Assembly, *, reason: str, by: User, expect_version: int) -> Assembly:
    """Cancels it with the reason; the page stays, everyone who signed up is told. Raises `Refused`."""
    row = locked(assembly, expect_version)
    _own(row, by)
    been = rules.over(row.state, row.ends_at, timezone.now())
    refuse_if(rules.cancel_problems(row.state, reason, been=been))
    row.state, row.state_reason = State.CANCELLED, reason.strip()
    keep(row, "state", "state_reason")
    log("cancelled", row, by=by, summary=_("Cancelled"), reason=reason.strip())
    signups.write_all(row, "assembly_cancelled", "cancelled", reason=reason.strip())
    with override(settings.LANGUAGE_CODE):
        title = gettext("Cancelled: %(title)s") % {"title": row.title}
        tell_followers(row, title=title, text=reason.strip())
    return row


@transaction.atomic
def close(assembly: Assembly, *, by: User, expect_version: int, now: datetime | None = None) -> Assembly:
    """After the evening: no more wishes by the code; what was wished is followed up. Raises `Refused`."""
    row = locked(assembly, expect_version)
    _own(row, by)
    refuse_if(rules.close_problems(row.state, row.starts_at, now or timezone.now()))
    row.state = State.CLOSED
    keep(row, "state")
    log("closed", row, by=by, summary=_("Held and closed"))
    return row


@transaction.atomic
def keep_minutes(
    assembly: Assembly, text: str, file: Upload | None, *, by: User, expect_version: int, drop_file: bool = False
) -> Assembly:  # fmt: skip
    """Keeps the minutes, as a draft or for what is public already; `file` replaces the PDF."""
    row = locked(assembly, expect_version)
    _own(row, by)
    row.minutes = text.strip()
    old = row.minutes_file
    if file is not None or drop_file:
        row.minutes_file = file
    keep(row, "minutes", "minutes_file")
    if old is not None and (file is not None or drop_file):
        delete_upload(old)
    if row.minutes_file is not None:
        set_public(row.minutes_file, row.minutes_published_at is not None)
    log("minutes", row, by=by, summary=_("Minutes changed"))
    return row


@transaction.atomic
def publish_minutes(
    assembly: Assembly, *, by: User, expect_version: int, now: datetime | None = None
) -> Assembly:
    """Shows the minutes to everybody and tells who follows. Raises `Refused` without a word in them."""
    moment = now or timezone.now()
    row = locked(assembly, expect_version)
    _own(row, by)
    refuse_if(rules.minutes_problems(row.state, row.minutes, row.starts_at, moment))
    first = row.minutes_published_at is None
    row.minutes_published_at = row.minutes_published_at or moment
    keep(row, "minutes_published_at")
    if row.minutes_file is not None:
        set_public(row.minutes_file, True)
    log("minutes_published", row, by=by, summary=_("Minutes published"))
    if first:
        with override(settings.LANGUAGE_CODE):
            title = gettext("Minutes: %(title)s") % {"title": row.title}
            tell_followers(row, title=title, text=row.minutes[:300])
    return row
