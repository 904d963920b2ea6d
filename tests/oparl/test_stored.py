"""A stored answer is what the tables say or it is none: after every kind of change, whoever makes it."""

from __future__ import annotations

import gzip
import random
import zlib
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from mitmachstadt.modules.council import (
    actions,
    file_actions,
    interface,
    item_actions,
    paper_actions,
    record_actions,
    station_actions,
)
from mitmachstadt.modules.council.importers.oparl import jobs
from mitmachstadt.modules.council.models import (
    AgendaItem,
    Answer,
    BodyProfile,
    File,
    Location,
    Meeting,
    Membership,
    Municipality,
    Paper,
    Person,
    Run,
    Source,
)
from mitmachstadt.modules.council.oparl import addresses, answers, kinds, stored
from mitmachstadt.modules.council.oparl.reading import Reader
from mitmachstadt.modules.council.touch import touch
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.city.models import Organisation, RuleRecord
from mitmachstadt.spine.work.models import Job
from mitmachstadt.spine.work.running import run
from tests.oparl.test_endpoint import moment, pdf
from tests.oparl.test_touch import WORDS
from tests.oparl.world import fill, plant_secrets, rolls

pytestmark = pytest.mark.django_db


@pytest.fixture
def sommer(town):
    user = User.objects.create_user("sommer@example.org", "geheim-geheim")
    RoleAssignment.objects.create(user=user, role="coordinator")
    RuleRecord.objects.filter(key="klimacheck").delete()
    return user


def lacking() -> list[tuple[str, int]]:
    """What everybody may see and has no true answer."""
    reader = Reader()
    return [
        (kind.name, number)
        for kind in stored.STORED
        for number, answer in stored.with_answers(kinds.seen(kind), kind, reader)
        .order_by(kind.key)
        .values_list(kind.key, "answer")
        if answer is None
    ]


@pytest.mark.parametrize("seed", rolls(4))
def test_small_changes_of_every_kind_leave_no_wrong_answer(town, seed):
    fill(seed, papers=25)
    dice, now = random.Random(seed), timezone.now()
    for step in range(20):
        # After the first time what changed since the last change is enough.
        list(stored.catch_up(now if step else None))
        assert lacking() == []
        now += timedelta(minutes=1)
        change = dice.choice(("words", "hide", "show"))
        name = dice.choice(list(WORDS))
        row = dice.choice(list(kinds.KINDS[name].model.objects.all()))
        if change == "words":
            setattr(row, WORDS[name], f"Neu {step}")
        else:
            row.was_public, row.deleted_at = True, now if change == "hide" else None
        row.save()
        touch(type(row), [row.pk], comes_or_goes=change != "words", now=now)
        assert list(stored.wrong()) == [], (step, change, name, row.pk)


def test_pages_with_and_without_stored_answers_are_the_same(town, ask):
    fill(5, papers=130)
    plant_secrets()
    town_number = Municipality.objects.get(own=True).pk
    since = moment(timezone.now() - timedelta(days=2))
    urls = [
        f"body/{town_number}/{name}{query}"
        for name in addresses.BODY_LISTS.values()
        for query in ("", "?omit_internal=true", f"?modified_since={since}", f"?modified_since={since}&omit_internal=true")
    ]  # fmt: skip
    urls.append(f"body/{town_number}/paper?after={Paper.objects.order_by('pk')[100].pk}")
    File.objects.filter(pk=kinds.seen(kinds.FILE).first().pk).update(text="Wortlaut")
    urls += [
        f"{kind.name}/{kinds.seen(kind).first().serializable_value(kind.key)}{query}"
        for kind in stored.STORED
        for query in ("", "?omit_internal=true")
    ]
    fresh = {url: ask(url) for url in urls}
    assert {answer.status_code for answer in fresh.values()} == {200}
    assert stored.keep_true() > 150 and lacking() == []
    for url, answer in fresh.items():
        again = ask(url)
        assert again.json() == answer.json(), url
        assert again.content == answer.content or "omit_internal" in url, url
        assert again.headers.get("Last-Modified") == answer.headers.get("Last-Modified"), url


def test_a_page_of_stored_answers_asks_the_same_few_queries(town, ask, django_assert_max_num_queries):
    fill(6, papers=130)
    stored.keep_true()
    town_number = Municipality.objects.get(own=True).pk
    for name in addresses.BODY_LISTS.values():
        with django_assert_max_num_queries(10):
            first = ask(f"body/{town_number}/{name}").json()["data"][0]
        with django_assert_max_num_queries(5):
            assert ask(first["id"]).json()["id"] == first["id"]


def test_each_page_leads_back_to_the_one_before_whatever_has_an_answer(town, ask):
    """Files and places are looked for among answers first; one that is hidden or has none moves no page."""
    first = f"body/{Municipality.objects.get(own=True).pk}/file"
    sources = [f"https://alt.example.org/{n}" for n in range(330)]
    File.objects.bulk_create(File(name="Anlage", source_id=one, access_url=one) for one in sources)
    numbers = list(File.objects.order_by("pk").values_list("pk", flat=True))

    def pages() -> int:
        page, count, seen = ask(first).json(), 1, []
        while True:
            seen += [one["id"] for one in page["data"]]
            if "next" not in page["links"]:
                break
            here, page, count = page["links"]["self"], ask(page["links"]["next"]).json(), count + 1
            assert page["links"]["prev"] == here, count
        assert len(seen) == len(set(seen)) == kinds.seen(kinds.FILE).count()
        return count

    assert pages() == 4
    stored.keep_true()
    assert pages() == 4
    File.objects.filter(pk__in=numbers[:40]).update(deleted_at=timezone.now(), was_public=True)
    touch(File, numbers[:40], comes_or_goes=True)
    assert pages() == 3
    Answer.objects.filter(number__in=numbers[60:170]).delete()
    assert pages() == 3
    Paper.objects.create(reference="1", title="Entwurf", public=False).files.set(numbers[100:150])
    assert pages() == 3
    stored.keep_true()
    assert pages() == 3


def test_pages_are_packed_the_same_without_the_faster_library(town, ask, monkeypatch):
    fill(3, papers=30)
    page = f"body/{Municipality.objects.get(own=True).pk}/meeting"
    fast = ask(page)
    monkeypatch.setattr(answers, "zlib", zlib)
    slow = ask(page)
    assert len(fast.content) > 20_000 and slow.content == fast.content
    assert gzip.decompress(ask(page, **{"accept-encoding": "gzip"}).content) == fast.content


def test_every_writer_leaves_true_answers(sommer, django_capture_on_commit_callbacks):
    """Each step is a change by the only writers; after it nothing is wrong and nothing has to be put together."""
    now = timezone.now()
    stored.keep_true()
    rat, board = (Organisation.objects.get(key=key) for key in ("rat", "klimabeirat"))

    def do(change, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            found = change(*args, by=sommer, **kwargs)
        assert list(stored.wrong()) == [], change.__name__
        assert lacking() == [], change.__name__
        return found

    paper = do(paper_actions.draft_paper, "7", "Radweg")
    assert not Answer.objects.filter(kind="paper").exists()
    first = do(file_actions.attach, paper, pdf(), name="Anlage")
    do(paper_actions.release_paper, paper)
    do(file_actions.attach, paper, pdf(), name="Vorlage", place="main_file")
    do(file_actions.attach, paper, pdf(), name="Neue Vorlage", place="main_file")
    do(file_actions.detach, paper, first)
    old = do(actions.add_meeting, rat, now - timedelta(days=1), place="Ratssaal")
    coming = do(actions.add_meeting, rat, now + timedelta(days=9), place="Ratssaal")
    station = do(station_actions.add_station, paper, rat, role="Beratung")
    item = do(actions.add_agenda_item, coming, "Radweg")
    do(station_actions.change_station, station, role="Entscheidung", authoritative=True, item=item)
    do(station_actions.change_station, station, role="Beratung", authoritative=False, item=None)
    tied = do(actions.add_agenda_item, coming, "Radweg noch einmal", paper=paper)
    words = {"title": "Radweg 2", "label": "Ö 1", "tabled_by": None}
    do(item_actions.change_item, tied, public=False, number=1, **words)
    do(item_actions.change_item, tied, public=True, number=2, **words)
    do(item_actions.add_items, coming, "Haushalt\nPlatz | 7")
    do(file_actions.attach, coming, pdf(), name="Einladung", place="invitation")
    do(actions.move_meeting, coming, now + timedelta(days=10), place="Aula")
    done = do(actions.add_agenda_item, old, "Beschluss", paper=paper)
    do(actions.record_result, done, "einstimmig beschlossen", vote="40:0", resolution_text="Wortlaut")
    do(actions.remove_agenda_item, tied)
    about = do(actions.add_agenda_item, coming, "Bitte", subject_kind="matter", subject_id="1")
    do(lambda by: actions.mark_withdrawn("matter", "1"))
    assert AgendaItem.objects.get(pk=about.pk).outcome == "withdrawn"
    do(actions.cancel_meeting, coming)
    person = do(record_actions.keep_person, None, name="Mia Muster")
    seat = do(record_actions.keep_seat, None, person=person, organisation=rat)
    paper.originator_persons.add(person)
    coming.participants.add(person)
    paper.originators.add(board)
    touch(Paper, [paper.pk])
    touch(Meeting, [coming.pk])
    stored.keep_true()
    do(record_actions.keep_person, person, name="Dr. Mia Muster")
    do(record_actions.keep_seat, seat, organisation=board)
    profile = BodyProfile.objects.get(organisation=rat)
    do(record_actions.keep_body, profile, name="Rat der Stadt", kind=rat.kind)
    assert "Rat der Stadt" in Answer.objects.get(kind="meeting", number=coming.pk).text
    hall = Location.objects.get(description="Aula")
    do(record_actions.keep_place, hall, description="Aula der Schule")
    assert "Aula der Schule" in Answer.objects.get(kind="meeting", number=coming.pk).text
    do(record_actions.take_away, hall)
    do(record_actions.take_away, person)
    do(record_actions.take_away, BodyProfile.objects.get(organisation=board))
    words = {"reference": "7", "title": "Anders", "paper_type": "", "date": None, "summary": ""}
    do(paper_actions.change_paper, paper, departments=[rat], **words)
    other = do(paper_actions.keep_paper, "8", "Zweite")
    paper.related.add(other)
    paper.parents.add(other)
    touch(Paper, [paper.pk, other.pk])
    stored.keep_true()
    do(station_actions.remove_station, station)
    do(paper_actions.take_back_paper, paper, reason="Zahlendreher")
    assert not Answer.objects.filter(kind="paper", number=paper.pk).exists()
    do(paper_actions.release_paper, paper)


def test_changes_from_outside_the_council_are_heard(town, django_capture_on_commit_callbacks):
    rat = Organisation.objects.get(key="rat")
    person = Person.objects.create(name="Mia")
    Membership.objects.create(person=person, organisation=rat)
    meeting = Meeting.objects.create(body=rat, starts_at=timezone.now())
    papers = [Paper.objects.create(reference=str(n), title=f"Nr. {n}", sample=n > 1) for n in range(3)]
    for paper in papers:
        paper.originator_persons.add(person)
    papers[0].related.add(papers[2])
    place = Location.objects.create(description="Saal", sample=True)
    Meeting.objects.filter(pk=meeting.pk).update(location=place)
    stored.keep_true()
    rat.name = "Stadtrat"
    for change in (rat.save, interface.remove_samples, person.delete, papers[1].delete):
        with django_capture_on_commit_callbacks(execute=True):
            change()
        assert list(stored.wrong()) == [] == lacking(), change
    assert "Stadtrat" in Answer.objects.get(kind="meeting").text
    assert [one.number for one in Answer.objects.filter(kind="paper")] == [papers[0].pk]


def test_a_change_that_nobody_told_is_found_by_the_check(town):
    paper = Paper.objects.create(reference="1", title="Alt")
    call_command("council_answers", verbosity=0)
    call_command("council_answers", "--check", verbosity=0)
    Paper.objects.filter(pk=paper.pk).update(title="Neu")
    with pytest.raises(CommandError):
        call_command("council_answers", "--check", verbosity=0)
    call_command("council_answers", "--rebuild", verbosity=0)
    call_command("council_answers", "--check", verbosity=0)
    assert "Neu" in Answer.objects.get(kind="paper").text


def test_another_address_another_program_or_another_body_makes_every_answer_void(town, settings, monkeypatch):
    Paper.objects.create(reference="1", title="Alt")
    stored.keep_true()
    assert lacking() == []
    with monkeypatch.context() as patch:
        patch.setattr(stored, "_program", lambda: "neu")
        assert lacking()
    assert lacking() == []
    Municipality.objects.create(name="Kreis")
    assert lacking()
    stored.keep_true()
    settings.BASE_URL = "https://anders.example.org"
    assert lacking()


def test_nothing_is_stored_while_a_source_is_read_for_the_first_time(town):
    Paper.objects.create(reference="1", title="Alt")
    source = Source.objects.create(url="https://alt.example.org/oparl")
    run = Run.objects.create(source=source, full=True, state=Run.State.FAILED)
    assert stored.keep_true() == 0
    Source.objects.update(full_at=timezone.now())
    Run.objects.filter(pk=run.pk).update(state=Run.State.RUNNING)
    assert stored.keep_true() == 0
    Run.objects.filter(pk=run.pk).update(state=Run.State.DONE)
    assert stored.keep_true() > 0 == len(lacking())
    assert "Alt" in Answer.objects.get(kind="paper").text


def test_many_missing_answers_are_written_as_long_work_and_few_at_once(town, monkeypatch):
    Paper.objects.create(reference="1", title="Alt")
    monkeypatch.setattr(jobs, "BESIDE", 10)
    monkeypatch.setattr(stored, "PIECE", 5)
    jobs.keep_answers()
    job = Job.objects.get(kind=jobs.ANSWERS)
    assert Answer.objects.count() == 10 and lacking()
    jobs.keep_answers()
    assert Job.objects.get() == job
    run(job.pk)
    assert lacking() == [] and Job.objects.get().state == Job.State.DONE
    Paper.objects.update(modified_at=timezone.now())
    jobs.keep_answers()
    assert lacking() == [] and Job.objects.count() == 1
