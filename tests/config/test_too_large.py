"""More than the platform takes at once: a page that names the limit and what to do, and nothing half-written."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from mitmachstadt.config import urls, views
from mitmachstadt.modules.projects.models import Project, Suggestion
from mitmachstadt.modules.projects.tests.factories import new_town
from mitmachstadt.spine.cases.models import Case

pytestmark = pytest.mark.django_db
TEN_MB = "x" * 10_000_000
LIMIT = "2,5\xa0MB"


@csrf_exempt
def receiver(request):
    """An interface that reads what a program sends, as later ones will."""
    return json.loads(request.body)


handler400 = views.unreadable
urlpatterns = [path("api/v1/annahme/", receiver), *urls.urlpatterns]


@pytest.mark.parametrize("form", ["application/x-www-form-urlencoded", "multipart/form-data"])
@pytest.mark.parametrize("address", ["/vorhaben/idee/", "/barrierefreiheit/melden/", "/konto/anmelden/"])
def test_a_text_of_ten_megabytes_meets_a_page_that_says_what_to_do(client, form, address):
    new_town()
    values = {"title": TEN_MB, "text": "Bitte eine Bank."}
    if form.startswith("multipart"):
        answer = client.post(address, values)
    else:
        answer = client.post(address, f"title={TEN_MB}", content_type=form)
    assert answer.status_code == 413
    text = answer.content.decode()
    assert f"bis zu {LIMIT} Text" in text
    assert "Ihre Eingaben sind nicht verloren" in text and "einen Schritt zurück" in text
    assert "<nav" in text and answer["Cache-Control"] == "no-store"
    assert not Case.objects.exists() and not Suggestion.objects.exists()


def test_in_english_too(client):
    new_town()
    text = client.post("/en/vorhaben/idee/", {"text": TEN_MB}).content.decode()
    assert "Your entries are not lost" in text and "2.5\xa0MB" in text


def test_at_the_desk_the_sheet_stays_as_it_was(client):
    town = new_town()
    client.force_login(town.celik_clerk)
    assert (
        client.post("/schreibtisch/vorhaben/neu/", {"title": TEN_MB, "owner": town.traffic.pk}).status_code
        == 413
    )
    assert not Project.objects.exists()


def test_too_many_fields_name_their_limit(client):
    new_town()
    answer = client.post(
        "/vorhaben/idee/", {f"f{n}": "1" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    )
    assert answer.status_code == 413
    assert "bis zu 2000 Felder" in answer.content.decode()


@pytest.mark.urls(__name__)
def test_a_program_gets_its_limit_in_its_own_words(client):
    answer = client.post("/api/v1/annahme/", TEN_MB, content_type="application/json")
    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["grenze_bytes"] == settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert LIMIT in body["detail"]


def test_whoever_asks_for_json_gets_json(client):
    new_town()
    answer = client.post("/vorhaben/idee/", {"text": TEN_MB}, headers={"accept": "application/json"})
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


def test_other_broken_requests_stay_a_plain_400(rf):
    from django.core.exceptions import BadRequest

    assert views.unreadable(rf.get("/"), BadRequest()).status_code == 400
