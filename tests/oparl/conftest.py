"""An endpoint with examples of everything, among them what nobody may see, and a way to ask it from outside."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from tests.oparl.crawler import Crawl

BASE = "https://rat.example.org"


@pytest.fixture
def outside(settings):
    """The town under a name of its own."""
    settings.BASE_URL = BASE
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "rat.example.org"]
    return settings


@pytest.fixture
def ask(outside):
    """Gets an address of the endpoint as somebody outside; relative ones are below /oparl/v1.1."""
    client = Client(headers={"host": "rat.example.org"})

    def ask(url: str, method: str = "get", **headers: str):
        path = url.removeprefix(BASE)
        if not path.startswith("/"):
            path = f"/oparl/v1.1/{path}"
        return getattr(client, method)(path, secure=True, headers={"host": "rat.example.org", **headers})

    return ask


@pytest.fixture
def crawl(ask):
    """Reads everything; pages for people that answered before are not asked again."""

    def get(url: str):
        answer = ask(url)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer.status_code, dict(answer.headers), body

    return lambda known=None: Crawl(get, f"{BASE}/oparl/v1.1/system", page_answers=known).run()


@pytest.fixture(scope="module")
def town_rows(rows_for_all):
    rows_for_all(lambda: call_command("import_town", verbosity=0))


@pytest.fixture
def town(town_rows, db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
