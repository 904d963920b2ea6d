"""Who comes to assemblies and what they need, what they wish, and who may be seen on pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.assemblies.actions import signups
from mitmachstadt.modules.assemblies.models import SignUp
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.privacy.registry import Activity, Item, Person, Section, register

TOWN = "Words of the town about its meetings."

register.activity(
    Activity(
        key="assembly_signups",
        title=_("Sign-ups for assemblies"),
        purpose=_("Knowing how many come, arranging interpreters and childcare, and telling them what changes."),
        basis=_("Consent (GDPR article 6 (1) a; what a person says about a need: article 9 (2) a)"),
        people=_("People who sign up for an assembly"),
        recipients=_("The unit that invites; never public"),
        deletion=_("At once when cancelled, else some days after the assembly: the number stands in the rule file."),
        fields={
            "assemblies.SignUp": (
                "name", "email", "user", "interpreter", "childcare", "sign_language", "other_needs",
                "secret_hash",
            )
        },
        order=26,
    )
)  # fmt: skip
register.activity(
    Activity(
        key="assembly_wishes",
        title=_("Wishes at assemblies"),
        purpose=_("Following up each wish until it is answered."),
        basis=_("Task in the public interest (GDPR article 6 (1) e with GO NRW § 23)"),
        people=_("People who wish something at an assembly"),
        recipients=_("The unit in charge; released words: everybody, without a name"),
        deletion=_("Address and link on the day that the receipt names; the words stay without a name."),
        fields={"assemblies.Wish": ("text",)},
        order=27,
    )
)
register.activity(
    Activity(
        key="assembly_photos",
        title=_("Photos of assemblies"),
        purpose=_("Showing how an assembly was, with the consent of whoever can be recognised."),
        basis=_("Consent (GDPR article 6 (1) a with KunstUrhG § 22)"),
        people=_("People who can be seen; staff who recorded the consent"),
        recipients=_("Everybody, as soon as the consent is recorded; who recorded it: staff"),
        deletion=_("At once when somebody takes the consent back."),
        fields={"assemblies.Photo": ("consent_by", "recorded_by")},
        order=28,
    )
)
register.not_personal(
    "assemblies.Assembly", TOWN, "text", "agenda", "state_reason", "minutes", "address"
)  # fmt: skip
register.not_personal("assemblies.Wish", "The answer of the unit.", "answer")


def of_person(person: Person) -> Q:
    """Sign-ups of the account or the address."""
    if isinstance(person.user, User):
        return Q(user=person.user) | Q(user__isnull=True, email__iexact=person.email)
    return Q(user__isnull=True, email__iexact=person.email)


@register.finder
def find(person: Person) -> Iterator[Section]:
    """Each sign-up with the needs named in it."""
    rows = SignUp.objects.filter(of_person(person)).exclude(email="", user=None).select_related("assembly")
    items = tuple(
        Item(
            title=row.assembly.title,
            facts=(
                (_t("Name"), row.name),
                (_t("E-mail address"), row.email or "–"),
                (_t("Persons"), str(row.persons)),
                (_t("Interpreter for"), row.interpreter or "–"),
                (_t("Children in childcare"), str(row.childcare)),
                (_t("Something else"), row.other_needs or "–"),
            ),
            url=signups.own_path(row),
        )
        for row in rows
    )
    yield Section(activity="assembly_signups", items=items)


@register.forgetter
def forget(person: Person) -> None:
    """Gives the seats back and forgets the person."""
    for row in SignUp.objects.filter(of_person(person)).exclude(email="", user=None):
        signups.withdraw(row)


def run(now: datetime, dry_run: bool) -> int:
    """Sign-ups of assemblies that are over for as many days as the rule says."""
    return signups.delete_past(now, dry_run=dry_run)


register.term("assembly_signups", _("Sign-ups of past assemblies"), run)
