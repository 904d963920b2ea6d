"""What is proven outlives changes that do not concern it, and never one that does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from mitmachstadt.spine import proof
from mitmachstadt.spine.audit import kept
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.audit.tests.test_kept import Clock, change
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.prepared import Prepared, together

pytestmark = pytest.mark.django_db
NAME = Prepared(lambda slug: District.objects.filter(slug=slug).values_list("name", flat=True))
BEFORE = Prepared(lambda slug: District.objects.filter(slug__lt=slug).order_by("slug"))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(kept, "time", clock)
    return clock


@pytest.fixture(autouse=True)
def districts() -> list[District]:
    names = ("Ickern", "Merklinde", "Dingen")
    return [
        District.objects.create(slug=n.lower(), name=n, lat=51.5, lon=7.3, order=at, area={"of": n})
        for at, n in enumerate(names)
    ]


class Made:
    """Counts how often something was made."""

    def __init__(self, make: Callable[[], str], proven: bool = True, name: str = "x") -> None:
        self.make, self.proven, self.name, self.times = make, proven, name, 0

    def _make(self) -> str:
        self.times += 1
        return self.make()

    def __call__(self) -> str:
        return kept.kept((self.name,), self._make, proven=self.proven)


def rename(slug: str, name: str) -> None:
    District.objects.filter(slug=slug).update(name=name)
    change()


def test_other_changes_leave_it_and_its_own_show_at_once(clock: Clock) -> None:
    """Also while somebody may still be writing: it waits for nothing to stand still."""
    sign = Made(lambda: " ".join([*NAME("ickern"), *(row.name for row in BEFORE("e"))]))
    assert sign() == "Ickern Dingen"
    for _ in range(3):
        rename("merklinde", "Merklinde (neu)")
        assert (sign(), sign.times) == ("Ickern Dingen", 1)
    rename("ickern", "Ickern (neu)")
    assert (sign(), sign.times) == ("Ickern (neu) Dingen", 2)
    District.objects.get(slug="dingen").delete()
    assert sign() == "Ickern (neu)", "even without an entry, as long as the log does not stand still"
    District.objects.create(slug="aa", name="Neu", lat=51.5, lon=7.3, order=9)
    change()
    assert (sign(), sign.times) == ("Ickern (neu) Neu", 4)


def test_while_nothing_changes_nothing_is_asked_for_a_minute(clock: Clock, django_assert_num_queries) -> None:
    sign = Made(lambda: NAME("ickern")[0])
    sign()
    clock.now += kept.SETTLED
    with django_assert_num_queries(2):  # the mark, and the question once more
        sign()
    with django_assert_num_queries(1):
        sign()
    District.objects.filter(slug="ickern").update(name="Ickern (neu)")
    assert sign() == "Ickern", "a figure without an entry may be a minute old"
    clock.now += kept.SECONDS
    assert sign() == "Ickern (neu)"


def test_twenty_questions_are_one_way_to_postgresql(clock: Clock, django_assert_num_queries) -> None:
    from django.db import connection

    sign = Made(lambda: "".join(NAME(slug)[0] for slug in ("ickern", "merklinde", "dingen") * 7))
    before = sign()
    change()
    with django_assert_num_queries(2 if connection.vendor == "postgresql" else 22):
        assert sign() == before
    assert sign.times == 1


def test_whoever_asks_in_another_way_has_no_proof(clock: Clock) -> None:
    for number, other in enumerate(
        (lambda: District.objects.count(), lambda: LogEntry.objects.exists(), lambda: kept.town_mark())
    ):
        sign = Made(lambda other=other: f"{NAME('ickern')[0]} {other() is None}", name=str(number))
        sign()
        change()
        sign()
        assert sign.times == 2
        clock.now += kept.SETTLED + 1
        assert [sign(), sign()] == ["Ickern False"] * 2
        assert sign.times == 3, "kept as everything else is"
        change()
        sign()
        assert sign.times == 4


def test_another_day_and_ten_minutes_end_it(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    sign = Made(lambda: NAME("ickern")[0])
    sign()
    for _ in range(9):
        clock.now += 60
        sign()
    assert sign.times == 1
    clock.now += 61
    sign()
    assert sign.times == 2
    monkeypatch.setattr(kept.timezone, "localdate", lambda: date(2099, 1, 1))
    sign()
    assert sign.times == 3


def test_a_memory_with_a_bound_of_its_own_is_part_of_the_proof(clock: Clock) -> None:
    said = ["a"]

    @proof.noted
    def word(twice: bool = False) -> str:
        assert District.objects.exists(), "asks in its own way"
        return said[0] * (2 if twice else 1)

    sign = Made(lambda: f"{NAME('ickern')[0]} {word()} {word(twice=True)}")
    assert sign() == "Ickern a aa"
    change()
    assert (sign(), sign.times) == ("Ickern a aa", 1)
    said[0] = "b"
    change()
    assert (sign(), sign.times) == ("Ickern b bb", 2)


def test_what_it_is_made_of_brings_its_own_proof(clock: Clock) -> None:
    inner = Made(lambda: NAME("ickern")[0], name="inner")
    outer = Made(lambda: f"{inner()}, {NAME('dingen')[0]}", name="outer")
    inner()
    assert outer() == "Ickern, Dingen"
    change()
    assert (outer(), outer.times, inner.times) == ("Ickern, Dingen", 1, 1)
    rename("ickern", "Ickern (neu)")
    assert outer() == "Ickern (neu), Dingen", "also what came from memory when the outer one was made"


def test_what_it_is_made_of_without_a_proof_leaves_it_without_one(clock: Clock) -> None:
    change()
    inner = Made(lambda: NAME("ickern")[0], name="inner", proven=False)
    inner()
    clock.now += kept.SETTLED + 1
    outer = Made(lambda: f"{inner()}!", name="outer")
    assert (inner(), outer(), inner.times) == ("Ickern", "Ickern!", 2)
    rename("ickern", "Ickern (neu)")
    assert outer() == "Ickern (neu)!"


def test_a_mistake_while_making_leaves_nobody_listening(clock: Clock) -> None:
    def fail() -> str:
        NAME("ickern")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Made(fail)()
    assert proof._heard.get() is None
    sign = Made(lambda: NAME("ickern")[0])
    assert sign() == "Ickern"


@pytest.fixture
def asked_one_by_one() -> Iterator[list[list[object]]]:
    yield [NAME("ickern"), BEFORE("x"), NAME("' or 1=1; --%s"), BEFORE("a")]


def test_asked_together_they_answer_as_one_by_one(asked_one_by_one, clock: Clock) -> None:
    asked = ((NAME, "ickern"), (BEFORE, "x"), (NAME, "' or 1=1; --%s"), (BEFORE, "a"))
    assert together(*asked) == asked_one_by_one
    assert [row.area for row in together((BEFORE, "m"), (BEFORE, "e"))[0]] == [
        {"of": "Dingen"},
        {"of": "Ickern"},
    ]
    assert together((NAME, "dingen")) == [["Dingen"]]
    sign = Made(lambda: str(together(*asked)))
    sign()
    change()
    sign()
    assert sign.times == 1
    rename("merklinde", "Merklinde (neu)")
    sign()
    assert sign.times == 2


def test_what_was_read_to_find_out_is_not_read_again(clock: Clock, django_assert_num_queries) -> None:
    from django.db import connection

    names = ("ickern", "merklinde", "dingen")
    sign = Made(lambda: "".join(NAME(slug)[0] for slug in names))
    sign()
    rename("dingen", "Dingen (neu)")
    with django_assert_num_queries(2 if connection.vendor == "postgresql" else 4):
        assert sign() == "IckernMerklindeDingen (neu)"
    rename("ickern", "Ickern (neu)")
    with django_assert_num_queries(2 if connection.vendor == "postgresql" else 4):
        assert sign() == "Ickern (neu)MerklindeDingen (neu)"
    assert sign.times == 3
    change()
    assert (sign(), sign.times) == ("Ickern (neu)MerklindeDingen (neu)", 3)


def test_an_answer_that_leads_to_other_questions(clock: Clock) -> None:
    sign = Made(lambda: " ".join(NAME(slug)[0] for slug in ("ickern", *NAME("dingen"), "ickern")))
    rename("dingen", "merklinde")
    assert sign() == "Ickern Merklinde Ickern"
    rename("dingen", "ickern")
    assert sign() == "Ickern Ickern Ickern"
    rename("ickern", "Ickern (neu)")
    rename("dingen", "merklinde")
    assert sign() == "Ickern (neu) Merklinde Ickern (neu)"
    assert sign.times == 3
