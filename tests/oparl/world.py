"""A made-up council with all twelve kinds of objects, as dirty as other systems leave it, and secrets among it."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mitmachstadt.modules.council.models import (
    AgendaItem,
    BodyProfile,
    Consultation,
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

DIRT: list[dict[str, Any]] = [
    {},
    {"keywords": ["Radweg", "", None, 7], "web": "ftp://nirgends"},
    {"license": "https://example.org/lizenz", "web": "https://alt.example.org/1"},
    {"source_id": "x", "extra": {"vendor:feld": "<b>"}},
]


def rolls(number: int) -> list[Any]:
    """Numbers to begin dice with: two for both databases, the rest for one, since what they try is our own following of
    who shows what."""
    return [pytest.param(one, marks=[pytest.mark.once] if one > 1 else []) for one in range(number)]


def dirt(dice: random.Random, number: int) -> dict[str, Any]:
    some = dict(dice.choice(DIRT))
    if "source_id" in some:
        some["source_id"] = f"https://alt.example.org/{number}"
    return some


def fill(seed: int, papers: int = 120) -> None:
    """Rows of all kinds: public ones, tombstones, loose ends, and fields left empty."""
    dice = random.Random(seed)
    town = Municipality.objects.get(own=True)
    other = Municipality.objects.create(name="Kreis", equivalents=["", "https://example.org/k", 3])
    gone = timezone.now() - timedelta(days=1)
    Term.objects.create(municipality=town, name="2025–2030", start=date(2025, 11, 1))
    Term.objects.create(municipality=town, name="alt", deleted_at=gone)
    Term.objects.create(municipality=other)
    bodies = [Organisation.objects.get(key=key) for key in ("rat", "umweltausschuss", "klimabeirat")]
    loose = Organisation.objects.create(key="ohne", name="Ohne Gremium", kind="body")
    hall = Location.objects.create(description="Rathaus <Saal>", lat=51.5, lon=7.3)
    empty = Location.objects.create(
        source_id="https://alt.example.org/ort",
        geometry={
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "Point", "coordinates": [7.3, 51.5]},
        },
    )
    Municipality.objects.filter(pk=town.pk).update(location=hall)
    people = [
        Person.objects.create(
            municipality=dice.choice([None, town]),
            name=f"Person {n}",
            titles=["Dr.", ""],
            offices=["Ratsmitglied"],
            office_email="amt@example.org" if n % 2 else "",
            deleted_at=gone if n == 3 else None,
            **dirt(dice, n),
        )
        for n in range(12)
    ]
    for n, person in enumerate(people):
        Membership.objects.create(
            person=person,
            organisation=dice.choice([*bodies, loose]),
            role="Mitglied",
            on_behalf_of=bodies[0] if n % 3 else None,
            voting_right=dice.choice([None, True, False]),
        )
    Membership.objects.create(source_id="https://alt.example.org/sitz")
    files = [
        File.objects.create(
            name=f"Anlage {n} & <mehr>",
            access_url=f"http://alt.example.org/{n}.pdf" if n % 5 else "",
            download_url=f"https://alt.example.org/{n}.pdf" if n % 2 else "",
            file_license="keine" if n % 7 == 0 else "",
            text="Text" * n,
            size=n or None,
            deleted_at=gone if n % 11 == 0 else None,
            **dirt(dice, 1000 + n),
        )
        for n in range(papers // 2)
    ]
    for n in range(1, len(files), 9):
        files[n].master = files[n - 1]
        files[n].save()
    meetings = []
    for n in range(40):
        meeting = Meeting.objects.create(
            body=dice.choice([*bodies, loose]),
            starts_at=timezone.now() + timedelta(days=n - 20, minutes=n),
            municipality=dice.choice([None, town, other]),
            location=dice.choice([None, hall]),
            invitation=dice.choice([None, *files]),
            minutes=dice.choice([None, *files]),
            state="",
            deleted_at=gone if n == 7 else None,
            **dirt(dice, 2000 + n),
        )
        meeting.more_bodies.set(dice.sample(bodies, dice.randrange(2)))
        meeting.participants.set(dice.sample(people, 3))
        meeting.files.set(dice.sample(files, 2))
        meetings.append(meeting)
    items = []
    for n in range(120):
        item = AgendaItem.objects.create(
            meeting=meetings[n % 40],
            number=n,
            title=f"Punkt {n}",
            label="Ö 1" if n % 2 else "",
            result="einstimmig" if n % 3 else "",
            outcome="accepted" if n % 3 else "",
            resolution_file=dice.choice([None, *files]),
            deleted_at=gone if n % 17 == 0 else None,
            **dirt(dice, 3000 + n),
        )
        item.files.set(dice.sample(files, 1))
        items.append(item)
    rows = []
    for n in range(papers):
        paper = Paper.objects.create(
            municipality=dice.choice([None, town, other]),
            reference=f"2026/{n}",
            title=f"Vorlage {n} „Ü“ & <b>",
            date=date(2026, 1, 1) if n % 4 else None,
            main_file=dice.choice([None, *files]),
            deleted_at=gone if n % 23 == 0 else None,
            **dirt(dice, 4000 + n),
        )
        paper.files.set(dice.sample(files, dice.randrange(3)))
        paper.locations.set(dice.sample([hall, empty], dice.randrange(2)))
        paper.originators.set(dice.sample([*bodies, loose], 1))
        paper.departments.set(Organisation.objects.filter(kind="town")[:1])
        paper.originator_persons.set(dice.sample(people, 1))
        if rows:
            paper.related.add(dice.choice(rows))
            paper.parents.add(dice.choice(rows))
        rows.append(paper)
    for n in range(papers):
        station = Consultation.objects.create(
            paper=dice.choice([None, *rows]),
            agenda_item=dice.choice([None, *items]),
            meeting=dice.choice([None, *meetings]),
            role="Beratung" if n % 2 else "",
            authoritative=dice.choice([None, True, False]),
            deleted_at=gone if n % 13 == 0 else None,
            **dirt(dice, 5000 + n),
        )
        station.organisations.set(dice.sample([*bodies, loose], 1))


def plant_secrets() -> None:
    """Hidden rows of every kind, and public ones that hang on hidden ones or point at them."""
    word = "GEHEIM"
    hidden: dict[str, Any] = {"public": False}
    body = Organisation.objects.create(key="geheim", name=word, kind="body")
    BodyProfile.objects.create(organisation=body, mandate=word, **hidden)
    open_body = Organisation.objects.get(key="rat")
    person = Person.objects.create(name=word, **hidden)
    Membership.objects.create(person=person, organisation=open_body, role=word)
    Membership.objects.create(person=Person.objects.create(name="Offen"), organisation=body, role=word)
    place = Location.objects.create(description=word)
    paper = Paper.objects.create(reference=word, title=word, **hidden)
    paper.locations.add(place)
    file = File.objects.create(name=word, access_url=f"https://example.org/{word}", text=word)
    paper.files.add(file)
    copy = File.objects.create(
        name="Kopie",
        source_id="https://x.example.org/kopie",
        access_url="https://example.org/kopie",
        master=file,
    )
    File.objects.create(name=word, access_url=f"https://example.org/{word}", **hidden)
    meeting = Meeting.objects.create(
        body=open_body, name=word, starts_at=timezone.now() + timedelta(days=300), **hidden
    )
    item = AgendaItem.objects.create(meeting=meeting, number=1, title=word, paper=paper)
    open_meeting = Meeting.objects.create(
        body=body, starts_at=timezone.now() + timedelta(days=301), name="Offen", invitation=copy
    )
    closed = AgendaItem.objects.create(meeting=open_meeting, number=1, title=word, **hidden)
    open_paper = Paper.objects.create(reference="offen", title="Offen")
    open_paper.related.add(paper)
    paper.parents.add(open_paper)
    open_paper.originators.add(body)
    open_paper.originator_persons.add(person)
    Consultation.objects.create(paper=paper, agenda_item=item, role=word)
    for one in (item, closed):
        Consultation.objects.create(paper=open_paper, agenda_item=one, meeting=meeting, role="Offen")
    closed.files.add(File.objects.create(name=word, access_url=f"https://example.org/{word}"))
