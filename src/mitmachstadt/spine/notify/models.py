"""Who follows what, and the mails that wait to be sent."""

from __future__ import annotations

import secrets
from datetime import time

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


class Outgoing(models.Model):
    """What every message on its way carries, whatever the way; a failed delivery stays and is tried again."""

    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)
    failed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class Mail(Outgoing):
    """A mail on its way."""

    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    unsubscribe_url = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=5, default="de")
    dedupe_key = models.CharField(max_length=200, null=True, blank=True, unique=True)

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class Device(models.Model):
    """A browser that shows messages of the town; nobody's name, only where its maker's service takes them.

    Whoever knows `auth`, which the browser made and shows to us alone, is this device.
    """

    endpoint = models.TextField()
    endpoint_hash = models.CharField(max_length=64, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    language = models.CharField(max_length=5, default="de")
    quiet_from = models.TimeField(default=time(21))
    quiet_until = models.TimeField(default=time(7))
    created_at = models.DateTimeField(default=timezone.now)
    arrived_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.endpoint_hash[:8]


class DeviceFollow(models.Model):
    """One thing that a device is told about."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="follows")
    target_kind = models.SlugField(max_length=20)
    target = models.CharField(max_length=200)
    label = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "target_kind", "target"], name="device_follows_once")
        ]
        indexes = [models.Index(fields=["target_kind", "target"], name="device_follow_target")]

    def __str__(self) -> str:
        return self.label


class Push(Outgoing):
    """A message to a device on its way; the same `key` reaches a device once."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="pushes")
    key = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    path = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "key"], name="push_once")]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """One issue of the town's newsletter, written by editors; goes to every confirmed reader once."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENDING = "sending", _("is being sent")
        SENT = "sent", _("sent")

    subject = models.CharField(_("subject"), max_length=150)
    intro = models.TextField(_("first words"), blank=True)
    body = models.TextField(_("text"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Up to which subscription mails lie in the outbox: a worker that died is taken over from here.
    reached = models.PositiveBigIntegerField(default=0)
    readers = models.PositiveIntegerField(default=0)
    # The form it was begun in: pressed twice, it is one issue.
    submission_key = models.CharField(max_length=64, unique=True, null=True, blank=True)
    sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.subject
