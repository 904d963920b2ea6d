"""The way of a suggestion from the form to the answer, through the real actions."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from mitmachstadt.modules.projects import suggest_actions as actions
from mitmachstadt.modules.projects import suggest_photos as photos
from mitmachstadt.modules.projects import suggest_queries as queries
from mitmachstadt.modules.projects.actions.path import hide_project, show_project
from mitmachstadt.modules.projects.models import Suggestion, Treatment
from mitmachstadt.modules.projects.suggest_actions import Sender, Words
from mitmachstadt.modules.projects.tests.suggest_world import GIVEN, REASON, new_project, new_world, send
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases import actions as cases
from mitmachstadt.spine.cases import bulk, links
from mitmachstadt.spine.cases import sender as own
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.queries import due_after
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.notify.models import Mail, News
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.models import SearchEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return new_world()


def take(case, key, by, **changes):
    given = Given(**changes) if changes else GIVEN[key]
    case.refresh_from_db()
    return bulk.take(case, key, given, by=by, expect_version=case.version)


def open_duty(case):
    return Duty.objects.get(case=case, done_at__isnull=True)


def test_from_receipt_to_decision(town):
    case = send(town, point=town.point, user=town.gerda_resident, email=town.gerda_resident.email)
    assert case.number == f"H-{timezone.localdate().year}-001"
    assert (case.state, case.public, case.unit) == ("received", False, town.traffic)
    assert open_duty(case).due_on == due_after(timezone.localdate(), 2)
    assert Mail.objects.get().subject == f"{case.number} ist angekommen, danke"

    case = take(case, "release", town.moritz_moderator)
    assert (case.state, case.public) == ("statement", True)
    assert (open_duty(case).key, open_duty(case).due_on) == ("statement", due_after(timezone.localdate(), 15))
    town.project.refresh_from_db()
    assert town.project.suggestion_count == 1
    assert SearchEntry.objects.get(kind="suggestion", object_id=case.number).public

    case = take(case, "statement", town.celik_clerk)
    assert case.state == "recommendation"
    assert open_duty(case).unit == town.committee
    case = take(case, "recommendation", town.vogel_coordinator)
    assert case.state == "decision"
    case = take(case, "decide", town.vogel_coordinator)
    assert (case.state, case.closed_at is not None) == ("taken_up", True)
    assert not Duty.objects.filter(case=case, done_at__isnull=True).exists()

    suggestion = Suggestion.objects.get(case=case)
    assert (suggestion.outcome, suggestion.outcome_reason) == ("taken_up", "Die Bank kommt im Frühjahr.")
    assert [row.step for row in Treatment.objects.filter(suggestion=suggestion)] == [
        "statement",
        "recommendation",
        "decision",
    ]
    # One mail for each step that the sender is owed, and none twice.
    assert Mail.objects.filter(to=town.gerda_resident.email).count() == 5
    assert "Die Bank kommt im Frühjahr." in Mail.objects.latest("pk").text
    assert News.objects.get().target_keys == [f"project:{town.project.number}"]
    actions_logged = (
        LogEntry.objects.filter(object_kind="case").order_by("id").values_list("action", flat=True)
    )
    assert list(actions_logged) == [
        "case.open",
        "case.release",
        "case.statement",
        "case.recommendation",
        "case.decide",
    ]
    assert queries.counts(town.project).taken_up == 1


def test_refusal_needs_a_reason_people_understand(town):
    case = take(send(town), "release", town.moritz_moderator)
    case = take(case, "statement", town.celik_clerk)
    case = take(case, "recommendation", town.vogel_coordinator)
    with pytest.raises(Refused) as refused:
        take(case, "decide", town.vogel_coordinator, outcome="not_taken_up", text="Nein.")
    assert "reason_too_short" in refused.value.codes
    with pytest.raises(Refused) as refused:
        take(case, "decide", town.vogel_coordinator, outcome="referred", text=REASON)
    assert "missing" in refused.value.codes
    case.refresh_from_db()
    assert (case.state, open_duty(case).key) == ("decision", "decision")
    case = take(
        case, "decide", town.vogel_coordinator, outcome="referred", text=REASON, passed_to="Straßen.NRW"
    )
    assert "Straßen.NRW" in Treatment.objects.latest("pk").effect


def test_a_body_can_put_its_treatment_off_with_a_reason(town):
    case = take(send(town), "release", town.moritz_moderator)
    case = take(case, "statement", town.celik_clerk)
    with pytest.raises(Refused):
        take(case, "postpone_recommendation", town.vogel_coordinator, reason=REASON, day=timezone.localdate())
    later = timezone.localdate() + timedelta(days=90)
    case = take(case, "postpone_recommendation", town.vogel_coordinator, reason=REASON, day=later)
    assert (case.state, open_duty(case).due_on) == ("recommendation", later)


def test_hand_over_keeps_the_promised_day(town):
    case = take(
        send(town, user=town.gerda_resident, email=town.gerda_resident.email),
        "release",
        town.moritz_moderator,
    )
    due = open_duty(case).due_on
    case = cases.hand_over(
        case, town.green, by=town.celik_clerk, expect_version=case.version, reason="Es geht um Bäume"
    )
    duty = open_duty(case)
    assert (case.unit, duty.unit, duty.due_on) == (town.green, town.green, due)
    assert queries.standing_of(case).body == "Grünflächen"
    assert "Grünflächen" in Mail.objects.latest("pk").subject
    assert take(case, "statement", town.weber_clerk_elsewhere).state == "recommendation"


def test_hidden_is_out_of_everything_and_can_come_back(town):
    case = take(send(town), "release", town.moritz_moderator)
    case = take(case, "hide", town.moritz_moderator)
    assert (case.hidden, case.public) == (True, False)
    assert not SearchEntry.objects.filter(kind="suggestion").exists()
    town.project.refresh_from_db()
    assert town.project.suggestion_count == 0
    case = take(case, "restore", town.moritz_moderator)
    assert open_duty(case).key == "release"
    case = take(case, "release", town.moritz_moderator)
    # The clock of the statement did not stop while the text was hidden.
    assert (case.state, open_duty(case).due_on) == ("statement", due_after(timezone.localdate(), 15))


def test_the_same_form_twice_is_one_case_and_other_words_are_two(town):
    words, sender = Words(text="Eine Bank bitte."), Sender()
    first = actions.hand_in(town.project, words, sender, token="formular-1")
    again = actions.hand_in(town.project, words, sender, token="formular-1")
    other = actions.hand_in(town.project, Words(text="Zwei Bänke bitte."), sender, token="formular-1")
    assert (first[0].pk, first[1]) == (again[0].pk, again[1])
    assert other[0].pk != first[0].pk
    assert Case.objects.count() == Suggestion.objects.count() == 2


def test_an_address_is_used_only_after_it_is_confirmed(town):
    case = send(town, email="gerda.m@example.org")
    assert [mail.subject for mail in Mail.objects.all()] == [
        f"{case.number}: Bitte bestätigen Sie Ihre Adresse"
    ]
    case = take(case, "release", town.moritz_moderator)
    assert Mail.objects.count() == 1
    own.confirm_email(links.email_token(case))
    own.confirm_email(links.email_token(case))
    assert Mail.objects.count() == 2
    take(case, "statement", town.celik_clerk)
    assert Mail.objects.count() == 3
    with pytest.raises(Refused):
        own.confirm_email("falsch")


def test_the_sender_may_change_the_words_until_release_and_withdraw(town):
    case = send(town, "Eine Bnak bitte.")
    case = own.change_text(case, "Eine Bank bitte.", expect_version=case.version)
    assert (Suggestion.objects.get(case=case).text, case.version) == ("Eine Bank bitte.", 2)
    other = send(town, "Noch etwas.")
    assert own.withdraw(other, expect_version=1).state == "withdrawn"
    case = take(case, "release", town.moritz_moderator)
    with pytest.raises(Refused):
        own.change_text(case, "Doch nicht", expect_version=case.version)


def test_similar_ones_get_one_answer_and_each_stands_alone(town):
    together = [take(send(town, f"Bank Nummer {n}"), "release", town.moritz_moderator) for n in range(3)]
    waiting = send(town, "Noch nicht geprüft")
    ids = [case.pk for case in (*together, waiting)]
    result = bulk.step(ids, "statement", Given(text="Drei Bänke passen auf den Platz."), by=town.celik_clerk)
    assert result.done == [case.number for case in together]
    assert [number for number, _why in result.refused] == [waiting.number]
    event = together[0].events.get(kind="statement")
    assert together[1].number in event.data["together"]


def test_hidden_project_takes_nothing(town):
    for state in ({"hidden": True}, {"state": "draft", "published_at": None}):
        hidden = new_project(f"V-2026-9{len(state)}{state.get('state', '')[:1]}", town.traffic, **state)
        with pytest.raises(Refused) as refused:
            actions.hand_in(hidden, Words(text="Hallo"), Sender())
        assert "no_project" in refused.value.codes


def test_outside_the_window_it_is_kept_for_the_next_step(town):
    town.project.window_end = timezone.localdate() - timedelta(days=1)
    town.project.save()
    assert not Suggestion.objects.get(case=send(town)).in_window


def test_personal_data_go_on_their_day(town):
    case = send(town, email="gerda.m@example.org", age=12)
    secret = links.secret_of(case)
    assert own.purge_due(timezone.localdate(), dry_run=False) == []
    day = case.delete_personal_on
    assert own.purge_due(day, dry_run=True) == [case.number]
    case.refresh_from_db()
    assert case.sender_email
    assert own.purge_due(day, dry_run=False) == [case.number]
    case.refresh_from_db()
    assert (case.sender_email, case.sender, links.opens(case, secret)) == ("", None, False)
    assert Suggestion.objects.get(case=case).age is None
    assert Suggestion.objects.get(case=case).text


def test_an_idea_for_the_list(town):
    words = Words(text="Ein Wasserspielplatz fehlt.", title="Wasserspielplatz", kind="new_project")
    case, _secret = actions.propose(words, Sender())
    assert case.number.startswith("I-")
    case = take(case, "release", town.vogel_coordinator)
    assert case.state == "statement"
    with pytest.raises(Refused) as refused:
        actions.propose(Words(text="x", title="", kind="plain"), Sender())
    assert {"missing", "unknown_kind"} <= set(refused.value.codes)


def test_a_hidden_project_takes_its_suggestions_out_of_the_search(town):
    case = take(send(town, "Geheimes Wort Zitronenbaum"), "release", town.moritz_moderator)
    project = hide_project(
        town.project, by=town.vogel_coordinator, reason="Aus Versehen zu früh veröffentlicht."
    )
    assert not SearchEntry.objects.filter(kind="suggestion", object_id=case.number).exists()
    show_project(project, by=town.vogel_coordinator)
    assert SearchEntry.objects.filter(kind="suggestion", object_id=case.number, public=True).exists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Rat der Stadt oder zuständiger Ausschuss", "Rat der Stadt Castrop-Rauxel"),
        (
            "Ausschuss für Bürger:innenbeteiligung und Stadtentwicklung",
            "Ausschuss für Bürger:innenbeteiligung",
        ),
        ("Runder Tisch", "Verkehrsplanung"),
    ],
)
def test_bodies_are_found_by_the_words_people_use(town, name, expected):
    Organisation.objects.create(key="rat", name="Rat der Stadt Castrop-Rauxel", kind="body")
    Organisation.objects.create(key="umwelt", name="Ausschuss für Umwelt", kind="body")
    assert queries.body_named(name, town.traffic).name.startswith(expected)


def test_the_nightly_command_says_what_it_would_do_and_sweeps_photos(town):
    case = send(town, email="gerda.m@example.org")
    Case.objects.filter(pk=case.pk).update(delete_personal_on=timezone.localdate())
    old = timezone.now() - timedelta(days=3)
    facts = {"kind": "image", "name": photos.PHOTO_NAME, "size": 1, "sha256": "x", "widths": [320]}
    forgotten = Upload.objects.create(**facts, uploaded_at=old)
    fresh = Upload.objects.create(**facts)
    used = Upload.objects.create(**facts, uploaded_at=old)
    Suggestion.objects.filter(case=case).update(photo=used)
    out = io.StringIO()
    call_command("purge_personal", "--dry-run", stdout=out)
    case.refresh_from_db()
    assert "1  Vorgänge, deren Tag im Beleg erreicht ist" in out.getvalue() and case.sender_email
    assert (
        "1  Bilder aus nie abgeschickten Formularen" in out.getvalue()
        and Upload.objects.filter(pk=forgotten.pk).exists()
    )
    call_command("purge_personal", stdout=out)
    case.refresh_from_db()
    assert not case.sender_email
    assert set(Upload.objects.all()) == {fresh, used} and forgotten not in Upload.objects.all()
