"""Every dataset through every output: nothing hidden leaves, every format is what it says."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema_rs
import pytest
import rdflib
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF
from schemathesis.checks import CHECKS, load_all_checks

from mitmachstadt.modules.agreement.models import Commitment
from mitmachstadt.modules.assemblies.models import Assembly, SignUp, Wish
from mitmachstadt.modules.budgets.models import Application, Ballot, Budget, Candidate, Sheet
from mitmachstadt.modules.budgets.queries.process import kept
from mitmachstadt.modules.budgets.tests import ballot_world
from mitmachstadt.modules.budgets.tests.world import rule_data as budget_rule_data
from mitmachstadt.modules.climate.models import PaperCheck
from mitmachstadt.modules.consul.models import Page as ArchivePage
from mitmachstadt.modules.council.models import BodyProfile, Location, Meeting, Paper
from mitmachstadt.modules.drafts.models import Comment, Draft, Paragraph, Version
from mitmachstadt.modules.petitions.models import Petition, Question
from mitmachstadt.modules.projects.models import CostEstimate, Project, ProjectPlace, Suggestion
from mitmachstadt.modules.proposals.models import Proposal, VoteLine
from mitmachstadt.modules.proposals.models import Version as ProposalVersion
from mitmachstadt.modules.reports.models import Figure
from mitmachstadt.modules.reports.models import Report as DefectReport
from mitmachstadt.modules.venues.models import Venue
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import District, Organisation, Population, StatisticalDistrict
from mitmachstadt.spine.moderation.models import Quarter
from mitmachstadt.spine.opendata.checks import check_datasets, problems_of
from mitmachstadt.spine.opendata.datasets import Dataset, Field, Registry, registry
from mitmachstadt.spine.opendata.documentation import write_documentation
from mitmachstadt.spine.opendata.outputs.csv import cell, write_csv
from mitmachstadt.spine.opendata.outputs.geojson import _wound
from mitmachstadt.spine.opendata.reading import PORTION, whole
from mitmachstadt.spine.opendata.testing import SECRET, DatasetContract, body_of
from mitmachstadt.spine.places.queries import drawing_fields
from mitmachstadt.spine.talk.models import Comment as TalkComment
from mitmachstadt.spine.talk.models import TalkQuarter

DCATDE = rdflib.Namespace("http://dcat-ap.de/def/dcatde/")
ROOT = Path(__file__).resolve().parents[2]


def town_unit() -> Organisation:
    return Organisation.objects.get_or_create(key="stadt", defaults={"name": "Stadt", "kind": "town"})[0]


def project(number: int, **facts: object) -> Project:
    """A published project of the number, with place and costs."""
    now = timezone.now()
    values = {
        "number": f"V-2026-{number:03d}", "title": f"Vorhaben {number}", "owner": town_unit(), "state": "published",
        "published_at": now, "members_informed_at": now - timedelta(days=20),
    }  # fmt: skip
    made = Project.objects.create(**(values | facts))
    point = {"type": "Point", "coordinates": [7.3, 51.55]}
    ProjectPlace.objects.create(
        project=made,
        label="Markt",
        geometry=point,
        lat=51.55,
        lon=7.3,
        west=7.3,
        east=7.3,
        south=51.55,
        north=51.55,
    )
    CostEstimate.objects.create(project=made, low=100, high=200, price_year=2026)
    return made


def suggestion(
    number: int, text: str, *, public: bool = True, secret: str = "", on: Project | None = None
) -> Suggestion:
    case = Case.objects.create(
        number=f"H-2026-{number:04d}", kind="suggestion", state="received", title=secret or "x", unit=town_unit(),
        sender_email=f"{secret or 'x'}@example.org", secret_hash=f"{secret}{number}", public=public, hidden_reason=secret,
    )  # fmt: skip
    return Suggestion.objects.create(case=case, project=on, title="Bank", text=text, author_note=secret)


class DistrictsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "stadtteile"

    def make(self, number, secret):
        return District.objects.create(slug=f"teil-{number}", name=f"Teil {number}", lat=51.5, lon=7.3)


class ResidentsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "einwohner"

    def make(self, number, secret):
        place, _made = StatisticalDistrict.objects.get_or_create(slug="ickern", defaults={"name": "Ickern"})
        day = date(2015, 12, 31) - timedelta(days=number)
        return Population.objects.create(district=place, day=day, residents=8000 + number, source="Infoblatt")


class OrganisationsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "organisationen"

    def make(self, number, secret):
        return Organisation.objects.create(key=f"amt-{number}", name=f"Amt {number}", kind="town")


class CommitmentsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "vereinbarung"

    def make(self, number, secret):
        return Commitment.objects.create(
            reference=f"K{number:03d}", area="klima", title=f"Zusage {number}", kind="ziel"
        )


def body() -> Organisation:
    return Organisation.objects.get_or_create(key="rat", defaults={"name": "Rat", "kind": "body"})[0]


def meeting(number: int, **facts: object) -> Meeting:
    """A meeting of the council, a day later with each number, at a known place."""
    hall = Location.objects.create(description="Ratssaal", lat=51.55, lon=7.3)
    starts = timezone.now() - timedelta(days=number)
    return Meeting.objects.create(**({"body": body(), "starts_at": starts, "location": hall} | facts))


class MeetingsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "sitzungen"
    spoken = ("place",)

    def make(self, number, secret):
        made = meeting(number)
        made.items.create(number=1, title=secret, public=False)
        return made

    def make_hidden(self, secret):
        meeting(801, name=secret, deleted_at=timezone.now())
        return meeting(800, name=secret, place=secret, public=False)


class PapersTest(TestCase, DatasetContract):
    __test__ = True
    slug = "vorlagen"

    def make(self, number, secret):
        made = Paper.objects.create(
            reference=f"2026/{number:03d}", title=f"Vorlage {number}", date=date(2026, 1, 1)
        )
        made.places.create(name=secret, rejected=True)
        made.items.create(
            meeting=meeting(number, body=self.secret_body(secret), public=False), number=1, title="x"
        )
        return made

    def secret_body(self, secret):
        return Organisation.objects.get_or_create(key="geheim", defaults={"name": secret, "kind": "body"})[0]

    def make_hidden(self, secret):
        Paper.objects.create(reference="2026/801", title=secret, deleted_at=timezone.now())
        Paper.objects.create(reference="2026/802", title=secret, stub=True)
        return Paper.objects.create(reference="2026/800", title=secret, summary=secret, public=False)


class DecisionsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "beschluesse"

    def make(self, number, secret):
        made = meeting(number).items.create(
            number=1, title=f"Punkt {number}", outcome="accepted", result="Ja."
        )
        made.meeting.items.create(number=2, title=secret)
        return made

    def make_hidden(self, secret):
        meeting(801, public=False).items.create(number=1, title=secret, outcome="accepted")
        return meeting(800).items.create(number=1, title=secret, outcome="accepted", public=False)


class BodiesTest(TestCase, DatasetContract):
    __test__ = True
    slug = "gremien"
    spoken = ("role",)

    def make(self, number, secret):
        return Organisation.objects.create(key=f"ausschuss-{number}", name=f"Ausschuss {number}", kind="body")

    def make_hidden(self, secret):
        hidden = Organisation.objects.create(key="weg", name=secret, kind="body")
        BodyProfile.objects.create(organisation=hidden, public=False, mandate=secret)
        return hidden


class ClimateChecksTest(TestCase, DatasetContract):
    __test__ = True
    slug = "klimacheck"

    def check(self, number, **facts):
        paper = Paper.objects.create(
            reference=f"K/{number}", title=f"Vorlage {number}", public=facts.pop("public", True)
        )
        submitted = facts.pop("submitted_at", timezone.now())
        return PaperCheck.objects.create(
            paper=paper, department=town_unit(), light="no_effect", submitted_at=submitted, **facts
        )

    def make(self, number, secret):
        made = self.check(number)
        made.newest = False
        PaperCheck.objects.filter(pk=made.pk).update(newest=False, version=1)
        return PaperCheck.objects.create(
            paper=made.paper,
            department=made.department,
            light="no_effect",
            submitted_at=timezone.now(),
            version=2,
        )

    def make_hidden(self, secret):
        self.check(801, submitted_at=None, no_effect_reason=secret)
        return self.check(800, public=False, no_effect_reason=secret)


class ModerationTest(TestCase, DatasetContract):
    __test__ = True
    slug = "moderation"

    def make(self, number, secret):
        return Quarter.objects.create(key=f"{2000 + number}-Q1", reports=number)


class TalkFiguresTest(TestCase, DatasetContract):
    __test__ = True
    slug = "gespraech-zahlen"

    def make(self, number, secret):
        return TalkQuarter.objects.create(key=f"{2000 + number}-Q1", written=number + 5)


class ProjectsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "vorhaben"

    def make(self, number, secret):
        made = project(number)
        suggestion(number, secret, public=False, secret=secret, on=made)
        return made

    def make_hidden(self, secret):
        project(801, hidden=True, title=secret)
        project(802, state="draft", published_at=None, title=secret, summary=secret)
        return project(800, state="members_informed", published_at=None, title=secret, summary=secret)


class SuggestionsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "hinweise"

    def make(self, number, secret):
        return suggestion(number, f"Eine Bank {number}", on=Project.objects.first() or project(1))

    def make_hidden(self, secret):
        hidden = project(900, hidden=True, title=secret)
        suggestion(901, secret, on=hidden)
        return suggestion(900, secret, public=False, on=project(902))


def petition_case(number: int, prefix: str, kind: str, secret: str = "", *, public: bool = True) -> Case:
    return Case.objects.create(
        number=f"{prefix}-2026-{number:04d}", kind=kind, state="admitted", title=secret or "x", unit=town_unit(),
        sender_email=f"{secret or 'x'}@example.org", secret_hash=f"{prefix}{secret}{number}", public=public,
        hidden_reason=secret,
    )  # fmt: skip


class PetitionsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "antraege"

    def make(self, number, secret):
        made = Petition.objects.create(
            case=petition_case(number, "A", "petition", secret), title=f"Bank {number}", wish="Bank", reason="Ruhe",
            author_name=secret, author_address=secret,
        )  # fmt: skip
        made.signatories.create(name=secret, address=secret)
        return made

    def make_hidden(self, secret):
        case = petition_case(900, "A", "petition", secret, public=False)
        return Petition.objects.create(case=case, title=secret, wish=secret, reason=secret)


class ReportsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "meldungen"

    def make(self, number, secret):
        made = DefectReport.objects.create(
            case=petition_case(number, "M", "report", secret), category="schlagloch", text="Loch", dispute=secret,
            label="Markt", geometry={"type": "Point", "coordinates": [7.3, 51.55]}, lat=51.55, lon=7.3, west=7.3,
            east=7.3, south=51.55, north=51.55, answers={"mast": secret},
        )  # fmt: skip
        Case.objects.filter(pk=made.case_id).update(title="Loch", state="open")
        made.companions.create(mark=secret or "x", email=f"{secret or 'x'}@example.org")
        return made

    def make_hidden(self, secret):
        DefectReport.objects.create(
            case=petition_case(901, "M", "report", secret), category="menschen", text=secret, private=True
        )
        case = petition_case(900, "M", "report", secret, public=False)
        return DefectReport.objects.create(case=case, category="schlagloch", text=secret, label=secret)


class FiguresTest(TestCase, DatasetContract):
    __test__ = True
    slug = "meldungen-zahlen"

    def make(self, number, secret):
        quarter = f"{2000 + number}-Q1"
        return Figure.objects.create(
            key=f"{quarter}:schlagloch:", quarter=quarter, category="schlagloch", received=number
        )


def new_proposal(number: int, secret: str = "", **facts: object) -> Proposal:
    """A released proposal; what nobody may read says `secret`."""
    terms = {"who": "signed_in", "min_age": 0, "ends_on": "2026-09-01", "thresholds": []}
    values = {
        "title": f"Vorschlag {number}", "text": "Mehr Bänke für alle.", "terms": terms, "ends_on": "2026-09-01",
        "released_at": timezone.now(), "label": "Markt", "geometry": {"type": "Point", "coordinates": [7.3, 51.55]},
        "lat": 51.55, "lon": 7.3, "west": 7.3, "east": 7.3, "south": 51.55, "north": 51.55, "up": 1,
    }  # fmt: skip
    case = petition_case(number, "BV", "proposal", secret)
    Case.objects.filter(pk=case.pk).update(state="collecting")
    return Proposal.objects.create(case=case, **(values | facts))


class ProposalsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "vorschlaege"

    def make(self, number, secret):
        made = new_proposal(number, secret)
        made.votes.create(
            value=1, user=User.objects.create_user(f"{secret or 'x'}{number}@example.org"), text=secret
        )
        return made

    def make_hidden(self, secret):
        case = petition_case(900, "BV", "proposal", secret, public=False)
        return Proposal.objects.create(case=case, title=secret, text=secret, label=secret)


class VotesTest(TestCase, DatasetContract):
    __test__ = True
    slug = "stimmen"

    def make(self, number, secret):
        on = new_proposal(number, secret)
        on.votes.create(value=-1, text=secret)
        return VoteLine.objects.create(name=f"{on.case.number}.1", proposal=on, number=1, before=0, after=-1)

    def make_hidden(self, secret):
        case = petition_case(900, "BV", "proposal", secret, public=False)
        on = Proposal.objects.create(case=case, title=secret, text=secret)
        return VoteLine.objects.create(name=f"{secret}.1", proposal=on, number=1, before=0, after=1)


class VersionsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "vorschlagsfassungen"

    def make(self, number, secret):
        on = new_proposal(number, secret)
        ProposalVersion.objects.create(
            name=f"{on.case.number}.2", proposal=on, number=2, title=on.title, text=secret, shown_at=timezone.now(),
            hidden_at=timezone.now(), hidden_reason=secret or "Es stand ein Name darin.",
        )  # fmt: skip
        return ProposalVersion.objects.create(
            name=f"{on.case.number}.1",
            proposal=on,
            number=1,
            title=on.title,
            text=on.text,
            shown_at=timezone.now(),
        )

    def make_hidden(self, secret):
        on = new_proposal(890)
        return ProposalVersion.objects.create(
            name=f"{secret}.1", proposal=on, number=1, title=secret, text=secret
        )


class TalkTest(TestCase, DatasetContract):
    __test__ = True
    slug = "kommentare"

    def make(self, number, secret):
        on = new_proposal(number + 400, secret)
        case = petition_case(number, "KO", "talk", secret)
        Case.objects.filter(pk=case.pk).update(state="shown")
        author = User.objects.create_user(f"{secret or 'x'}{number}@example.org")
        return TalkComment.objects.create(
            case=case, about=on.case, name=secret, author=author, stance="for", text=f"Kommentar {number}"
        )

    def make_hidden(self, secret):
        on, hidden = new_proposal(890), petition_case(891, "BV", "proposal", secret, public=False)
        TalkComment.objects.create(
            case=petition_case(892, "KO", "talk", secret), about=hidden, stance="for", text=secret
        )
        case = petition_case(893, "KO", "talk", secret, public=False)
        return TalkComment.objects.create(case=case, about=on.case, stance="for", text=secret)


def new_budget(number: int, *, public: bool = True, name: str = "") -> Budget:
    """A budget with frozen rules; one that is not public says `name`."""
    return Budget.objects.create(
        slug=f"budget-{number}", name=name or f"Budget {number}", text=name, year=2026, total=9000, public=public,
        published_at=timezone.now(), terms=rule_data("buergerbudget"),
    )  # fmt: skip


def rule_data(name: str) -> dict[str, Any]:
    """A budget's rules as it keeps them."""
    return kept(budget_rule_data(name))


def new_application(number: int, secret: str, budget: Budget, *, public: bool = True) -> Application:
    """An application whose applicant, address and hints say `secret`."""
    case = petition_case(number, "BB", "application", secret, public=public)
    return Application.objects.create(
        case=case, budget=budget, title=f"Antrag {number}" if public else secret, text="Hochbeete" if public else secret,
        applicant="person", name=secret, postal=secret, missing=secret, requested=900, ceiling=5000, ground="none",
        costs=[["Holz", 900]], label="Markt", geometry={"type": "Point", "coordinates": [7.3, 51.55]}, lat=51.55, lon=7.3,
        west=7.3, east=7.3, south=51.55, north=51.55, admitted_on="2026-09-01",
    )  # fmt: skip


class BudgetsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "budgets"

    def make(self, number, secret):
        made = new_budget(number)
        new_application(number, secret, made, public=False)
        return made

    def make_hidden(self, secret):
        return new_budget(900, public=False, name=secret)


class ApplicationsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "antraege-budget"
    spoken = ("association",)

    def make(self, number, secret):
        return new_application(number, secret, Budget.objects.first() or new_budget(1))

    def make_hidden(self, secret):
        return new_application(900, secret, Budget.objects.first() or new_budget(1), public=False)


class QuestionsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "fragen"

    def make(self, number, secret):
        case = petition_case(number, "F", "question", secret)
        return Question.objects.create(
            case=case, text=f"Frage {number}?", author_name=secret, author_address=secret
        )

    def make_hidden(self, secret):
        case = petition_case(900, "F", "question", secret, public=False)
        return Question.objects.create(case=case, text=secret, answer=secret)


def venue(number: int, **facts: object) -> Venue:
    """A place of the number with one fact."""
    return Venue.objects.create(
        **{
            "slug": f"ort-{number}", "label": f"Ort {number}", "kind": "amt", "facts": {"wc": "ja"}, "known": 1, "source": "Test",
            **drawing_fields({"type": "Point", "coordinates": [7.3, 51.55]}), **facts,
        }
    )  # fmt: skip


def new_assembly(number: int, **facts: object) -> Assembly:
    """An announced assembly of the number."""
    start = timezone.now() + timedelta(days=number)
    values = {
        "number": f"VS-2026-{number:04d}", "kind": "stadtteil", "title": f"Versammlung {number}", "place": "Aula",
        "organiser": town_unit(), "starts_at": start, "ends_at": start + timedelta(hours=2), "state": "published",
        "published_at": timezone.now(), "lon": 7.3, "lat": 51.55, "step_free": "yes",
    }  # fmt: skip
    return Assembly.objects.create(**(values | facts))


class VenuesTest(TestCase, DatasetContract):
    __test__ = True
    slug = "barrierefreie-orte"

    def make(self, number, secret):
        return venue(number, imported={"note": secret})

    def make_hidden(self, secret):
        return venue(900, shown=False, label=secret, note=secret)


class AssembliesTest(TestCase, DatasetContract):
    __test__ = True
    slug = "versammlungen"

    def make(self, number, secret):
        made = new_assembly(number, minutes=secret)
        SignUp.objects.create(
            assembly=made, name=secret, email="x@example.org", other_needs=secret, seat="seated",
            secret_hash=f"{number}", submission_key=f"{number}",
        )  # fmt: skip
        return made

    def make_hidden(self, secret):
        return new_assembly(900, state="draft", title=secret, summary=secret)


class WishesTest(TestCase, DatasetContract):
    __test__ = True
    slug = "wuensche"

    def make(self, number, secret):
        case = petition_case(number, "W", "wish", secret)
        on = Assembly.objects.first() or new_assembly(1)
        return Wish.objects.create(case=case, assembly=on, text=f"Bank {number}", phase="before")

    def make_hidden(self, secret):
        kept_back = petition_case(901, "W", "wish", secret)
        Wish.objects.create(
            case=kept_back, assembly=new_assembly(902, state="draft"), text=secret, phase="before"
        )
        case = petition_case(900, "W", "wish", secret, public=False)
        return Wish.objects.create(case=case, assembly=new_assembly(901), text=secret, phase="before")


def new_paragraph(number: int, **facts: object) -> Paragraph:
    """The paragraph of a public text of the number."""
    values = {
        "number": f"EN-2026-{number:04d}", "kind": "konzept", "title": f"Text {number}", "unit": town_unit(),
        "state": "published", "published_at": timezone.now(),
    }  # fmt: skip
    draft = Draft.objects.create(**(values | facts))
    version = Version.objects.create(draft=draft, number=1, published_at=timezone.now())
    return Paragraph.objects.create(version=version, order=1, key=1, label="1", text="Alle reden mit.")


class DraftsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "entwuerfe"

    def make(self, number, secret):
        draft = new_paragraph(number).version.draft
        Version.objects.create(draft=draft, number=2, note=secret)
        return draft

    def make_hidden(self, secret):
        return new_paragraph(900, state="draft", title=secret, summary=secret).version.draft


class CommentsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "anmerkungen"

    def make(self, number, secret):
        case = petition_case(number, "K", "draft_comment", secret)
        on = Paragraph.objects.first() or new_paragraph(1)
        return Comment.objects.create(case=case, paragraph=on, text=f"Gut {number}")

    def make_hidden(self, secret):
        kept_back = petition_case(901, "K", "draft_comment", secret)
        Comment.objects.create(case=kept_back, paragraph=new_paragraph(902, state="draft"), text=secret)
        case = petition_case(900, "K", "draft_comment", secret, public=False)
        return Comment.objects.create(case=case, paragraph=new_paragraph(901), text=secret, name=secret)


def counted_vote(number: int, secret: str = "", *, counted: bool = True) -> Sheet:
    """The sheet of a budget with one idea; its vote is over where `counted`."""
    budget = ballot_world.vote(prices=(4000,), slug=f"budget-{number}")
    budget.applications.update(name=secret, postal=secret, missing=secret)
    when = timezone.now() if counted else None
    facts = {"cut_at": when, "counted_at": when, "result": {"valid": 1}}
    sheet = Sheet.objects.create(budget=budget, rule={"kind": "knapsack", "money": 10000}, **facts)
    one = budget.applications.get()
    Candidate.objects.create(
        sheet=sheet,
        application=one,
        number=1,
        key=one.case.number,
        title=one.title,
        price=4000,
        place=1,
        votes=1,
    )
    return sheet


def only_ballot(sheet: Sheet, key: str) -> Ballot:
    """The one ballot of that vote."""
    return Ballot.objects.create(budget=sheet.budget, choices={key: 1}, channel="account", money=10_000)


class VoteRulesTest(TestCase, DatasetContract):
    __test__ = True
    slug = "budget-regeln"

    def make(self, number, secret):
        return counted_vote(number, secret)

    def make_hidden(self, secret):
        sheet = counted_vote(900, counted=False)
        sheet.rule = {"seed": secret}
        sheet.save()
        return sheet


class VoteResultsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "budget-abstimmung"

    def make(self, number, secret):
        return counted_vote(number, secret).candidates.get()

    def make_hidden(self, secret):
        one = counted_vote(900, counted=False).candidates.get()
        one.title = secret
        one.save()
        return one


class BallotsTest(TestCase, DatasetContract):
    __test__ = True
    slug = "budget-stimmzettel"

    def make(self, number, secret):
        return only_ballot(counted_vote(number, secret), f"BC-2030-{number:03d}")

    def make_hidden(self, secret):
        return only_ballot(counted_vote(900, counted=False), secret)


class ArchiveTest(TestCase, DatasetContract):
    __test__ = True
    slug = "archiv"

    def make(self, number, secret):
        case = petition_case(number, "AR", "archive", secret)
        Case.objects.filter(pk=case.pk).update(state="archived")
        words = {"title": f"Debatte {number}", "text": "Mehr Bänke für alle.", "name": secret}
        return ArchivePage.objects.create(case=case, sort="debate", facts=[["Ort", "Markt"]], up=2, **words)

    def make_hidden(self, secret):
        case = petition_case(900, "AR", "archive", secret, public=False)
        return ArchivePage.objects.create(
            case=case, sort="debate", title=secret, text=secret, facts=[["Ort", secret]]
        )


def test_every_registered_dataset_has_its_contract():
    covered = {kind.slug for kind in DatasetContract.__subclasses__()}
    assert {dataset.slug for dataset in registry} == covered


def test_declarations_are_whole_at_start():
    assert check_datasets() == []


class Broken(Dataset):
    slug = "Kaputt!"
    title = description = "x"
    theme = "NIX"
    frequency = "MANCHMAL"
    licence = "frei"
    fields = (
        Field("page", "x"),
        Field("name", "x", "farbe"),
        Field("name", "x"),
        Field("key", "x", source="nix"),
    )
    key = "key"
    title_field = "titel"
    order = ("name", "pk")
    box = ("a", "b", "c", "d")

    def queryset(self):
        return Organisation.objects.all()


def test_every_mistake_of_a_declaration_is_named():
    problems = " ".join(problems_of(Broken()))
    for word in (
        "slug",
        "theme",
        "frequency",
        "licence",
        "farbe",
        "'page'",
        "twice",
        "'titel'",
        "geometry",
        "nix",
        "sample",
    ):
        assert word in problems, word


def test_a_slug_is_given_once():
    own = Registry()
    own.register(Broken)
    with pytest.raises(ValueError, match="Kaputt!"):
        own.register(Broken)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+49 2305", "'+49 2305"),
        ("-cmd", "'-cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("\x00=1", "'=1"),
        ("＝1", "'＝1"),
        (["=1", "b"], "'=1 | b"),
        ("a=1", "a=1"),
        (-5, "-5"),
        (-1.5, "-1,5"),
        (True, "ja"),
        (None, ""),
    ],
)
def test_no_cell_is_a_formula_and_numbers_stay_numbers(value, written):
    assert cell(value) == written


@pytest.mark.django_db
def test_csv_survives_quotes_separators_and_line_breaks():
    nasty = 'a;b "c"\r\n=d'
    Organisation.objects.create(key="a", name=nasty, kind="town", role="=HYPERLINK(1)")
    raw = body_of(Client().get("/daten/organisationen.csv"))
    line = next(csv.DictReader(io.StringIO(raw.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert line["name"] == nasty
    assert line["aufgabe"] == "'=HYPERLINK(1)"


@pytest.mark.django_db
def test_csv_sends_its_head_before_it_reads_a_row_and_never_holds_more_than_a_portion():
    dataset = registry.get("organisationen")
    Organisation.objects.bulk_create(
        Organisation(key=f"o-{n}", name=f"O {n}", kind="town") for n in range(2 * PORTION + 1)
    )
    with CaptureQueriesContext(connection) as queries:
        pieces = write_csv(whole(dataset))
        assert next(pieces).startswith("\ufeffschluessel;name")
        assert len(queries) == 1  # the fingerprint; no row yet
        assert next(pieces).count("\r\n") == PORTION
        assert len(queries) == 3  # the keys, and one portion of rows
        assert sum(piece.count("\r\n") for piece in pieces) == PORTION + 1


def test_areas_are_wound_as_the_standard_asks():
    clockwise = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}
    ring = [list(point) for point in _wound(clockwise)["coordinates"][0]]
    assert ring in (
        [[0, 0], [1, 1], [0, 1], [0, 0]],
        [[1, 1], [0, 1], [0, 0], [1, 1]],
        [[0, 1], [0, 0], [1, 1], [0, 1]],
    )
    assert _wound(None) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["page=0", "page=x", "per_page=1001", "per_page=-1", "page=99999999999", "page=%00", "alles=ja", "bbox=1,2,3",
     "bbox=8,51,7,52", "bbox=nan,1,2,3", "stand=gibtsnicht", "offen=vielleicht", "stadtteil=%00", "stadtteil=atlantis"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/daten/vorhaben.json", "/daten/vorhaben.geojson", "/api/v1/vorhaben"])
def test_a_wrong_question_gets_a_sentence_per_parameter(path, query):
    response = Client().get(f"{path}?{query}")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["fehler"][0]["parameter"] == query.split("=")[0]
    assert body["fehler"][0]["hinweis"] in body["detail"]


@pytest.mark.django_db
def test_unknown_things_are_404_with_a_body_and_other_methods_405():
    client = Client()
    assert client.get("/daten/vorhaben.exe").json()["formate"] == ["csv", "json", "geojson", "atom"]
    assert "vorhaben" in client.get("/daten/nichts.csv").json()["datensaetze"]
    assert client.get("/api/v1/nichts").status_code == 404
    assert client.get("/api/v1/vorhaben/V-1999-001").json()["status"] == 404
    assert client.get("/api/v1/einwohner/" + "9" * 30).status_code == 404
    assert client.get("/daten/nichts/").status_code == 404
    for path in ("/daten/vorhaben.csv", "/api/v1/vorhaben"):
        refused = client.post(path)
        assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.django_db
def test_other_sites_may_ask():
    for path in ("/daten/vorhaben.json", "/api/v1/vorhaben", "/api/v1/openapi.json", "/daten/katalog.ttl"):
        assert Client().get(path).headers["Access-Control-Allow-Origin"] == "*", path
    asked = Client().options(
        "/daten/vorhaben.json", headers={"access-control-request-headers": "if-none-match"}
    )
    assert asked.status_code == 204
    assert "If-None-Match" in asked.headers["Access-Control-Allow-Headers"]


@pytest.mark.django_db
def test_the_filters_are_those_of_the_page():
    today = timezone.localdate()
    first = project(1, participation="yes", window_start=today, window_end=today)
    second = project(2, state="done")
    district = District.objects.create(slug="ickern", name="Ickern", lat=51.6, lon=7.3)
    second.districts.add(district)

    def numbers(query):
        found = json.loads(body_of(Client().get(f"/daten/vorhaben.json?{query}")))
        return [one["nummer"] for one in found["eintraege"]]

    assert numbers("offen=1") == [first.number]
    assert numbers("stand=fertig") == [second.number]
    assert numbers("stadtteil=ickern&stadtteil=ickern") == [second.number]
    assert sorted(numbers("stand=fertig&stand=veroeffentlicht")) == [first.number, second.number]
    assert numbers(f"nummer={second.number}&utm=1&sort=neu") == [second.number]
    assert sorted(numbers("offen=&stand=")) == [first.number, second.number]


@pytest.mark.django_db
def test_the_page_of_a_dataset_shows_what_was_asked_and_hands_out_the_same():
    first, second = project(1, state="done"), project(2)
    page = Client().get("/daten/vorhaben/?stand=fertig").content.decode()
    assert first.number in page and second.number not in page and "1 Eintrag gefunden" in page
    assert 'href="/daten/vorhaben.csv?stand=fertig"' in page
    nothing = Client().get("/daten/vorhaben/?q=gibtesnicht").content.decode()
    assert "Nichts passt." in nothing and 'value="gibtesnicht"' in nothing
    wrong = Client().get("/daten/vorhaben/?stand=gibtsnicht&q=%00")
    assert wrong.status_code == 200 and "„gibtsnicht“ gibt es hier nicht" in wrong.content.decode()


@pytest.mark.django_db
def test_bbox_finds_a_project_once_though_two_places_lie_inside():
    made = project(1)
    ProjectPlace.objects.create(
        project=made, label="B", lat=51.5, lon=7.3, west=7.3, east=7.3, south=51.5, north=51.5
    )
    layer = json.loads(body_of(Client().get("/daten/vorhaben.geojson?bbox=7.2,51.4,7.4,51.6")))
    assert (layer["numberMatched"], len(layer["features"])) == (1, 1)


@pytest.mark.django_db
def test_last_modified_counts_too():
    made = project(1)
    Project.objects.filter(pk=made.pk).update(updated_at=timezone.now() - timedelta(days=400))
    first = Client().get("/daten/vorhaben.json")
    since = first.headers["Last-Modified"]
    assert Client().get("/daten/vorhaben.json", headers={"if-modified-since": since}).status_code == 304
    old = "Mon, 01 Jan 2024 00:00:00 GMT"
    assert Client().get("/daten/vorhaben.json", headers={"if-modified-since": old}).status_code == 200


@pytest.mark.django_db
def test_feed_survives_characters_that_xml_refuses():
    project(1, title="Klang\x0bweg <b>&", summary="a\x00b".replace("\x00", "\x01"))
    feed = ElementTree.fromstring(body_of(Client().get("/daten/vorhaben.atom")))  # noqa: S314  our own words
    assert (
        feed.find("{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title").text
        == "Klangweg <b>&"
    )


@pytest.mark.django_db
def test_the_catalogue_parses_and_holds_what_dcat_ap_de_demands():
    project(1)
    response = Client().get("/daten/katalog.ttl")
    assert response.headers["Content-Type"].startswith("text/turtle")
    graph = rdflib.Graph().parse(data=response.content.decode(), format="turtle")
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    for fact in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, FOAF.homepage, DCAT.themeTaxonomy):
        assert graph.value(catalogue, fact) is not None, fact
    datasets = list(graph.objects(catalogue, DCAT.dataset))
    assert len(datasets) == len(list(registry))
    demanded = (
        DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint, DCAT.theme, DCTERMS.identifier,
        DCTERMS.accrualPeriodicity, DCAT.landingPage, DCATDE.politicalGeocodingURI, DCATDE.politicalGeocodingLevelURI,
    )  # fmt: skip
    for node in datasets:
        assert all(graph.value(node, fact) is not None for fact in demanded), node
        for file in graph.objects(node, DCAT.distribution):
            for fact in (
                DCAT.accessURL,
                DCAT.downloadURL,
                DCTERMS.license,
                DCTERMS["format"],
                DCAT.mediaType,
            ):
                assert graph.value(file, fact) is not None, (file, fact)
            path = "/" + str(graph.value(file, DCAT.downloadURL)).split("/", 3)[3]
            assert Client().get(path).status_code == 200
    key = "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/05562004"
    assert {str(graph.value(node, DCATDE.politicalGeocodingURI)) for node in datasets} == {key}


@pytest.mark.django_db
def test_answers_are_what_the_interface_description_says():
    District.objects.create(slug="ickern", name="Ickern", lat=51.6, lon=7.3)
    suggestion(1, "Bank", on=project(1))
    description = Client().get("/api/v1/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    for dataset in registry:
        operation = description["paths"][f"/api/v1/{dataset.slug}"]["get"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        page = json.loads(body_of(Client().get(f"/api/v1/{dataset.slug}")))
        jsonschema_rs.validator_for(schema).validate(page)
        assert {"page", "per_page"} <= {one["name"] for one in operation["parameters"]}
        for one in page["eintraege"]:
            item = description["paths"][f"/api/v1/{dataset.slug}/{{key}}"]["get"]["responses"]["200"]
            answer = Client().get(f"/api/v1/{dataset.slug}/{one[dataset.key]}").json()
            jsonschema_rs.validator_for(item["content"]["application/json"]["schema"]).validate(answer)
            assert answer == one


@pytest.fixture
def plain_wsgi():
    """The program as a server calls it; the signals that would close the test's own connection are held back."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_interface_keeps_its_promises_under_random_questions(plain_wsgi):
    project(1)
    load_all_checks()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", plain_wsgi)
    # Nobody signs in or writes here; and that west lies left of east no schema can say.
    left_out = {"ignored_auth", "use_after_free", "ensure_resource_availability", "positive_data_acceptance"}
    checks = [check for check in CHECKS.get_all() if check.__name__ not in left_out]
    asked = []

    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=5,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case):
            asked.append(case.path)
            case.call_and_validate(checks=checks, headers={"Accept-Encoding": "identity"})

        ask()
    assert len(set(asked)) == 1 + 2 * len(list(registry))


@pytest.mark.django_db
def test_site_map_names_public_pages_only():
    shown = project(1)
    project(2, hidden=True)
    parts = Client().get("/sitemap.xml").content.decode()
    assert "/sitemap-vorhaben-1.xml" in parts
    page = Client().get("/sitemap-vorhaben-1.xml").content.decode()
    addresses = ElementTree.fromstring(page).findall("{*}url/{*}loc")  # noqa: S314  our own words
    assert [one.text.split("/", 3)[3] for one in addresses] == [f"vorhaben/{shown.number}/"]
    assert "/daten/vorhaben/" in Client().get("/sitemap-seiten-1.xml").content.decode()
    for path in (
        "/sitemap-vorhaben-2.xml",
        "/sitemap-vorhaben-0.xml",
        "/sitemap-nichts-1.xml",
        "/sitemap-seiten-2.xml",
    ):
        assert Client().get(path).status_code == 404


@pytest.mark.django_db
def test_the_command_prints_what_is_derived(capsys):
    call_command("datasets")
    printed = capsys.readouterr().out
    assert all(dataset.slug in printed for dataset in registry)
    assert "csv json geojson atom" in printed


def test_the_documentation_is_up_to_date():
    stored = (ROOT / "docs" / "daten.md").read_text("utf-8")
    assert stored == write_documentation(registry), "python -m mitmachstadt datasets --write docs/daten.md"


@pytest.mark.django_db
def test_datasets_are_found_by_the_search():
    from mitmachstadt.spine.city.importing import Report
    from mitmachstadt.spine.opendata.actions import index_datasets
    from mitmachstadt.spine.search.queries import matching_ids

    index_datasets(ROOT, Report("Suche"))
    assert "einwohner" in set(matching_ids("dataset", "Bevölkerung"))


def test_the_secret_would_be_seen():
    """The planted word is one that every output writes as it is, so its absence means something."""
    assert cell(SECRET) == SECRET
    assert json.dumps(SECRET).strip('"') == SECRET
