"""What is kept at the desk is found at once under its newest words, and not at all once it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mitmachstadt.modules.council.actions import add_agenda_item, add_meeting
from mitmachstadt.modules.council.file_actions import attach, detach
from mitmachstadt.modules.council.importers.oparl import texts
from mitmachstadt.modules.council.models import File, TextState
from mitmachstadt.modules.council.paper_actions import (
    change_paper,
    draft_paper,
    release_paper,
    take_back_paper,
)
from mitmachstadt.modules.council.record_actions import keep_person, take_away
from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.signals import paper_release_asked
from mitmachstadt.spine.notify.models import News
from mitmachstadt.spine.search.queries import find

from .oparl_server import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def sommer(town_data):
    person = User.objects.create_user(email="sommer@example.org")
    RoleAssignment.objects.create(user=person, role=Role.COORDINATOR)
    return person


def hits(words):
    return [hit.title for hit in find(words).hits]


@pytest.fixture
def paper(sommer, monkeypatch):
    # whether it was checked for the climate is another story
    monkeypatch.setattr(paper_release_asked, "send", lambda **asked: [])
    return draft_paper("W/2026/9", "Lindenallee am Sportplatz", by=sommer, paper_type="Vorlage")


def test_a_paper_is_found_by_its_newest_words_and_no_longer_once_it_is_taken_back(paper, sommer):
    assert not hits("Lindenallee")
    release_paper(paper, by=sommer)
    assert hits("Lindenallee") == ["W/2026/9: Lindenallee am Sportplatz"]
    change_paper(
        paper, by=sommer, departments=[], reference=paper.reference, title="Kastanien am Bolzplatz",
        paper_type=paper.paper_type, date=paper.date, summary="",
    )  # fmt: skip
    assert (hits("Lindenallee"), hits("Kastanien")) == ([], ["W/2026/9: Kastanien am Bolzplatz"])
    take_back_paper(paper, by=sommer, reason="Sie war noch nicht fertig.")
    assert not hits("Kastanien")
    release_paper(paper, by=sommer)
    assert hits("Kastanien")


def test_words_of_an_uploaded_document_are_found_and_go_with_it(paper, sommer):
    release_paper(paper, by=sommer)
    document = SimpleUploadedFile("a.pdf", pdf("Die Regenrinne wird erneuert"), "application/pdf")
    file = attach(paper, document, by=sommer)
    assert texts.read_uploads() == 1
    assert texts.read_uploads() == 0
    assert hits("Regenrinne") == ["W/2026/9: Lindenallee am Sportplatz"]
    detach(paper, file, by=sommer)
    assert not hits("Regenrinne")
    assert File.objects.get(pk=file.pk).text_state == TextState.DONE


def test_whoever_follows_a_paper_hears_that_it_is_put_on_an_agenda(paper, sommer):
    paper = release_paper(paper, by=sommer)
    before = News.objects.count()
    later = timezone.now() + timedelta(days=20)
    meeting = add_meeting(Organisation.objects.get(key="rat"), later, by=sommer)
    add_agenda_item(meeting, paper.title, by=sommer, paper=paper)
    titles = News.objects.order_by("-pk").values_list("title", flat=True)[: News.objects.count() - before]
    assert "Auf der Tagesordnung: Lindenallee am Sportplatz" in titles


def test_a_person_kept_by_hand_is_found(sommer):
    person = keep_person(None, by=sommer, name="Ottilie Beispielfrau", family_name="Beispielfrau")
    assert hits("Beispielfrau")
    take_away(person, by=sommer)
    assert not hits("Beispielfrau")
