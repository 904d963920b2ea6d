"""What the council does with its own news: the search is brought in line, and whoever follows is told."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitmachstadt.modules.council import findable
from mitmachstadt.modules.council.models import AgendaItem, BodyProfile, Meeting, Paper
from mitmachstadt.modules.council.placing import find_places
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.signals import paper_released
from mitmachstadt.spine.notify import targets
from mitmachstadt.spine.notify.actions import tell
from mitmachstadt.spine.notify.targets import Target
from mitmachstadt.spine.ui.words import weekday_and_day


def connect() -> None:
    """Starts listening; called when the module is ready."""
    paper_released.connect(announce_paper, dispatch_uid="council.paper_released")
    post_save.connect(_body_saved, sender=Organisation, dispatch_uid="council.body_saved")
    post_delete.connect(_body_gone, sender=Organisation, dispatch_uid="council.body_gone")
    post_save.connect(_profile_saved, sender=BodyProfile, dispatch_uid="council.profile_saved")
    targets.register("body", body_target)


def body_target(key: str) -> Target | None:
    """A body that one can follow."""
    row = Organisation.objects.filter(key=key).first()
    if row is None or not row.is_body:
        return None
    return Target("body", key, row.name, reverse("council:body", args=[key]), lang="de")


def keys_of(paper: Paper) -> list[str]:
    """Whoever follows one of these hears of the paper: itself, its bodies, topics, districts and streets."""
    bodies = paper.consultations.filter(deleted_at=None).values_list("organisations__key", flat=True)
    agendas = paper.items.filter(deleted_at=None).values_list("meeting__body__key", flat=True)
    places = paper.places.filter(rejected=False)
    found = [f"paper:{paper.pk}"]
    found += [f"body:{key}" for key in {*bodies, *agendas} if key]
    found += [f"topic:{slug}" for slug in paper.topics.values_list("slug", flat=True)]
    found += [f"district:{slug}" for slug in places.values_list("district__slug", flat=True) if slug]
    found += [f"street:{name}" for name in places.values_list("name", flat=True)]
    return list(dict.fromkeys(found))


def keys_of_meeting(meeting: Meeting) -> list[str]:
    """Whoever follows one of the bodies that meet."""
    return [f"body:{key}" for key in {meeting.body.key, *meeting.more_bodies.values_list("key", flat=True)}]


def announce_paper(*, paper_id: int, **kwargs: Any) -> None:
    """A released paper is found, and told to whoever follows something it touches."""
    find_places([paper_id])
    paper = Paper.objects.get(pk=paper_id)
    with override("de"):
        title, path = (
            _("New paper: %(title)s") % {"title": paper.title},
            reverse("council:paper", args=[paper.pk]),
        )
        tell(
            keys_of(paper), title=title, text=paper.summary or paper.reference, path=path, sample=paper.sample
        )


def announce_meeting(meeting: Meeting, what: Any) -> None:
    """A meeting that was set, moved or cancelled is told to whoever follows its body."""
    if meeting.public and meeting.begins > timezone.now():
        with override("de"):
            title, path = f"{meeting.body.name}: {what}", reverse("council:meeting", args=[meeting.pk])
            tell(keys_of_meeting(meeting), title=title, text=str(meeting), path=path, sample=meeting.sample)


def paper_path(paper: Paper) -> str:
    """Where a paper is read, in the town's language."""
    with override("de"):
        return reverse("council:paper", args=[paper.pk])


def item_path(item: AgendaItem) -> str:
    """Where an item is read, in the town's language."""
    with override("de"):
        return f"{reverse('council:meeting', args=[item.meeting_id])}#top-{item.pk}"


def announce_item(item: AgendaItem) -> None:
    """A public paper was put on an agenda that is still to come: now one can still go there and say something."""
    paper, meeting = item.paper, item.meeting
    if paper is None or not (
        paper.public and item.public and meeting.public and meeting.begins > timezone.now()
    ):
        return
    with override("de"):
        when = weekday_and_day(timezone.localdate(meeting.begins), timezone.localdate())
        title = _("On an agenda: %(title)s") % {"title": paper.title}
        text = f"{meeting.body.name}, {when}"
        tell(keys_of(paper), title=title, text=text, path=item_path(item), sample=meeting.sample)


def announce_result(item: AgendaItem) -> None:
    """A result: whoever follows the paper or the body is told."""
    keys = keys_of_meeting(item.meeting)
    if item.paper:
        findable.index_papers([item.paper.pk])
        keys = keys_of(item.paper)
    if item.public and item.meeting.public:
        with override("de"):
            title = _("Decided: %(title)s") % {"title": item.title}
            tell(keys, title=title, text=item.result, path=item_path(item), sample=item.meeting.sample)


def _body_saved(instance: Organisation, raw: bool = False, **kwargs: Any) -> None:
    if not raw and instance.is_body:
        findable.index_bodies([instance.key])


def _body_gone(instance: Organisation, **kwargs: Any) -> None:
    findable.remove_bodies([instance.key])


def _profile_saved(instance: BodyProfile, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        findable.index_bodies([instance.organisation.key])
