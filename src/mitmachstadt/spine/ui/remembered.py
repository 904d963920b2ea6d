"""Renders a part of a page once for the same inputs, because templates cost more than the queries behind them.

The memory is keyed by everything the part prints, so an answer from it is never older than the data just read.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST_PARTS = 128

_parts: OrderedDict[tuple[str, str | None, str], SafeString] = OrderedDict()


def remembered(template: str, context: dict[str, Any], request: HttpRequest) -> SafeString:
    """The rendered `template`; the same context in the same language is rendered once.

    The part must print nothing of the person, the session or the request: only `context`, the town and the language.
    Values of the context are plain data, dataclasses, models with what they print already loaded, or lists of these.
    """
    key = (template, get_language(), repr(fingerprint(context)))
    found = _parts.get(key)
    if found is None:
        found = _parts[key] = render_to_string(template, context, request=request)
        if len(_parts) > MOST_PARTS:
            _parts.popitem(last=False)
    else:
        _parts.move_to_end(key)
    return found


def fingerprint(value: object) -> object:
    """Something whose `repr` differs whenever the value prints differently; a row is its loaded columns and relations."""
    if isinstance(value, Model):
        return (
            value._meta.label,
            [(name, fingerprint(part)) for name, part in vars(value).items() if not name.startswith("_")],
            # forward relations only: the way back would lead round in circles
            [
                (field.name, fingerprint(value._state.fields_cache[field.name]))
                for field in value._meta.concrete_fields
                if field.name in value._state.fields_cache
            ],
        )
    if isinstance(value, dict):
        return [(name, fingerprint(part)) for name, part in value.items()]
    if isinstance(value, list | tuple):
        return [fingerprint(part) for part in value]
    return value
