"""A form field for several files at once."""

from __future__ import annotations

from typing import Any

from django import forms

PAPERS, PICTURES = "application/pdf,image/*", "image/*"


class ManyFiles(forms.FileInput):
    """One input that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name) or []


class FilesField(forms.Field):
    """The uploaded files as they came, a list; each is checked when it is stored. `accept` is what the device offers."""

    def __init__(self, *, accept: str = PAPERS, **kwargs: Any) -> None:
        super().__init__(
            required=False, widget=ManyFiles(attrs={"accept": accept, "multiple": True}), **kwargs
        )

    def clean(self, value: Any) -> list[Any]:
        return list(super().clean(value) or [])
