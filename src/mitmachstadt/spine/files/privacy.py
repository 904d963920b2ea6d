"""Uploaded pictures and documents, and who uploaded them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.files.queries import address
from mitmachstadt.spine.privacy.registry import Activity, Item, Person, Section, register
from mitmachstadt.spine.ui.words import day

register.activity(
    Activity(
        key="files",
        title=_("Pictures and documents"),
        purpose=_(
            "Showing what belongs to a suggestion or a project. Place and device are taken out of pictures at once."
        ),
        basis=_("Task in the public interest (GDPR article 6 (1) e with DSG NRW § 3)"),
        people=_("People who upload a file"),
        recipients=_("Staff of the unit in charge; once released, everybody"),
        deletion=_("Never handed in: after two days. The uploader's name leaves with the account."),
        fields={"files.Upload": ("name", "uploaded_by")},
        order=40,
    )
)
register.not_personal("files.Upload", "Widths in pixels.", "widths")


@register.finder
def find(person: Person) -> Iterator[Section]:
    """Files that the account uploaded."""
    if not isinstance(person.user, User):
        return
    found = Upload.objects.filter(uploaded_by=person.user).order_by("-uploaded_at")[:500]
    yield Section(
        activity="files",
        items=tuple(
            Item(
                title=one.alt or one.name,
                facts=(
                    (_t("Uploaded on"), day(one.uploaded_at)),
                    (_t("Public"), _t("yes") if one.public else _t("no")),
                ),
                url=address(one),
            )
            for one in found
        ),
    )
