"""What editors put into the back office passes the same checks as what residents send; pictures are made anew."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from mitmachstadt.spine.files.actions import clean_picture, whole_pdf
from mitmachstadt.spine.problems import Refused


class CheckedImageForm(BaseImageForm):  # type: ignore[misc]
    """A picture of the back office."""

    def clean_file(self) -> Any:
        """The picture made of its pixels alone; the one kept already stays as it is."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            data = clean_picture(file)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused
        return SimpleUploadedFile(f"{PurePath(file.name or 'bild').stem}.webp", data, "image/webp")


class CheckedDocumentForm(BaseDocumentForm):  # type: ignore[misc]
    """A document of the back office."""

    def clean_file(self) -> Any:
        """The document as it came, when it is a whole PDF in which nothing runs."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            try:
                whole_pdf(file)
            except Refused as refused:
                raise ValidationError(str(refused)) from refused
            file.seek(0)
        return file
