"""A query whose SQL is written once gives what the same query gives when it is put together anew."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db.models import Count, F, Max
from django.db.models.functions import Length
from django.utils import timezone

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.prepared import Prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def districts() -> list[District]:
    names = ("Ickern", "Merklinde", "Dingen")
    return [District.objects.create(slug=n.lower(), name=n, lat=51.5, lon=7.3, area={"of": n}) for n in names]


def test_words_and_numbers_are_asked_anew_each_time(districts: list[District]) -> None:
    """Each call answers for its own values and sees what was written meanwhile."""
    named = Prepared(lambda slug: District.objects.filter(slug=slug))
    assert [row.name for row in named("ickern")] == ["Ickern"]
    assert [row.area for row in named("dingen")] == [{"of": "Dingen"}]
    District.objects.filter(slug="dingen").update(name="Dingen (neu)")
    assert [row.name for row in named("dingen")] == ["Dingen (neu)"]
    assert named("' or 1=1 --") == []
    among = Prepared(
        lambda *ids: District.objects.filter(id__in=ids).order_by("id").values_list("name", flat=True)
    )
    assert among(districts[0].pk, districts[1].pk) == ["Ickern", "Merklinde"]
    assert among(districts[1].pk) == ["Merklinde"]
    assert among(districts[1].pk, districts[1].pk) == ["Merklinde"]


def test_days_and_moments_are_compared_as_the_mapper_compares_them() -> None:
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    LogEntry.objects.create(at=noon, action="x", object_kind="k", object_id="1")
    since = Prepared(lambda moment: LogEntry.objects.filter(at__gte=moment))
    assert [row.at for row in since(noon)] == [noon]
    assert since(noon.replace(second=1)) == []
    assert since(timezone.localtime(noon)) == since(noon)
    on_day = Prepared(lambda day, kind: LogEntry.objects.filter(at__date__lte=day, object_kind=kind))
    assert len(on_day(noon.date(), "k")) == 1
    assert on_day(noon.date(), "other") == on_day(noon.date().replace(day=3), "k") == []


def test_every_kind_of_answer_is_the_mappers(districts: list[District]) -> None:
    """Rows with what they point to and what was added, words with values, tuples and single values."""
    for make in (
        lambda slug: District.objects.filter(slug=slug).annotate(twice=F("lat") * 2, long=Length("name")),
        lambda slug: District.objects.filter(slug=slug).only("name"),
        lambda slug: District.objects.filter(slug=slug).values("name", "area"),
        lambda slug: District.objects.filter(slug=slug).values(),
        lambda slug: (
            District.objects.filter(slug=slug).values("order").annotate(n=Count("pk"), top=Max("name"))
        ),
        lambda slug: (
            District.objects.filter(slug=slug).annotate(n=Length("name")).values_list("n", "area", "name")
        ),
        lambda slug: District.objects.filter(slug=slug).values_list("area", flat=True),
        lambda slug: District.objects.filter(slug=slug).values_list("name").distinct().order_by("lat"),
    ):
        found, expected = Prepared(make)("dingen"), list(make("dingen"))
        assert [vars_of(one) for one in found] == [vars_of(one) for one in expected] != []
    user = User.objects.create_user("p@example.org", home_district=districts[0])
    nobody = User.objects.create_user("n@example.org")
    with_home = Prepared(lambda pk: User.objects.filter(pk=pk).select_related("home_district"))
    assert with_home(user.pk)[0].home_district == districts[0]
    assert not with_home(user.pk)[0].get_deferred_fields()
    assert "home_district" in with_home(user.pk)[0]._state.fields_cache
    assert with_home(nobody.pk)[0].home_district is None
    assert with_home(nobody.pk)[0].is_active is True


def vars_of(one: object) -> object:
    """A row as words with values; anything else as it is."""
    if not isinstance(one, District):
        return one
    return {name: value for name, value in vars(one).items() if name != "_state"}


def test_what_would_need_a_second_question_is_refused(districts: list[District]) -> None:
    with pytest.raises(ValueError, match="nothing more"):
        Prepared(lambda slug: District.objects.filter(slug=slug).prefetch_related("user_set"))("dingen")
    with pytest.raises(ValueError, match="nothing more"):
        Prepared(lambda slug: District.objects.filter(slug=slug).values_list("name", named=True))("dingen")


def test_a_query_that_computes_with_its_values_is_refused() -> None:
    """Otherwise it would answer every call with the first one's."""
    with pytest.raises(ValueError, match="as it is"):
        Prepared(lambda pk: District.objects.filter(id=pk + 1))(4)
