"""Who comments: a public name by choice; what one marks, mutes or keeps quiet is for oneself."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.privacy.registry import Activity, Item, Person, Section, register
from mitmachstadt.spine.talk.actions import leave
from mitmachstadt.spine.talk.models import HelpfulMark, Muted, Quiet, Wording

register.activity(
    Activity(
        key="talk",
        title=pgettext_lazy("comments", "Comments"),
        purpose=_("Talking in public about proposals and applications of residents."),
        basis=_(
            "Consent by writing under a chosen name (GDPR article 6 (1) a); moderation: task in the public interest (e)"
        ),
        people=_("People who comment, mark, mute or are muted"),
        recipients=_(
            "Everybody reads the words and the chosen name. Marks are only counted; who mutes whom is shown to nobody."
        ),
        deletion=_(
            "Deleted by the author: words and name at once. With the account or after five years: the name; the words "
            "stay without it."
        ),
        fields={
            "talk.Comment": ("name", "author", "text", "stance"),
            "talk.Wording": ("text",),
            "talk.HelpfulMark": ("user",),
            "talk.Muted": ("user", "author"),
            "talk.Quiet": ("user",),
        },
        order=27,
    )
)


@register.finder
def find(person: Person) -> Iterator[Section]:
    """Marks, muted people, quiet talks and former words; the comments themselves are found as cases."""
    if not isinstance(person.user, User):
        return
    items = [
        Item(title=_t("Helpful comments"), facts=((_t("Your marks"), str(marks)),))
        for marks in [HelpfulMark.objects.filter(user=person.user).count()]
        if marks
    ]
    muted = Muted.objects.filter(user=person.user).count()
    if muted:
        items.append(
            Item(title=_t("People whose comments you do not see"), facts=((_t("Number"), str(muted)),))
        )
    for one in Quiet.objects.filter(user=person.user).select_related("about"):
        items.append(Item(title=_t("No mails about %(number)s") % {"number": one.about.number}))
    former = Wording.objects.filter(comment__author=person.user).select_related("comment__case")
    items += [
        Item(
            title=_t("Former words of %(number)s") % {"number": one.comment.case.number},
            facts=((_t("Text"), one.text),),
        )
        for one in former
    ]
    if items:
        yield Section(activity="talk", items=tuple(items))


@register.forgetter
def forget(person: Person) -> None:
    """Takes the person out of marks and quiet; the comments lose their name as cases do."""
    if isinstance(person.user, User):
        leave(person.user)
