"""A wish on its whole way: read, in the assembly, given to a unit, promised, kept; and who may do what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mitmachstadt.modules.assemblies.actions import sheet, wishes
from mitmachstadt.modules.assemblies.models import Assembly, Wish, WishGroup
from mitmachstadt.modules.assemblies.tests.world import new_world, started, values
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.search.models import SearchEntry

pytestmark = pytest.mark.django_db
REASON = "Der Weg gehört dem Land, die Stadt darf dort nichts bauen."


@pytest.fixture
def town():
    return new_world()


def wish(town, text="Mehr Bänke am Spielplatz.", with_code=False):
    return wishes.hand_in(town.assembly, text, with_code=with_code)[0]


def take(case, key, by, **given):
    fresh = Case.objects.get(pk=case.pk)
    return bulk.take(fresh, key, Given(**given), by=by, expect_version=fresh.version)


def due(case):
    return Duty.objects.get(case=case, done_at__isnull=True)


def test_a_wish_goes_its_whole_way_and_a_promise_stays_open_until_it_is_kept(town):
    today = timezone.localdate()
    case = wish(town)
    assert (case.unit, Case.objects.public().count()) == (town.office, 0)
    case = take(case, "release", town.celik_clerk)
    # nobody can bring it into an assembly that has not been: the days run from then on
    assert due(case).due_on > timezone.localdate(town.assembly.ends_at)
    by = today + timedelta(days=9)
    case = take(case, "assign", town.celik_clerk, more={"unit": town.green, "until": by})
    assert (due(case).unit, due(case).due_on) == (town.green, by)
    promised = today + timedelta(days=60)
    case = take(
        case, "answer", town.weber_clerk_elsewhere, outcome="promised", text="Vier Bänke.", more={"until": promised}
    )  # fmt: skip
    assert (case.state, due(case).key, due(case).due_on) == ("promised", "promise", promised)
    assert case.closed_at is None
    case = take(case, "keep_promise", town.weber_clerk_elsewhere, outcome="done", text="Sie stehen.")
    assert (case.state, Duty.objects.filter(case=case, done_at__isnull=True).count()) == ("done", 0)
    assert Wish.objects.get(case=case).answer == "Sie stehen."
    assert "Sie stehen" in SearchEntry.objects.get(kind="wish", object_id=case.number).text


def test_a_promise_needs_its_day(town):
    case = take(wish(town), "release", town.celik_clerk)
    with pytest.raises(Refused) as refused:
        take(case, "answer", town.celik_clerk, outcome="promised", text="Bald.")
    assert refused.value.codes == ("missing",)
    assert Case.objects.get(pk=case.pk).state == "in_assembly"


def test_another_unit_does_not_answer(town):
    case = take(wish(town), "release", town.celik_clerk)
    with pytest.raises(Refused):
        take(case, "answer", town.weber_clerk_elsewhere, outcome="done", text="Fertig.")
    with pytest.raises(Refused):
        take(case, "answer", town.gerda_resident, outcome="done", text="Fertig.")


def test_a_hidden_wish_leaves_page_and_search(town):
    case = take(wish(town), "release", town.celik_clerk)
    assert Wish.objects.public().count() == SearchEntry.objects.filter(kind="wish").count() == 1
    take(case, "hide", town.celik_clerk, reason=REASON)
    assert Wish.objects.public().count() == SearchEntry.objects.filter(kind="wish").count() == 0


def test_before_everybody_on_the_evening_the_hall(town):
    assert wish(town).wish.phase == "before"
    started(town.assembly)
    with pytest.raises(Refused):
        wish(town)
    assert wish(town, with_code=True).wish.phase == "evening"


def test_the_same_form_twice_is_one_wish(town):
    first = wishes.hand_in(town.assembly, "Bänke", with_code=False, token="x")
    assert wishes.hand_in(town.assembly, "Bänke", with_code=False, token="x") == first
    assert Wish.objects.count() == 1


def test_similar_wishes_are_gathered_by_the_organisers_alone(town):
    ids = [wish(town, f"Bänke {n}").wish.pk for n in range(3)]
    group = wishes.gather(town.assembly, ids[:2], "  Mehr   Bänke ", by=town.celik_clerk)
    assert (group.title, group.wishes.count()) == ("Mehr Bänke", 2)
    wishes.gather(town.assembly, ids[:2], "", by=town.celik_clerk)
    assert not WishGroup.objects.exists()
    with pytest.raises(Refused) as refused:
        wishes.gather(town.assembly, ids, "Bänke", by=town.weber_clerk_elsewhere)
    assert refused.value.codes == ("not_yours",)


def test_a_wish_of_another_assembly_is_not_gathered(town):
    other = sheet.prepare(values(town.office), [], by=town.celik_clerk)
    with pytest.raises(Refused) as refused:
        wishes.gather(other, [wish(town).wish.pk], "Bänke", by=town.celik_clerk)
    assert refused.value.codes == ("none",)


def test_only_the_inviting_unit_and_the_coordinator_organise(town):
    row = Assembly.objects.get(pk=town.assembly.pk)
    for stranger in (town.gerda_resident, town.weber_clerk_elsewhere):
        with pytest.raises(Refused):
            sheet.cancel(row, reason=REASON, by=stranger, expect_version=row.version)
        with pytest.raises(Refused):
            sheet.prepare(values(town.office), [], by=stranger)
    sheet.cancel(row, reason=REASON, by=town.vogel_coordinator, expect_version=row.version)


def test_two_at_once_and_the_second_hears_of_it(town):
    row = Assembly.objects.get(pk=town.assembly.pk)
    sheet.change(row, {"title": "Neu"}, [], by=town.celik_clerk, expect_version=row.version)
    with pytest.raises(Refused) as refused:
        sheet.change(row, {"title": "Anders"}, [], by=town.celik_clerk, expect_version=row.version)
    assert refused.value.codes == ("stale",)


def test_minutes_are_published_after_the_evening_with_words(town):
    row = Assembly.objects.get(pk=town.assembly.pk)
    row = sheet.keep_minutes(row, "Es ging um Bänke.", None, by=town.celik_clerk, expect_version=row.version)
    with pytest.raises(Refused):
        sheet.publish_minutes(row, by=town.celik_clerk, expect_version=row.version)
    row = started(row)
    row = sheet.publish_minutes(row, by=town.celik_clerk, expect_version=row.version)
    assert row.minutes_published_at
    assert "Bänke" in SearchEntry.objects.get(kind="assembly").text
