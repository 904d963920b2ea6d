"""A small town for the tests of the public pages: two districts, two open projects, and secrets nobody may ever see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.utils import timezone

from mitmachstadt.modules.projects.models import Point, Project, ProjectPlace, Reading, Suggestion, Treatment
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.city.models import District, Organisation, Topic
from mitmachstadt.spine.search.actions import index_entry

SECRET = "Geheimplanung"


@dataclass
class PublicWorld:
    """What a test of the public pages needs."""

    open_project: Project
    listed: Project
    draft: Project
    hidden: Project
    rauxel: District
    ickern: District
    town: Organisation
    council: Organisation
    meeting_id: int


def make_project(number: str, title: str, owner: Organisation, **values: object) -> Project:
    """A public project without window, listed ten days ago, and findable."""
    now = timezone.now()
    facts: dict[str, object] = {
        "summary": f"{title} in einem Satz.",
        "state": "published",
        "members_informed_at": now - timedelta(days=20),
        "published_at": now - timedelta(days=10),
        **values,
    }
    project: Project = Project.objects.create(number=number, title=title, owner=owner, **facts)
    index_entry(kind="project", object_id=project.pk, title=title, url=f"/vorhaben/{number}/", public=True)
    return project


def make_suggestion(
    project: Project, number: str, text: str, *, public: bool = True, **values: object
) -> Suggestion:
    """A suggestion with its case; released unless `public` is false."""
    case = Case.objects.create(
        number=number, kind="suggestion", state="statement", title=text[:80], unit=project.owner,
        secret_hash=number, public=public,
    )  # fmt: skip
    return Suggestion.objects.create(case=case, project=project, text=text, **values)


def make_world() -> PublicWorld:
    """The world; the secret stands in a draft, in a hidden project and in a suggestion that was not released."""
    today, now = timezone.localdate(), timezone.now()
    rauxel = District.objects.create(slug="rauxel", name="Rauxel", lat=51.575, lon=7.312, order=1)
    ickern = District.objects.create(slug="ickern", name="Ickern", lat=51.592, lon=7.338, order=2)
    wheels = Topic.objects.create(slug="mobilitaet", name="Mobilität", name_en="Mobility", icon="bike")
    town = Organisation.objects.create(key="stadt", name="Stadt Castrop-Rauxel", kind="town")
    council = Organisation.objects.create(key="rat", name="Rat der Stadt", kind="body")
    opened = make_project(
        "V-2026-001", "Fahrradstraße Eichenweg", town, main_topic=wheels, participation="yes",
        window_start=today - timedelta(days=3), window_end=today + timedelta(days=12),
        next_deadline=today + timedelta(days=12), description="Die Schulstraße wird ruhiger.",
    )  # fmt: skip
    opened.districts.add(rauxel)
    opened.topics.add(wheels)
    ProjectPlace.objects.create(project=opened, label="Eichenweg", lon=7.31, lat=51.57)
    Point.objects.create(project=opened, text="Wo geparkt werden darf")
    Point.objects.create(project=opened, text="Räder haben Vorrang", is_open=False, fixed_by="Rat, 24. Juni")
    listed = make_project("V-2026-002", "Spielplatz am Kanal", town, whole_town=True)
    secrets = {
        "draft": make_project("V-2026-003", f"{SECRET} Entwurf", town, state="draft", published_at=None),
        "hidden": make_project("V-2026-004", f"{SECRET} verborgen", town, hidden=True, **open_window(today)),
    }
    for project in secrets.values():
        project.districts.add(rauxel)
        project.topics.add(wheels)
        ProjectPlace.objects.create(project=project, label=f"{SECRET} Ort", lon=7.311, lat=51.571)
    answered = make_suggestion(
        opened, "H-2026-0001", "Bitte die Linden stehen lassen.", outcome="not_taken_up", outcome_on=today,
        outcome_reason="Zwei Linden sind krank.", author_note="Eine Anwohnerin",
    )  # fmt: skip
    Treatment.objects.create(
        suggestion=answered, step="decision", by=council, outcome="not_taken_up", text="Sie sind krank."
    )
    late = make_suggestion(opened, "H-2026-0002", "Tempo 20 vor der Schule.")
    Duty.objects.create(case=late.case, key="statement", unit=town, due_on=today - timedelta(days=2))
    make_suggestion(opened, "H-2026-0003", f"{SECRET} nicht freigegeben", public=False)
    LogEntry.objects.create(
        action="project.changed",
        object_kind="project",
        object_id=str(opened.pk),
        summary="Kosten geändert",
        public=True,
    )
    LogEntry.objects.create(
        action="project.note", object_kind="project", object_id=str(opened.pk), summary=SECRET
    )
    meeting_id = on_agenda([opened, secrets["hidden"]], council, now + timedelta(days=16))
    return PublicWorld(
        opened, listed, secrets["draft"], secrets["hidden"], rauxel, ickern, town, council, meeting_id
    )


def open_window(today: object) -> dict[str, object]:
    """Values of a project whose window is open on that day."""
    return {"participation": "yes", "window_start": today, "window_end": today}


def on_agenda(projects: list[Project], body: Organisation, when: object, **values: object) -> int:
    """A public meeting with these projects as its items; gives its id."""
    meeting = apps.get_model("council", "Meeting").objects.create(
        body=body, starts_at=when, place="Rathaus", **values
    )
    items = apps.get_model("council", "AgendaItem").objects
    for number, project in enumerate(projects, 1):
        item = items.create(meeting=meeting, number=number, title=project.title)
        Reading.objects.create(project=project, agenda_item=item, body=body, day=timezone.localdate(when))
    return int(meeting.pk)
