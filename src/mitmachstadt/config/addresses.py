"""Every address of the platform by its name, as the table of rights and its test read them."""

from __future__ import annotations

import re

from django.urls import URLPattern, URLResolver, get_resolver

BACK_OFFICE = "redaktion/"


def addresses(*, back_office: bool = False) -> dict[str, str]:
    """Addresses by name (by pattern when they have none) with blanks as `<name>`; the editors' back office apart."""
    found: dict[str, str] = {}

    def walk(resolver: URLResolver, before: str, space: str) -> None:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                inner = f"{entry.namespace}:" if entry.namespace else ""
                walk(entry, before + str(entry.pattern), space + inner)
            elif isinstance(entry, URLPattern):
                path = plain(before + str(entry.pattern))
                name = f"{space}{entry.name}" if entry.name and not back_office else path
                found.setdefault(name, path)

    walk(get_resolver(), "", "")
    return {name: path for name, path in found.items() if path.startswith(BACK_OFFICE) == back_office}


def plain(pattern: str) -> str:
    """`datei/<uuid:id>/` and `^x/(?P<key>[a-z]+)/$` with blanks alike."""
    text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", pattern)
    text = re.sub(r"<\w+:(\w+)>", r"<\1>", text)
    text = re.sub(r"\((?:[^()]|\([^()]*\))*\)", "1", text)
    for mark in ("^", "$", "\\Z", "?"):
        text = text.replace(mark, "")
    return text.replace("\\.", ".")
