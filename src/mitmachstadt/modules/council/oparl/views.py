"""Answers of the endpoint: the system, objects, lists and contents, each under one address that never changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from mitmachstadt.modules.council.models import File, Municipality
from mitmachstadt.modules.council.oparl import addresses, answers, contents, kinds, lists, stored
from mitmachstadt.modules.council.oparl.asking import Question, read_list, read_object
from mitmachstadt.modules.council.oparl.columns import COLUMNS
from mitmachstadt.modules.council.oparl.reading import Reader
from mitmachstadt.spine.asked import number as as_number
from mitmachstadt.spine.opendata.answers import preflight
from mitmachstadt.spine.opendata.vocabularies import DL_BY, LICENCES
from mitmachstadt.spine.problems import Refused

View = Callable[..., HttpResponseBase]


def machine(view: View) -> View:
    """GET, HEAD and the browser's preflight, in the town's language; wrong questions become errors."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(settings.LANGUAGE_CODE):
            if request.method == "OPTIONS":
                return preflight()
            if request.method not in {"GET", "HEAD"}:
                refused = answers.error(405, _("Only reading is possible here."))
                refused.headers["Allow"] = "GET, HEAD, OPTIONS"
                return refused
            try:
                return view(request, *args, **kwargs)
            except Refused as error:
                debug = ", ".join(f"{problem.field}: {problem.code}" for problem in error.problems)
                return answers.error(400, str(error), debug)

    return answer


def elsewhere(
    request: HttpRequest, address: str, question: Question | None = None
) -> HttpResponseBase | None:
    """A redirect when the request came under another address than the one that counts."""
    pairs = question.all_pairs if question else ()
    target = addresses.with_query(address, pairs)
    parts = urlsplit(address)
    asked = request.META.get("QUERY_STRING", "")
    wanted = target.partition("?")[2]
    here = request.get_host() == parts.netloc and request.path == parts.path
    # "modified_since=2026-01-01T00:00:00%2B01:00" and "…T00%3A00…" are the same question
    same = asked == wanted or (
        list(request.GET.lists()) == [(name, [value]) for name, value in pairs] and "+" not in asked
    )
    return None if here and same else answers.moved(target)


def unknown() -> HttpResponseBase:
    """404 for whatever the endpoint does not know."""
    return answers.error(
        404, _("There is nothing here. Everything begins at {address}.").format(address=addresses.system())
    )


@machine
def beginning(request: HttpRequest) -> HttpResponseBase:
    """`/oparl/` and shorter addresses lead to the system."""
    return answers.moved(addresses.system())


@machine
def system(request: HttpRequest) -> HttpResponseBase:
    """`/oparl/v1.1/system`: who publishes here, and the list of bodies."""
    question = read_object(request.GET)
    moved = elsewhere(request, addresses.system(), question)
    if moved:
        return moved
    town = settings.TOWN
    found: dict[str, Any] = {
        "id": addresses.system(),
        "type": f"{addresses.SCHEMA}System",
        "oparlVersion": addresses.SCHEMA,
        "license": LICENCES[town.get("opendata", {}).get("licence", DL_BY)][1],
        "body": addresses.bodies(),
        "name": _("Council information of %s") % town["name"],
        "contactEmail": town["contact"]["email"],
        "contactName": str(town["contact"]["office"]).split(",")[0],
        "website": town["homepage"],
    }
    known = Municipality.objects.public().order_by("pk").values_list("created_at", "modified_at")
    moments = list(known)
    if moments:
        write = Reader().write
        found["created"] = write.moment(min(created for created, _changed in moments))
        found["modified"] = write.moment(max(changed for _created, changed in moments))
    return answers.whole(request, found)


@machine
def bodies(request: HttpRequest) -> HttpResponseBase:
    """`/oparl/v1.1/body`: the list of bodies."""
    return _page(request, lists.of_system())


@machine
def thing(request: HttpRequest, kind: str, number: str) -> HttpResponseBase:
    """`/oparl/v1.1/<kind>/<number>`: one object, or what is left of it."""
    found, key = kinds.KINDS.get(kind), as_number(number)
    if found is None or not key:
        return unknown()
    question = read_object(request.GET)
    reader = Reader(omit_internal=question.omit_internal)
    text, row = lists.answer_of(found, key, reader), None
    if text is None:
        rows = kinds.seen(found).filter(**{found.key: key}).values(*COLUMNS[kind])
        row = next(iter(rows[:1]), None)
        if row is None and not kinds.known(found).filter(**{found.key: key}).exists():
            return unknown()
    moved = elsewhere(request, addresses.thing(kind, key), question)
    if moved:
        return moved
    if text is not None:
        whole = stored.single(found, key, text, omit=question.omit_internal)
        return answers.whole(request, whole, datetime.fromisoformat(whole["modified"]))
    if row is None:
        return answers.whole(request, lists.tombstones(found, [key], reader)[key])
    return answers.whole(request, reader.objects(kind, [row], text=True)[0], row["modified_at"])


@machine
def part(request: HttpRequest, kind: str, number: str, name: str) -> HttpResponseBase:
    """`/oparl/v1.1/<kind>/<number>/<name>`: a list of a body or an organization, or the content of a file."""
    key = as_number(number)
    if kind == "file" and name in {"access", "download"}:
        return _content(request, key, save=name == "download")
    listing = None
    if key and kind == "body":
        listing = lists.of_body(key, name)
    elif key and kind == "organization":
        listing = lists.of_organisation(key, name)
    return _page(request, listing) if listing else unknown()


def _page(request: HttpRequest, listing: lists.Listing) -> HttpResponseBase:
    question = read_list(request.GET)
    moved = elsewhere(request, listing.address, question)
    if moved:
        return moved
    key = addresses.with_query(listing.address, question.all_pairs)
    return answers.page(request, key, lambda: listing.page(question))


def _content(request: HttpRequest, number: int, *, save: bool) -> HttpResponseBase:
    kind = kinds.FILE
    found = (
        kinds.seen(kind).filter(pk=number).select_related("upload").defer("text").first() if number else None
    )
    if found is None:
        if number and kinds.known(kind).filter(pk=number).exists():
            return answers.error(410, _("This document has been taken away."))
        return unknown()
    assert isinstance(found, File)
    moved = elsewhere(request, addresses.part("file", number, "download" if save else "access"))
    if moved:
        return moved
    return contents.content(request, found, save=save) or answers.error(
        404, _("This document can not be read at the moment.")
    )


@machine
def nothing_here(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Any other address; one with a slash too many leads to the right one."""
    path = request.path.rstrip("/")
    if path != request.path and path.startswith(addresses.ROOT):
        query = request.META.get("QUERY_STRING", "")
        return answers.moved(addresses.absolute(path) + (f"?{query}" if query else ""))
    return unknown()
