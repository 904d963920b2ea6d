"""What people say about a text, and who agrees with whom."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.drafts.agreeing import take_back_all
from mitmachstadt.modules.drafts.models import Agreement
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.privacy.registry import Activity, Item, Person, Section, register

TOWN = "Words of the town about its texts."

register.activity(
    Activity(
        key="draft_comments",
        title=_("Comments on texts under consultation"),
        purpose=_("Writing a text together with residents, and showing what changed because of whom."),
        basis=_("Task in the public interest (GDPR article 6 (1) e with GO NRW § 23); the name: consent (a)"),
        people=_("People who comment on a text or agree with a comment"),
        recipients=_("Everybody reads released words, the name only where wanted; who agrees stays hidden"),
        deletion=_("Address, link and name on the day that the receipt names; the words stay without a name."),
        fields={
            "drafts.Comment": ("text", "wording", "name"),
            "drafts.Agreement": ("user",),
        },
        order=29,
    )
)  # fmt: skip
register.not_personal("drafts.Draft", TOWN, "report")
register.not_personal("drafts.Version", TOWN, "note")
register.not_personal("drafts.Paragraph", TOWN, "text")
register.not_personal("drafts.Comment", "The answer of the unit.", "answer")


@register.finder
def find(person: Person) -> Iterator[Section]:
    """Each comment the person agreed with; own comments are found as cases."""
    if not isinstance(person.user, User):
        return
    rows = Agreement.objects.filter(user=person.user).select_related("comment")
    items = tuple(
        Item(title=_t("You agree with"), facts=((_t("Comment"), row.comment.text),)) for row in rows
    )
    yield Section(activity="draft_comments", items=items)


@register.forgetter
def forget(person: Person) -> None:
    """Takes every agreement back."""
    if isinstance(person.user, User):
        take_back_all(person.user)
