"""No link of a public page leads nowhere: what the pages of the example town point to answers."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)(?:#([^"]*))?"')
FROM = [
    "/",
    "/vorhaben/",
    "/vorhaben/karte/",
    "/daten/",
    "/mitmachen/",
    "/ergebnisse/",
    "/uebersicht/",
    "/suche/?q=Radweg",
]
MOST = 220


def links(text: str) -> dict[str, str]:
    """Addresses on this server with the part of the page they name."""
    return {path.replace("&amp;", "&"): part for path, part in LINK.findall(text)}


def test_every_link_answers(client, filled_town, settings):
    # Under the town's own address, as a reader comes: machines' addresses lead everybody else there.
    own = urlsplit(settings.BASE_URL)
    client.defaults |= {"HTTP_HOST": own.netloc, "wsgi.url_scheme": own.scheme}
    waiting: dict[str, str] = dict.fromkeys([*FROM, *(f"/en{path}" for path in FROM)], "")
    texts: dict[str, str] = {}
    broken: list[str] = []
    for first in list(waiting):
        waiting.update(links(client.get(first).content.decode()))
    for path in [path for path in waiting if not path.startswith("/static/")][:MOST]:
        answer = client.get(path, follow=True)
        if answer.status_code not in (200, 405):
            broken.append(f"{path}: {answer.status_code}")
        elif not answer.streaming and "html" in answer["Content-Type"]:
            texts[path] = answer.content.decode()
    parts = [
        f"{p}#{part}" for p, part in waiting.items() if part and p in texts and f'id="{part}"' not in texts[p]
    ]
    assert len(texts) > 60
    # what is answered from memory holds no form's token
    kept = [
        path
        for path in texts
        if re.fullmatch(r"(/en)?/(vorhaben/(karte/|[A-Z]-[\d-]+/(hinweise/|verlauf/)?)?)?(\?.*)?", path)
    ]
    assert len(kept) > 10
    assert [path for path in kept if "csrfmiddlewaretoken" in texts[path]] == []
    assert not broken
    assert not parts
