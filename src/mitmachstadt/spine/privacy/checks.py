"""Refuses to start with a field that could hold personal data and about which nothing was said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import models

from mitmachstadt.spine.privacy.registry import Register
from mitmachstadt.spine.privacy.registry import register as declared

#: Kinds of columns that hold persons or whatever people write.
TYPES: tuple[type[models.Field[Any, Any]], ...] = (
    models.EmailField,
    models.GenericIPAddressField,
    models.TextField,
    models.JSONField,
    models.FileField,
)
#: Parts of names that speak of persons, whatever the kind of column.
NAME = re.compile(
    r"(?:^|_)(?:name|e?mail|phone|mobile|fax|street|address|postcode|zip|birth\w*|born|age|gender|ip|iban|author|actor|"
    r"sender|contact|user|person|device|agent|token|secret|password|session|login|note|by)(?:$|_)"
)


@register("privacy")
def check_personal_fields(app_configs: object = None, **kwargs: Any) -> list[CheckMessage]:
    """`privacy.E001` for a silent field, `privacy.E002` for a declaration of something that is not there."""
    models_here = list(apps.get_models(include_auto_created=True))
    return [
        *(
            Error(
                f"{label}.{name} could hold personal data and no privacy.py speaks of it.",
                hint="Name it in an Activity of <app>/privacy.py, or say not_personal(model, reason, field).",
                id="privacy.E001",
            )
            for label, name in silent(models_here, declared)
        ),
        *(
            Error(f"{label}.{name} is declared in a privacy.py and does not exist.", id="privacy.E002")
            for label, name in ghosts(models_here, declared)
        ),
    ]


def could_be_personal(column: models.Field[Any, Any]) -> bool:
    """True for kinds and names that speak of persons, and for everything that points to an account."""
    if column.primary_key and not column.is_relation:
        return False
    if column.is_relation:
        return getattr(column.related_model, "_meta", None) is not None and (
            column.related_model._meta.label_lower == settings.AUTH_USER_MODEL.lower()  # type: ignore[union-attr]
        )
    if isinstance(column, models.BooleanField) or column.choices:
        return False
    return isinstance(column, TYPES) or bool(NAME.search(column.name))


def silent(kinds: Iterable[type[models.Model]], known: Register) -> Iterator[tuple[str, str]]:
    """Fields that could be personal and about which nothing was declared."""
    for kind in kinds:
        label = kind._meta.label
        spoken = known.declared(label) | known.excused.get(label, {}).keys()
        everything = "*" in spoken
        for column in [*kind._meta.local_fields, *kind._meta.local_many_to_many]:
            if not everything and could_be_personal(column) and column.name not in spoken:
                yield label, column.name


def ghosts(kinds: Iterable[type[models.Model]], known: Register) -> Iterator[tuple[str, str]]:
    """Declarations of models or fields that are not there."""
    columns = {
        kind._meta.label: {one.name for one in [*kind._meta.fields, *kind._meta.local_many_to_many]} | {"*"}
        for kind in kinds
    }
    # Libraries have other tables on other databases; ours are always the same.
    own = {config.label for config in apps.get_app_configs() if config.name.startswith("mitmachstadt.")}
    said = [(label, names) for one in known.activities.values() for label, names in one.fields.items()]
    said += [(label, tuple(fields)) for label, fields in known.excused.items()]
    for label, names in said:
        if label not in columns and label.partition(".")[0] not in own:
            continue
        for name in names:
            if name not in columns.get(label, set()):
                yield label, name
