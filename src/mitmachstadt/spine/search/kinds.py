"""The names of the kinds of things that can be found; every app names its own when it starts."""

from __future__ import annotations

from django.utils.functional import Promise

_names: dict[str, str | Promise] = {}


def name_kind(kind: str, name: str | Promise) -> None:
    """Gives `kind` the plural name that filters and hits show, e.g. `name_kind("project", _("Projects"))`."""
    _names[kind] = name


def kind_name(kind: str) -> str:
    """The name of `kind` in the active language; an unnamed kind shows its own key."""
    return str(_names.get(kind, kind))
