"""Districts, topics and planners by id, kept for a minute, because every row of every list names some of them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import get_language

from mitmachstadt.modules.projects.models import Project, ProjectPlace
from mitmachstadt.spine.city.models import District, Organisation, Topic
from mitmachstadt.spine.proof import noted

SECONDS = 60


@dataclass(frozen=True)
class TopicWord:
    slug: str
    name: str
    name_en: str
    icon: str

    @property
    def label(self) -> str:
        """The name in the language of the page."""
        return self.name_en if self.name_en and get_language() == "en" else self.name


@dataclass(frozen=True)
class DistrictWord:
    slug: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class OwnerWord:
    key: str
    name: str


@dataclass(frozen=True)
class Words:
    """The town's own words by primary key, in the order the town gave them."""

    districts: dict[int, DistrictWord]
    topics: dict[int, TopicWord]
    owners: dict[int, OwnerWord]


_kept: list[tuple[float, Words]] = []


@noted
def words() -> Words:
    """The words, at most a minute old; a change in this process shows at once."""
    if _kept and time.monotonic() - _kept[0][0] < SECONDS:
        return _kept[0][1]
    found = Words(
        districts={
            row.pk: DistrictWord(row.slug, row.name, row.lon, row.lat)
            for row in District.objects.only("slug", "name", "lon", "lat", "order")
        },
        topics={row.pk: TopicWord(row.slug, row.name, row.name_en, row.icon) for row in Topic.objects.all()},
        owners={row.pk: OwnerWord(row.key, row.name) for row in Organisation.objects.only("key", "name")},
    )
    _kept[:] = [(time.monotonic(), found)]
    return found


@receiver([post_save, post_delete], sender=District)
@receiver([post_save, post_delete], sender=Topic)
@receiver([post_save, post_delete], sender=Organisation)
def forget_words(**kwargs: Any) -> None:
    """A changed word is read again."""
    _kept.clear()


@receiver([post_save, post_delete], sender=Project)
@receiver([post_save, post_delete], sender=ProjectPlace)
@receiver(m2m_changed, sender=Project.districts.through)
@receiver(m2m_changed, sender=Project.topics.through)
def forget_lists(**kwargs: Any) -> None:
    """A changed project changes lists, counts and maps of this process at once; other processes see the stamp."""
    from mitmachstadt.modules.projects.queries import geo, listing

    listing.forget()
    geo.forget()
