"""The interface for programs: a list and an item per dataset, described by OpenAPI from the same facts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from mitmachstadt.spine.opendata import answers
from mitmachstadt.spine.opendata.datasets import Dataset, registry
from mitmachstadt.spine.opendata.outputs import FORMATS
from mitmachstadt.spine.opendata.outputs.json import dump
from mitmachstadt.spine.opendata.outputs.openapi import describe_item, describe_list, describe_overview
from mitmachstadt.spine.opendata.reading import CONTROL, select
from mitmachstadt.spine.opendata.views import View, machine


def list_view(dataset: Dataset) -> View:
    """`/api/v1/<slug>`: the same answer as `/daten/<slug>.json`."""

    @machine
    def view(request: HttpRequest) -> HttpResponseBase:
        form = FORMATS["json"]
        return answers.answer(request, select(dataset, request.GET, request.path), form)

    return view


def item_view(dataset: Dataset) -> View:
    """`/api/v1/<slug>/<key>`: one row, or 404 when there is none that everybody may see."""

    @machine
    def view(request: HttpRequest, key: str) -> HttpResponseBase:
        rows = dataset.queryset()
        found = _rows_of(dataset, rows, key)
        if not found:
            detail = _("“%(slug)s” has no entry “%(key)s” that everybody may see.")
            return answers.problem(
                404, _("This entry does not exist"), detail % {"slug": dataset.slug, "key": key[:100]}
            )
        geometry = dataset.geometry is not None
        body = dump(next(iter(dataset.values_of(found, geometry=geometry))))
        return answers.single(request, body)

    return view


def _rows_of(dataset: Dataset, rows: Any, key: str) -> list[Any]:
    if CONTROL.search(key) or len(key) > 200:
        return []
    if dataset.field(dataset.key).kind == "integer" and not (
        key.isascii() and key.isdigit() and len(key) < 19
    ):
        return []
    return list(rows.filter(**{dataset.key_column(): key})[:1])


@machine
def overview(request: HttpRequest) -> HttpResponseBase:
    """`/api/v1/`: which datasets there are."""
    found = [
        {"datensatz": one.slug, "titel": str(one.title), "adresse": f"{settings.BASE_URL}/api/v1/{one.slug}"}
        for one in registry
    ]
    return answers.single(request, dump({"datensaetze": found}))


def build() -> NinjaAPI:
    """The interface with everything that is registered now; made once, when the addresses are read."""
    made = NinjaAPI(
        title=f"{settings.TOWN['platform']} {settings.TOWN['name']}",
        version="1.0.0",
        description=_(
            "Open data of the town. Without a key, for every site (CORS), one answer per question."
        ),
        openapi_url=None,  # served below, with the headers of all data
        docs_url=None,  # ready-made documentation pages load scripts from third parties; ours is /daten/
        servers=[{"url": settings.BASE_URL}],
        urls_namespace="api-v1",
    )
    _add(made, "/", overview, describe_overview(), "uebersicht")
    for dataset in registry:
        name = dataset.slug.replace("-", "_")
        _add(made, f"/{dataset.slug}", list_view(dataset), describe_list(dataset), f"{name}_liste")
        _add(made, f"/{dataset.slug}/{{key}}", item_view(dataset), describe_item(dataset), f"{name}_eintrag")
    return made


def _add(made: NinjaAPI, path: str, view: View, description: dict[str, Any], name: str) -> None:
    router = made.default_router
    router.add_api_operation(path, ["GET"], view, operation_id=name, openapi_extra=description)
    others = ["HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
    router.add_api_operation(path, others, view, operation_id=f"{name}_sonst", include_in_schema=False)


with translation.override(settings.LANGUAGE_CODE):
    api = build()


@machine
def openapi(request: HttpRequest) -> HttpResponseBase:
    """`/api/v1/openapi.json`: the description of the interface (OpenAPI 3.1)."""
    return answers.single(request, dump(api.get_openapi_schema()))
