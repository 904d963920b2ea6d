"""Papers, meetings, bodies and people as things one can find; written in the transaction of whoever changes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from django.db.models import Prefetch
from django.utils import timezone

from mitmachstadt.modules.council.models import AgendaItem, File, Meeting, Paper, Person
from mitmachstadt.modules.council.queries.bodies import bodies
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.search.actions import Entry, index_entries, remove_entries

PAPER, MEETING, BODY, PERSON = "paper", "meeting", "body", "person"
CHUNK = 500
LONGEST_FILE = 60_000  # characters of one document that the search reads


def index_papers(ids: Iterable[int]) -> None:
    """Brings the search in line with these papers: public ones are found, the rest is taken out."""
    for chunk in _chunks(ids):
        rows = list(
            Paper.objects.public()
            .filter(pk__in=chunk, stub=False)
            .select_related("main_file")
            .prefetch_related(
                Prefetch("files", File.objects.public()), "topics", "places__district", "consultations__organisations",
                Prefetch("items", AgendaItem.objects.public().select_related("meeting__body"), to_attr="public_items"),
            )
        )  # fmt: skip
        index_entries(paper_entry(row) for row in rows)
        remove_entries(PAPER, [str(pk) for pk in set(chunk) - {row.pk for row in rows}])


def index_meetings(ids: Iterable[int]) -> None:
    """The same for meetings, with the titles of what stands on their agendas."""
    for chunk in _chunks(ids):
        rows = list(
            Meeting.objects.public()
            .filter(pk__in=chunk, starts_at__isnull=False)
            .select_related("body")
            .prefetch_related(Prefetch("items", AgendaItem.objects.public(), to_attr="public_items"))
        )
        index_entries(meeting_entry(row) for row in rows)
        remove_entries(MEETING, [str(pk) for pk in set(chunk) - {row.pk for row in rows}])


def index_people(ids: Iterable[int]) -> None:
    """The same for people with a seat."""
    for chunk in _chunks(ids):
        rows = list(
            Person.objects.public()
            .filter(pk__in=chunk, stub=False)
            .prefetch_related("memberships__organisation")
        )
        index_entries(person_entry(row) for row in rows)
        remove_entries(PERSON, [str(pk) for pk in set(chunk) - {row.pk for row in rows}])


def index_bodies(keys: Iterable[str] | None = None) -> None:
    """The same for bodies; all of them when none is named."""
    found = bodies()
    wanted = set(keys) if keys is not None else set(Organisation.objects.values_list("key", flat=True))
    rows = list(found.filter(key__in=wanted))
    index_entries(body_entry(row) for row in rows)
    remove_entries(BODY, wanted - {row.key for row in rows})


def forget(papers: Iterable[int], meetings: Iterable[int]) -> None:
    """Takes papers and meetings out of the search."""
    remove_entries(PAPER, [str(pk) for pk in papers])
    remove_entries(MEETING, [str(pk) for pk in meetings])


def remove_bodies(keys: Iterable[str]) -> None:
    """Takes bodies out of the search."""
    remove_entries(BODY, keys)


def rebuild_all(folder: Path, report: Report) -> None:
    """A step of the import of the town: every body is found."""
    index_bodies()


def paper_entry(row: Paper) -> Entry:
    """A paper with the text of its documents, its places and its bodies."""
    documents = [row.main_file, *row.files.all()]
    texts = (document.text[:LONGEST_FILE] for document in documents if document and document.public)
    items = getattr(row, "public_items", [])
    stations = (body.name for station in row.consultations.all() for body in station.organisations.all())
    places = [place for place in row.places.all() if not place.rejected]
    words = chain(
        [row.reference, row.paper_type, row.summary], (item.result for item in items), stations,
        (item.meeting.body.name for item in items), (place.name for place in places), texts,
    )  # fmt: skip
    return Entry(
        PAPER,
        str(row.pk),
        f"{row.reference}: {row.title}" if row.reference else row.title,
        f"/rat/vorlagen/{row.pk}/",
        summary=row.summary,
        text="\n".join(dict.fromkeys(word for word in words if word)),
        districts=tuple(sorted({place.district.slug for place in places if place.district})),
        topics=tuple(topic.slug for topic in row.topics.all()),
        date=row.date,
    )


def meeting_entry(row: Meeting) -> Entry:
    """A meeting by its body and day."""
    day = timezone.localdate(row.begins)
    titles = "\n".join(item.title for item in getattr(row, "public_items", []))
    return Entry(
        MEETING,
        str(row.pk),
        f"{row.body.name}, {day:%d.%m.%Y}",
        f"/rat/sitzungen/{row.pk}/",
        summary=row.name or row.place,
        text=titles,
        date=day,
        weight=-5,
    )


def person_entry(row: Person) -> Entry:
    """A person by name and seats."""
    seats = {seat.organisation.name for seat in row.memberships.all() if seat.organisation and seat.public}
    return Entry(PERSON, str(row.pk), row.name, f"/rat/personen/{row.pk}/", summary=", ".join(sorted(seats)))


def body_entry(row: Organisation) -> Entry:
    """A body by its name and what it is for."""
    profile = getattr(row, "council", None)
    text = f"{profile.short_name} {profile.mandate}" if profile else ""
    return Entry(BODY, row.key, row.name, f"/rat/gremien/{row.key}/", summary=row.role, text=text, weight=8)


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]
