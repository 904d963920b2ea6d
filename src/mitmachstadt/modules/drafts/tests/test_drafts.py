"""A text on its whole way: published, commented, agreed, answered, changed because of somebody, finished."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mitmachstadt.modules.assemblies.tests.world import keep_rule, person
from mitmachstadt.modules.drafts import actions, agreeing, comments, queries, samples
from mitmachstadt.modules.drafts.models import Agreement, Comment, Draft, Paragraph
from mitmachstadt.modules.projects.tests.factories import at_once
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.cases.sender import delete_personal
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.models import SearchEntry

pytestmark = pytest.mark.django_db

FIRST = "# Leitbild\n\nAlle sollen mitreden können.\n\nHinweise sind vier Wochen lang möglich."
SECOND = "# Leitbild\n\nAlle sollen mitreden können.\n\nHinweise sind sechs Wochen lang möglich."


class World:
    """A public text in its window, and people whose names tell their rights."""

    def __init__(self) -> None:
        keep_rule("entwuerfe")
        self.office = Organisation.objects.create(key="buero", name="Büro", kind="town", answers_cases=True)
        self.green = Organisation.objects.create(key="gruen", name="Grün", kind="town", answers_cases=True)
        self.gerda_resident = person("gerda")
        self.ali_resident = person("ali")
        self.celik_clerk = person("celik", "clerk", self.office)
        self.weber_clerk_elsewhere = person("weber", "clerk", self.green)
        today = timezone.localdate()
        values = {
            "kind": "leitbild", "title": "Leitbild der Stadt", "summary": "Wie wir leben wollen.", "unit": self.office,
            "window_start": today, "window_end": today + timedelta(days=10),
        }  # fmt: skip
        self.draft = actions.prepare(values, by=self.celik_clerk)
        self.text(FIRST)
        self.publish()

    def text(self, source: str) -> None:
        self.draft.refresh_from_db()
        revision = self.draft.revision
        actions.set_text(self.draft, source, note="Neu", by=self.celik_clerk, expect_revision=revision)

    def publish(self) -> None:
        self.draft.refresh_from_db()
        actions.publish(self.draft, by=self.celik_clerk, expect_revision=self.draft.revision)
        self.draft.refresh_from_db()

    def paragraph(self, part: str = "Wochen") -> Paragraph:
        newest = queries.newest(self.draft)
        return Paragraph.objects.select_related("version__draft").get(version=newest, text__contains=part)

    def comment(self, text: str = "Vier Wochen sind zu kurz.", **more: object) -> Comment:
        case, _secret = comments.hand_in(self.paragraph(), text, **more)  # type: ignore[arg-type]
        self.take(case, "release")
        return Comment.objects.select_related("case", "paragraph__version__draft").get(case=case)

    def take(self, case: Case, key: str, by: object = None, **given: str) -> Case:
        fresh = Case.objects.get(pk=case.pk)
        by = by or self.celik_clerk
        return bulk.take(fresh, key, Given(**given), by=by, expect_version=fresh.version)  # type: ignore[arg-type]


@pytest.fixture
def town():
    return World()


def test_a_text_changes_because_of_somebody_and_ends_with_a_report(town, client):
    comment = town.comment(name="Gerda K.")
    agreeing.agree(comment, town.ali_resident)
    town.take(comment.case, "answer", outcome="taken_over", text="Es werden sechs.")
    town.text(SECOND)
    old_key = comment.paragraph.key
    assert [c.pk for c in queries.prepared(town.draft).paragraphs.get(key=old_key).because.all()] == [
        comment.pk
    ]
    before = client.get(f"/entwuerfe/{town.draft.number}/").content.decode()
    assert "sechs" not in before  # nobody outside sees a version in preparation
    town.publish()
    page = client.get(f"/entwuerfe/{town.draft.number}/vergleich/").content.decode()
    assert "vier<span" in page and "sechs<span" in page and "Gerda K." in page
    words, revision = {"report": "Der Rat beschließt es."}, town.draft.revision
    actions.change(town.draft, words, by=town.celik_clerk, expect_revision=revision)
    town.draft.refresh_from_db()
    actions.close(town.draft, by=town.celik_clerk, expect_revision=town.draft.revision)
    report = client.get(f"/entwuerfe/{town.draft.number}/bericht/").content.decode()
    assert "Der Rat beschließt es." in report and "Es werden sechs." in report
    assert client.get(f"/entwuerfe/{town.draft.number}/bericht.pdf").content.startswith(b"%PDF")
    with pytest.raises(Refused):
        agreeing.agree(comment, town.gerda_resident)


def test_a_correction_before_publishing_keeps_keys_and_grows_no_version(town):
    town.text(SECOND)
    keys = list(queries.prepared(town.draft).paragraphs.values_list("key", flat=True))
    town.text(SECOND.replace("sechs", "sieben"))
    assert list(queries.prepared(town.draft).paragraphs.values_list("key", flat=True)) == keys
    assert town.draft.versions.count() == 2


def test_the_answer_is_due_after_the_window_and_none_is_left_out(town):
    comment = town.comment()
    duty = Duty.objects.get(case=comment.case, done_at__isnull=True)
    assert duty.key == "answer" and duty.due_on > town.draft.window_end
    with pytest.raises(Refused) as refused:
        actions.close(town.draft, by=town.celik_clerk, expect_revision=town.draft.revision)
    assert "unanswered" in refused.value.codes


def test_another_unit_neither_answers_nor_writes(town):
    comment = town.comment()
    with pytest.raises(Refused):
        town.take(comment.case, "answer", by=town.weber_clerk_elsewhere, outcome="not_taken", text="Nein.")
    with pytest.raises(Refused):
        revision = town.draft.revision
        actions.set_text(town.draft, SECOND, note="", by=town.weber_clerk_elsewhere, expect_revision=revision)
    with pytest.raises(Refused):
        actions.prepare({"kind": "text", "title": "x", "unit": town.office}, by=town.gerda_resident)


def test_two_writers_at_once_and_the_second_hears_of_it(town):
    with pytest.raises(Refused) as refused:
        actions.set_text(town.draft, SECOND, note="", by=town.celik_clerk, expect_revision=1)
    assert refused.value.codes == ("stale",)


def test_no_comment_outside_the_window(town, client):
    today = timezone.localdate()
    Draft.objects.filter(pk=town.draft.pk).update(
        window_end=today - timedelta(days=1), window_start=today - timedelta(days=9)
    )
    with pytest.raises(Refused):
        comments.hand_in(town.paragraph(), "Zu spät.")
    key = town.paragraph().key
    page = client.get(f"/entwuerfe/{town.draft.number}/absatz/{key}/anmerkung/").content.decode()
    assert "werden gerade nicht angenommen" in page


def test_the_same_words_as_the_town_are_no_proposal(town):
    with pytest.raises(Refused) as refused:
        comments.hand_in(town.paragraph(), "Gut so.", wording=" Hinweise sind vier  Wochen lang möglich. ")
    assert refused.value.codes == ("same",)


def test_a_comment_by_form_with_another_wording(client, town, monkeypatch):
    monkeypatch.setattr(traps, "too_fast", lambda token: False)
    key = town.paragraph().key
    sent = {
        "form_token": traps.new_token(), traps.TRAP_FIELD: "", "text": "Länger bitte.",
        "wording": "Hinweise sind acht Wochen lang möglich.",
    }  # fmt: skip
    answer = client.post(f"/entwuerfe/{town.draft.number}/absatz/{key}/anmerkung/", sent)
    assert answer.status_code == 302 and "/vorgang/K-" in answer["Location"]
    place = f"/entwuerfe/{town.draft.number}/absatz/{key}/"
    assert "Länger bitte." not in client.get(place).content.decode()
    town.take(Comment.objects.get().case, "release")
    page = client.get(place).content.decode()
    assert "Länger bitte." in page and "acht<span" in page
    assert SearchEntry.objects.filter(kind="draft_comment").exists()


def test_who_is_not_signed_in_signs_in_before_agreeing(client, town):
    comment = town.comment()
    path = f"/entwuerfe/{town.draft.number}/zustimmen/{comment.case.number}/"
    assert client.get(path)["Location"].startswith("/konto/anmelden/?next=")
    client.force_login(town.gerda_resident)
    client.post(path, {"was": "agree"})
    client.post(path, {"was": "agree"})
    comment.refresh_from_db()
    assert comment.agreements == Agreement.objects.count() == 1
    client.post(path, {"was": "back"})
    comment.refresh_from_db()
    assert comment.agreements == Agreement.objects.count() == 0


def test_a_name_leaves_with_the_personal_data(town):
    comment = town.comment(name="Gerda K.")
    delete_personal(comment.case, reason="Auf Wunsch.")
    comment.refresh_from_db()
    assert (comment.name, comment.text) == ("", "Vier Wochen sind zu kurz.")


def test_a_hidden_comment_leaves_page_and_search(town, client):
    comment = town.comment()
    town.take(comment.case, "hide", reason="Das ist Werbung für ein Geschäft.")
    page = client.get(f"/entwuerfe/{town.draft.number}/absatz/{comment.paragraph.key}/").content.decode()
    assert comment.text not in page
    assert not SearchEntry.objects.filter(kind="draft_comment").exists()


def test_staff_links_a_change_with_its_comments_by_hand(town, client):
    comment = town.comment()
    town.take(comment.case, "answer", outcome="in_part", text="Fünf.")
    town.text(SECOND)
    client.force_login(town.celik_clerk)
    path = f"/schreibtisch/entwuerfe/{town.draft.number}/gruende/"
    changed = queries.prepared(town.draft).paragraphs.get(key=comment.paragraph.key)
    assert changed.because.count() == 1
    client.post(path, {})
    assert changed.because.count() == 0
    client.post(path, {f"absatz-{changed.key}": comment.pk})
    assert changed.because.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_person_agrees_once_however_often_the_button_is_pressed():
    town = World()
    comment = town.comment()
    results = at_once(6, lambda _n: agreeing.agree(comment, town.gerda_resident).agreements)
    assert results == [1] * 6
    comment.refresh_from_db()
    assert comment.agreements == Agreement.objects.count() == 1


def test_the_example_tells_its_story_in_order(town):
    coordinator = person("sommer", "coordinator")
    type(coordinator).objects.filter(pk=coordinator.pk).update(sample=True)
    samples.seed()
    draft = Draft.objects.get(sample=True)
    first, second = draft.versions.order_by("number")
    assert draft.published_at == first.published_at < second.published_at < timezone.now()
    told = Comment.objects.filter(paragraph__version__draft=draft).select_related("case")
    answered = told.exclude(outcome="")
    assert answered.count() == 4
    for one in answered:
        moments = [event.at for event in one.case.events.order_by("at")]
        assert first.published_at < one.case.received_at == moments[0] < moments[-1] < second.published_at
        assert (
            one.answered_on
            == timezone.localdate(one.case.closed_at)
            < timezone.localdate(second.published_at)
        )
    late = told.get(outcome="")
    assert second.published_at < late.case.received_at < timezone.now()
    assert late.case.duties.get(done_at=None).due_on >= timezone.localdate()
