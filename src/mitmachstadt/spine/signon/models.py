"""What a person lets a service know, and the one-time codes on their way to a service."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


def new_sub() -> str:
    """A name by chance under which one service knows one person."""
    return secrets.token_hex(16)


class GrantQuerySet(models.QuerySet["Grant"]):
    """Reads of grants."""

    def living(self) -> GrantQuerySet:
        """Those that were not taken back."""
        return self.filter(ended_on__isnull=True)


class Grant(models.Model):
    """That `user` signs in to the service `client`, and what it may know.

    `sub` is the person's name there, drawn by chance for each service, so that two services can not compare their lists.
    `asked` are the scopes that the page showed, `scopes` those that the person left ticked; both apart by spaces.
    After `ended_on` the row only keeps the name, so that somebody who comes back finds the same account there.
    """

    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="sign_on_grants")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="grants")
    sub = models.CharField(max_length=64, unique=True, default=new_sub)
    asked = models.CharField(max_length=200)
    scopes = models.CharField(max_length=200)
    since = models.DateField(default=timezone.localdate)
    used_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("release for a service")
        verbose_name_plural = _("releases for services")
        constraints = [models.UniqueConstraint(fields=["user", "client"], name="one_grant_a_service")]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.scopes}"


class Code(models.Model):
    """A one-time code, known by its hash; used ones stay for a day so that a second use is noticed."""

    key_hash = models.CharField(max_length=64, unique=True)
    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="codes")
    data = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")

    def __str__(self) -> str:
        return f"{self.grant_id} {self.expires_at:%Y-%m-%d}"
