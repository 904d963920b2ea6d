"""The only writers of comments: post, change, mark as helpful, mute, be quiet; and what keeps the numbers of a talk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.cases.actions import move, open_case, write_event
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given, Transition
from mitmachstadt.spine.cases.usual import short_title
from mitmachstadt.spine.moderation.models import Judgement
from mitmachstadt.spine.moderation.points import rejudge
from mitmachstadt.spine.problems import Problem, Refused, refuse_if
from mitmachstadt.spine.talk.models import Comment, HelpfulMark, Muted, Quiet, Talk, Wording
from mitmachstadt.spine.talk.permissions import speaks_for
from mitmachstadt.spine.talk.registry import subject_of
from mitmachstadt.spine.talk.rules import Stance, comment_problems, may_edit, rank, waits
from mitmachstadt.spine.talk.town import talk_rules

KIND = "talk"
SPAN = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody says; `official` speaks for the unit in charge and stands first."""

    text: str
    stance: str
    name: str
    parent: Comment | None = None
    official: bool = False


def submission_key(token: str, about: Case, user: User, words: Words) -> str:
    """The same form sent twice is one comment; "" without a token."""
    parent = str(words.parent.pk) if words.parent else ""
    parts = (token, KIND, about.number, str(user.pk), parent, words.text.strip())
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest() if token else ""


def talk_of(about: Case, *, lock: bool = False) -> Talk:
    """The talk about a case, made with its first comment; `lock` holds its row until the end of the transaction."""
    talk, _made = Talk.objects.get_or_create(about=about)
    return Talk.objects.select_for_update().get(pk=talk.pk) if lock else talk


@transaction.atomic
def post(about: Case, user: User, words: Words, *, token: str = "", sample: bool = False) -> Comment:
    """Takes a comment of somebody who is signed in; it is shown at once, or after a look (see `rules.waits`).

    Raises:
        Refused: nothing is talked about here (any more), the words, too many at once, or a blocked author.
    """
    subject, rules, now = subject_of(about), talk_rules(), timezone.now()
    if subject is None or not about.public or about.hidden or not subject.is_open(about):
        raise Refused([Problem("", "closed", _("Nothing can be commented on here any more."))])
    refuse_if(comment_problems(words.text, words.name, words.stance, rules.most))
    parent = words.parent
    if parent is not None and (parent.about_id != about.pk or parent.case.hidden or not parent.case.public):
        raise Refused([Problem("", "no_parent", _("The comment you answer is no longer shown."))])
    organisation = speaks_for(user, about) if words.official else ""
    if words.official and not organisation:
        raise Refused([Problem("official", "not_allowed", _("You do not speak for the unit in charge."))])
    # The row of the person is the lock: also in two windows nobody writes more than the rule allows.
    User.objects.select_for_update().get(pk=user.pk)
    if not sample and Comment.objects.filter(author=user, at__gt=now - SPAN).count() >= rules.per_person:
        raise Refused([Problem("", "too_many", _("Too many at once. Please try again in ten minutes."))])
    talk = talk_of(about, lock=True)

    def attach(case: Case) -> None:
        Comment.objects.create(
            case=case, about=about, parent=(parent.parent or parent) if parent else None, author=user,
            name=" ".join(words.name.split()), organisation=organisation, pinned=bool(organisation) and parent is None,
            stance=words.stance, text=words.text.strip(), marks_before=talk.marks, at=now, updated_at=now,
        )  # fmt: skip
        # The address is known from the account, so that hiding is told; a receipt by mail for each comment would be a flood.
        Case.objects.filter(pk=case.pk).update(sender_email=user.email, email_confirmed_at=now)

    case, _secret = open_case(
        KIND, title=short_title(words.text), unit=about.unit, subject_kind=about.kind, subject_id=about.number,
        sender=user, language=get_language() or "de", submission_key=submission_key(token, about, user, words),
        sample=sample or about.sample, attach=attach,
    )  # fmt: skip
    comment: Comment = Comment.objects.select_related("case__unit", "about").get(case=case)
    held = Judgement.objects.filter(case=case, held=True).exists()
    young = not (organisation or user.sample)
    joined = user.date_joined if young else now - timedelta(days=3650)
    if comment.case.state == "received" and not waits(joined, now, rules, held=held):
        comment.case = move(
            comment.case, "shown", by=None, expect_version=comment.case.version, as_house=True
        )
    return comment


def apply_step(case: Case, step: Transition, given: Given, by: User | None) -> None:
    """Follows a step of the case, inside its transaction: what is deleted loses its words, and the talk is counted."""
    comment = Comment.objects.get(case=case)
    if step.key == "withdraw":
        comment.wordings.all().delete()
        Comment.objects.filter(pk=comment.pk).update(text="", name="", author=None)
    follow_many([case])


def follow_many(cases: list[Case]) -> None:
    """Counts the talks of these comments again, and lets whoever kept something of them see that it changed."""
    now = timezone.now()
    comments = Comment.objects.filter(case__in=cases)
    comments.update(updated_at=now, revision=F("revision") + 1)
    for about in sorted(set(comments.values_list("about_id", flat=True))):
        count(about)


def count(about_id: int) -> None:
    """Writes how many comments are shown, of each stance, and when the last one came."""
    talk = talk_of(Case.objects.get(pk=about_id), lock=True)
    shown = Comment.objects.filter(about_id=about_id, case__public=True, case__hidden=False)
    numbers: dict[str, int] = dict(shown.order_by().values_list("stance").annotate(n=Count("pk")))
    last = shown.order_by("-at").values_list("at", flat=True).first()
    values: dict[str, Any] = {f"shown_{one}": numbers.get(one, 0) for one in Stance.values}
    Talk.objects.filter(pk=talk.pk).update(
        shown=sum(numbers.values()), posted_at=last, version=F("version") + 1, **values
    )


@transaction.atomic
def change(comment: Comment, user: User, text: str, *, expect_revision: int) -> Comment:
    """Replaces the words within the time for it and keeps the former ones for everybody to read.

    Raises:
        Refused: somebody else's comment, too late, changed meanwhile, or words that can not be.
    """
    row: Comment = (
        Comment.objects.select_for_update(of=("self",)).select_related("case__unit").get(pk=comment.pk)
    )
    rules, now = talk_rules(timezone.localdate(comment.at)), timezone.now()
    if row.author_id != user.pk or row.case.state not in ("received", "shown"):
        raise Refused([Problem("", "not_yours", _("You change your own comments only."))])
    if not may_edit(row.at, now, rules.edit_minutes):
        raise Refused([Problem("", "too_late", _("The time for changing this comment is over."))])
    if row.revision != expect_revision:
        raise Refused(
            [Problem("", "stale", _("This comment was changed meanwhile. Please look at it again."))]
        )
    refuse_if(comment_problems(text, row.name, row.stance, rules.most))
    if row.text == text.strip():
        return row
    number = row.wordings.count() + 1
    Wording.objects.create(comment=row, number=number, text=row.text, until=now)
    row.text, row.edited_at, row.updated_at, row.revision = text.strip(), now, now, row.revision + 1
    row.save(update_fields=["text", "edited_at", "updated_at", "revision"])
    Case.objects.filter(pk=row.case_id).update(title=short_title(row.text))
    write_event(row.case, "text_changed", public=True)
    record("talk.change", row.case, by=user, sample=row.case.sample)
    Talk.objects.filter(about=row.about_id).update(version=F("version") + 1)
    judgement = rejudge(row.case)
    if judgement and judgement.held and row.case.state == "shown":
        row.case = move(row.case, "received", by=None, expect_version=row.case.version, as_house=True)
    return row


@transaction.atomic
def mark(comment: Comment, user: User, *, helpful: bool) -> int:
    """Sets or takes back the person's mark; returns how many find the comment helpful. Again changes nothing.

    Raises:
        Refused: one's own comment.
    """
    if comment.author_id == user.pk:
        raise Refused([Problem("", "own", _("Others say whether your comment is helpful."))])
    Comment.objects.select_for_update().get(pk=comment.pk)
    marks = HelpfulMark.objects.filter(comment=comment, user=user)
    if helpful and not marks.exists():
        HelpfulMark.objects.create(comment=comment, user=user)
        Talk.objects.filter(about=comment.about_id).update(marks=F("marks") + 1, version=F("version") + 1)
    elif not helpful and marks.delete()[0]:
        Talk.objects.filter(about=comment.about_id).update(version=F("version") + 1)
    number = HelpfulMark.objects.filter(comment=comment).count()
    Comment.objects.filter(pk=comment.pk).update(helpful=number)
    return number


def mute(user: User, author: User, *, on: bool) -> None:
    """Hides comments of `author` from `user`, or shows them again."""
    if on and user.pk != author.pk:
        Muted.objects.get_or_create(user=user, author=author)
    elif not on:
        Muted.objects.filter(user=user, author=author).delete()


def be_quiet(user: User, about: Case, *, on: bool) -> None:
    """Stops mails about this talk, or takes that back."""
    if on:
        Quiet.objects.get_or_create(user=user, about=about)
    else:
        Quiet.objects.filter(user=user, about=about).delete()


def order_anew() -> int:
    """Computes the order by what is helpful where somebody marked something; by the clock, so that paging holds still."""
    talks = list(Talk.objects.exclude(marks=F("ranked_marks")).order_by("pk")[:500])
    for talk in talks:
        rows = list(Comment.objects.filter(about=talk.about_id).filter(Q(helpful__gt=0) | Q(ranked__gt=0)))
        for row in rows:
            row.ranked = rank(row.helpful, talk.marks - row.marks_before)
        with transaction.atomic():
            Comment.objects.bulk_update(rows, ["ranked"], batch_size=500)
            Talk.objects.filter(pk=talk.pk).update(ranked_marks=talk.marks, version=F("version") + 1)
    return len(talks)


def forget(case: Case) -> None:
    """Takes the name out of a comment; the words stay."""
    Comment.objects.filter(case=case).update(
        name="", author=None, updated_at=timezone.now(), revision=F("revision") + 1
    )
    Talk.objects.filter(about__comments__case=case).update(version=F("version") + 1)


def leave(user: User) -> None:
    """Whoever leaves: marks stay without the person, what was muted or kept quiet goes."""
    HelpfulMark.objects.filter(user=user).update(user=None)
    Muted.objects.filter(Q(user=user) | Q(author=user)).delete()
    Quiet.objects.filter(user=user).delete()
