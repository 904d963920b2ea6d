"""A large council for the bench: papers with files, stations, and items of meetings, as other systems leave them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from benching.fill import WORDS
from benching.server import Cost, Server

#: Each list of a body and what it is called.
LISTS = {
    "paper": "Vorlagen", "meeting": "Sitzungen", "agenda-item": "Tagesordnungspunkte", "consultation": "Beratungen",
    "file": "Dateien", "organization": "Gremien", "person": "Personen", "membership": "Mitgliedschaften",
    "location": "Orte",
}  # fmt: skip


def fill_council(papers: int, files: int) -> None:
    """Adds public papers with files, stations and places, a meeting for every twenty of them, and people with seats."""
    from mitmachstadt.modules.council.models import (
        AgendaItem,
        Consultation,
        File,
        Location,
        Meeting,
        Membership,
        Paper,
        Person,
    )
    from mitmachstadt.spine.city.models import Organisation

    dice = random.Random(papers)
    now, first = timezone.now(), date(2010, 1, 1)
    bodies = list(Organisation.objects.filter(kind="body")[:4])
    unit = Organisation.objects.filter(kind="town").first()
    documents = File.objects.bulk_create(
        [
            File(
                name=f"Anlage {n}", access_url=f"https://alt.example.org/anlage/{n}", mime_type="application/pdf",
                size=90_000 + n, sha512=f"{n:0128x}", date=first + timedelta(days=n % 5000), file_name=f"anlage-{n}.pdf",
                source_id=f"https://alt.example.org/file/{n}", text=" ".join(dice.choices(WORDS, k=250)),
            )
            for n in range(files)
        ],
        batch_size=1000,
    )  # fmt: skip
    meetings = Meeting.objects.bulk_create(
        [
            Meeting(
                body=bodies[n % len(bodies)], starts_at=now - timedelta(days=n), source_id=f"https://alt.example.org/m/{n}"
            )
            for n in range(max(1, papers // 20))
        ]
    )  # fmt: skip
    rows = Paper.objects.bulk_create(
        [
            Paper(
                reference=f"{2010 + n % 17}/{n:05d}", title=f"{' und '.join(dice.sample(WORDS, 3))}, Abschnitt {n}",
                paper_type="Beschlussvorlage", date=first + timedelta(days=n % 5000), main_file=documents[n % files],
                source_id=f"https://alt.example.org/paper/{n}",
            )
            for n in range(papers)
        ],
        batch_size=1000,
    )  # fmt: skip
    through = Paper.files.through
    through.objects.bulk_create(
        [through(paper=rows[n % papers], file=documents[n]) for n in range(papers, files)], batch_size=2000
    )
    Paper.departments.through.objects.bulk_create(
        [Paper.departments.through(paper=row, organisation=unit) for row in rows], batch_size=2000
    )
    items = AgendaItem.objects.bulk_create(
        [
            AgendaItem(
                meeting=meetings[n % len(meetings)], number=n, title=row.title, paper=row, result="einstimmig beschlossen",
                outcome="accepted", source_id=f"https://alt.example.org/i/{n}",
            )
            for n, row in enumerate(rows)
        ],
        batch_size=1000,
    )  # fmt: skip
    stations = Consultation.objects.bulk_create(
        [
            Consultation(
                paper=item.paper, agenda_item=item if role == "Entscheidung" else None, meeting=item.meeting, role=role,
                source_id=f"https://alt.example.org/c/{n}/{role}",
            )
            for n, item in enumerate(items)
            for role in ("Vorberatung", "Entscheidung")
        ],
        batch_size=1000,
    )  # fmt: skip
    sitting = Consultation.organisations.through
    sitting.objects.bulk_create(
        [sitting(consultation=one, organisation=bodies[n % len(bodies)]) for n, one in enumerate(stations)],
        batch_size=2000,
    )  # fmt: skip
    people = Person.objects.bulk_create(
        [
            Person(name=f"Beispielperson {n}", family_name=f"Beispiel {n}", source_id=f"https://alt.example.org/person/{n}")
            for n in range(max(20, papers // 30))
        ]
    )  # fmt: skip
    Membership.objects.bulk_create(
        [
            Membership(
                person=people[n % len(people)], organisation=bodies[n % len(bodies)], role="Mitglied", voting_right=True,
                start=first, source_id=f"https://alt.example.org/seat/{n}",
            )
            for n in range(3 * len(people))
        ]
    )  # fmt: skip
    places = Location.objects.bulk_create(
        [
            Location(
                description=f"Haus {n}", street_address=f"Musterstraße {n}", lat=51.55, lon=7.31,
                source_id=f"https://alt.example.org/place/{n}",
            )
            for n in range(max(20, papers // 10))
        ]
    )  # fmt: skip
    spots = Paper.locations.through
    spots.objects.bulk_create(
        [spots(paper=row, location=places[n % len(places)]) for n, row in enumerate(rows) if n % 3 == 0],
        batch_size=2000,
    )


def costs(server: Server, times: int, touch: Callable[[], None]) -> list[tuple[str, Cost, int]]:
    """Name, cost and queries of the first and the last page of each list, with a change before each request; of papers
    from memory, too, and without stored answers, as right after a new version of the program."""
    from django.conf import settings

    from mitmachstadt.modules.council.models import Answer, Municipality
    from mitmachstadt.modules.council.oparl import lists, stored

    # answers are written for one address of the town, and each server of the bench has another
    settings.BASE_URL = f"http://127.0.0.1:{server.port}"
    stored.keep_true()
    own, found = Municipality.objects.get(own=True).pk, []

    def line(words: str, path: str, fresh: bool = True, often: int = times) -> None:
        cost = server.cost(path, times=often, before=touch if fresh else None)
        found.append((f"OParl, {words}", cost, queries_of(path)))

    papers = f"/oparl/v1.1/body/{own}/paper"
    line("erste Seite der Vorlagen", papers, fresh=False)
    for name, words in LISTS.items():
        listing = lists.of_body(own, name)
        assert listing is not None
        _, last = listing.extent()
        path = f"/oparl/v1.1/body/{own}/{name}"
        line(f"erste Seite der {words}, eben geändert", path)
        if last:
            line(f"letzte Seite der {words}, eben geändert", f"{path}?after={last}")
    Answer.objects.all().delete()
    line("erste Seite der Vorlagen ohne gespeicherte Antworten", papers, often=max(10, times // 5))
    return found


def queries_of(path: str) -> int:
    """Queries of a page that nobody keeps in memory."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from mitmachstadt.spine.audit.kept import forget

    client = Client(headers={"host": settings.BASE_URL.partition("//")[2]})
    client.get(path)
    forget()
    with CaptureQueriesContext(connection) as caught:
        client.get(path)
    return len(caught)
