"""Who reports and who noticed the same: addresses for the town, words for everybody."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.reports.actions.reports import public_path
from mitmachstadt.modules.reports.models import Companion
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.privacy.registry import Activity, Item, Person, Section, register

register.activity(
    Activity(
        key="reports",
        title=_("Reports of defects and barriers"),
        purpose=_("Mending what is broken or in the way, and telling those who reported or noticed it."),
        basis=_("Task in the public interest (GDPR article 6 (1) e with DSG NRW § 3)"),
        people=_("People who report something, who noticed the same, and who stand on photos"),
        recipients=_(
            "The unit in charge. Released words and photos: everybody, without a name; reports about people: nobody else"
        ),
        deletion=_(
            "E-mail addresses on the day that the receipt names; words and released photos stay without a name."
        ),
        fields={
            "reports.Report": ("text", "answers", "dispute", "label", "address", "geometry", "lat", "lon"),
            "reports.Companion": ("mark", "user", "email", "confirmed_at"),
        },
        order=25,
    )
)
register.not_personal("reports.Report", "The town's own words about the repair.", "closing", "passed_to")
register.not_personal("reports.Figure", "Counts of public reports.", "key", "quarter", "category", "district")
register.not_personal("reports.RoutingRule", "A part of the town.", "area")
register.not_personal(
    "reports.OutsideUnit", "The mailbox and the server of a unit, not of a person.", "email", "address", "jurisdiction",
    "sealed_key", "codes",
)  # fmt: skip
register.not_personal(
    "reports.Handed", "Numbers and words of another authority's system.", "key", "their_id", "token", "their_words",
    "last_error",
)  # fmt: skip
register.not_personal("reports.ApiKey", "Names an app, not a person.", "name", "key_hash")


def _of(person: Person) -> Q:
    if isinstance(person.user, User):
        return Q(user=person.user) | Q(user__isnull=True, email__iexact=person.email)
    return Q(user__isnull=True, email__iexact=person.email)


@register.finder
def find(person: Person) -> Iterator[Section]:
    """Reports that somebody noticed, too; own reports are found with the cases."""
    rows = Companion.objects.filter(_of(person)).select_related("report__case").order_by("-at")[:500]
    items = [
        Item(
            title=f"{row.report.case.number}: {row.report.case.title}",
            facts=((_t("Noticed, too"), row.at.strftime("%d.%m.%Y")),),
            url=public_path(row.report.case.number),
        )
        for row in rows
    ]
    if items:
        yield Section(activity="reports", items=tuple(items))


@register.forgetter
def forget(person: Person) -> None:
    """Takes the person out of what was noticed, too; the count stays."""
    Companion.objects.filter(_of(person)).update(user=None, email="", confirmed_at=None)
