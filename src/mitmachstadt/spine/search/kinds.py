"""The names of the kinds of things that can be found; an app may name its own when it starts."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

# Plural names of the kinds the platform starts with. They are words, no imports: a kind may be absent.
_names: dict[str, str | Promise] = {
    "project": pgettext_lazy("kind of hit", "Projects"),
    "suggestion": pgettext_lazy("kind of hit", "Suggestions"),
    "idea": pgettext_lazy("kind of hit", "Ideas for the list"),
    "dataset": pgettext_lazy("kind of hit", "Open data"),
    "page": pgettext_lazy("kind of hit", "Pages"),
    "paper": pgettext_lazy("kind of hit", "Council papers"),
    "meeting": pgettext_lazy("kind of hit", "Meetings"),
    "body": pgettext_lazy("kind of hit", "Council and boards"),
    "person": pgettext_lazy("kind of hit", "People with a seat"),
    "organisation": pgettext_lazy("kind of hit", "Organisations"),
    "district": pgettext_lazy("kind of hit", "Districts"),
}


def name_kind(kind: str, name: str | Promise) -> None:
    """Gives `kind` the plural name that filters and hits show, e.g. `name_kind("project", _("Projects"))`."""
    _names[kind] = name


def kind_name(kind: str) -> str:
    """The name of `kind` in the active language; an unnamed kind shows its own key."""
    return str(_names.get(kind, kind))
