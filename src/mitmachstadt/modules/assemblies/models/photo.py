"""Pictures of an assembly; nobody sees one before somebody has said who agreed to what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.assemblies.models.assembly import Assembly


class PhotoQuerySet(models.QuerySet["Photo"]):
    """Reads of photos."""

    def shown(self) -> PhotoQuerySet:
        """Those whose consent is recorded."""
        return self.filter(consent_at__isnull=False)


class Photo(models.Model):
    """One picture. `consent_by` is who asked the people in it and confirmed that they agree, `consent_for` to what."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="photos")
    upload = models.OneToOneField("files.Upload", on_delete=models.CASCADE, related_name="assembly_photo")
    consent_by = models.CharField(max_length=120, blank=True)
    consent_for = models.CharField(max_length=300, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar[Any] = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = [
            models.CheckConstraint(
                condition=Q(consent_at__isnull=True) | (~Q(consent_by="") & ~Q(consent_for="")),
                name="photo_shown_with_consent_only",
            ),
        ]

    def __str__(self) -> str:
        return str(self.upload)
