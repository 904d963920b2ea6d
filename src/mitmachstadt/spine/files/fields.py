"""A form field for several files at once."""

from __future__ import annotations

from typing import Any

from django import forms


class ManyFiles(forms.FileInput):
    """A field for several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name) or []


class PhotosField(forms.Field):
    """The uploaded files as they came; each is checked when it is stored."""

    widget = ManyFiles
