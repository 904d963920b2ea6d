"""Proves at start that every declared dataset is whole, so that no mistake waits for its first visitor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldDoesNotExist, FieldError

from mitmachstadt.spine.opendata.datasets import RESERVED, Dataset, registry
from mitmachstadt.spine.opendata.vocabularies import FREQUENCIES, KINDS, LICENCES, THEMES

NAME = re.compile(r"[a-z][a-z0-9_]*")
SLUG = re.compile(r"[a-z][a-z0-9-]*")


@register()
def check_datasets(**kwargs: Any) -> list[CheckMessage]:
    """Every problem of every registered dataset as a Django check error `opendata.E001`."""
    return [
        Error(f"Dataset {dataset.slug}: {problem}", obj=type(dataset), id="opendata.E001")
        for dataset in registry
        for problem in problems_of(dataset)
    ]


def problems_of(dataset: Dataset) -> list[str]:
    """English sentences about what is wrong with the declaration; empty when it is whole."""
    missing = [
        name
        for name in ("slug", "title", "description", "fields", "key", "title_field")
        if not _has(dataset, name)
    ]
    if missing:
        return [f"has no {', '.join(missing)}."]
    return [*_words(dataset), *_names(dataset), *_columns(dataset)]


def _has(dataset: Dataset, name: str) -> bool:
    return bool(getattr(dataset, name, ""))


def _words(dataset: Dataset) -> Iterable[str]:
    if not SLUG.fullmatch(dataset.slug):
        yield "the slug may hold a-z, 0-9 and hyphens only."
    if dataset.theme not in THEMES:
        yield f"unknown theme {dataset.theme!r}."
    if dataset.frequency not in FREQUENCIES:
        yield f"unknown frequency {dataset.frequency!r}."
    if dataset.licence_uri() not in LICENCES:
        yield f"unknown licence {dataset.licence_uri()!r}."
    for field in dataset.fields:
        if field.kind not in KINDS:
            yield f"field {field.name} has the unknown kind {field.kind!r}."


def _names(dataset: Dataset) -> Iterable[str]:
    names = [field.name for field in dataset.fields]
    for name in [*names, *(one.name for one in dataset.filters)]:
        if name in RESERVED or not NAME.fullmatch(name):
            yield f"{name!r} can not be the name of a field or filter."
    if len(set(names)) < len(names) or len({one.name for one in dataset.filters}) < len(dataset.filters):
        yield "a name is used twice."
    for fact in (dataset.key, dataset.title_field, dataset.summary_field):
        if fact and fact not in names:
            yield f"{fact!r} is no field."
    if (dataset.geometry is None) != (dataset.box is None):
        yield "geometry and box belong together."


def _columns(dataset: Dataset) -> Iterable[str]:
    model = dataset.queryset().model
    if callable(dataset.field(dataset.key).source):
        yield "the key must be a column, not a function."
    elif not dataset.order or dataset.order[-1].lstrip("-") != "pk":
        yield "the order must end in pk, else pages could overlap."
    else:
        try:
            dataset.queryset().order_by(
                *dataset.order, dataset.key_column(), *filter(None, [dataset.updated, dataset.version])
            ).query.get_compiler("default").as_sql()
        except (FieldError, FieldDoesNotExist) as error:
            yield f"{error}."
    marked = {"sample"} & {one.name for one in model._meta.get_fields()}
    if marked and not any(field.source == "sample" or field.name == "sample" for field in dataset.fields):
        yield "rows can be samples, so a field must say which are (source 'sample')."
