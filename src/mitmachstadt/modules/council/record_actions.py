"""The writers of what changes seldom: people, seats, bodies with their profile, terms, places, and rights of boards.

They are alike: values are checked, written, told to those who copy, and noted field by field in the log. A row that
another system keeps may be changed as well; the next reading leaves alone what differs from what it wrote (`imported`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.modules.council import rules
from mitmachstadt.modules.council.models import (
    BodyProfile,
    CouncilObject,
    Location,
    Membership,
    Municipality,
    Person,
    TablingRight,
    Term,
)
from mitmachstadt.modules.council.models.base import HIDING
from mitmachstadt.modules.council.permissions import refuse_stranger
from mitmachstadt.modules.council.touch import lift, reach, touch
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import differences, record
from mitmachstadt.spine.city.models import Organisation, OrganisationKind
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

#: How the log names the fields.
LABELS: dict[str, Any] = {
    "name": _("Name"), "family_name": _("Family name"), "given_name": _("Given name"), "affix": _("Party or group"),
    "form_of_address": _("Form of address"), "titles": _("Titles"), "offices": _("Offices"),
    "office_email": _("Official e-mail"), "role": _("Role"), "voting_right": _("May vote"), "start": _("First day"),
    "end": _("Last day"), "on_behalf_of": _("Sent by"), "organisation": _("Body"), "short_name": _("Short name"),
    "classification": _("Classification"), "mandate": _("Mandate"), "website": _("Website"),
    "on_start_page": _("Shown on the start page"), "member_count": _("Members"), "public": _("Public"),
    "voting_member_count": _("Members with a vote"), "description": _("Name of the place"), "room": _("Room"),
    "street_address": _("Street and number"), "postal_code": _("Postal code"), "locality": _("Town"),
    "lat": _("Latitude"), "lon": _("Longitude"), "kind": _("Kind"), "location": _("Place"),
}  # fmt: skip
MADE = {Person: "person_added", Membership: "seat_added", Term: "term_added", Location: "place_added"}


def own_municipality() -> Municipality | None:
    """The town itself."""
    return Municipality.objects.filter(own=True).first()


@transaction.atomic
def keep_person(row: Person | None, *, by: User, **values: Any) -> Person:
    """Somebody with a seat or an office, new or changed; no private address has a place here.

    Raises:
        Refused: without a name.
    """
    refuse_if(rules.problems_with_name(values.get("name", "")))
    town = own_municipality() if row is None else None
    found: Person = _keep(Person, row, values, by, municipality=town)
    return found


@transaction.atomic
def keep_seat(row: Membership | None, *, by: User, person: Person | None = None, **values: Any) -> Membership:
    """A seat of a person in a body, new or changed.

    Raises:
        Refused: without person or body, or when it ends before it begins.
    """
    who = person or (row.person if row else None)
    problems = rules.problems_with_days(values.get("start"), values.get("end"))
    if who is None or not (values.get("organisation") or (row and row.organisation)):
        problems.append(Problem("person", "missing", _("Please say who sits in which body.")))
    refuse_if(problems)
    fixed: dict[str, Any] = {"person": who} if row is None else {}
    found: Membership = _keep(Membership, row, values, by, **fixed)
    return found


@transaction.atomic
def keep_term(row: Term | None, *, by: User, **values: Any) -> Term:
    """A legislative term, new or changed.

    Raises:
        Refused: without a name, or when it ends before it begins.
    """
    problems = rules.problems_with_name(values.get("name", ""))
    refuse_if([*problems, *rules.problems_with_days(values.get("start"), values.get("end"))])
    fixed: dict[str, Any] = {}
    if row is None:
        fixed["municipality"] = own_municipality()
        if fixed["municipality"] is None:
            raise Refused(
                [Problem("", "no_town", _("The town itself is not known yet. Please read it in first."))]
            )
    found: Term = _keep(Term, row, values, by, **fixed)
    return found


@transaction.atomic
def keep_place(row: Location | None, *, by: User, **values: Any) -> Location:
    """A place of meetings, new or changed.

    Raises:
        Refused: without a name, or for a point that is none.
    """
    problems = rules.problems_with_name(values.get("description", ""), "description")
    refuse_if([*problems, *rules.problems_with_point(values.get("lat"), values.get("lon"))])
    found: Location = _keep(Location, row, values, by)
    return found


@transaction.atomic
def keep_body(profile: BodyProfile | None, *, by: User, name: str, kind: str, **values: Any) -> BodyProfile:
    """A body with its profile, new or changed; a new one gets its key from its name.

    Raises:
        Refused: without a name, for a name that another body has, or when it ends before it begins.
    """
    refuse_stranger(by)
    name = name.strip()
    problems = rules.problems_with_name(name, most=200)
    problems += rules.problems_with_days(values.get("start"), values.get("end"))
    others = Organisation.objects.filter(name__iexact=name)
    if profile is not None:
        others = others.exclude(pk=profile.organisation_id)
    if name and others.exists():
        problems.append(Problem("name", "taken", _("There is a body of this name already.")))
    refuse_if(problems)
    if profile is None:
        organisation = Organisation.objects.create(key=_free_key(name), name=name, kind=kind)
        profile = BodyProfile(organisation=organisation, municipality=own_municipality())
        made: BodyProfile = _keep(BodyProfile, profile, values, by, new=True)
        return made
    organisation = profile.organisation
    words = {"name": name, "kind": kind} if organisation.is_body else {"name": name}
    changes = _changes({key: getattr(organisation, key) for key in words}, words)
    if changes:
        for key, value in words.items():
            setattr(organisation, key, value)
        organisation.save(update_fields=list(words))
        _log("body_changed", profile, by, changes)
    kept: BodyProfile = _keep(BodyProfile, profile, values, by)
    return kept


@transaction.atomic
def keep_right(
    board: Organisation, committee: Organisation, *, by: User, valid_from: date, source: str,
    valid_until: date | None = None, may_speak: bool = True,
) -> TablingRight:  # fmt: skip
    """The right of a board to table items in a committee, from a day on; a dated record with its source.

    Raises:
        Refused: for a body itself, without a source, for days in the wrong order, or for a right that begins that day.
    """
    refuse_stranger(by)
    problems = rules.problems_with_right(
        board.pk == committee.pk, board.is_body and committee.is_body, source
    )
    refuse_if([*problems, *rules.problems_with_days(valid_from, valid_until, "valid_until")])
    try:
        with transaction.atomic():
            right: TablingRight = TablingRight.objects.create(
                board=board, committee=committee, valid_from=valid_from, valid_until=valid_until,
                may_speak=may_speak, source=source.strip(),
            )  # fmt: skip
    except IntegrityError:
        sentence = _("There is a right from this day on already.")
        raise Refused([Problem("valid_from", "taken", sentence)]) from None
    _log_words(
        "right_added", board, by, _("Right to table items: {name}").format(name=committee.name), source
    )
    return right


@transaction.atomic
def end_right(right: TablingRight, *, by: User, last_day: date) -> TablingRight:
    """Lets a right end on a day; what was tabled before stays.

    Raises:
        Refused: for a day before it began.
    """
    refuse_stranger(by)
    right = TablingRight.objects.select_for_update().get(pk=right.pk)
    refuse_if(rules.problems_with_days(right.valid_from, last_day, "last_day"))
    if right.valid_until != last_day:
        right.valid_until = last_day
        right.save(update_fields=["valid_until"])
        words = _("Right to table items ends: {name}").format(name=right.committee.name)
        _log_words("right_ended", right.board, by, words, "")
    return right


@transaction.atomic
def take_away(row: CouncilObject, *, by: User) -> None:
    """Takes a person, seat, body, term or place out of what everybody sees; a mark is left. Twice does no harm."""
    refuse_stranger(by)
    row = type(row).objects.select_for_update().get(pk=row.pk)
    if row.deleted_at is not None:
        return
    row.withhold(timezone.now())
    row.save(update_fields=HIDING)
    touch(type(row), [row.pk], comes_or_goes=True, now=row.deleted_at)
    _log(f"{row._meta.model_name}_taken_away", row, by, ())


def _keep(model: Any, row: Any, values: Mapping[str, Any], by: User, new: bool = False, **fixed: Any) -> Any:
    """Writes the values into a new or locked row, raises what shows it, and logs what changed."""
    refuse_stranger(by)
    values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    if row is None or new:
        row = row or model()
        for name, value in {**fixed, **values}.items():
            setattr(row, name, value)
        row.save()
        touch(model, [row.pk], comes_or_goes=True)
        _log(MADE.get(model, "body_added"), row, by, ())
        return row
    row = model.objects.select_for_update().get(pk=row.pk)
    changes = _changes({name: getattr(row, name) for name in values}, values)
    if changes:
        # what it was tied to before shows it no longer
        before = reach(model, [row.pk], comes_or_goes=True)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        lift(before)
        touch(model, [row.pk], comes_or_goes=True)
        _log(f"{row._meta.model_name}_changed", row, by, changes)
    return row


def _changes(old: dict[str, Any], new: Mapping[str, Any]) -> list[dict[str, str]]:
    with override("de"):
        return differences(old, dict(new), {name: str(LABELS.get(name, name)) for name in new})


def _log(action: str, row: CouncilObject, by: User, changes: Any) -> None:
    public = row.public and row.deleted_at is None
    record(action, row, by=by, changes=changes, public=public, sample=row.sample)


def _log_words(action: str, row: Organisation, by: User, words: Any, reason: str) -> None:
    with override("de"):
        record(
            action,
            row,
            by=by,
            summary=str(words)[:300],
            reason=reason.strip(),
            public=True,
            sample=row.sample,
        )


def _free_key(name: str) -> str:
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        name = name.lower().replace(umlaut, letters)
    base = slugify(name).replace("-", "_")[:40] or str(OrganisationKind.BODY)
    key, number = base, 2
    while Organisation.objects.filter(key=key).exists():
        key, number = f"{base}_{number}", number + 1
    return key
