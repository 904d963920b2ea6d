"""Who follows what, and the mails that wait to be sent."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def new_token() -> str:
    """A secret for links in mails, 32 random bytes."""
    return secrets.token_urlsafe(32)


class Subscription(models.Model):
    """A wish to be told: about a project, a district, a topic or a search; without account by confirmed
    e-mail."""

    class Frequency(models.TextChoices):
        NOW = "now", _("at once")
        DAILY = "daily", _("once a day")
        WEEKLY = "weekly", _("once a week")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="subscriptions",
    )
    email = models.EmailField()
    target_kind = models.SlugField(max_length=20)
    target = models.CharField(max_length=200)
    label = models.CharField(max_length=200)
    frequency = models.CharField(max_length=10, choices=Frequency.choices, default=Frequency.NOW)
    language = models.CharField(max_length=5, default="de")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_digest_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Only for searches: what was found before, as "kind:id", so that only new finds are told.
    seen = models.JSONField(default=list, blank=True)
    sample = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["email", "target_kind", "target"], name="follow_once")]
        indexes = [models.Index(fields=["target_kind", "target"], name="subscription_target")]

    def __str__(self) -> str:
        return f"{self.label} ({self.frequency})"


class News(models.Model):
    """Something that happened and that followers are told: in a mail at once, or in the next digest."""

    target_keys = models.JSONField(default=list)
    title = models.CharField(max_length=300)
    text = models.TextField()
    path = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    spread_at = models.DateTimeField(null=True, blank=True, db_index=True)
    sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title


class Mail(models.Model):
    """A mail on its way; a failed delivery stays here and is tried again."""

    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    unsubscribe_url = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=5, default="de")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)
    failed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    last_error = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=200, null=True, blank=True, unique=True)

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
