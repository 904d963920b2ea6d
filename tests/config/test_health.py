"""`doctor` by planted faults: each is found, named in German, and says what to do."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.cache import caches
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from mitmachstadt.config import env, forgiving_cache, health, upkeep
from mitmachstadt.spine.moderation.limits import too_many


def faults():
    """Hints of all bad findings."""
    return {found.name: found.hint for found in health.examine() if not found.good}


@pytest.fixture(autouse=True)
def well_kept(monkeypatch):
    """The PostgreSQL that runs the tests may be kept as it likes."""
    monkeypatch.setattr(upkeep, "asked", lambda: (True, 0))


@pytest.fixture
def sound(db, settings, tmp_path):
    """An installation without a fault."""
    settings.DATA_DIR = tmp_path
    call_command("import_town", verbosity=0)
    assert faults() == {}
    return settings


def test_an_empty_database_asks_for_the_import(db):
    found = faults()
    assert any("0 Stadtteile" in name for name in found)
    assert "import-town" in found["Regeln der Vorhabenliste"]


def test_planted_faults_are_found_one_by_one(sound, monkeypatch, tmp_path):
    mail = apps.get_model("notify", "Mail")
    mail.objects.create(to="gerda@example.org", subject="x", text="x", language="de", dedupe_key="planted")
    assert faults() == {}, "a mail of this minute is no fault"
    mail.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert "MAIL_URL" in faults()["Mails gehen hinaus"]
    mail.objects.all().delete()

    project = apps.get_model("projects", "Project")
    project.objects.filter(pk=project.objects.first().pk).update(sample=True)
    sound.MITMACHSTADT_DEMO = False
    assert "remove-sample" in faults()["Keine Beispiel-Aktivität im echten Betrieb"]
    assert "email, security" in faults()["Adressen der Stadt sind ihre eigenen"]
    own = {**sound.TOWN["contact"], "email": "rathaus@stadt.de", "security": "https://stadt.de/luecke"}
    sound.TOWN = {**sound.TOWN, "contact": own}
    assert "Adressen der Stadt sind ihre eigenen" not in faults()
    sound.MITMACHSTADT_DEMO = True
    assert faults() == {}

    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=2**29))
    assert "bitte Platz schaffen" in faults()["Freier Platz: 0.5 GiB"]


def test_a_postgresql_that_nobody_keeps_up_is_named_with_the_way_to_mend_it(db, monkeypatch):
    if connection.vendor == "postgresql":
        monkeypatch.undo()
        assert [type(one) for one in upkeep.asked()] == [bool, int]
    monkeypatch.setattr(upkeep, "connection", SimpleNamespace(vendor="postgresql"))
    for answer, words in (((False, 0), "autovacuum = on"), ((True, 3), "3 große Tabellen"), ((True, 0), "")):
        monkeypatch.setattr(upkeep, "asked", lambda answer=answer: answer)
        found = health.tables()
        assert found.good == (not words) and words in found.hint
        assert found.good or "VACUUM ANALYZE" in found.hint
    monkeypatch.setattr(upkeep, "connection", SimpleNamespace(vendor="sqlite"))
    monkeypatch.setattr(upkeep, "asked", lambda: (False, 9))
    assert health.tables().good


def test_a_line_to_another_machine_is_locked_or_open_by_decision(monkeypatch):
    def told(base, mail):
        made = SimpleNamespace(
            DATABASES={"default": env.database(base, "")}, REDIS_URL="", **env.mail(mail, "var")
        )
        monkeypatch.setattr(health, "settings", made)
        return "" if health.lines().good else health.lines().hint

    here, away = "postgres://a:b@127.0.0.1/stadt", "postgres://a:b@db.stadt.de/stadt"
    assert not told(here, "smtp://localhost")
    assert "DATABASE_URL" in told(away, "smtp://localhost")
    assert not told(f"{away}?sslmode=verify-full", "smtp://localhost")
    assert "MAIL_URL" in told(here, "smtp://post.stadt.de")
    for mail in ("smtp://post.stadt.de?tls=1", "smtps://post.stadt.de", "smtp://post.stadt.de?tls=0"):
        assert not told(here, mail)


def test_a_folder_that_can_not_be_written_is_named(settings, tmp_path):
    file = tmp_path / "datei"
    file.write_text("keine Ordner hier", "utf-8")
    settings.DATA_DIR = file
    found = health.data_dir()
    assert not found.good
    assert str(file) in found.hint


def test_a_front_end_that_was_never_built_is_named(settings, monkeypatch, tmp_path):
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setattr("django.contrib.staticfiles.finders.find", lambda path: None)
    assert "tools/build.py" in health.front_end().hint
    assert not health.front_end().good


@pytest.fixture
def no_redis(settings):
    """A shared cache behind whose address nobody listens."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    kind = "mitmachstadt.config.forgiving_cache.SharedCache"
    settings.CACHES = {"default": {"BACKEND": kind, "LOCATION": settings.REDIS_URL}}
    forgiving_cache.away_until.clear()
    return caches["default"]


def test_a_shared_cache_that_does_not_answer_is_named(no_redis, db):
    assert not health.shared_cache().good
    assert "Dort läuft kein Dienst" in health.shared_cache().hint
    assert health.states()["cache"] == "attention"


def test_without_its_shared_cache_each_process_counts_alone(no_redis, caplog, monkeypatch):
    """Brakes go on braking, and only the first question waits for an answer that does not come."""
    assert [too_many("probe", "eine", limit=2, seconds=60) for _ in range(4)] == [False, False, True, True]
    assert len([line for line in caplog.records if "shared cache" in line.message]) == 1
    monkeypatch.setattr(forgiving_cache, "PAUSE_SECONDS", 0)
    no_redis.set("a", 5, 60)
    assert (no_redis.get("a"), no_redis.get("b", 7), no_redis.get_many(["a", "b"])) == (5, 7, {"a": 5})
    assert no_redis.delete("a") and not no_redis.has_key("a")


def test_a_shared_cache_open_to_the_net_is_named(monkeypatch):
    def told(url):
        base = env.database("", "x.sqlite3")
        facts = {"DATABASES": {"default": base}, "REDIS_URL": url, **env.mail("", "var")}
        monkeypatch.setattr(
            health,
            "settings",
            SimpleNamespace(EMAIL_HOST="localhost", EMAIL_USE_TLS=0, EMAIL_USE_SSL=0, **facts),
        )
        return [one.good for one in (health.lines(), health.cache_password())]

    assert told("") == told("redis://localhost/0") == told("unix:///run/redis.sock") == [True, True]
    assert told("redis://redis.stadt.de/0") == [False, False]
    assert told("rediss://redis.stadt.de/0") == [True, False]
    assert (
        told("redis://:wort@redis.stadt.de/0?tls=0")
        == told("rediss://:wort@redis.stadt.de/0")
        == [True, True]
    )


def test_without_a_database_the_rest_is_not_asked(db, monkeypatch):
    def away():
        raise OperationalError("planted")

    with monkeypatch.context() as for_a_moment:
        for_a_moment.setattr(connection, "cursor", away)
        found = health.examine()
    assert not found[-1].good
    assert "DATABASE_URL" in found[-1].hint
    assert "planted" not in found[-1].hint


def test_a_missing_migration_ends_the_examination(db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'city'")
    found = health.examine()
    assert not found[-1].good
    assert "python -m mitmachstadt migrate" in found[-1].hint


def test_the_command_ends_with_the_number_of_faults(db, capsys):
    with pytest.raises(SystemExit) as end:
        call_command("doctor")
    assert end.value.code == 1
    told = capsys.readouterr().out
    assert "FEHLER" in told
    assert "zu klären." in told
