"""Files of an application: the owner's consent, a photo of the idea, receipts, photos of what was done."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.budgets.models.application import Application
from mitmachstadt.spine.files.models import Upload


class FileUse(models.TextChoices):
    """What a file is for; consents and receipts are never public."""

    CONSENT = "consent", pgettext_lazy("file", "Consent of the owner")
    PHOTO = "photo", pgettext_lazy("file", "Photo of the place or idea")
    RECEIPT = "receipt", pgettext_lazy("file", "Receipt")
    RESULT = "result", pgettext_lazy("file", "Photo of what was done")


class ApplicationFile(models.Model):
    """One file; `released` photos are shown to everybody once the application is public."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="files")
    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="budget_file")
    use = models.CharField(max_length=10, choices=FileUse.choices)
    released = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        verbose_name = _("file of an application")
        verbose_name_plural = _("files of applications")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(released=False) | models.Q(use__in=("photo", "result")),
                name="papers_stay_with_the_town",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.use}"
