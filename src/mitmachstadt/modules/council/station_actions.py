"""The writers of consultations: the stations through which a paper goes, with or without a date yet."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.modules.council.models import AgendaItem, Consultation, Paper
from mitmachstadt.modules.council.permissions import refuse_stranger
from mitmachstadt.modules.council.touch import touch
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.problems import Problem, Refused


@transaction.atomic
def add_station(
    paper: Paper, body: Organisation, *, by: User, role: str = "", authoritative: bool = False
) -> Consultation:
    """A body that will deal with the paper; the agenda item is tied to it when it is written.

    Raises:
        Refused: for an organisation that holds no meetings.
    """
    refuse_stranger(by)
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if not body.is_body:
        raise Refused(
            [Problem("body", "no_body", _("Only the council, committees and boards hold meetings."))]
        )
    station: Consultation = Consultation.objects.create(
        paper=paper, role=role.strip()[:200], authoritative=authoritative, sample=paper.sample
    )
    station.organisations.add(body)
    touch(Consultation, [station.pk], comes_or_goes=True)
    _log("station_added", paper, by=by, words=_("Station added: {name}"), name=body.name)
    return station


@transaction.atomic
def change_station(
    station: Consultation, *, by: User, role: str, authoritative: bool, item: AgendaItem | None = None
) -> Consultation:
    """What the body does with the paper, and at which agenda item.

    Raises:
        Refused: for an item of another body, or for the item of another paper.
    """
    refuse_stranger(by)
    station = Consultation.objects.select_for_update().get(pk=station.pk)
    if item is not None:
        bodies = set(station.organisations.values_list("pk", flat=True))
        if bodies and item.meeting.body_id not in bodies:
            raise Refused([Problem("item", "other_body", _("This agenda item belongs to another body."))])
        if item.paper_id not in (None, station.paper_id):
            raise Refused([Problem("item", "other_paper", _("This agenda item is about another paper."))])
        if item.paper_id is None:
            AgendaItem.objects.filter(pk=item.pk).update(paper=station.paper)
    before = station.agenda_item_id
    station.role, station.authoritative = role.strip()[:200], authoritative
    station.agenda_item, station.meeting = item, item.meeting if item else None
    station.save(update_fields=["role", "authoritative", "agenda_item", "meeting"])
    touch(Consultation, [station.pk], comes_or_goes=True)
    touch(AgendaItem, [one for one in (before, item and item.pk) if one])
    if station.paper is not None:
        _log("station_changed", station.paper, by=by, words=_("Station changed: {name}"), name=_name(station))
    return station


@transaction.atomic
def remove_station(station: Consultation, *, by: User) -> None:
    """Takes a station away; only a mark is left. A second press does no harm."""
    refuse_stranger(by)
    station = Consultation.objects.select_for_update().get(pk=station.pk)
    if station.deleted_at is not None:
        return
    name, now = _name(station), timezone.now()
    Consultation.objects.filter(pk=station.pk).update(deleted_at=now, was_public=True)
    touch(Consultation, [station.pk], comes_or_goes=True, now=now)
    if station.paper is not None:
        _log("station_removed", station.paper, by=by, words=_("Station taken away: {name}"), name=name)


def _name(station: Consultation) -> str:
    return ", ".join(station.organisations.values_list("name", flat=True)) or station.role


def _log(action: str, paper: Paper, *, by: User, words: Any, name: str) -> None:
    with override("de"):
        record(
            action, paper, by=by, summary=str(format_lazy(words, name=name))[:300], public=paper.public,
            sample=paper.sample,
        )  # fmt: skip
