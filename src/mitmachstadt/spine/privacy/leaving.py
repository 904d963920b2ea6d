"""The writers of leaving: a link to one's own mailbox, and forgetting everything behind an address."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.spine.accounts.actions import delete_account
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import roles_of
from mitmachstadt.spine.notify.actions import queue_mail
from mitmachstadt.spine.privacy.registry import Person, register
from mitmachstadt.spine.problems import Problem, Refused

SALT = "privacy.mailbox"
#: Long enough to find the mail, short enough that a forgotten one opens nothing.
HOURS = 24


def token_for(email: str) -> str:
    """Proves the mailbox for a day."""
    return signing.dumps(email.strip().lower(), salt=SALT)


def mailbox_of(token: str) -> str:
    """The address a token proves; "" for a wrong or old one."""
    try:
        return str(signing.loads(token, salt=SALT, max_age=HOURS * 3600))
    except signing.BadSignature:
        return ""


def send_link(email: str, *, language: str) -> None:
    """Mails the link; once in ten minutes and address, so that nobody can be flooded with them.

    Everybody gets a mail, whether something is kept or not: the page must not tell strangers who takes part here.
    """
    address = email.strip().lower()
    with override(language):
        path = reverse("privacy:mailbox", args=[token_for(address)])
    slot = int(timezone.now().timestamp() // 600)
    queue_mail(
        address,
        "privacy_link",
        {"url": settings.BASE_URL + path, "hours": HOURS},
        language=language,
        dedupe_key=f"privacy:{address}:{slot}",
    )


@transaction.atomic
def forget(person: Person) -> None:
    """Deletes everything behind a proven mailbox; what was said in public stays, without a name.

    Raises:
        Refused: the account works for the town and has to sign in for that.
    """
    own = User.objects.filter(email__iexact=person.email).first()
    if person.user is None and own is not None and (own.is_superuser or roles_of(own)):
        message = _("This account works for the town. Please sign in to delete it.")
        raise Refused([Problem("", "staff", message)])
    if isinstance(person.user, User):
        delete_account(person.user)
        return
    for step in register.forgetters:
        step(person)
