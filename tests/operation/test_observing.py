"""What an operator sees of a running house: numbers that join answer, log line and task; counts; no person in any of it."""

import io
import json
import logging
import subprocess
import sys

import pytest
from django.db import OperationalError, transaction
from django.test import Client, override_settings
from django_tasks_db.models import DBTaskResult

from mitmachstadt.config.operation import logs, metrics
from mitmachstadt.spine.notify import tasks
from mitmachstadt.spine.work import trace

QUEUE = {"default": {"BACKEND": "mitmachstadt.spine.work.backend.TracedBackend", "QUEUES": ["default"]}}


@pytest.fixture
def lines():
    """Everything logged, as the JSON of a collector."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Json())
    root, own = logging.getLogger(), logging.getLogger("mitmachstadt.request")
    root.addHandler(handler)
    before = own.level
    own.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    own.setLevel(before)


def broken(request):
    raise RuntimeError("planted for gerda@example.org from 192.168.7.9")


@pytest.mark.django_db
def test_each_answer_has_a_number_of_its_own(client):
    one, two = (client.get("/healthz")["X-Request-ID"] for _ in range(2))
    assert one != two
    assert trace.FORM.fullmatch(one)


@pytest.mark.django_db
def test_a_number_from_outside_counts_only_behind_a_proxy_of_ours(client):
    given = {"X-Request-ID": "proxy-4711-abcdef"}
    assert client.get("/healthz", headers=given)["X-Request-ID"] != "proxy-4711-abcdef"
    with override_settings(PROXY_HOPS=1):
        assert client.get("/healthz", headers=given)["X-Request-ID"] == "proxy-4711-abcdef"
        for wrong in ("x", "a b c d e f g h i", "<script>alert(1)</script>", "ä" * 20, "a" * 200, ""):
            answer = client.get("/healthz", headers={"X-Request-ID": wrong.encode().decode("latin-1")})
            assert trace.FORM.fullmatch(answer["X-Request-ID"])


@pytest.mark.django_db
def test_the_number_on_the_error_page_is_the_one_in_the_log(lines, monkeypatch):
    monkeypatch.setattr("mitmachstadt.config.views.ready", broken)
    answer = Client(raise_request_exception=False).get("/readyz")
    assert answer.status_code == 500
    number = answer["X-Request-ID"]
    assert f"<strong>{number}</strong>" in answer.content.decode()
    errors = [line for line in lines() if line["level"] == "ERROR"]
    assert [line["request_id"] for line in errors] == [number]
    assert "RuntimeError: planted" in errors[0]["traceback"]
    assert "gerda" not in json.dumps(errors) and "192.168" not in json.dumps(errors)


@pytest.mark.django_db
def test_an_error_has_a_page_even_where_no_page_can_be_made(lines, monkeypatch):
    """As after an update without `collectstatic`, when every page fails, that for errors too."""
    monkeypatch.setattr("mitmachstadt.config.views.ready", broken)
    monkeypatch.setattr("mitmachstadt.config.views.loader.get_template", broken)
    answer = Client(raise_request_exception=False).get("/readyz")
    assert answer.status_code == 500 and "schiefgegangen" in answer.content.decode()
    assert answer["X-Request-ID"] in answer.content.decode()
    assert any("can not be made" in line["message"] for line in lines())


@pytest.mark.django_db
def test_the_line_about_a_page_that_is_not_there_carries_the_number_too(lines, client):
    number = client.get("/gibt-es-nicht/")["X-Request-ID"]
    told = [line for line in lines() if line["logger"] == "django.request"]
    assert [line.get("request_id") for line in told] == [number]


@pytest.mark.parametrize("form", ["line", "json"])
def test_a_foreign_name_of_the_server_leaves_no_traceback_in_the_log(form):
    """In a process of its own: pytest gives every logger handlers, and Python writes itself where there are none."""
    code = (
        "import logging.config\n"
        "from mitmachstadt.config.operation import logs\n"
        f"logging.config.dictConfig(logs.settings('INFO', '{form}'))\n"
        "logging.getLogger('django.security.DisallowedHost').error('Invalid HTTP_HOST header: 203.0.113.77')\n"
        "logging.getLogger('django.request').error('told')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    (line,) = done.stderr.splitlines()
    assert "told" in line


@pytest.mark.django_db
def test_a_program_gets_the_number_as_json(monkeypatch):
    monkeypatch.setattr("mitmachstadt.config.views.ready", broken)
    answer = Client(raise_request_exception=False).get("/readyz", headers={"Accept": "application/json"})
    assert answer.json() == {"error": "broken", "number": answer["X-Request-ID"]}


@pytest.mark.django_db
def test_one_line_for_each_request_names_view_and_time_but_no_words_of_the_visitor(lines, client):
    client.get("/suche/?q=gerda@example.org+Schulden")
    (line,) = [line for line in lines() if line["logger"] == "mitmachstadt.request"]
    assert line["method"] == "GET" and line["status"] == 200 and line["view"] and line["ms"] >= 0
    assert "Schulden" not in json.dumps(lines()) and "gerda" not in json.dumps(lines())


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Mail 7 failed: refused <gerda.mueller+x@post.example.org>", "gerda"),
        ("from 10.1.2.3 and 2001:db8:0:0::7 and ::1", "10.1.2.3"),
        ("from 10.1.2.3 and 2001:db8:0:0::7", "db8"),
        ("duplicate key\nDETAIL:  Key (name)=(Gerda Muster) already exists.", "Gerda"),
        ("Not Found: /folgen/abmelden/k3J9_xQm4TzLb82NfQyRaV6uHd1WcE5sPo7GiMtXn0Y/", "k3J9"),
        ("Forbidden: /meldungen/M-2026-001/1eff9a71c0320c3609614c1f7f155bdd41f1c61cec3/", "1eff9a"),
        ("Not Found: /konto/passwort/neu/1-diqtv5-4892b7acd765597f969711dc17ed0357/", "4892b7"),
        ("Not Found: /konto/bestaetigen/Mg:1xXCVA:zm4bqxJzCwHciQ5Eb46LyE36d-zZu8nDNqGJCDe8U-U/", "zm4bqx"),
        ("Not Found: /suche/?q=Krebs", "Krebs"),
        ("connection to postgres://stadt:geheim@db/x failed", "geheim"),
    ],
)
def test_log_lines_lose_what_belongs_to_a_person(text, gone):
    assert gone in text
    assert gone not in logs.clean(text)


def test_log_lines_keep_what_helps():
    text = "Not Found: /vorhaben/V-2026-014-radweg-am-rhein-herne-kanal-von-ickern-bis-henrichenburg/ at 12:30:45"
    assert logs.clean(text) == text
    assert logs.clean("django 5.2.19 at 3:20") == "django 5.2.19 at 3:20"


@pytest.mark.parametrize("part", ["x", "0", "%20", "-a", "a@", "x://"])
def test_a_line_ten_times_as_long_takes_ten_times_as_long(part, cpu_seconds):
    line = "Not Found: /vorhaben/" + part * 2000
    assert cpu_seconds(logs.clean, line + part * 18_000) < 30 * cpu_seconds(logs.clean, line)


@pytest.mark.django_db(transaction=True)
@override_settings(TASKS=QUEUE)
def test_a_task_goes_on_under_the_number_of_its_request():
    mark = trace.current.set("anfrage-0001")
    try:
        tasks.ask_to_deliver(1)
    finally:
        trace.current.reset(mark)
    row = DBTaskResult.objects.get()
    assert row.args_kwargs["trace"] == "anfrage-0001"
    trace.take_up(task_result=row.task_result)
    assert trace.current.get() == "anfrage-0001"
    trace.lay_down(task_result=row.task_result)
    assert trace.current.get() == ""


def scrape(client, **headers):
    return client.get("/metrics", headers=headers)


@pytest.mark.django_db
def test_counts_name_views_and_never_visitors(client):
    client.get("/vorhaben/?q=gerda%40example.org")
    client.get("/gibt-es-nicht/geheim")
    text = scrape(client).content.decode()
    assert 'mitmachstadt_requests_total{method="GET",status="404",view="none"}' in text
    assert "mitmachstadt_request_seconds_bucket" in text
    assert "gerda" not in text and "geheim" not in text
    for name in ('mails{state="waiting"}', 'tasks{state="running"}', "workers", "database_up 1.0"):
        assert f"mitmachstadt_{name}" in text


@pytest.mark.django_db
def test_counts_are_for_the_operator(client):
    assert scrape(client).status_code == 200
    assert scrape(client, X_Forwarded_For="203.0.113.9").status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    with override_settings(METRICS_TOKEN="a-token-of-twenty-signs"):
        assert scrape(client).status_code == 404
        assert scrape(client, Authorization="Bearer wrong").status_code == 404
        assert scrape(client, Authorization="Bearer a-token-of-twenty-signs").status_code == 200


@pytest.mark.django_db
def test_counts_come_even_while_the_database_is_away(client, monkeypatch):
    def away():
        raise OperationalError("planted")

    monkeypatch.setattr(metrics, "waiting", away)
    assert "mitmachstadt_database_up 0.0" in scrape(client).content.decode()


@pytest.mark.django_db
def test_readiness_tells_what_needs_a_hand(client, settings):
    settings.MITMACHSTADT_DEMO = False
    answer = client.get("/readyz")
    assert answer.status_code == 200, "pages are served without a worker"
    assert answer.json()["checks"]["worker"] == "attention"
    from mitmachstadt.spine.work.heartbeat import beat

    with transaction.atomic():
        beat("probe")
    assert client.get("/readyz").json()["checks"]["worker"] == "ok"
