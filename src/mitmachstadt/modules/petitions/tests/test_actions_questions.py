"""Questions on their way: session, check, answer, follow-up, withdrawal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mitmachstadt.modules.council import actions as council
from mitmachstadt.modules.council.models import Meeting
from mitmachstadt.modules.petitions.models import Question
from mitmachstadt.modules.petitions.tests.world import REASON, meeting, question, step, who
from mitmachstadt.spine.cases import links, sender
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.city.queries import due_after
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.models import SearchEntry


def row(case):
    return Question.objects.get(case=case)


def due(case):
    return Duty.objects.get(case=case, done_at__isnull=True).due_on


def prove(case):
    """Presses the button behind the link of the mail."""
    sender.confirm_email(links.email_token(Case.objects.get(pk=case.pk)))


def let_begin(case):
    """The evening of the session has come."""
    moment = timezone.now() - timedelta(hours=2)
    Meeting.objects.filter(pk=row(case).meeting_id).update(starts_at=moment)
    Question.objects.filter(case=case).update(meeting_at=moment)


def test_from_the_question_to_the_answer_of_the_session(world):
    session = meeting(world, days=20)
    gerda = who(user=world.gerda_resident, email=world.gerda_resident.email)
    case = question(world, person=gerda)
    assert (row(case).meeting_id, row(case).rolled_over) == (session.pk, False)
    step(case, "admit", world.celik_clerk)
    assert due(case) == due_after(timezone.localdate(session.starts_at), 5)
    with pytest.raises(Refused) as refused:
        step(case, "answer", world.celik_clerk, text="Ende des Monats.")
    assert refused.value.codes == ("too_early",)
    let_begin(case)
    step(
        case, "answer", world.celik_clerk, text="Ende des Monats.",
        more={"answered_by": "Bürgermeister:in", "follow_up": "Ganz sicher?", "follow_up_answer": "Ja."},
    )  # fmt: skip
    found = row(case)
    assert (found.answer, found.answered_by, found.follow_up_answer) == (
        "Ende des Monats.",
        "Bürgermeister:in",
        "Ja.",
    )
    assert not found.in_writing
    assert "Ende des Monats." in SearchEntry.objects.get(kind="question").text
    texts = list(Mail.objects.order_by("id").values_list("text", flat=True))
    assert len(texts) == 3, "receipt, admitted, answered"
    assert "Ende des Monats." in texts[-1]


def test_a_late_question_goes_to_the_next_session(world):
    meeting(world, days=3)
    later = meeting(world, days=25)
    case = question(world)
    assert (row(case).meeting_id, row(case).rolled_over) == (later.pk, True)


def test_a_wrong_answer_is_taken_back_in_public_and_given_anew(world):
    meeting(world, days=20)
    gerda = who(user=world.gerda_resident, email=world.gerda_resident.email)
    case = question(world, person=gerda)
    step(case, "admit", world.celik_clerk)
    step(case, "answer", world.celik_clerk, text="Im Mai.", more={"in_writing": True})
    why = "Die Antwort gehört zu einer anderen Frage."
    with pytest.raises(Refused):
        step(case, "take_back_answer", world.celik_clerk, reason=why)
    step(case, "take_back_answer", world.vogel_coordinator, reason=why)
    found = row(case)
    assert (found.case.state, found.answer, found.answered_on, found.in_writing) == (
        "admitted",
        "",
        None,
        False,
    )
    assert why in Mail.objects.latest("pk").text and due(case)
    assert "Im Mai." not in SearchEntry.objects.get(kind="question").text
    step(case, "answer", world.celik_clerk, text="Im Juni.", more={"in_writing": True})
    assert (row(case).case.state, row(case).answer) == ("answered", "Im Juni.")
    assert "Im Juni." in Mail.objects.latest("pk").text


def test_without_a_session_a_question_waits_and_is_answered_in_writing(world):
    case = question(world)
    assert row(case).meeting_id == 0
    step(case, "admit", world.celik_clerk)
    assert due(case) == due_after(timezone.localdate(), 20)
    step(case, "answer", world.celik_clerk, text="Am Montag.", more={"in_writing": True})
    assert row(case).in_writing
    assert row(case).answered_by == world.town.name


def test_only_bodies_with_question_time_count(world):
    other = world.committee
    meeting(world, days=20, body=type(other).objects.create(key="umwelt", name="Umwelt", kind="body"))
    case = question(world)
    assert row(case).meeting_id == 0


def test_two_questions_a_session_and_no_third(world):
    meeting(world, days=20)
    gerda = who(user=world.gerda_resident, email=world.gerda_resident.email)
    question(world, "Erste Frage?", gerda)
    second = question(world, "Zweite Frage?", gerda)
    with pytest.raises(Refused) as refused:
        question(world, "Dritte Frage?", gerda)
    assert refused.value.codes == ("limit",)
    question(world, "Frage von jemand anderem?", who(email="anna@example.org"))
    fresh = Case.objects.get(pk=second.pk)
    sender.withdraw(fresh, expect_version=fresh.version)
    question(world, "Dritte Frage, nun die zweite?", gerda)
    assert Question.objects.exclude(case__state="withdrawn").count() == 3


def test_without_an_account_the_proven_address_counts_and_a_typed_one_does_not(world, client):
    meeting(world, days=20)
    anna = who(email="anna@example.org")
    cases = [question(world, f"Frage {n}, wann?", anna) for n in range(4)]
    prove(cases[0]), prove(cases[1])
    with pytest.raises(Refused) as refused:
        prove(cases[2])
    assert refused.value.codes == ("limit",)
    token = links.email_token(Case.objects.get(pk=cases[2].pk))
    answer = client.post(f"/vorgang/bestaetigen/{token}/")
    assert answer.status_code == 409 and "2 Fragen" in answer.content.decode()
    assert [row(case).place for case in cases] == [1, 2, None, None]
    with pytest.raises(Refused) as refused:
        question(world, "Noch eine?", who(email="Anna@example.org"))
    assert refused.value.codes == ("limit",)


def test_nobody_uses_up_the_places_of_somebody_else_by_typing_an_address(world):
    meeting(world, days=20)
    for n in range(3):
        question(world, f"Unter fremder Adresse {n}?", who(email=world.gerda_resident.email))
    gerda = who(user=world.gerda_resident, email=world.gerda_resident.email)
    assert row(question(world, "Meine Frage?", gerda)).place == 1


def test_without_any_address_the_admission_counts_names(world):
    meeting(world, days=20)
    cases = [question(world, f"Frage {n}, wann?", who(by_letter=True)) for n in range(3)]
    for case in cases[:2]:
        step(case, "admit", world.celik_clerk)
    with pytest.raises(Refused) as refused:
        step(cases[2], "admit", world.celik_clerk)
    assert refused.value.codes == ("limit",)
    step(cases[0], "hide", world.moritz_moderator, reason=REASON)
    step(cases[2], "refuse", world.celik_clerk, reason=REASON, more={"ground": "limit"})
    assert [row(case).place for case in cases] == [1, 2, None]


def test_what_the_town_moves_itself_is_never_refused(world):
    first, second = meeting(world, days=20), meeting(world, days=40)
    gerda = who(user=world.gerda_resident, email=world.gerda_resident.email)
    moved = step(question(world, "Erste Frage?", gerda), "admit", world.celik_clerk)
    council.cancel_meeting(first, by=world.vogel_coordinator)
    for n in range(2):
        assert row(question(world, f"Für die zweite Sitzung {n}?", gerda)).meeting_id == second.pk
    step(moved, "roll_over", world.celik_clerk, reason=REASON)
    assert (row(moved).meeting_id, row(moved).place) == (second.pk, 3)


def test_a_cancelled_session_moves_the_question_on(world):
    first, second = meeting(world, days=20), meeting(world, days=40)
    case = step(question(world), "admit", world.celik_clerk)
    council.cancel_meeting(first, by=world.vogel_coordinator)
    step(case, "roll_over", world.celik_clerk, reason=REASON)
    assert (row(case).meeting_id, row(case).rolled_over) == (second.pk, True)
    assert due(case) == due_after(timezone.localdate(second.starts_at), 5)


def test_half_a_follow_up_is_refused(world):
    case = step(question(world), "admit", world.celik_clerk)
    with pytest.raises(Refused) as refused:
        step(
            case, "answer", world.celik_clerk, text="Ja.", more={"in_writing": True, "follow_up": "Und wann?"}
        )
    assert [one.field for one in refused.value.problems] == ["follow_up_answer"]


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("gerda_resident", False), ("weber_clerk_elsewhere", False), ("brandt_council", False),
        ("moritz_moderator", False), ("celik_clerk", True), ("vogel_coordinator", True),
    ],
)  # fmt: skip
def test_who_refuses_and_who_does_not(world, name, may):
    case = question(world)
    given = {"reason": REASON, "more": {"ground": "private"}}
    if may:
        assert step(case, "refuse", getattr(world, name), **given).state == "inadmissible"
    else:
        with pytest.raises(Refused):
            step(case, "refuse", getattr(world, name), **given)


def test_withdrawn_questions_are_gone_and_answered_ones_stay(world):
    case = step(question(world), "admit", world.celik_clerk)
    sender.withdraw(case, expect_version=case.version)
    assert not Question.objects.public().exists()
    other = step(question(world, "Eine andere Frage?"), "admit", world.celik_clerk)
    done = step(other, "answer", world.celik_clerk, text="Ja.", more={"in_writing": True})
    with pytest.raises(Refused):
        sender.withdraw(done, expect_version=done.version)


def test_on_its_day_the_name_is_gone(world):
    case = question(world, person=who(name_public=True))
    sender.purge_due(timezone.localdate() + timedelta(days=200), dry_run=False)
    assert (row(case).author_name, row(case).author_address, row(case).name_public) == ("", "", False)
    assert row(case).text
