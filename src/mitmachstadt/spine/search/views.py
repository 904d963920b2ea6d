"""The search page and the suggestions for whoever is still typing; both are plain GET and read only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language, pgettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mitmachstadt.spine.city.models import District, Topic
from mitmachstadt.spine.search.kinds import kind_name
from mitmachstadt.spine.search.plan import LONGEST_QUERY
from mitmachstadt.spine.search.queries import Facet, Hit, Results, find, suggest
from mitmachstadt.spine.ui.templatetags.ui import in_language

KIND, DISTRICT, TOPIC, PAGE = "art", "stadtteil", "thema", "seite"
MOST_VALUES = 20


@dataclass(frozen=True)
class Choice:
    """A filter value as a link that switches it on or off."""

    label: str
    url: str
    on: bool
    count: int


@dataclass(frozen=True)
class Filter:
    """A named filter; one that is folded opens by itself when a value of it is on."""

    name: str
    choices: list[Choice]
    folded: bool

    @property
    def used(self) -> bool:
        """Whether a value of it is on."""
        return any(choice.on for choice in self.choices)


@dataclass(frozen=True)
class PageNumbers:
    """What the pager component asks of a page: how many there are and which one this is."""

    number: int
    num_pages: int

    @property
    def paginator(self) -> PageNumbers:
        return self

    def has_previous(self) -> bool:
        return self.number > 1

    def has_next(self) -> bool:
        return self.number < self.num_pages

    def previous_page_number(self) -> int:
        return self.number - 1

    def next_page_number(self) -> int:
        return self.number + 1


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """`/suche/?q=&art=&stadtteil=&thema=&seite=`: hits with filters, or an honest nothing with ways on."""
    typed = " ".join(request.GET.get("q", "").split())
    text = typed[:LONGEST_QUERY]
    number = request.GET.get(PAGE, "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    found = find(
        text,
        kinds=request.GET.getlist(KIND)[:MOST_VALUES],
        districts=request.GET.getlist(DISTRICT)[:MOST_VALUES],
        topics=request.GET.getlist(TOPIC)[:MOST_VALUES],
        page=page,
    )
    if found.pages and found.page > found.pages:
        return HttpResponseRedirect(_address(request, {PAGE: None}))
    return render(
        request,
        "search/results.html",
        {
            "text": text,
            "cut": len(typed) > LONGEST_QUERY,
            "longest": LONGEST_QUERY,
            "found": found,
            "hits": _shown(found),
            "filters": _filters(request, found),
            "filtered": any(request.GET.getlist(name) for name in (KIND, DISTRICT, TOPIC)),
            "without_filters": _address(request, {KIND: None, DISTRICT: None, TOPIC: None, PAGE: None}),
            "suggestion_url": _address(request, {"q": found.suggestion, PAGE: None})
            if found.suggestion
            else "",
            "pages": PageNumbers(found.page, found.pages),
        },
    )


@require_safe
@cache_control(public=True, max_age=300)
def suggestions(request: HttpRequest) -> JsonResponse:
    """`/suche/vorschlaege.json?q=`: at most 8 as `{"q", "entries": [{"title", "kind", "url"}]}`."""
    text = request.GET.get("q", "")[:LONGEST_QUERY]
    language = get_language() or "de"
    entries = [
        {"title": hit.title, "kind": kind_name(hit.kind), "url": in_language(hit.url, language)}
        for hit in suggest(text)
    ]
    return JsonResponse({"q": text, "entries": entries}, json_dumps_params={"ensure_ascii": False})


def _shown(found: Results) -> list[tuple[Hit, str]]:
    """Each hit with the line above its title: what it is and where."""
    if not found.hits:
        return []
    names = _district_names()
    return [
        (hit, " · ".join([kind_name(hit.kind), *(names.get(slug, slug) for slug in hit.districts[:3])]))
        for hit in found.hits
    ]


def _filters(request: HttpRequest, found: Results) -> list[Filter]:
    """The three filters, without those that leave nothing to choose."""
    facets = found.facets
    if not (facets.kinds or facets.districts or facets.topics):
        return []
    districts, topics = _district_names(), {topic.slug: str(topic) for topic in Topic.objects.all()}
    listed = [
        _filter(request, pgettext("filter", "Kind"), KIND, facets.kinds, kind_name),
        _filter(
            request,
            pgettext("filter", "District"),
            DISTRICT,
            facets.districts,
            lambda slug: districts.get(slug, slug),
        ),
        _filter(
            request, pgettext("filter", "Topic"), TOPIC, facets.topics, lambda slug: topics.get(slug, slug)
        ),
    ]
    return [one for one in listed if len(one.choices) > 1 or one.used]


def _filter(
    request: HttpRequest, name: str, key: str, facets: list[Facet], label: Callable[[str], str]
) -> Filter:
    choices = []
    for facet in facets:
        values = [value for value in request.GET.getlist(key) if value != facet.value]
        if not facet.chosen:
            values.append(facet.value)
        url = _address(request, {key: values, PAGE: None})
        choices.append(Choice(label(facet.value), url, facet.chosen, facet.count))
    choices.sort(key=lambda choice: not choice.on)
    return Filter(name, choices, folded=key != KIND)


def _address(request: HttpRequest, changes: dict[str, str | list[str] | None]) -> str:
    """This page with other values in its query; None takes a value out."""
    query: QueryDict = request.GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if isinstance(value, list):
            query.setlist(key, value)
        elif value is not None:
            query[key] = value
    return f"{request.path}?{query.urlencode()}"


def _district_names() -> dict[str, str]:
    return dict(District.objects.values_list("slug", "name"))
