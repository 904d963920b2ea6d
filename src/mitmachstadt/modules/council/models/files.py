"""Documents of the council: kept once, with the text that the search reads."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.council.models.base import CouncilObject


class TextState(models.TextChoices):
    """How far the text of a file has been read."""

    WAITING = "waiting", pgettext_lazy("text of a file", "waiting")
    DONE = "done", pgettext_lazy("text of a file", "read")
    EMPTY = "empty", pgettext_lazy("text of a file", "without text")
    FAILED = "failed", pgettext_lazy("text of a file", "not readable")
    NONE = "none", pgettext_lazy("text of a file", "not meant to be read")


class File(CouncilObject):
    """A document; either an upload of our own or an address in another system, never a copy of both.

    `size` is in bytes, `text` plain text as extracted from the document.
    """

    name = models.CharField(_("name"), max_length=500, blank=True)
    file_name = models.CharField(max_length=300, blank=True)
    mime_type = models.CharField(max_length=100, blank=True)
    date = models.DateField(null=True, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    sha1 = models.CharField(max_length=40, blank=True)
    sha512 = models.CharField(max_length=128, blank=True, db_index=True)
    access_url = models.URLField(max_length=1000, blank=True)
    download_url = models.URLField(max_length=1000, blank=True)
    external_service_url = models.URLField(max_length=1000, blank=True)
    file_license = models.CharField(max_length=300, blank=True)
    upload = models.ForeignKey(
        "files.Upload", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    master = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="derivatives"
    )
    text = models.TextField(blank=True)
    text_state = models.CharField(
        max_length=10, choices=TextState.choices, default=TextState.WAITING, db_index=True
    )

    class Meta(CouncilObject.Meta):
        ordering = ["id"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.name or self.file_name
