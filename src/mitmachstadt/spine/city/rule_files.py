"""Reads what a town's rule file says into the values of a module, and names each entry that does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError

from mitmachstadt.spine.problems import Problem, Refused

R = TypeVar("R")


def read(adapter: TypeAdapter[R], data: Mapping[str, object]) -> R:
    """The values; raises `Refused`, the fields of its problems are paths in the file such as "days.check"."""
    try:
        return adapter.validate_python(dict(data))
    except ValidationError as error:
        raise Refused(
            Problem(path, str(detail["type"]), format_lazy(_("“{path}” does not fit."), path=path))
            for detail in error.errors(include_url=False)
            for path in [".".join(str(part) for part in detail["loc"]) or "."]
        ) from None
