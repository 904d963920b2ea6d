"""What else has to happen when allauth changes something at an account."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from django.dispatch import receiver
from django.http import HttpRequest

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.notify.actions import change_address


@receiver(email_changed)
def move_subscriptions(
    sender: object, request: HttpRequest, user: User, to_email_address: EmailAddress, **more: Any
) -> None:
    """Mails about what one follows go to the new address."""
    change_address(user, to_email_address.email)
