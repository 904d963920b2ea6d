"""What ends the way into other services: a new password, a blocked account, a block by the moderation."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.db.models.signals import post_save
from django.dispatch import receiver

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.moderation.blocking import blocked
from mitmachstadt.spine.signon.actions import end_tokens


@receiver([password_changed, password_set, password_reset])
def after_a_new_password(sender: object, user: User, **more: Any) -> None:
    """Whoever knew the old one is out everywhere."""
    end_tokens(user)


@receiver(post_save, sender=User)
def after_closing(sender: object, instance: User, created: bool, **more: Any) -> None:
    """A closed account opens nothing elsewhere."""
    if not created and not instance.is_active:
        end_tokens(instance)


@receiver(blocked)
def after_a_block(sender: object, user: User, **more: Any) -> None:
    """Whoever is blocked here is signed out of the services and has to release them anew."""
    end_tokens(user)
