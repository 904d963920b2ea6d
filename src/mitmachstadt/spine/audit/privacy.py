"""The log: pseudonyms of staff, no names and no words of residents."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.privacy.registry import Activity, Item, Person, Section, register

register.activity(
    Activity(
        key="log",
        title=_("Log of changes"),
        purpose=_(
            "Showing who of the town changed what, when and why, so that nothing is changed in secret."
        ),
        basis=_("Accountability (GDPR article 5 (2)) and task in the public interest (GDPR article 6 (1) e)"),
        people=_("Staff, members of the council, moderators"),
        recipients=_("Operators; public entries without names: everybody"),
        deletion=_(
            "Entries stay. They hold a pseudonym instead of a name; when the account is deleted it leads nowhere."
        ),
        fields={"audit.LogEntry": ("actor", "actor_key")},
        order=70,
    )
)
register.not_personal(
    "audit.LogEntry", "Words of staff about a thing, written for the log.", "changes", "reason"
)


@register.finder
def find(person: Person) -> Iterator[Section]:
    """How many entries carry the person's pseudonym."""
    if not isinstance(person.user, User):
        return
    number = LogEntry.objects.filter(actor_key=person.user.public_id).count()
    if number:
        facts = ((_t("Entries"), str(number)), (_t("Pseudonym"), str(person.user.public_id)))
        yield Section(activity="log", items=(Item(title=_t("What you changed for the town"), facts=facts),))
