"""The tie between papers and agendas: a consultation for each item with a paper, a location for each meeting with a place.

OParl knows the way from a paper to an item only through consultations, and the place of a meeting only as a location.
"""

from __future__ import annotations

from mitmachstadt.modules.council.models import AgendaItem, Consultation, Location
from mitmachstadt.modules.council.touch import touch


def keep_station(item: AgendaItem) -> Consultation | None:
    """The station of the item's paper in that meeting; one that waited for a date is taken, else a new one is made."""
    if item.paper_id is None:
        return None
    waiting = Consultation.objects.filter(paper=item.paper_id, deleted_at=None)
    found: Consultation | None = waiting.filter(agenda_item=item).first()
    if found is None:
        body = item.meeting.body_id
        found = waiting.filter(agenda_item=None, meeting=None, organisations=body, source_id="").first()
        found = found or Consultation(paper_id=item.paper_id, sample=item.sample or item.meeting.sample)
        found.agenda_item, found.meeting = item, item.meeting
        found.save()
        found.organisations.add(body)
        touch(Consultation, [found.pk], comes_or_goes=True)
    return found


def place_named(words: str, *, sample: bool = False) -> Location | None:
    """The town's own location of that name, made when it is new; None without words."""
    words = words.strip()
    if not words:
        return None
    found: Location | None = Location.objects.filter(source_id="", description=words, deleted_at=None).first()
    return found or Location.objects.create(description=words, sample=sample)
