"""Agreeing with a comment: one person, one agreement, taken back at any time."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Count

from mitmachstadt.modules.drafts.models import Agreement, Comment, State
from mitmachstadt.modules.drafts.rules import agree_problems
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.problems import refuse_if


def agree(comment: Comment, user: User) -> Comment:
    """Agrees with a released comment of a text that is not finished; a second time changes nothing. Raises `Refused`."""
    # As it stands now: the text may have been finished since the page was shown.
    comment = Comment.objects.select_related("case", "paragraph__version__draft").get(pk=comment.pk)
    case, draft = comment.case, comment.paragraph.version.draft
    refuse_if(
        agree_problems(
            shown=case.public and not case.hidden and draft.is_public,
            finished=draft.state == State.CLOSED,
            own=case.sender_id == user.pk,
        )
    )
    try:
        with transaction.atomic():
            Agreement.objects.create(comment=comment, user=user)
            count(comment)
    except IntegrityError:
        pass  # agreed already, perhaps at the same moment in another window
    comment.refresh_from_db(fields=["agreements"])
    return comment


@transaction.atomic
def take_back(comment: Comment, user: User) -> Comment:
    """Takes the agreement back; without one nothing changes."""
    if Agreement.objects.filter(comment=comment, user=user).delete()[0]:
        count(comment)
    comment.refresh_from_db(fields=["agreements"])
    return comment


@transaction.atomic
def take_back_all(user: User) -> None:
    """Whoever leaves agrees with nothing any more."""
    comments = list(Comment.objects.filter(agreed__user=user).select_related("case"))
    Agreement.objects.filter(user=user).delete()
    for comment in comments:
        count(comment)


def count(comment: Comment) -> None:
    """Counts anew under the comment's lock; who agreed stays out of the log."""
    locked = Comment.objects.select_for_update(of=("self",)).select_related("case").get(pk=comment.pk)
    locked.agreements = Agreement.objects.filter(comment=locked).aggregate(n=Count("pk"))["n"]
    locked.save(update_fields=["agreements"])
    record("draft_comment.agreements", locked.case, by=None, sample=locked.case.sample)
