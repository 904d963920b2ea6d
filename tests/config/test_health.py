"""`doctor` by planted faults: each is found, named in German, and says what to do."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from mitmachstadt.config import env, health


def faults():
    """Hints of all bad findings."""
    return {found.name: found.hint for found in health.examine() if not found.good}


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
    sound.MITMACHSTADT_DEMO = True
    assert faults() == {}

    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=2**29))
    assert "bitte Platz schaffen" in faults()["Freier Platz: 0.5 GiB"]


def test_a_line_to_another_machine_is_locked_or_open_by_decision(monkeypatch):
    def told(base, mail):
        made = SimpleNamespace(DATABASES={"default": env.database(base, "")}, **env.mail(mail, "var"))
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


def test_a_shared_cache_that_does_not_answer_is_named(settings):
    assert health.shared_cache().good
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert not health.shared_cache().good
    assert "REDIS_URL" in health.shared_cache().hint


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
