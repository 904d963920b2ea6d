"""Adds an app's addresses when the app has any."""

from __future__ import annotations

import re
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include
from django.urls.resolvers import ResolverMatch, RoutePattern
from django.utils.functional import cached_property

#: The first word of an expression or of an address, where it is a plain one.
PLAIN = re.compile(r"\^([\w-]+)/|([^<>^/]*)(?:/|$)")


class ByFirstWord(URLResolver):
    """An app's addresses, of which none is tried when all begin with other words than the one asked for: with some four
    hundred of them in a row, finding the last app took longer than a small answer."""

    @cached_property
    def first_words(self) -> frozenset[str | None]:
        """The words; None stands for an address that begins with anything else, so that every one has to be tried."""
        return _first_words(self)

    def resolve(self, path: str) -> ResolverMatch | None:  # type: ignore[override]
        """As the base does; None, as a single address says it, where nothing here can fit."""
        if None not in self.first_words and path.partition("/")[0] not in self.first_words:
            return None
        return super().resolve(path)


def _first_words(one: URLPattern | URLResolver) -> frozenset[str | None]:
    route = getattr(one.pattern, "_route", getattr(one.pattern, "_regex", None))
    if route == "" and isinstance(one, URLResolver):
        return frozenset().union(*(_first_words(each) for each in one.url_patterns))
    hit = PLAIN.match(route) if isinstance(route, str) else None
    return frozenset([(hit.group(1) or hit.group(2) or "") if hit else None])


def optional(name: str) -> list[URLResolver]:
    """The `include` of `name`, or nothing when the app has no such file."""
    if not find_spec(name):
        return []
    module, app_name, namespace = include(name)
    pattern = RoutePattern("", is_endpoint=False)
    return [ByFirstWord(pattern, module, app_name=app_name, namespace=namespace)]
