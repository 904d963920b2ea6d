"""Who comes to an assembly and what the person needs to take part; deleted soon after the evening."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.assemblies.models.assembly import Assembly


class Seat(models.TextChoices):
    SEATED = "seated", pgettext_lazy("sign-up", "Has a seat")
    WAITING = "waiting", pgettext_lazy("sign-up", "On the waiting list")


class SignUp(models.Model):
    """One sign-up for `persons` people; changed and cancelled by its secret link, of which only a hash is kept.

    `held_until` is set while somebody left an address that is not confirmed yet: so long its seats are held.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="signups")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    persons = models.PositiveSmallIntegerField(default=1)
    seat = models.CharField(max_length=10, choices=Seat.choices)
    interpreter = models.CharField(max_length=60, blank=True)
    childcare = models.PositiveSmallIntegerField(default=0)
    sign_language = models.BooleanField(default=False)
    other_needs = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=5, default="de")
    secret_hash = models.CharField(max_length=64, unique=True)
    submission_key = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    held_until = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        constraints = [
            models.CheckConstraint(condition=models.Q(persons__gte=1), name="signup_for_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.assembly_id}: {self.persons}"
