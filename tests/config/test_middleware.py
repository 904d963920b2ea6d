"""Headers on every kind of answer, and the plain answers that need neither session nor database."""

import pytest
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.test import Client, override_settings

from mitmachstadt.config import middleware

KINDS = {
    "page": ("/suche/", 200),
    "English page": ("/en/suche/", 200),
    "list": ("/vorhaben/", 200),
    "missing page": ("/gibt-es-nicht/", 404),
    "redirect to sign-in": ("/schreibtisch/", 302),
    "machine": ("/api/v1/openapi.json", 200),
    "file": ("/daten/vorhaben.csv", 200),
    "robots": ("/robots.txt", 200),
    "probe": ("/healthz", 200),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), KINDS.values(), ids=KINDS)
def test_every_kind_of_answer_carries_the_headers(client, address, status):
    answer = client.get(address)
    assert answer.status_code == status
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@override_settings(WHITENOISE_USE_FINDERS=True)
def test_styles_and_scripts_carry_them_though_they_are_answered_early():
    answer = Client().get("/static/ui/app.css")
    assert answer.status_code == 200
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_an_error_of_the_program_carries_them_too(monkeypatch):
    def broken(request):
        raise RuntimeError("planted")

    monkeypatch.setattr("mitmachstadt.config.views.ready", broken)
    answer = Client(raise_request_exception=False).get("/readyz")
    assert answer.status_code == 500
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_only_the_back_office_may_use_inline_code(client):
    assert "'unsafe-inline'" in client.get("/redaktion/")["Content-Security-Policy"]
    assert "unsafe" not in client.get("/redaktionell/")["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/redaktion/", "/redaktion/login/?next=/redaktion/"])
def test_the_back_office_has_no_door_of_its_own(client, address):
    """A second sign-in page would be one without the second factor."""
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, "/konto/anmelden/?next=/redaktion/")


@pytest.mark.django_db
def test_whoever_may_not_enter_the_back_office_is_told_so_and_not_sent_in_circles(client, django_user_model):
    client.force_login(
        django_user_model.objects.create_user(email="gerda@example.org", password="geheim-geheim")
    )
    assert client.get("/redaktion/", follow=True).status_code == 403


@pytest.mark.django_db
def test_only_the_embedded_piece_may_be_framed_by_others(client):
    piece = client.get("/einbetten/vorhaben/")
    assert piece.status_code == 200
    assert "frame-ancestors *" in piece["Content-Security-Policy"]
    assert "X-Frame-Options" not in piece
    how = client.get("/vorhaben/einbetten/")
    assert how.status_code == 200
    assert "frame-ancestors 'none'" in how["Content-Security-Policy"]
    assert how["X-Frame-Options"] == "DENY"


def test_a_foreign_tile_server_is_let_in_by_its_origin_alone(rf):
    from django.http import HttpResponse

    def policy():
        answer = middleware.security_headers(lambda request: HttpResponse())(rf.get("/"))
        return answer["Content-Security-Policy"]

    with override_settings(MAP_TILES="https://kacheln.example/stile/grau.json"):
        assert "connect-src 'self' https://kacheln.example;" in policy()
    with override_settings(MAP_TILES=""):
        assert "https:" not in policy()


@pytest.mark.django_db
def test_robots_and_liveness_ask_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        robots = client.get("/robots.txt").content.decode()
        assert client.get("/healthz").content == b"ok\n"
    assert "Disallow: /schreibtisch/\n" in robots
    assert robots.endswith("/sitemap.xml\n")


@pytest.mark.django_db
@override_settings(ALLOWED_HOSTS=["mitmachen.stadt.de"], SECURE_SSL_REDIRECT=True)
def test_probes_come_over_plain_http_and_by_number():
    by_number = Client(headers={"host": "10.0.0.7:8000"})
    assert by_number.get("/healthz").status_code == 200
    assert by_number.get("/readyz").json()["ready"] is True
    assert Client(headers={"host": "mitmachen.stadt.de"}).get("/").status_code == 301
    assert by_number.get("/", secure=True).status_code == 400


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'city'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "migrations missing" in answer.json()["reason"]


@pytest.mark.django_db
def test_stays_ready_while_the_next_version_lies_below_a_running_server(client, monkeypatch):
    """Between `git pull` and `migrate` a proxy that asks here would otherwise send nobody anywhere."""
    assert client.get("/readyz").status_code == 200
    read = MigrationLoader.load_disk

    def with_a_later_step(loader):
        read(loader)
        loader.disk_migrations["city", "9999_later"] = Migration("9999_later", "city")

    monkeypatch.setattr(MigrationLoader, "load_disk", with_a_later_step)
    assert ("city", "9999_later") in MigrationLoader(connection).graph.leaf_nodes()
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_not_ready_while_the_database_is_away(client, monkeypatch):
    from django.db import OperationalError

    def away(*args):
        raise OperationalError("planted: password of stadt")

    monkeypatch.setattr("mitmachstadt.config.health.MigrationRecorder", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "reason": "OperationalError"}


@pytest.mark.django_db
def test_a_town_without_rules_says_so_instead_of_breaking(client):
    answer = client.get("/vorhaben/idee/", headers={"Accept-Language": "de"})
    assert answer.status_code == 409
    assert "noch keine Regeln hinterlegt" in answer.content.decode()
    told = client.get("/vorhaben/idee/", headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["problems"][0]["code"]) == (409, "no_rules")


@pytest.mark.django_db
def test_a_form_without_its_token_says_what_to_do():
    answer = Client(enforce_csrf_checks=True).post("/konto/anmelden/", {"login": "a@example.org"})
    assert answer.status_code == 403
    assert "Dieses Formular war zu lange offen" in answer.content.decode()
