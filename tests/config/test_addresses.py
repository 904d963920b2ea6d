"""Finding an address by its first word finds what trying every one finds."""

from __future__ import annotations

import re

from django.urls import Resolver404, URLResolver, get_resolver

from mitmachstadt.config.addresses import addresses
from mitmachstadt.config.apps_present import ByFirstWord


def apps(resolver):
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            if isinstance(one, ByFirstWord):
                yield one
            yield from apps(one)


def found(resolve, path):
    try:
        hit = resolve(path)
    except Resolver404:
        return None
    return hit and (hit.func, hit.kwargs, hit.route)


def test_an_app_whose_first_words_differ_has_no_such_address():
    blanks = ("1", "BV-2026-001", "castrop", "0b1c6d0e-2f5f-4a53-9d57-0a1b2c3d4e5f", "")
    paths = {re.sub(r"<\w+>", blank, path) for path in addresses().values() for blank in blanks}
    paths |= {
        "",
        "/",
        "nichts",
        "nichts/",
        "daten.csv",
        "budgets",
        "konto/bestaetigen/x:y/",
        "sitemap-x-1.xml",
        "ä/%2F/",
    }
    hits = 0
    for one in apps(get_resolver()):
        for path in paths:
            plain = found(lambda text, one=one: URLResolver.resolve(one, text), path)
            assert found(one.resolve, path) == plain, (one, path)
            hits += plain is not None
    assert hits > 300
    quick = [one for one in apps(get_resolver()) if None not in one.first_words]
    assert len(quick) > 30
