"""A town with examples and one person of every kind, and what an address answers to each of them."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from mitmachstadt.config.rights import PEOPLE
from mitmachstadt.modules.agreement.models import Commitment
from mitmachstadt.modules.assemblies.models import Assembly
from mitmachstadt.modules.budgets.models import Application
from mitmachstadt.modules.climate.models import PaperCheck
from mitmachstadt.modules.climate.queries import rules_on
from mitmachstadt.modules.council.models import (
    AgendaItem,
    BodyProfile,
    Meeting,
    Paper,
    PaperPlace,
    Person,
    Source,
)
from mitmachstadt.modules.drafts.models import Comment as DraftComment
from mitmachstadt.modules.drafts.models import Draft
from mitmachstadt.modules.projects.models import Project, Reading
from mitmachstadt.modules.projects.rules.path import AFTER_PUBLICATION
from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.modules.reports.models import Photo, Report
from mitmachstadt.modules.venues.models import Venue
from mitmachstadt.spine import problems
from mitmachstadt.spine.accounts.models import LetterBatch, Role, RoleAssignment, User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.talk.models import Comment
from tests.consul.world import taken_over

#: Codes with which an action says that the role is the reason.
ROLE_CODES = {"not_yours", "not_your_step", "not_allowed", "not_operator"}


class World:
    """People by kind in the sample town, which has to be there, and values for the blanks of addresses."""

    def __init__(self) -> None:
        self.case = Case.objects.get(kind="suggestion", state="received", number="H-2026-001")
        self.reading = Reading.objects.filter(agenda_item__isnull=False).order_by("pk").first()
        assert self.reading is not None
        Project.objects.filter(pk=self.reading.project_id).update(
            unit=self.case.unit, members_informed_at=None, listing_exception="Altbestand"
        )
        self.project = Project.objects.get(pk=self.reading.project_id)
        self.keep_examples()
        self.former = taken_over()
        self.handler = Client().handler
        self.people = {name: self.person(name) for name in PEOPLE}
        self.cookies = {name: self.cookie(person) for name, person in self.people.items()}

    def keep_examples(self) -> None:
        """What the blanks of most addresses lead to, looked up once."""
        meeting = Meeting.objects.order_by("pk").first()
        item = AgendaItem.objects.filter(meeting=meeting).first() or AgendaItem.objects.first()
        public = Project.objects.public().filter(sample=True).select_related("owner").first()
        photos = Photo.objects.filter(report__in=Report.objects.public().open())
        assert meeting and item and public
        self.meeting, self.item, self.public = meeting, item, public
        self.photo = photos.select_related("report__case").first()
        self.draft_comment = DraftComment.objects.public().first().case.number  # type: ignore[union-attr]
        self.commitment = Commitment.objects.first().reference  # type: ignore[union-attr]

    def person(self, name: str) -> User | None:
        """An account whose name says what it may."""
        if name == "nobody":
            return None
        user = User.objects.create_user(f"{name}@example.org", "Drei-Worte-Zusammen")
        other = Organisation.objects.exclude(pk=self.case.unit_id).filter(kind="town", parent=None)
        where = {
            "clerk": self.case.unit,
            "other_clerk": other.exclude(
                pk__in=[self.project.owner_id, self.case.unit.parent_id or 0]
            ).first(),
            "council_member": Organisation.objects.filter(kind="body").first(),
        }
        role = "clerk" if name == "other_clerk" else name
        if role in Role.values:
            RoleAssignment.objects.create(
                user=user, role=role, organisation=where.get(name), since="2020-01-01"
            )
            if role in (Role.EDITOR, Role.OPERATOR):
                from mitmachstadt.spine.accounts.actions import refresh_access

                refresh_access(user)
        return user

    def cookie(self, person: User | None) -> str:
        """The session of somebody who has been here today: what a first visit writes, the device and when the desk was
        opened, would otherwise be written and taken back at every question."""
        if person is None:
            return ""
        client = Client()
        client.force_login(person)
        client.get("/schreibtisch/")
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def client(self, who: str, **wishes: Any) -> Client:
        """The browser of somebody; all share what stands between browser and views, which is long in the making."""
        client = Client(**wishes)
        client.handler = self.handler
        if self.cookies[who]:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[who]
        return client

    def blanks(self, name: str) -> dict[str, Any]:
        """Values for the blanks of the address `name`; each leads to something that exists where that is possible."""
        area = name.partition(":")[0]
        meeting, item, public, photo = self.meeting, self.item, self.public, self.photo
        number: object = self.case.number
        budget = ""
        if area.startswith("projects"):
            number = self.project.number if ":desk" in name else public.number
        if area.startswith("assemblies"):
            shown = name == "assemblies_machine:minutes"
            number = (
                Assembly.objects.filter(sample=True, minutes_published_at__isnull=not shown).first().number
            )  # type: ignore[union-attr]
        if area.startswith("drafts"):
            number = Draft.objects.filter(sample=True).first().number  # type: ignore[union-attr]
        if area == "proposals":
            number = Proposal.objects.public().filter(case__sample=True).first().case.number  # type: ignore[union-attr]
        if area == "talk":
            comment = Comment.objects.public().filter(parent=None).first()
            number = comment.about.number if name in {"talk:talk", "talk:quiet"} else comment.case.number  # type: ignore[union-attr]
        if area == "budgets":
            state = "closed" if name == "budgets:desk-letter" else "admitted"
            found = Application.objects.public().filter(case__sample=True, case__state=state)
            application = found.select_related("case", "budget").first()
            assert application
            number = application.case.number
            # Whose ballot it is says the session alone; nobody here has one.
            budget = "" if name == "budgets:ballot-receipt" else application.budget.slug
        if name == "cases:public":
            number = Case.objects.filter(public=True).first().number  # type: ignore[union-attr]
        if name == "moderation:report":
            number = Case.objects.filter(kind="suggestion", public=True).first().number  # type: ignore[union-attr]
        petition = {"petitions:question": "F-", "petitions:detail": "A-"}.get(
            name, "A-" if area == "petitions" else ""
        )
        if petition:
            shown = Case.objects.filter(number__startswith=petition, public=True).order_by("number").first()
            assert shown
            number = shown.number
        if name in {"council:paper", "council:desk-places"}:
            meeting = Paper.objects.public().first() or meeting
        if name == "council:person":
            meeting = Person.objects.get_or_create(name="Beispiel")[0]
        if name in {"council:desk-findings", "council:desk-findings-csv"}:
            meeting = Source.objects.get_or_create(url="https://rat.example/oparl")[0]
        if area == "climate":
            # one that a department wrote: of others every clerk may fill in the check
            checks = PaperCheck.objects.public().filter(paper__departments__isnull=False)
            meeting = checks.first().paper
        if area == "reports" and photo:
            number = photo.report.case.number
        slug = "klima" if name == "council_machine:topic-calendar" else "vorhaben"
        slug = budget or slug
        if area == "venues":
            slug = Venue.objects.public().filter(sample=True).first().slug
        pk = self.reading.pk if name in {"projects:desk-result", "projects:desk-cancel"} else meeting.pk
        if name in {"reports:desk-photo", "reports:desk-cover"} and photo:
            pk = photo.pk
        council = self.former if area.startswith("consul") else of_council_desk(name, item)
        return {
            "number": number, "secret": "unbekannt", "token": "unbekannt", "meeting_id": meeting.pk, "pk": pk,
            "item_id": item.pk, "slug": slug, "part": "start", "form": "json",
            "key": {"projects:organisation": public.owner.key, "council:body": "rat", "council:ledger-body": "rat",
                    "council_machine:body-calendar": "rat", "drafts:paragraph": 1,
                    "drafts:comment": 1}.get(name, "unbekannt"),
            "comment": self.draft_comment,
            "reference": self.commitment, "uidb36": "1", "name": "x",  # type: ignore[union-attr]
            "kind": "missing", "upload_id": "00000000-0000-0000-0000-000000000000", "width": 400,
            **council,
        }  # fmt: skip

    def given(self, name: str) -> dict[str, str]:
        """What has to be given so that the question of rights is asked at all, and not only what is missing."""
        version, words = str(self.project.version), "Ein Grund mit genug Worten darin, damit er zählt."
        batch = LetterBatch.objects.create()
        meeting = Meeting.objects.filter(starts_at__gt=timezone.now()).order_by("pk").last()
        body = Organisation.objects.filter(kind="body").first()
        place = PaperPlace.objects.get_or_create(paper=Paper.objects.public().first(), name="Beispielstraße")[
            0
        ]
        step = next(
            one for one in AFTER_PUBLICATION if one.source == self.project.state and len(one.roles) == 2
        )
        return {
            "projects:desk-step": {"ziel": step.target, "version": version, "reason": words},
            "projects:desk-informed": {
                "informed_at": "2026-01-05T10:00",
                "informed_how": "Mail",
                "version": version,
            },
            "projects:desk-hide": {"reason": words, "version": version},
            "projects:desk-schedule": {
                "meeting": str(meeting and meeting.pk),
                "title": "x",
                "exception_reason": words,
            },
            "projects:desk-result": {"result": words},
            "assemblies:desk-step": {"schritt": "announce", "version": "1"},
            "assemblies:desk-photo": {"was": "remove"},
            "drafts:desk-step": {"schritt": "publish", "revision": "1"},
            "council:desk": {
                "body": str(body and body.pk),
                "starts_at": "2030-03-01T18:00",
                "place": "Rathaus",
            },
            "council:desk-places": {"ort": str(place.pk), "urteil": "richtig"},
            "climate:desk-opinion": {"stimme-opinion": "agrees"},
            "budgets:desk-step": {"was": "copy"},
            "georeport:requests": {"service_code": "muell"},
            "climate:desk-check": {
                "no_effect_reason": words,
                **{f"q_{one.key}": "no" for one in rules_on(timezone.localdate()).questions},
            },
            "cases:step": {"schritt": "hide", "version": str(self.case.version), "reason": words},
            "accounts:desk-letters": {"drucken": str(batch.pk)},
        }.get(name, {})

    def ask(self, who: str, method: str, path: str, data: dict[str, str] | None = None) -> str:
        """`yes`, `sign-in`, `no` (403, 404 or refused for the role) `-` for a method that is not there, or `error`."""
        client = self.client(who, raise_request_exception=False)
        with refusals() as codes, transaction.atomic():
            answer = client.generic(method, path, *form(data)) if method == "POST" else client.get(path)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            return "error"
        if answer.status_code == 302 and re.match(r"(/en)?(/konto/anmelden/|/redaktion/login/)", answer.url):
            return "sign-in"
        if answer.status_code in {403, 404} or codes & ROLE_CODES:
            return "no"
        return "-" if answer.status_code == 405 else "yes"


def of_council_desk(name: str, item: AgendaItem) -> dict[str, Any]:
    """Blanks of the pages on which the council is kept by hand."""
    if name in {
        "council:desk-papers",
        "council:desk-paper",
        "council:desk-release",
        "council:desk-take-back",
    } or (name.startswith(("council:desk-paper-", "council:desk-station"))):
        # One with a station, so that its page shows every form of a paper.
        known = Paper.objects.filter(
            consultations__deleted_at=None, consultations__isnull=False, deleted_at=None
        )
        paper = known.order_by("pk").first() or Paper.objects.create(reference="2026/1", title="Radweg")
        return {"pk": paper.pk, "file_id": 0, "station_id": 0}
    if name.startswith(("council:desk-record", "council:desk-right")):
        profile = BodyProfile.objects.filter(organisation__kind="body").first()
        assert profile
        return {"slug": "gremien", "pk": profile.pk, "right_id": 0}
    if name == "council:desk-item-change":
        return {"pk": item.meeting_id, "item_id": item.pk}
    return {"file_id": 0} if name == "council:desk-drop-document" else {}


def form(data: dict[str, str] | None) -> tuple[str, str]:
    from urllib.parse import urlencode

    return urlencode(data or {}), "application/x-www-form-urlencoded"


@contextmanager
def refusals() -> Any:
    """The codes of everything that is refused meanwhile."""
    codes: set[str] = set()
    original = problems.Refused.__init__

    def listen(self: problems.Refused, found: Any) -> None:
        original(self, found)
        codes.update(self.codes)

    problems.Refused.__init__ = listen  # type: ignore[method-assign]
    try:
        yield codes
    finally:
        problems.Refused.__init__ = original  # type: ignore[method-assign]


def fill(path: str, values: dict[str, Any]) -> str:
    """The address with its blanks filled; unknown ones get a 1."""
    return "/" + re.sub(r"<(\w+)>", lambda blank: str(values.get(blank.group(1), "1")), path)
