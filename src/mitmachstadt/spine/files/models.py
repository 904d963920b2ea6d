"""Uploaded pictures and documents, checked and cleaned before anyone sees them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """One file; pictures are kept only as cleaned WebP in several widths, PDFs as they came."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("picture")
        PDF = "pdf", _("PDF document")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    alt = models.CharField(_("description for people who do not see it"), max_length=300, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    widths = models.JSONField(default=list, blank=True)
    public = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    sample = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name

    def path(self, width: int | None = None) -> str:
        """Where the part lies in the storage: the WebP of `width` pixels, or the document."""
        return f"uploads/{self.id}/{width}.webp" if width else f"uploads/{self.id}/document.pdf"

    def paths(self) -> list[str]:
        """All stored parts."""
        return [self.path(width) for width in self.widths] or [self.path()]

    @property
    def is_image(self) -> bool:
        """True for pictures."""
        return self.kind == self.Kind.IMAGE
