"""Cases: who sent them, how to reach the sender, what was written and answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import links
from mitmachstadt.spine.cases.models import Case, CaseEvent
from mitmachstadt.spine.cases.registry import find_kind, kinds
from mitmachstadt.spine.cases.sender import delete_personal, forget_staff, purge_due
from mitmachstadt.spine.privacy.registry import Activity, Item, Person, Section, register
from mitmachstadt.spine.ui.words import day

register.activity(
    Activity(
        key="cases",
        title=_("Suggestions, reports and other cases"),
        purpose=_("Answering what people hand in, and telling them how it goes on."),
        basis=_("Task in the public interest (GDPR article 6 (1) e with DSG NRW § 3, GO NRW §§ 23 and 24)"),
        people=_("People who hand something in; staff who work on it"),
        recipients=_("The unit in charge. Released words: everybody, without a name"),
        deletion=_(
            "Address, account and link on the day that the receipt names; the words and the answer stay without a name."
        ),
        fields={
            "cases.Case": ("assignee", "sender", "sender_email", "email_confirmed_at", "secret_hash"),
            "cases.CaseEvent": ("actor", "actor_name", "text"),
        },
        order=20,
    )
)
register.not_personal("cases.Case", "The town's reason, written for the author.", "hidden_reason")
register.not_personal("cases.CaseEvent", "Names of units, outcomes and votes.", "data")


def of_person(person: Person) -> Q:
    """Cases of the account or the address; an address alone opens no case that belongs to another account."""
    if isinstance(person.user, User):
        return Q(sender=person.user) | Q(sender__isnull=True, sender_email__iexact=person.email)
    return Q(sender__isnull=True, sender_email__iexact=person.email)


@register.finder
def find(person: Person) -> Iterator[Section]:
    """Each case with the sender's words and what was written to the sender."""
    found = Case.objects.filter(of_person(person)).select_related("unit").order_by("-received_at")[:500]
    yield Section(activity="cases", items=tuple(item for case in found if (item := item_of(case))))
    if isinstance(person.user, User):
        worked = CaseEvent.objects.filter(actor=person.user).count()
        if worked:
            facts = ((_t("Entries in timelines"), str(worked)),)
            yield Section(activity="cases", items=(Item(title=_t("Cases you worked on"), facts=facts),))


def item_of(case: Case) -> Item | None:
    """One case for its sender; None when no module knows its kind any more."""
    kind = find_kind(case.kind)
    if kind is None:
        return None
    letters = case.events.filter(kind="letter").values_list("text", flat=True)
    secret = links.secret_of(case)
    facts = [
        (_t("Arrived"), day(case.received_at)),
        (_t("State"), str(kind.state(case.state).name)),
        (_t("Unit"), case.unit.name),
        (_t("Your words"), kind.own_text(case) if kind.own_text else case.title),
        (_t("E-mail address"), case.sender_email or _t("none")),
        (_t("Deleted at the latest on"), day(case.delete_personal_on) if case.delete_personal_on else "–"),
        *((_t("Letter to you"), text) for text in letters if text),
    ]
    url = reverse("cases:sender", args=[case.number, secret]) if secret else ""
    return Item(title=f"{kind.title} {case.number}", facts=tuple(facts), url=url)


@register.forgetter
def forget(person: Person) -> None:
    """Detaches every case from the person, and a person who worked here from every timeline."""
    reason = _t("At the wish of the sender.")
    for case in Case.objects.select_for_update(of=("self",)).filter(of_person(person)):
        delete_personal(case, reason=reason)
    if isinstance(person.user, User):
        forget_staff(person.user)


def run(now: datetime, dry_run: bool) -> int:
    """Addresses, accounts and links of cases whose day has come."""
    return len(purge_due(timezone.localdate(now), dry_run=dry_run))


def sweep(now: datetime, dry_run: bool) -> int:
    """What was begun and never handed in; each kind knows its own."""
    return sum(kind.sweep(dry_run) for kind in kinds() if kind.sweep)


register.term("cases", _("Cases whose day in the receipt has come: address, account and link"), run)
register.term("unsent", _("Pictures of forms that were never handed in"), sweep)
