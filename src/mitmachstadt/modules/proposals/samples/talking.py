"""Comments under the examples, made by the real action and set on the days they are said to have."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.modules.proposals.samples.content import REMARKS, Remark
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases.models import Case, CaseEvent
from mitmachstadt.spine.city.models import NumberSeries
from mitmachstadt.spine.talk import actions
from mitmachstadt.spine.talk.models import Comment, HelpfulMark, Talk


def talk() -> None:
    """Makes the comments; needs a sample resident and a sample coordinator."""
    people = User.objects.filter(sample=True)
    resident = people.filter(roles__isnull=True).order_by("pk").first()
    staff = people.filter(roles__role=Role.COORDINATOR).first()
    if resident is None or staff is None:
        return
    for remark in REMARKS:
        proposal = Proposal.objects.select_related("case__unit").filter(title=remark.title).first()
        if proposal is not None and proposal.case.public:
            _say(proposal.case, remark, staff if remark.official else resident)
    actions.order_anew()
    for about in set(Comment.objects.filter(case__sample=True).values_list("about_id", flat=True)):
        actions.count(about)
        # nobody is told of what was made up
        Talk.objects.filter(about=about).update(told_at=timezone.now())


def _say(about: Case, remark: Remark, user: User, parent: Comment | None = None) -> None:
    words = actions.Words(
        text=remark.text, stance=remark.stance, name=remark.name, parent=parent, official=remark.official
    )
    made = actions.post(about, user, words, sample=True)
    day = timezone.localdate() - timedelta(days=remark.days)
    at = timezone.make_aware(datetime.combine(day, time(9 + made.pk % 9, 17)))
    # An example belongs to no account: nobody marks, mutes or deletes it as their own.
    Comment.objects.filter(pk=made.pk).update(at=at, author=None, helpful=remark.helpful)
    Case.objects.filter(pk=made.case_id).update(
        received_at=at, closed_at=at, sender=None, sender_email="", email_confirmed_at=None
    )
    CaseEvent.objects.filter(case=made.case_id).update(at=at, actor=None, actor_name="")
    HelpfulMark.objects.bulk_create([HelpfulMark(comment=made) for _ in range(remark.helpful)])
    row = Talk.objects.get(about=about)
    Talk.objects.filter(pk=row.pk).update(marks=row.marks + remark.helpful)
    Comment.objects.filter(pk=made.pk).update(marks_before=0)
    for reply in remark.replies:
        _say(about, reply, user, Comment.objects.select_related("case").get(pk=made.pk))


def remove(ids: list[int]) -> None:
    """Takes the comments on these cases away, with their log and numbers."""
    cases = Case.objects.filter(comment__about__in=ids)
    LogEntry.objects.filter(
        sample=True, object_kind="case", object_id__in=[str(pk) for pk in cases.values_list("pk", flat=True)]
    ).delete()
    cases.delete()
    for series in NumberSeries.objects.filter(prefix="KO"):
        if not Case.objects.filter(number__startswith=f"KO-{series.year}-").exists():
            series.delete()
