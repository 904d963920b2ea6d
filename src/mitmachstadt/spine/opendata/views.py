"""Answers of the open data pages and files; every decision is made in reading, outputs and answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from mitmachstadt.spine.opendata import answers, sitemap
from mitmachstadt.spine.opendata.datasets import registry
from mitmachstadt.spine.opendata.description import describe
from mitmachstadt.spine.opendata.outputs import FORMATS, formats_of
from mitmachstadt.spine.opendata.outputs.dcat import write_catalogue
from mitmachstadt.spine.opendata.reading import BadRequest, select
from mitmachstadt.spine.opendata.services import services

View = Callable[..., HttpResponseBase]


def machine(view: View) -> View:
    """GET, HEAD and the browser's preflight; always in the town's language; wrong questions become 400."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(settings.LANGUAGE_CODE):
            if request.method == "OPTIONS":
                return answers.preflight()
            if request.method not in {"GET", "HEAD"}:
                refused = answers.problem(405, _("Only reading is possible here"), _("Please ask with GET."))
                refused.headers["Allow"] = "GET, HEAD, OPTIONS"
                return refused
            try:
                return view(request, *args, **kwargs)
            except BadRequest as error:
                return answers.wrong_question(error.wrongs)

    return answer


@machine
def file(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """`/daten/<slug>.<form>`: all public rows in that format, narrowed by the dataset's filters."""
    dataset = registry.get(slug)
    if dataset is None:
        return unknown_dataset(slug)
    if form not in {one.name for one in formats_of(dataset)}:
        names = [one.name for one in formats_of(dataset)]
        detail = _("“%(slug)s” does not come as “%(form)s”. There is: %(names)s.")
        detail %= {"slug": slug, "form": form, "names": ", ".join(names)}
        return answers.problem(404, _("This format does not exist"), detail, formate=names)
    chosen = FORMATS[form]
    return answers.answer(
        request, select(dataset, request.GET, request.path, per_page=chosen.per_page), chosen
    )


def unknown_dataset(slug: str) -> HttpResponseBase:
    """404 that names the datasets there are."""
    names = [dataset.slug for dataset in registry]
    detail = _("There is no dataset “%(slug)s”. There is: %(names)s.") % {
        "slug": slug,
        "names": ", ".join(names),
    }
    return answers.problem(404, _("This dataset does not exist"), detail, datensaetze=names)


@machine
def catalogue(request: HttpRequest) -> HttpResponseBase:
    """`/daten/katalog.ttl`: the DCAT-AP.de catalogue."""
    response = HttpResponse(write_catalogue(registry), content_type="text/turtle; charset=utf-8")
    response.headers["Cache-Control"] = "public, no-cache"
    return answers.open_to_all(response)


@machine
def nothing_here(request: HttpRequest) -> HttpResponseBase:
    """404 of the interface for an address that it does not have."""
    return answers.problem(
        404, _("This address does not exist"), _("All addresses stand in /api/v1/openapi.json.")
    )


@require_safe
def site_map_index(request: HttpRequest) -> HttpResponse:
    """`/sitemap.xml`: one line per part."""
    context = {"parts": sitemap.parts(registry), "base": settings.BASE_URL}
    return render(request, "opendata/sitemap_index.xml", context, content_type="application/xml")


@require_safe
def site_map_part(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """`/sitemap-<name>-<number>.xml`: up to 10,000 addresses."""
    entries = sitemap.entries(registry, name, number)
    if entries is None:
        raise Http404
    context = {"entries": entries, "base": settings.BASE_URL}
    return render(request, "opendata/sitemap.xml", context, content_type="application/xml")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The page `/daten/`: first what people also read on pages of its own."""
    ordered = sorted(registry, key=lambda dataset: not dataset.page)
    context = {"datasets": [describe(one) for one in ordered], "services": services()}
    return render(request, "opendata/index.html", context)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The page `/daten/<slug>/`; `?q=` and the dataset's filters narrow the rows shown and the files to take along."""
    dataset = registry.get(slug)
    if dataset is None:
        raise Http404
    wrongs, asked = [], request.GET
    try:
        chosen = select(dataset, asked, request.path)
    except BadRequest as error:
        wrongs, chosen = error.wrongs, select(dataset, QueryDict(), request.path)
    context = {
        "dataset": describe(dataset, preview=chosen),
        "wrongs": wrongs,
        "words": asked.get("q", ""),
        "others": [(name, one) for name, values in chosen.asked.items() if name != "q" for one in values],
    }
    return render(request, "opendata/detail.html", context)
