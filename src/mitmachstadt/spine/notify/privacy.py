"""Subscriptions and mails: addresses, what is followed, and what was written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.notify.actions import outdated, purge
from mitmachstadt.spine.notify.models import Mail, Subscription
from mitmachstadt.spine.privacy.registry import Activity, Item, Person, Section, register
from mitmachstadt.spine.ui.words import day

register.activity(
    Activity(
        key="news",
        title=_("News by mail"),
        purpose=_("Telling people what they asked to be told about."),
        basis=_("Consent by a press on the link in the first mail (GDPR article 6 (1) a)"),
        people=_("Subscribers"),
        recipients=_("The town's mail server"),
        deletion=_("At the end of the subscription; a wish that is never confirmed after 7 days."),
        fields={"notify.Subscription": ("user", "email", "token", "seen")},
        order=30,
    )
)
register.activity(
    Activity(
        key="mails",
        title=_("Mails that were sent"),
        purpose=_("Delivering mails again when a server refuses, and answering questions about them."),
        basis=_("Task in the public interest (GDPR article 6 (1) e with DSG NRW § 3)"),
        people=_("Everybody who gets a mail from the platform"),
        recipients=_("The town's mail server; operators see mails that could not be delivered"),
        deletion=_("30 days after sending, 90 days after giving up."),
        fields={"notify.Mail": ("to", "text", "html")},
        order=35,
    )
)
register.activity(
    Activity(
        key="devices",
        title=_("Messages on devices"),
        purpose=_("Telling people on their device what they asked to be told about."),
        basis=_("Consent by a press on the device (GDPR article 6 (1) a)"),
        people=_("People who asked for messages on a device; without name or account"),
        recipients=_("The message service of the browser's maker, which cannot read the message"),
        deletion=_("At the end, or as soon as the device takes no more messages; messages after 7 days."),
        fields={"notify.Device": ("endpoint", "auth")},
        order=36,
    )
)
register.not_personal("notify.DeviceFollow", "What a device without a name follows.", "device")
register.not_personal("notify.Push", "Words of the town about its projects.", "text", "device")
register.not_personal("notify.Edition", "Words that the town's editors write for everybody.", "intro", "body")
register.not_personal("notify.News", "Words of the town about its projects.", "target_keys", "text")


@register.finder
def find(person: Person) -> Iterator[Section]:
    """What the address follows, and the mails to it that are still kept."""
    rows = Subscription.objects.filter(email__iexact=person.email).order_by("label")
    yield Section(
        activity="news",
        items=tuple(
            Item(
                title=row.label,
                facts=(
                    (_t("How often"), str(row.get_frequency_display())),
                    (_t("Since"), day(row.created_at)),
                    (_t("Confirmed"), day(row.confirmed_at) if row.confirmed_at else _t("no")),
                ),
                url=reverse("notify:manage", args=[row.token]),
            )
            for row in rows
        ),
    )
    mails = (
        Mail.objects.filter(to__iexact=person.email)
        .order_by("-created_at")
        .only("subject", "created_at")[:500]
    )
    yield Section(
        activity="mails",
        items=tuple(
            Item(title=mail.subject, facts=((_t("Written on"), day(mail.created_at)),)) for mail in mails
        ),
    )


@register.forgetter
def forget(person: Person) -> None:
    """Subscriptions and mails go."""
    Subscription.objects.filter(email__iexact=person.email).delete()
    Mail.objects.filter(to__iexact=person.email).delete()


def run(now: datetime, dry_run: bool) -> int:
    """Sent mails, given-up ones, wishes that were never confirmed, old news."""
    return sum(rows.count() for rows in outdated(now)) if dry_run else purge(now)


register.term("mails", _("Old mails, old news and unconfirmed subscriptions"), run)
