"""What editors put into the back office passes the same checks as what residents send; pictures are made anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from mitmachstadt.spine.files.actions import clean_picture, whole_pdf
from mitmachstadt.spine.problems import Refused


class CheckedImageForm(BaseImageForm):  # type: ignore[misc]
    """A picture of the back office: made of its pixels alone, before Wagtail looks at it, whom a broken one breaks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.to_python = partial(made_anew, field.to_python)


def made_anew(look: Callable[[Any], Any], file: Any) -> Any:
    """What `look` says about the picture made anew; the one kept already is looked at as it is."""
    if not isinstance(file, UploadedFile):
        return look(file)
    try:
        data = clean_picture(file)
    except Refused as refused:
        raise ValidationError(str(refused)) from refused
    return look(SimpleUploadedFile(f"{PurePath(file.name or 'bild').stem}.webp", data, "image/webp"))


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
