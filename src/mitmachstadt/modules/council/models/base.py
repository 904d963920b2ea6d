"""What every council object carries, whether kept by hand or taken from another system."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: In `imported` of a row that somebody here took back: no reading shows it again.
WITHHELD = "withheld"
HIDING = ["was_public", "deleted_at", "imported"]


class PublicQuerySet(models.QuerySet[Any]):
    """Reads of what everybody may see."""

    def public(self) -> PublicQuerySet:
        """Rows that are released and have not been taken away; the one definition of it."""
        return self.filter(public=True, deleted_at=None)

    def known(self) -> PublicQuerySet:
        """Public rows and the tombstones of rows that were public once: what a copy kept elsewhere has to learn."""
        return self.filter(Q(public=True) | Q(was_public=True, deleted_at__isnull=False))


class CouncilObject(models.Model):
    """Common columns. `source_id` is the address under which another system keeps the object ("" for our own).

    `modified_at` is when our own copy last changed, so that whoever copies from us by `modified_since` misses nothing;
    `source_modified_at` is what the other system says. A row that was deleted or unpublished stays as a tombstone
    (`deleted_at`). `extra` keeps fields no standard knows, `imported` what the last import wrote, so that the next one
    keeps what people changed; `stub` marks an object that was named but could not be read.
    """

    source_id = models.CharField(max_length=500, blank=True, default="", editable=False)
    source_modified_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    modified_at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    public = models.BooleanField(_("public"), default=True)
    was_public = models.BooleanField(default=False, editable=False)
    stub = models.BooleanField(default=False, editable=False)
    license = models.CharField(max_length=300, blank=True, default="")
    keywords = models.JSONField(default=list, blank=True)
    web = models.URLField(max_length=500, blank=True, default="")
    extra = models.JSONField(default=dict, blank=True, editable=False)
    imported = models.JSONField(default=dict, blank=True, editable=False)
    sample = models.BooleanField(default=False)

    objects: ClassVar[Any] = PublicQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["source_id"], condition=~Q(source_id=""), name="%(app_label)s_%(class)s_source_once"
            )
        ]

    def withhold(self, moment: datetime) -> None:
        """Sets, without saving (`HIDING`), that somebody here took it back at this moment."""
        self.was_public, self.deleted_at = self.was_public or self.public, moment
        self.imported = {**(self.imported or {}), WITHHELD: True}
