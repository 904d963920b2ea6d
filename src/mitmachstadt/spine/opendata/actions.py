"""Puts the datasets themselves into the search, so that somebody who looks for figures finds the table."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils import translation

from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.opendata.datasets import registry
from mitmachstadt.spine.search.actions import index_entry


def index_datasets(folder: Path, report: Report) -> None:
    """Makes every dataset a search hit of the kind `dataset`; runs with each import of the town."""
    with translation.override(settings.LANGUAGE_CODE):
        for dataset in registry:
            index_entry(
                kind="dataset",
                object_id=dataset.slug,
                title=str(dataset.title),
                summary=str(dataset.description),
                text=" ".join([*dataset.keywords, *(str(field.label) for field in dataset.fields)]),
                url=f"/daten/{dataset.slug}/",
            )
            report.unchanged()
