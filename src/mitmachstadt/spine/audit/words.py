"""What the log's codes are called: kinds by the name of their model or the `log_kinds` of its app, actions by the
`log_words` of the app that writes them. An action whose entries say in their own summary what happened needs no word.
"""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.utils.functional import Promise

Words = dict[str, Promise | str]


@cache
def kind_words() -> Words:
    """Words of all kinds of things; where two models share a name, that of the app installed first."""
    names: Words = {
        model._meta.model_name or "": model._meta.verbose_name or "" for model in reversed(apps.get_models())
    }
    return names | of_apps("log_kinds")


@cache
def action_words() -> Words:
    """Words of all actions that have some."""
    return of_apps("log_words")


def of_apps(attribute: str) -> Words:
    """What the apps say under this name, in one table."""
    found: Words = {}
    for app in apps.get_app_configs():
        found |= getattr(app, attribute, {})
    return found
