"""The environment by table: what is read, what is refused and with which sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mitmachstadt.config import cli, env, given

ROOT = Path(__file__).resolve().parent.parent.parent
REAL_TOWN = {
    "SECRET_KEY": "s" * 60,
    "HOSTS": "mitmachen.stadt.de",
    "BASE_URL": "https://mitmachen.stadt.de",
    "DATABASE_URL": "postgres://stadt:wort@localhost:5432/stadt",
}


def sentences(**changes):
    """What `read` refuses about a good installation with `changes`; a value of None leaves the variable out."""
    environ = {name: value for name, value in {**REAL_TOWN, **changes}.items() if value is not None}
    with pytest.raises(env.ConfigError) as refused:
        env.read(environ)
    return str(refused.value)


def test_a_good_installation_is_read_typed_and_without_a_mode_it_is_a_real_one():
    values = env.read({**REAL_TOWN, "HOSTS": " a.stadt.de , mitmachen.stadt.de,", "PROXY_HOPS": "2"})
    assert values["MITMACHSTADT_MODE"] == "production"
    assert values["HOSTS"] == ["a.stadt.de", "mitmachen.stadt.de"]
    assert values["PROXY_HOPS"] == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"MITMACHSTADT_MODE": "prod"}, "MITMACHSTADT_MODE kennt production, demo und test, nicht „prod“."),
        ({"SECRET_KEY": None}, "SECRET_KEY fehlt"),
        ({"SECRET_KEY": "demo-" + "s" * 60}, "SECRET_KEY stammt aus der Demo"),
        ({"SECRET_KEY": "s" * 49}, "kürzer als 50 Zeichen"),
        ({"HOSTS": None}, "HOSTS fehlt"),
        ({"HOSTS": "*"}, "HOSTS darf nicht `*` sein"),
        ({"BASE_URL": None}, "BASE_URL fehlt"),
        ({"BASE_URL": "http://mitmachen.stadt.de"}, "beginnt nicht mit https://"),
        ({"BASE_URL": "https://mitmachen.stadt.de/"}, "endet ohne Schrägstrich"),
        ({"BASE_URL": "https://andere.stadt.de"}, "steht nicht in HOSTS"),
        ({"PROXY_HOPS": "zwei"}, "PROXY_HOPS muss eine ganze Zahl sein, nicht „zwei“."),
        ({"PROXY_HOPS": "-1"}, "kann nicht kleiner als 0 sein"),
        ({"LOG_LEVEL": "laut"}, "LOG_LEVEL kennt DEBUG"),
        ({"DATABASE_URL": "mysql://stadt"}, "nicht „mysql“"),
        ({"DATABASE_URL": "postgres://stadt@localhost:viele/stadt"}, "Der Port ist keine Zahl"),
        ({"DATABASE_URL": "postgres://stadt@localhost/stadt?pool_size=0"}, "pool_size ist eine Zahl ab 1"),
        ({"MAIL_URL": "mail.stadt.de"}, "MAIL_URL hat die Form"),
        ({"MAIL_URL": "smtp://"}, "MAIL_URL hat die Form"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL beginnt mit redis://"),
        ({"REDIS_URL": "rediss://:wort/mit@zeichen@redis:6379/0"}, "stehen als %40"),
        ({"REDIS_URL": "rediss://:wort@redis/0?ssl_cert_reqs=none"}, "nicht „ssl_cert_reqs“"),
        ({"MAP_TILES": "http://kacheln.de/stil.json"}, "MAP_TILES beginnt mit https://"),
    ],
)
def test_each_unusable_value_is_named_in_a_sentence(changes, sentence):
    assert sentence in sentences(**changes)


def test_all_unusable_values_are_named_at_once_and_no_password_is_repeated():
    text = sentences(SECRET_KEY=None, PROXY_HOPS="zwei", DATABASE_URL="postgres://stadt:geheim@db:x/stadt")
    assert len(text.splitlines()) == 3
    assert "geheim" not in text


def test_a_host_with_a_dot_in_front_stands_for_the_names_below_it():
    env.read({**REAL_TOWN, "HOSTS": ".stadt.de"})
    assert "steht nicht in HOSTS" in sentences(HOSTS=".stadt.de", BASE_URL="https://boesestadt.de")


def test_the_demo_needs_nothing():
    assert env.read({"MITMACHSTADT_MODE": "demo"})["SECRET_KEY"] == ""


def test_a_file_gives_what_the_environment_lacks_and_a_mode_keeps_it_out(tmp_path):
    file = tmp_path / ".env"
    file.write_text('SECRET_KEY="aus der Datei"\nHOSTS=datei.de\n', "utf-8")
    both = given.gather({"HOSTS": "umgebung.de"}, file)
    assert (both["SECRET_KEY"], both["HOSTS"]) == ("aus der Datei", "umgebung.de")
    assert given.gather({"MITMACHSTADT_MODE": "demo"}, file) == {"MITMACHSTADT_MODE": "demo"}


def test_a_secret_may_come_from_a_file_that_a_vault_writes(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("aus dem Tresor\n", "utf-8")
    named = {"SECRET_KEY_FILE": str(secret), "HOSTS": "stadt.de", "HOSTS_FILE": "/nirgends"}
    read = given.gather(named, tmp_path / ".env")
    assert (read["SECRET_KEY"], read["HOSTS"]) == ("aus dem Tresor", "stadt.de")
    (tmp_path / ".env").write_text(f"METRICS_TOKEN_FILE={secret}\n", "utf-8")
    assert given.gather({}, tmp_path / ".env")["METRICS_TOKEN"] == "aus dem Tresor"
    with pytest.raises(env.ConfigError, match="SECRET_KEY_FILE: /nirgends lässt sich nicht lesen"):
        given.gather({"SECRET_KEY_FILE": "/nirgends"}, tmp_path / "keine")


def test_database_addresses():
    sqlite = env.database("", "ordner/stadt.sqlite3")
    assert sqlite["NAME"] == "ordner/stadt.sqlite3"
    assert sqlite["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    postgres = env.database(
        "postgres://st%40dt:w%2Frt@db.stadt.de:5433/stadt?pool_size=4&sslmode=require", ""
    )
    assert (postgres["USER"], postgres["PASSWORD"], postgres["PORT"]) == ("st@dt", "w/rt", "5433")
    assert postgres["OPTIONS"] == {
        "sslmode": "require",
        "connect_timeout": "5",
        "pool": {"min_size": 1, "max_size": 4, "timeout": 5, "reconnect_timeout": 2},
    }


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://post.stadt.de", 25, False, False),
        ("smtp://a:b@post.stadt.de:587?tls=1", 587, True, False),
        ("smtps://a:b@post.stadt.de", 465, False, True),
    ],
)
def test_mail_addresses(url, port, tls, ssl):
    read = env.mail(url, "var")
    assert (read["EMAIL_PORT"], read["EMAIL_USE_TLS"], read["EMAIL_USE_SSL"]) == (port, tls, ssl)


def test_without_mail_server_mails_become_files():
    assert env.mail("", "var")["EMAIL_FILE_PATH"] == "var/mails"


def python(*words, cwd=ROOT, **environ):
    """Runs Python with nothing but `environ`."""
    # The variable of the test run would count as an answer to "which mode?".
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), **environ}
    return subprocess.run(
        [sys.executable, *words], cwd=cwd, env=bare, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_a_real_town_refuses_to_start_with_the_secret_of_a_demo(tmp_path):
    """The demo's own secret is read from where the demo wrote it."""
    demo = python("-m", "mitmachstadt.config.settings", MITMACHSTADT_MODE="demo", DATA_DIR=str(tmp_path))
    assert demo.returncode == 0, demo.stderr
    secret = (tmp_path / "demo-secret").read_text("utf-8")
    assert (tmp_path / "demo-secret").stat().st_mode & 0o077 == 0
    real = python(
        "-m", "mitmachstadt", "check", **{**REAL_TOWN, "SECRET_KEY": secret, "DATA_DIR": str(tmp_path)}
    )
    assert real.returncode == 2
    first, second, hint = real.stderr.splitlines()
    assert first == "So kann die Plattform nicht starten:"
    assert second == "SECRET_KEY stammt aus der Demo. `python -m mitmachstadt secret` druckt ein neues."
    assert hint.endswith("Gilt das der Demo? Dann `MITMACHSTADT_MODE=demo` davorsetzen.")


@pytest.mark.slow
def test_a_real_town_sends_cookies_over_https_alone_and_its_file_is_read(tmp_path):
    lines = [f"{name}={value}" for name, value in {**REAL_TOWN, "DATABASE_URL": ""}.items()]
    (tmp_path / ".env").write_text("\n".join([*lines, f"TOWNS_DIR={ROOT / 'towns'}"]), "utf-8")
    names = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS MITMACHSTADT_DEMO DEBUG"
    code = f"from mitmachstadt.config import settings\nprint(*(bool(getattr(settings, n)) for n in {names.split()!r}))"
    done = python("-c", code, cwd=tmp_path)
    assert done.stdout.split() == ["True", "True", "True", "True", "False", "False"], done.stderr


def test_a_new_secret_is_long_enough_and_never_the_same(capsys):
    assert cli.main(["mitmachstadt", "secret"]) == cli.main(["mitmachstadt", "secret"]) == 0
    first, second = capsys.readouterr().out.split()
    assert len(first) >= 50
    assert first != second
    env.read({**REAL_TOWN, "SECRET_KEY": first})
