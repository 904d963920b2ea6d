"""Moderation: reports, objections, and blocks that know an author by a keyed hash alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.moderation import figures
from mitmachstadt.spine.moderation.bursts import counting
from mitmachstadt.spine.moderation.bursts.town import burst_rules
from mitmachstadt.spine.moderation.models import Block, Judgement
from mitmachstadt.spine.privacy.registry import Activity, register

JUDGEMENT_DAYS, BLOCK_DAYS = 90, 30

register.activity(
    Activity(
        key="moderation",
        title=_("Moderation"),
        purpose=_(
            "Keeping advertising, insults and private details out of public pages, and answering objections."
        ),
        basis=_(
            "Task in the public interest (GDPR article 6 (1) e); reports and objections as DSA articles 16 and 20 ask"
        ),
        people=_("People who report, object or are reported; moderators"),
        recipients=_("Moderators. The author does not learn who reported"),
        deletion=_(
            "Reports and objections as cases, after 190 days. Points after 90 days. A block ends after 180 days and is "
            "deleted 30 days later; it holds no name and no address."
        ),
        fields={
            "moderation.ContentReport": ("text",),
            "moderation.Objection": ("text",),
            "moderation.Batch": ("by", "undone_by"),
            "moderation.Hiding": ("by",),
            "moderation.Block": ("key_hash",),
        },
        order=50,
    )
)
register.activity(
    Activity(
        key="pulse",
        title=_("Bursts of votes"),
        purpose=_("Showing moderators when many votes come at once, from new accounts or from one network."),
        basis=_("Task in the public interest (GDPR article 6 (1) e): votes that can be trusted"),
        people=_("People who vote on proposals; counted together, nobody by name"),
        recipients=_("Moderators see numbers of five and more (the rule says from which number on)"),
        deletion=_(
            "After 14 days (the rule “abstimmungsmuster” says how many). The salt of the hashes goes with its day; after that "
            "no hash leads to a network any more."
        ),
        fields={"moderation.Pulse": ("value",), "moderation.PulseSalt": ("salt",)},
        order=51,
    )
)
REASON = "The town's reason, written for the author."
register.not_personal("moderation.Batch", REASON, "reason")
register.not_personal("moderation.Hiding", REASON, "reason")
register.not_personal(
    "moderation.Judgement", "Counts and words of advertising, no words of persons.", "reasons"
)


def ended(now: datetime) -> list[QuerySet[Block] | QuerySet[Judgement]]:
    """Blocks and points that nobody needs any more."""
    before = now - timedelta(days=BLOCK_DAYS)
    over = Q(lifted_at__lt=before) | Q(until__lt=timezone.localdate(before))
    return [
        Block.objects.filter(over),
        Judgement.objects.filter(at__lt=now - timedelta(days=JUDGEMENT_DAYS)),
    ]


def run(now: datetime, dry_run: bool) -> int:
    """Deletes them, and counts the quarter again on the way, so that its figures hold without them."""
    if dry_run:
        return sum(rows.count() for rows in ended(now))
    counting.forget(now, burst_rules(timezone.localdate(now)).keep_days)
    today = timezone.localdate(now)
    for day in {figures.quarter_of(one): one for one in (today - timedelta(days=1), today)}.values():
        figures.refresh(day)
    return sum(rows.delete()[0] for rows in ended(now))


register.term("moderation", _("Ended blocks and old points of moderation"), run)
