"""A change inside an object is a change of whatever shows it: `touch` raises `modified_at` up to the last object around it.

Whoever copies the council by `modified_since` reads lists of papers, meetings and people; without this they would miss
that a file or a station inside has changed. Every writer of the council calls it, the importer in batches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_save, pre_delete
from django.utils import timezone

from mitmachstadt.modules.council import findable as search
from mitmachstadt.modules.council.models import (
    AgendaItem,
    BodyProfile,
    Consultation,
    CouncilObject,
    File,
    Location,
    Meeting,
    Membership,
    Municipality,
    Paper,
    Person,
    Term,
)
from mitmachstadt.spine.city.models import Organisation

Model = type[CouncilObject]
Ways = dict[Model, tuple[tuple[Model, tuple[str, ...]], ...]]
CHUNK = 500
TABLES: tuple[Model, ...] = (
    AgendaItem, BodyProfile, Consultation, File, Location, Meeting, Membership, Municipality, Paper, Person, Term,
)  # fmt: skip

#: Who shows the whole object inside itself: the table, and its columns that lead to the object.
AROUND: Ways = {
    File: (
        (Paper, ("main_file", "files")),
        (Meeting, ("invitation", "minutes", "verbatim_minutes", "files")),
        (AgendaItem, ("resolution_file", "files")),
    ),
    AgendaItem: ((Meeting, ("items",)),),
    Consultation: ((Paper, ("consultations",)),),
    Location: (
        (Paper, ("locations",)), (Meeting, ("location",)), (BodyProfile, ("location",)), (Municipality, ("location",)),
    ),
    Membership: ((Person, ("memberships",)),),
    Term: ((Municipality, ("terms",)),),
}  # fmt: skip
#: Who only names the object; that changes when the object comes, goes or is tied to another one.
NAMING: Ways = {
    Membership: ((BodyProfile, ("organisation__memberships",)),),
    Consultation: ((AgendaItem, ("consultations",)),),
    Person: ((Paper, ("originator_persons",)), (Meeting, ("participants",))),
    BodyProfile: (
        (Membership, ("on_behalf_of__council",)),
        (Meeting, ("body__council", "more_bodies__council")),
        (Consultation, ("organisations__council",)),
        (Paper, ("originators__council", "departments__council")),
        (BodyProfile, ("organisation__parent__council",)),
    ),
    Paper: ((Paper, ("related", "parents", "children")),),
    Meeting: ((Consultation, ("meeting", "agenda_item__meeting")),),
    AgendaItem: ((Consultation, ("agenda_item",)),),
    File: ((File, ("master", "derivatives")),),
    Location: (),
}
#: What is seen only while the object is.
HANGING: Ways = {
    Person: ((Membership, ("person",)),),
    BodyProfile: ((Membership, ("organisation__council",)), (Location, ("organizations",))),
    Meeting: (
        (AgendaItem, ("meeting",)),
        (File, ("invitation_of", "minutes_of", "verbatim_of", "meetings")),
        (Location, ("meetings",)),
    ),
    AgendaItem: ((File, ("resolution_of", "agenda_items")),),
    Paper: (
        (Consultation, ("paper",)),
        (File, ("main_of", "papers")),
        (Location, ("papers",)),
    ),
    Municipality: ((Term, ("municipality",)), (Location, ("bodies",))),
}


def touch(
    model: Model,
    numbers: Iterable[int],
    *,
    comes_or_goes: bool = False,
    now: datetime | None = None,
    findable: bool = True,
) -> dict[Model, set[int]]:
    """Raises `modified_at` of these rows and of everything that shows them; returns what was raised, by table.

    With `comes_or_goes` the objects appeared, disappeared or were tied to others, so whoever names them and whatever
    hangs on them is raised as well. Papers, meetings and people among them are brought in line in the search, unless
    `findable` is False because the caller does that for many at once. Call it inside the transaction of the change,
    and after it.
    """
    raised = reach(model, numbers, comes_or_goes=comes_or_goes)
    lift(raised, now)
    if findable:
        search.index_papers(raised.get(Paper, ()))
        search.index_meetings(raised.get(Meeting, ()))
        search.index_people(raised.get(Person, ()))
    return raised


def reach(model: Model, numbers: Iterable[int], *, comes_or_goes: bool = False) -> dict[Model, set[int]]:
    """These rows and everything that shows them as it stands now, by table; as `touch`, without raising anything."""
    raised: dict[Model, set[int]] = defaultdict(set)
    done: set[tuple[Model, bool, int]] = set()
    waiting: list[tuple[Model, list[int], bool]] = [(model, list(numbers), comes_or_goes)]
    while waiting:
        table, asked, far = waiting.pop()
        fresh = [one for one in asked if (table, far, one) not in done]
        if not fresh:
            continue
        done.update((table, far, one) for one in fresh)
        raised[table].update(fresh)
        waiting += _reached(AROUND, table, fresh, False)
        if far:
            waiting += _reached(NAMING, table, fresh, False)
            waiting += _reached(HANGING, table, fresh, True)
            if table is BodyProfile:
                waiting.append((Municipality, _led_by(fresh), False))
    return raised


def _led_by(profiles: Sequence[int]) -> list[int]:
    """The municipalities whose main body, by the town's settings, is among these."""
    key = settings.TOWN.get("council", {}).get("main", "")
    main = BodyProfile.objects.filter(organisation__key=key, pk__in=profiles).first() if key else None
    if main is None:
        return []
    found = Municipality.objects.filter(Q(own=True) | Q(pk=main.municipality_id))
    return list(found.values_list("pk", flat=True))


def lift(raised: Mapping[Model, Iterable[int]], now: datetime | None = None) -> None:
    """Raises `modified_at` of these rows; once the change stands, their stored answers are written anew."""
    moment = now or timezone.now()
    for table, found in raised.items():
        for some in chunks(sorted(found)):
            table.objects.filter(pk__in=some).update(modified_at=moment)
    if any(raised.values()):
        # A lambda: Django names a robust hook that failed, and a partial has no name.
        transaction.on_commit(lambda: _store(raised), robust=True)


def _store(raised: Mapping[Model, Iterable[int]]) -> None:
    from mitmachstadt.modules.council.oparl.stored import store_raised

    store_raised(raised)


def connect() -> None:
    """Lets two changes be told that no writer here makes: a row deleted for good, and another name of an organisation."""
    # by table: a listener to every table would slow down each deletion in the house
    for table in TABLES:
        pre_delete.connect(_deleted, sender=table, dispatch_uid=f"council-deleted-{table.__name__}")
    post_save.connect(_renamed, sender=Organisation, dispatch_uid="council-renamed")


def _deleted(sender: Model, instance: Any, **kwargs: Any) -> None:
    touch(sender, [instance.pk], comes_or_goes=True, findable=False)


def _renamed(sender: Any, instance: Organisation, created: bool, **kwargs: Any) -> None:
    if not created:
        touch(BodyProfile, BodyProfile.objects.filter(organisation=instance).values_list("pk", flat=True))
        # a meeting without a name of its own bears that of its body
        touch(Meeting, Meeting.objects.filter(body=instance, name="").values_list("pk", flat=True))


def _reached(
    ways: Ways, table: Model, numbers: Sequence[int], far: bool
) -> Iterator[tuple[Model, list[int], bool]]:
    for other, columns in ways.get(table, ()):
        found: set[int] = set()
        for some in chunks(numbers):
            for column in columns:
                rows: Any = other.objects.filter(**{f"{column}__in": some})
                found.update(rows.order_by().values_list("pk", flat=True))
        yield other, sorted(found), far


def chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """The numbers in pieces that every database takes."""
    for start in range(0, len(numbers), CHUNK):
        yield numbers[start : start + CHUNK]
