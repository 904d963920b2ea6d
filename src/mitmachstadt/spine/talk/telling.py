"""Tells of new comments once a day: followers by their wish, the author of what is talked about, and whoever was answered."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.conf import settings
from django.core.signing import Signer
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.notify.actions import queue_mail, tell
from mitmachstadt.spine.talk.models import Comment, Quiet, Talk
from mitmachstadt.spine.talk.registry import subject_of

HOUR, MOST = 7, 300
SALT = "talk.quiet"


def tell_new(now: datetime | None = None) -> int:
    """One piece of news and one mail a person for each talk with new comments, from 7 o'clock on and once a day.

    Returns how many talks were told of; again on the same day changes nothing.
    """
    now = now or timezone.now()
    if timezone.localtime(now).hour < HOUR:
        return 0
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = Talk.objects.filter(posted_at__isnull=False).filter(
        Q(told_at__isnull=True) | Q(told_at__lt=midnight, posted_at__gt=F("told_at"))
    )
    rows = waiting.filter(about__public=True, about__hidden=False).select_related("about__sender")
    return sum(_tell(talk, now) for talk in rows.order_by("pk")[:MOST])


def _tell(talk: Talk, now: datetime) -> bool:
    """True when this worker told of it."""
    claimed = Talk.objects.filter(pk=talk.pk, told_at=talk.told_at).update(told_at=now)
    subject = subject_of(talk.about)
    if not claimed or subject is None:
        return False
    new = Comment.objects.filter(about=talk.about_id, case__public=True, case__hidden=False)
    if talk.told_at:
        new = new.filter(at__gt=talk.told_at)
    fresh = list(new.select_related("parent"))
    if not fresh:
        return False
    with override(settings.LANGUAGE_CODE):
        words = ngettext("%(n)d new comment: %(title)s", "%(n)d new comments: %(title)s", len(fresh))
        tell(
            [f"{talk.about.kind}:{talk.about.number}"],
            title=words % {"n": len(fresh), "title": talk.about.title},
            text="",
            path=reverse("talk:talk", args=[talk.about.number]),
            sample=talk.about.sample,
        )
    if not talk.about.sample:
        _mail(talk, fresh, now)
    return True


def _mail(talk: Talk, fresh: list[Comment], now: datetime) -> None:
    """To the author of what is talked about: everything new; to authors of comments: the answers to them."""
    told: Counter[int] = Counter()
    owner = talk.about.sender_id
    for one in fresh:
        answered = one.parent.author_id if one.parent else None
        told.update({person for person in (owner, answered) if person and person != one.author_id})
    silent = set(Quiet.objects.filter(about=talk.about_id, user__in=told).values_list("user_id", flat=True))
    for user in User.objects.filter(pk__in=set(told) - silent, is_active=True, sample=False):
        with override(talk.about.language):
            path = reverse("talk:talk", args=[talk.about.number])
            stop = reverse("talk:quiet-by-mail", args=[Signer(salt=SALT).sign(f"{user.pk}.{talk.about_id}")])
        context = {
            "about": talk.about,
            "n": told[user.pk],
            "url": settings.BASE_URL + path,
            "own": user.pk == owner,
        }
        queue_mail(
            user.email, "talk_news", context, language=talk.about.language, unsubscribe_url=stop,
            dedupe_key=f"talk:{talk.about_id}:{user.pk}:{timezone.localdate(now)}",
        )  # fmt: skip
