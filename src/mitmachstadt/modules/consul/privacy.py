"""Who wrote on a former platform: public words and names, and a keyed hash of the address where the operator asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.consul.models import Author, Claim, Source
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.privacy.registry import Activity, Item, Person, Section, register

register.activity(
    Activity(
        key="consul",
        title=_("Contributions of the former platform"),
        purpose=_(
            "What residents said on the former participation platform stays readable, and they can take it over."
        ),
        basis=_("Task in the public interest (GDPR article 6 (1) e with GO NRW § 23)"),
        people=_("People who wrote on the former platform under a public name"),
        recipients=_(
            "Everybody reads words and name as on the former platform. The hash of an address is read by nobody."
        ),
        deletion=_("Names five years after the taking over; the words stay. A claim goes with the account."),
        fields={
            "consul.Author": ("name", "email_hash"),
            "consul.Record": ("author_id", "data", "kept"),
            "consul.Page": ("text", "name", "facts", "sections"),
            "consul.Claim": ("user", "name", "author"),
        },
        order=28,
    )
)
register.not_personal("consul.Source", "The name and the types of a platform.", "name", "address", "offered")
register.not_personal(
    "consul.Run",
    "Places in lists, counts and a report without names.",
    "place",
    "figures",
    "report",
    "runner",
)


#: As with comments and pages of the archive: five years after the last taking over.
KEEP = timedelta(days=1830)


def forget_authors(now: datetime, dry_run: bool) -> int:
    """Names and hashes of authors whose platform was taken over long ago."""
    late = Source.objects.exclude(runs__started_at__gt=now - KEEP)
    rows = Author.objects.filter(source__in=late).exclude(name="", email_hash="")
    return rows.count() if dry_run else rows.update(name="", email_hash="")


register.term("consul", _("Names of authors of the former platform"), forget_authors)


@register.finder
def find(person: Person) -> Iterator[Section]:
    """What the person took over."""
    if not isinstance(person.user, User):
        return
    items = tuple(
        Item(
            title=one.author.source.name, facts=((_t("Name"), one.name), (_t("Former name"), one.author.name))
        )
        for one in Claim.objects.filter(user=person.user).select_related("author__source").order_by("pk")
    )
    if items:
        yield Section(activity="consul", items=items)


@register.forgetter
def forget(person: Person) -> None:
    """The claim goes, and the former name and the hash with it, so that nobody else can claim; cases lose their name as usual."""
    if isinstance(person.user, User):
        for one in Claim.objects.filter(user=person.user).select_related("author"):
            one.author.name, one.author.email_hash, one.author.closed = "", "", True
            one.author.save(update_fields=["name", "email_hash", "closed"])
            one.delete()
