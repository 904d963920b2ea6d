"""The whole way of an application, step by step: what each step means, who may take it, and what is refused."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mitmachstadt.modules.budgets import letters
from mitmachstadt.modules.budgets.actions import agenda, budgets
from mitmachstadt.modules.budgets.actions.applications import (
    Proof,
    complete,
    forget,
    hand_in,
    prove,
    say_started,
)
from mitmachstadt.modules.budgets.actions.phases import remind_of_proofs, tell_phases
from mitmachstadt.modules.budgets.models import Application, ApplicationFile, Budget, FileUse, Phase
from mitmachstadt.modules.budgets.queries.process import may, phase_now, phase_of, until
from mitmachstadt.modules.budgets.rules import Span
from mitmachstadt.modules.budgets.tests.world import apply, one, upload, who, words
from mitmachstadt.modules.council import actions as council
from mitmachstadt.modules.council.models import AgendaItem
from mitmachstadt.spine.cases.actions import move
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.notify.models import Mail, News
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.models import SearchEntry

pytestmark = pytest.mark.django_db
REASON = "Die Zustimmung der Eigentümerin liegt noch nicht bei."


def refused(call, *args, **kwargs):
    """The codes with which a call is refused."""
    with pytest.raises(Refused) as found, transaction.atomic():
        call(*args, **kwargs)
    return list(found.value.codes)


def duty(case):
    """What is owed now."""
    return Duty.objects.filter(case=case, done_at__isnull=True).values_list("key", flat=True).first()


def test_an_application_arrives_with_its_number_and_its_duty(world):
    case = apply(world.fresh(), label="Park")
    assert case.number.startswith("BB-") and case.state == "received" and duty(case) == "check"
    row = one(case)
    assert (row.requested, row.ceiling, row.costs, row.on_ballot) == (2000, 5000, [["Holz", 2000]], False)
    assert (
        not Application.objects.public().exists()
        and not SearchEntry.objects.filter(kind="application").exists()
    )


def test_nothing_arrives_outside_its_phase(world):
    for phase in ("announce", "check", "vote", "board", "decide", "build", "done"):
        world.turn_to(phase)
        assert refused(hand_in, world.fresh(), words(), who()) == ["closed"]
    assert not Case.objects.exists()


def test_a_budget_of_a_district_keeps_its_applications_there(world):
    made = budgets.begin(
        "Stadtteilbudget Ickern 2026", by=world.vogel_coordinator, year=2026, total=2000, kind="district",
        district=world.ickern, first=timezone.localdate(),
    )  # fmt: skip
    world.turn_to("collect", made)
    budgets.publish(made, by=world.vogel_coordinator)
    elsewhere = District.objects.create(slug="anders", name="Anders", lat=51.5, lon=7.3)
    case = apply(world.fresh(made), requested=900, district=elsewhere)
    assert one(case).district == world.ickern and one(case).ceiling == 1000
    assert refused(hand_in, world.fresh(made), words(requested=1001), who()) == ["ceiling"]


def test_the_check_admits_asks_or_refuses(world):
    case = apply(world.fresh(), ground="consent", files=[upload(FileUse.CONSENT)])
    day = timezone.localdate() + timedelta(days=14)
    moved = world.take(case, "ask", reason=REASON, day=day)
    assert moved.state == "completing" and (one(case).missing, one(case).complete_by) == (REASON, day)
    assert duty(case) == "complete" and Duty.objects.get(case=case, done_at=None).due_on > day
    assert refused(complete, moved, " ") == ["missing"]
    complete(moved, "Hier ist sie.", files=[upload(FileUse.CONSENT)])
    assert Case.objects.get().state == "received" and one(case).files.count() == 2
    world.take(case, "admit")
    row = one(case)
    assert row.on_ballot and row.case.public and row.admitted_on == timezone.localdate()
    assert SearchEntry.objects.filter(kind="application", object_id=case.number).exists()
    other = apply(world.fresh(), "Anderes")
    world.take(other, "refuse", reason="Es liegt nicht im Stadtgebiet, sondern in der Nachbarstadt.")
    assert not one(other).case.public and letters.letter(one(other)).startswith(b"%PDF")
    assert refused(
        world.take, apply(world.fresh(), "Drittes"), "ask", reason=REASON, day=timezone.localdate()
    ) == ["past"]


def test_a_day_beyond_reason_is_a_slip(world):
    case = apply(world.fresh())
    assert refused(world.take, case, "ask", reason=REASON, day=date(9999, 12, 31)) == ["too_far"]
    early = {"reason": "Die Pflanzzeit endet vor der Sitzung.", "day": date(9999, 12, 31)}
    assert refused(world.take, world.admitted("Anderes"), "early_admitted", **early) == ["too_far"]


def test_without_a_confirmed_address_nothing_is_admitted(world):
    case = apply(world.fresh(), person=who(user=None, email="neu@example.org"))
    # The fixture's helper fills in Gerda; a guest has no account.
    Case.objects.filter(pk=case.pk).update(sender=None, email_confirmed_at=None)
    assert refused(world.take, case, "admit") == ["not_confirmed"]


def test_once_people_vote_nothing_new_comes_onto_the_ballot(world):
    case = apply(world.fresh())
    world.turn_to("vote")
    assert refused(world.take, case, "admit") == ["vote_began"]
    assert one(case).case.state == "received"


def test_the_board_advises_after_the_vote_and_names_its_reason(world):
    case = world.admitted()
    world.turn_to("vote")
    assert refused(world.take, case, "advise", text="Gut.", more={"amount": 2000, "rank": 1}) == [
        "vote_is_on"
    ]
    world.turn_to("board")
    assert refused(world.take, case, "advise", more={"amount": 2500, "rank": 1}) == ["above_request"]
    assert refused(world.take, case, "advise", more={"amount": 0, "rank": None}) == ["missing"]
    assert refused(world.take, case, "advise", more={"amount": 2000, "rank": None}) == ["missing"]
    world.take(case, "advise", text="Etwas weniger reicht.", more={"amount": 1500, "rank": 2})
    assert (one(case).proposed, one(case).rank) == (1500, 2) and duty(case) == "agenda"
    world.take(case, "unadvise", reason="Der Beirat hat noch einmal beraten.")
    assert one(case).proposed is None and one(case).case.state == "admitted"


def test_the_list_goes_to_the_committee_and_follows_its_meeting(world):
    assert refused(world.on_agenda) == ["no_advice"]
    case, other = world.advised("Eins"), world.advised("Zwei")
    late = world.admitted("Drei")
    world.turn_to("board")
    found = world.on_agenda()
    assert {Case.objects.get(pk=row.pk).state for row in (case, other)} == {"scheduled"}
    assert Case.objects.get(pk=late.pk).state == "admitted"
    budget = world.fresh()
    assert (budget.meeting_at, budget.body_name) == (found.starts_at, "Haupt- und Finanzausschuss")
    assert Duty.objects.get(case=case, done_at=None).due_on > timezone.localdate(found.starts_at)
    assert refused(world.take, case, "decide", outcome="granted", more={}) == ["not_met"]
    item = AgendaItem.objects.get(subject_kind="budget")
    later = found.starts_at + timedelta(days=7)
    council.move_meeting(found, later, by=world.vogel_coordinator)
    assert world.fresh().meeting_at == later
    assert Duty.objects.get(case=case, done_at=None).due_on > timezone.localdate(later)
    council.remove_agenda_item(item, by=world.vogel_coordinator)
    assert Case.objects.get(pk=case.pk).state == "advised" and world.fresh().item_id == 0
    world.on_agenda()
    assert Case.objects.get(pk=case.pk).state == "scheduled"


def test_an_unknown_budget_stands_on_no_agenda(world):
    unknown = Budget(slug="gibt-es-nicht", name="x")
    assert refused(agenda.propose_list, unknown, world.meeting().pk, by=world.vogel_coordinator) == [
        "unknown_budget"
    ]


def test_the_decision_never_promises_more_than_was_asked_or_is_there(world):
    first, second, third = (world.advised(f"Antrag {n}", 2000) for n in range(3))
    world.evening_has_come(world.on_agenda())
    assert refused(world.take, first, "decide", outcome="granted", more={"amount": 1999}) == ["not_all"]
    assert refused(world.take, first, "decide", outcome="in_part", text="x", more={"amount": 2000}) == [
        "in_part"
    ]
    assert refused(world.take, first, "decide", outcome="declined", more={}) == ["missing"]
    world.decided(first)
    world.decided(second)
    assert refused(world.take, third, "decide", outcome="granted", more={}) == ["overspent"]
    world.decided(third, "in_part", "Der Rest reicht nicht.", 1000)
    assert world.fresh().granted == 5000 == sum(one(row).granted for row in (first, second, third))
    world.take(third, "undecide", reason="Es wurde falsch eingetragen, bitte neu.")
    assert (world.fresh().granted, one(third).granted, one(third).outcome) == (4000, None, "")


def test_the_database_itself_refuses_too_much(world):
    row = one(world.decided(world.advised()))
    for table, change in (
        (Application.objects.filter(pk=row.pk), {"granted": 2001}),
        (Application.objects.filter(pk=row.pk), {"requested": 5001}),
        (Application.objects.filter(pk=row.pk), {"paid": 2001}),
        (Application.objects.filter(pk=row.pk), {"paid_on": timezone.localdate()}),
        (Application.objects.filter(pk=row.pk), {"started_on": timezone.localdate()}),
        (Budget.objects.filter(pk=world.budget.pk), {"granted": 5001}),
        (Phase.objects.filter(key="vote"), {"closes_at": timezone.now() - timedelta(days=999)}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            table.update(**change)


def test_nobody_begins_and_nothing_is_paid_before_the_notice(world):
    case = world.decided(world.advised())
    today = timezone.localdate()
    assert refused(say_started, Case.objects.get(pk=case.pk), today) == ["no_notice"]
    assert refused(world.take, case, "pay", day=today, more={"amount": 2000}) == ["not_now"]
    assert refused(move, Case.objects.get(pk=case.pk), "paid", by=world.celik_clerk, expect_version=99) == [
        "not_now"
    ]
    world.take(case, "notice")
    row = one(case)
    assert (row.case.state, row.notice_on) == ("granted", today)
    assert row.due_proof_on == today + timedelta(days=730)
    yesterday = today - timedelta(days=1)
    assert refused(say_started, row.case, yesterday) == ["too_early"]
    assert refused(say_started, row.case, today + timedelta(days=1)) == ["in_future"]
    assert refused(world.take, case, "pay", day=yesterday, more={"amount": 2000}) == ["before_notice"]
    assert refused(world.take, case, "pay", day=today, more={"amount": 2001}) == ["above_grant"]
    say_started(row.case, today)
    assert one(case).started_on == today
    assert refused(say_started, Case.objects.get(pk=case.pk), today) == ["not_now"]


def test_an_early_start_is_an_exception_with_a_reason(world):
    case = world.advised()
    today = timezone.localdate()
    assert refused(world.take, case, "early_advised", reason="kurz", day=today) == ["missing"]
    world.take(
        case, "early_advised", reason="Die Pflanzzeit endet vor der Sitzung.", day=today - timedelta(days=2)
    )
    assert refused(world.take, case, "early_advised", reason="Die Pflanzzeit endet vor der Sitzung.") == [
        "twice"
    ]
    fresh = Case.objects.get(pk=case.pk)
    assert fresh.state == "advised" and refused(say_started, fresh, today - timedelta(days=3)) == [
        "too_early"
    ]
    say_started(fresh, today - timedelta(days=1))
    assert refused(world.take, case, "pay", day=today, more={"amount": 1}) == ["not_now"]


def test_a_declined_application_ends_with_its_notice(world):
    case = world.take(world.decided(world.advised(), "declined", "Es gab Besseres."), "notice")
    assert case.state == "declined" and one(case).notice_on and one(case).due_proof_on is None
    assert world.fresh().granted == 0 and duty(case) is None
    assert letters.letter(one(case)).startswith(b"%PDF")


def test_a_grant_taken_back_frees_the_money(world):
    case = world.granted(requested=3000)
    assert world.fresh().granted == 3000
    world.take(case, "revoke", reason="Die Gruppe gibt das Geld zurück.")
    assert world.fresh().granted == 0 and (one(case).granted, one(case).revoked) == (0, 3000)


def test_the_proof_needs_words_costs_days_receipt_and_photo(world):
    case = Case.objects.get(pk=world.paid().pk)
    today = timezone.localdate()
    empty = Proof(text="", costs=None, started_on=None, done_on=None)
    assert refused(prove, case, empty) == ["missing"] * 6
    early = Proof(
        text="Die Beete stehen und blühen.", costs=2000, started_on=today - timedelta(days=1), done_on=today
    )
    files = [upload(FileUse.RECEIPT), upload(FileUse.RESULT)]
    assert refused(prove, case, early, files=files) == ["too_early"]
    backwards = Proof(text=early.text, costs=1, started_on=today, done_on=today - timedelta(days=2))
    assert refused(prove, case, backwards, files=files) == ["before_start"]
    prove(case, Proof(text=early.text, costs=2100, started_on=today, done_on=today), files=files)
    assert one(case).case.state == "proved" and one(case).proved == 2100 and duty(case) == "proof_check"


def test_the_town_accepts_asks_again_or_claims_back(world):
    case = world.proved(costs=1500)
    day = timezone.localdate() + timedelta(days=20)
    world.take(case, "ask_proof", reason="Die Quittung für das Holz ist nicht lesbar.", day=day)
    assert one(case).due_proof_on == day and one(case).case.state == "paid"
    today = timezone.localdate()
    prove(
        Case.objects.get(pk=case.pk),
        Proof(text="Die Beete stehen und blühen.", costs=1500, started_on=today, done_on=today),
    )
    assert refused(world.take, case, "accept", more={"amount": 1500}) == ["unused"]
    claim = {"reason": "500 Euro wurden nicht gebraucht.", "day": day}
    assert refused(world.take, case, "claim", **claim, more={"amount": 2001}) == ["above_paid"]
    world.take(case, "claim", **claim, more={"amount": 500})
    assert duty(case) == "back" and letters.letter(one(case)).startswith(b"%PDF")
    assert refused(world.take, case, "repaid", day=today, more={"amount": 400}) == ["not_all"]
    world.take(case, "repaid", day=today, more={"amount": 500})
    row = one(case)
    assert (row.case.state, row.recovered, row.paid) == ("closed", 500, 2000)


def test_photos_are_shown_only_when_released_and_papers_never(world):
    case = world.proved()
    assert not Upload.objects.filter(public=True).exists()
    world.take(case, "accept", text="Danke.", more={"amount": 2000, "release_photos": True})
    shown = [row.budget_file.use for row in Upload.objects.filter(public=True)]
    assert shown == ["result"] and one(case).case.state == "closed"
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationFile.objects.filter(use="receipt").update(released=True)


def test_steps_are_for_staff_of_the_unit_alone(world):
    case = apply(world.fresh())
    for person in (world.gerda_resident, world.brandt_council):
        assert refused(world.take, case, "admit", by=person) == ["not_allowed"]
    assert refused(move, case, "scheduled", by=world.celik_clerk, expect_version=case.version) == ["not_now"]
    advised = world.advised()
    assert refused(
        move, Case.objects.get(pk=advised.pk), "scheduled", by=world.celik_clerk, expect_version=1
    ) == ["not_allowed"]
    paid = world.paid()
    fresh = Case.objects.get(pk=paid.pk)
    assert refused(move, fresh, "proved", by=world.celik_clerk, expect_version=fresh.version) == [
        "not_allowed"
    ]


def test_only_coordinators_keep_budgets(world):
    day = timezone.localdate()
    for person in (world.celik_clerk, world.gerda_resident, world.brandt_council):
        assert refused(budgets.begin, "X", by=person, year=2027, total=1, first=day) == ["not_yours"]
        assert refused(budgets.publish, world.budget, by=person) == ["not_yours"]
        assert refused(budgets.copy_for_next_year, world.budget, by=person) == ["not_yours"]


def test_rules_are_frozen_on_the_day_of_publication(world):
    budget = world.fresh()
    assert budget.terms["apply"]["ceiling"] == 5000 and budget.terms["ballot"]
    from mitmachstadt.spine.city.models import RuleRecord

    record = RuleRecord.objects.get(key="buergerbudget")
    record.data["apply"]["ceiling"] = 1
    record.save()
    assert one(apply(world.fresh(), requested=4999)).requested == 4999
    assert refused(budgets.publish, budget, by=world.vogel_coordinator) == ["public"]


def test_a_plan_keeps_what_was_and_refuses_what_overlaps(world):
    world.turn_to("vote")
    budget = world.fresh()
    spans = [Span(row.key, row.opens_at, row.closes_at) for row in budget.phases.all()]

    def change(moved, revision=budget.revision, total=6000):
        return budgets.change(
            budget,
            by=world.vogel_coordinator,
            expect_revision=revision,
            name="Neu",
            total=total,
            text="",
            spans=moved,
        )

    day = timedelta(days=1)
    by_key = {one.key: one for one in spans}

    def with_(key, **values):
        kept = by_key[key]
        fresh = Span(key, values.get("opens_at", kept.opens_at), values.get("closes_at", kept.closes_at))
        return [fresh if one.key == key else one for one in spans]

    vote, collect = by_key["vote"], by_key["collect"]
    assert "past" in refused(change, with_("collect", opens_at=collect.opens_at + day))
    assert "begun" in refused(change, with_("vote", opens_at=vote.opens_at + day))
    assert "overlaps" in refused(change, with_("vote", closes_at=vote.closes_at + day))
    assert "twice" in refused(change, [*spans, spans[0]])
    assert refused(change, spans, revision=99) == ["stale"]
    assert refused(change, spans, total=0) == ["missing"]
    shorter = with_("vote", closes_at=vote.closes_at - day)
    assert change(shorter).total == 6000
    assert phase_of(world.fresh(), "vote").closes_at == vote.closes_at - day
    Budget.objects.update(granted=5500)
    assert refused(change, shorter, revision=world.fresh().revision, total=5000) == ["below_granted"]


def test_a_copy_is_the_same_a_year_later(world):
    fresh = budgets.copy_for_next_year(world.budget, by=world.vogel_coordinator)
    assert (fresh.name, fresh.year, fresh.public, fresh.terms) == ("Bürger:innenbudget 2027", 2027, False, {})
    assert fresh.slug == "buergerinnenbudget-2027" != world.budget.slug
    old = {row.key: timezone.localtime(row.opens_at) for row in world.budget.phases.all()}
    new = {row.key: timezone.localtime(row.opens_at) for row in fresh.phases.all()}
    assert old.keys() == new.keys()
    for key in old:
        assert (new[key].year, new[key].hour, new[key].minute) == (
            old[key].year + 1,
            old[key].hour,
            old[key].minute,
        )


def test_phases_change_at_their_minute(world):
    budget = world.fresh()
    vote = phase_of(budget, "vote")
    second = timedelta(seconds=1)
    assert not may(budget, "vote", vote.opens_at - second) and may(budget, "vote", vote.opens_at)
    assert may(budget, "vote", vote.closes_at - second) and not may(budget, "vote", vote.closes_at)
    assert phase_now(budget, vote.closes_at).key == "board"
    assert until(budget, "vote", vote.opens_at) == vote.closes_at
    assert until(budget, "vote", vote.closes_at) is None
    assert until(budget, "check", phase_of(budget, "collect").opens_at) == phase_of(budget, "check").closes_at
    Budget.objects.update(public=False)
    assert not may(world.fresh(), "vote", vote.opens_at)


def test_followers_are_told_of_a_phase_once(world):
    assert tell_phases() == 1
    assert tell_phases() == 0
    assert News.objects.get().title == "Anträge: Bürger:innenbudget 2026"
    world.turn_to("vote")
    assert tell_phases() == 1
    assert News.objects.order_by("-pk").first().target_keys == [f"budget:{world.budget.slug}"]


def test_applicants_are_told_and_reminded_once(world):
    case = world.paid()
    Application.objects.update(due_proof_on=timezone.localdate() + timedelta(days=29))
    Mail.objects.all().delete()
    for _again in range(2):
        remind_of_proofs()
    assert [row.to for row in Mail.objects.all()] == ["gerda@example.org"]
    Application.objects.update(due_proof_on=timezone.localdate() - timedelta(days=1))
    for _again in range(2):
        remind_of_proofs()
    assert Mail.objects.count() == 2 and case.number in Mail.objects.first().subject


def test_every_step_writes_to_the_applicant(world):
    case = world.proved()
    world.take(case, "accept", text="Danke.", more={"amount": 2000})
    texts = [row.text for row in Mail.objects.filter(to="gerda@example.org").order_by("pk")]
    assert len(texts) == 7
    assert all("Guten Tag" in text and case.number in text for text in texts)
    notice = next(text for text in texts if "schreiben.pdf" in text)
    assert "2.000" in notice
    assert [text for text in texts if "Stand: Beraten" in text and "Vorgeschlagen: 2.000" in text]
    (set_down,) = [text for text in texts if "Stand: Liegt dem Ausschuss vor" in text]
    assert re.search(r"Haupt- und Finanzausschuss, \d+\.\s\w+\s\d{4}\n", set_down)
    assert [text for text in texts if "Ausgezahlt: 2.000" in text]


def test_whoever_writes_english_is_led_to_english_pages(world):
    case = world.admitted()
    Case.objects.filter(pk=case.pk).update(language="en")
    assert "/en/budgets/" in letters.context(Case.objects.get(pk=case.pk))["page"]


def test_who_leaves_leaves_no_name_and_no_paper(world):
    case = apply(world.fresh(), files=[upload(FileUse.CONSENT), upload(FileUse.PHOTO)])
    forget(case)
    row = one(case)
    assert (row.name, row.postal) == ("", "") and [one.use for one in row.files.all()] == ["photo"]


def test_hidden_ones_leave_the_list_and_come_back_onto_the_ballot(world):
    case = world.admitted()
    world.take(case, "hide", reason="Der Text verletzt eine Person sehr.")
    assert not Application.objects.public().exists()
    world.turn_to("vote")
    world.take(case, "restore", by=world.vogel_coordinator)
    world.take(case, "admit")
    assert Application.objects.public().get().on_ballot
