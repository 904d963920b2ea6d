"""Scratch data for the bench: many projects, suggestions and search entries with German words."""

from __future__ import annotations

import random
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

WORDS = [
    "Radweg",
    "Schulhof",
    "Spielplatz",
    "Bürgersteig",
    "Bahnhof",
    "Marktplatz",
    "Sanierung",
    "Beleuchtung",
    "Grünfläche",
    "Bäume",
    "Kreuzung",
    "Ampel",
    "Haltestelle",
    "Kita",
    "Turnhalle",
    "Bibliothek",
    "Rathaus",
    "Kanal",
    "Brücke",
    "Quartier",
    "Wohnungsbau",
    "Solardach",
    "Ladesäule",
    "Parkplatz",
    "Zebrastreifen",
    "Straßenbahn",
    "Sportplatz",
    "Jugendzentrum",
    "Feuerwache",
    "Wertstoffhof",
    "Streuobstwiese",
    "Gehweg",
    "Altstadt",
    "Ufer",
]


def project_rows(count: int, start: int) -> list[object]:
    """Unsaved public projects; every tenth is open for suggestions."""
    from mitmachstadt.modules.projects.models import Participation, Project, State
    from mitmachstadt.spine.city.models import Organisation, Topic

    dice = random.Random(start)
    now, today = timezone.now(), timezone.localdate()
    owner = Organisation.objects.get(key="stadt")
    topics = list(Topic.objects.all())
    rows = []
    for n in range(start, start + count):
        is_open = n % 10 == 0
        end = today + timedelta(days=n % 40) if is_open else None
        published = now - timedelta(days=20, minutes=n)
        rows.append(
            Project(
                number=f"V-2020-{n:06d}",
                title=f"{' und '.join(dice.sample(WORDS, 2))} im Abschnitt {n}",
                summary=f"{dice.choice(WORDS)} wird erneuert, damit alle gut ankommen.",
                owner=owner,
                unit=owner,
                main_topic=topics[n % len(topics)],
                state=State.PUBLISHED,
                state_since=now,
                members_informed_at=published - timedelta(days=10),
                published_at=published,
                participation=Participation.YES if is_open else Participation.UNDECIDED,
                window_start=today - timedelta(days=5) if is_open else None,
                window_end=end,
                next_deadline=end,
                sample=True,
            )
        )
    return rows


@transaction.atomic
def fill_projects(until: int) -> None:
    """Adds projects until there are `until`, each with topic, district and a point in town, and puts them into search."""
    from mitmachstadt.modules.projects.actions.refresh import search_entry
    from mitmachstadt.modules.projects.models import Project, ProjectPlace
    from mitmachstadt.spine.city.models import District
    from mitmachstadt.spine.search.actions import index_entries

    have = Project.objects.count()
    rows = Project.objects.bulk_create(project_rows(max(until - have, 0), have), batch_size=500)
    districts = list(District.objects.all())
    dice = random.Random(have)
    through_d, through_t = Project.districts.through, Project.topics.through
    places, links_d, links_t, entries = [], [], [], []
    for row in rows:
        district = districts[row.pk % len(districts)]
        lon, lat = district.lon + dice.uniform(-0.006, 0.006), district.lat + dice.uniform(-0.004, 0.004)
        places.append(
            ProjectPlace(
                project=row,
                label="Abschnitt",
                geometry={"type": "Point", "coordinates": [lon, lat]},
                district=district,
                lat=lat,
                lon=lon,
                south=lat,
                north=lat,
                west=lon,
                east=lon,
            )
        )
        links_d.append(through_d(project=row, district=district))
        links_t.append(through_t(project=row, topic_id=row.main_topic_id))
        entries.append(search_entry(row, [district.slug], [row.main_topic.slug]))
    ProjectPlace.objects.bulk_create(places, batch_size=500)
    through_d.objects.bulk_create(links_d, batch_size=2000)
    through_t.objects.bulk_create(links_t, batch_size=2000)
    index_entries(entries)


@transaction.atomic
def fill_suggestions(number: str, count: int) -> None:
    """`count` released suggestions on one project, a third of them decided, and a change log of 200 entries."""
    from mitmachstadt.modules.projects.models import Project, Suggestion, Treatment
    from mitmachstadt.spine.audit.models import LogEntry
    from mitmachstadt.spine.cases.models import Case, Duty

    project = Project.objects.get(number=number)
    today = timezone.localdate()
    cases = Case.objects.bulk_create(
        [
            Case(
                number=f"H-2020-{n:06d}",
                kind="suggestion",
                state="taken_up" if n % 3 == 0 else "statement",
                title=f"Hinweis {n}",
                unit=project.owner,
                subject_kind="project",
                subject_id=project.number,
                secret_hash=f"{n:064d}",
                public=True,
                sample=True,
            )
            for n in range(count)
        ],
        batch_size=500,
    )
    Duty.objects.bulk_create(
        [
            Duty(case=case, key="statement", unit=project.owner, due_on=today + timedelta(days=9))
            for case in cases
            if case.state == "statement"
        ],
        batch_size=500,
    )
    rows = Suggestion.objects.bulk_create(
        [
            Suggestion(
                case=case,
                project=project,
                text=f"Bitte an {WORDS[n % len(WORDS)]} denken.",
                outcome="taken_up" if case.state == "taken_up" else "",
                outcome_reason="Wird mitgeplant." if case.state == "taken_up" else "",
                outcome_by="Stadt",
                outcome_on=today if case.state == "taken_up" else None,
            )
            for n, case in enumerate(cases)
        ],
        batch_size=500,
    )
    Treatment.objects.bulk_create(
        [
            Treatment(suggestion=row, step="statement", by=project.owner, text="Gelesen.")
            for row in rows
            if row.outcome
        ]
    )
    Project.objects.filter(pk=project.pk).update(suggestion_count=count)
    LogEntry.objects.bulk_create(
        [
            LogEntry(
                action="edit_sheet",
                object_kind="project",
                object_id=str(project.pk),
                summary=f"Änderung {n}",
                public=True,
                sample=True,
            )
            for n in range(200)
        ]
    )


def fill_search(until: int) -> None:
    """More entries of a kind of their own, until the search table holds `until`."""
    from mitmachstadt.spine.search.actions import Entry, index_entries
    from mitmachstadt.spine.search.models import SearchEntry

    dice = random.Random(7)
    have = SearchEntry.objects.count()
    for start in range(have, until, 5000):
        index_entries(
            Entry(
                kind="bench",
                object_id=str(n),
                title=f"{dice.choice(WORDS)} {dice.choice(WORDS)} {n}",
                summary=" ".join(dice.sample(WORDS, 6)),
                text=" ".join(dice.choices(WORDS, k=20)),
                url="/",
            )
            for n in range(start, min(start + 5000, until))
        )
