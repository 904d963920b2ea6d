"""Districts and organisations as things one can find: each hit lands on the projects that concern it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db.models.signals import post_delete, post_save

from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.city.models import District, Organisation
from mitmachstadt.spine.search.actions import Entry, index_entries, rebuild, remove_entry

DISTRICT, ORGANISATION = "district", "organisation"
FIRST = 10  # whoever types the name of one means it, before whatever only mentions it
LIST = "/vorhaben/"


def connect() -> None:
    """Keeps the entries in step with what editors change; called when the module is ready."""
    for model in (District, Organisation):
        post_save.connect(_saved, sender=model, dispatch_uid=f"projects.landing.{model.__name__}.saved")
        post_delete.connect(_gone, sender=model, dispatch_uid=f"projects.landing.{model.__name__}.gone")


def index_landings(folder: Path, report: Report) -> None:
    """The importer's last step: every district and organisation of the town; bodies have a page in the council."""
    rebuild(DISTRICT, (district_entry(row) for row in District.objects.all()))
    rebuild(
        ORGANISATION,
        (organisation_entry(row) for row in Organisation.objects.filter(sample=False) if not row.is_body),
    )


def district_entry(row: District) -> Entry:
    """A district with its other names; it lands on its projects."""
    return Entry(
        DISTRICT,
        row.slug,
        row.name,
        f"{LIST}?{urlencode({'stadtteil': row.slug})}",
        text=" ".join(row.aliases),
        districts=(row.slug,),
        weight=FIRST,
    )


def organisation_entry(row: Organisation) -> Entry:
    """An organisation with its role; it lands on the page of what it plans and where it takes part."""
    return Entry(
        ORGANISATION,
        row.key,
        row.name,
        f"{LIST}wer/{row.key}/",
        summary=row.role,
        public=not row.sample,
        weight=FIRST,
    )


def _saved(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if raw:
        return
    if isinstance(instance, District):
        index_entries([district_entry(instance)])
    elif not instance.sample and not instance.is_body:
        index_entries([organisation_entry(instance)])


def _gone(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, District):
        remove_entry(DISTRICT, instance.slug)
    else:
        remove_entry(ORGANISATION, instance.key)
