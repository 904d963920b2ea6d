"""The writer of who was at a meeting."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.modules.council import rules
from mitmachstadt.modules.council.models import Meeting, Person
from mitmachstadt.modules.council.permissions import refuse_stranger
from mitmachstadt.modules.council.touch import touch
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import differences, record
from mitmachstadt.spine.problems import refuse_if


@transaction.atomic
def keep_participants(meeting: Meeting, people: Iterable[Person], *, by: User) -> Meeting:
    """Who was there, as the minutes say; replaces what stood before.

    Raises:
        Refused: before the meeting has begun, and for a cancelled one.
    """
    refuse_stranger(by)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    refuse_if(
        rules.problems_with_presence(
            starts_at=meeting.begins, now=timezone.now(), cancelled=meeting.cancelled
        )
    )
    chosen = list(people)
    before = sorted(person.name for person in meeting.participants.all())
    after = sorted(person.name for person in chosen)
    with override("de"):
        changes = differences({"people": before}, {"people": after}, {"people": str(_("Who was there"))})
    if not changes:
        return meeting
    meeting.participants.set(chosen)
    touch(Meeting, [meeting.pk])
    with override("de"):
        record(
            "participants_kept", meeting, by=by, summary=str(_("Who was there")), changes=changes,
            public=meeting.public, sample=meeting.sample,
        )  # fmt: skip
    return meeting
