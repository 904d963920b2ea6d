"""What lies outside the program is told in one German sentence, never with a password and never as a list of calls."""

import os
import smtplib
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from mitmachstadt.config import cli, env, given, processes, troubles

ROOT = Path(__file__).resolve().parent.parent.parent


def run(folder, *words, **environment):
    """A command of an installation in production; returns the code and all it said."""
    done = subprocess.run(
        [sys.executable, "-m", "mitmachstadt", *words],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "src"),
            "TOWNS_DIR": str(ROOT / "towns"),
            "SECRET_KEY": "x" * 60,
            "HOSTS": "stadt.example",
            "BASE_URL": "https://stadt.example",
            "DATA_DIR": str(folder / "daten"),
            **environment,
        },
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_a_database_that_is_not_there_ends_a_command_in_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code, told = run(tmp_path, "migrate", DATABASE_URL=f"postgres://stadt:geheim@127.0.0.1:{port}/stadt")
    assert code == 1
    assert "Die Datenbank aus DATABASE_URL antwortet nicht. Dort läuft kein Dienst" in told
    assert "Traceback" not in told
    assert "geheim" not in told


def test_a_file_in_place_of_the_folder_ends_a_command_in_a_sentence(tmp_path):
    (tmp_path / "daten").write_text("kein Ordner", "utf-8")
    code, told = run(tmp_path, "migrate")
    assert code == 1
    assert "wo ein Ordner sein muss; DATA_DIR prüfen" in told
    assert "Traceback" not in told


def test_without_its_file_a_command_says_where_it_looked(tmp_path, monkeypatch, capsys):
    def start(words):
        env.read(given.gather({"HOSTS": "stadt.example", "BASE_URL": "https://stadt.example"}, Path(".env")))

    monkeypatch.setattr(cli, "run", start)
    monkeypatch.delenv("MITMACHSTADT_MODE")
    monkeypatch.chdir(tmp_path)
    hint = f"In {tmp_path} liegt keine `.env`"
    assert cli.main(["mitmachstadt", "doctor"]) == 2
    told = capsys.readouterr().err
    assert hint in told and "SECRET_KEY fehlt" in told
    (tmp_path / ".env").write_text("LOG_LEVEL=INFO\n", "utf-8")
    assert cli.main(["mitmachstadt", "doctor"]) == 2
    told = capsys.readouterr().err
    assert hint not in told and "SECRET_KEY fehlt" in told


def test_a_server_never_shares_a_taken_port(monkeypatch, capsys):
    monkeypatch.setattr(processes, "run_together", lambda *commands, **more: pytest.fail("it was started"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit) as ended:
            call_command("serve", host="127.0.0.1", port=port, without_worker=True)
    assert ended.value.code == 2
    assert f"Port {port} ist belegt" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ('FATAL:  password authentication failed for user "stadt"', "Nutzer oder Passwort stimmen nicht"),
        ("FATAL:  Passwort-Authentifizierung für Benutzer »stadt« fehlgeschlagen", "Nutzer oder Passwort"),
        ('FATAL:  database "satdt" does not exist', "Eine Datenbank dieses Namens gibt es dort nicht"),
        ("FATAL:  Datenbank »satdt« existiert nicht", "Eine Datenbank dieses Namens gibt es dort nicht"),
        ('FATAL:  role "stadt" does not exist', "Diesen Nutzer gibt es dort nicht"),
        ("[Errno -2] failed to resolve host 'nirgends': Name or service not known", "kennt das Netz nicht"),
        ("connection timeout expired", "antwortet nicht"),
        ("database or disk is full", "Die Platte ist voll"),
        ("unable to open database file", "Die Datei lässt sich nicht öffnen"),
        ("FATAL:  sorry, too many clients already", "Alle Verbindungen sind vergeben"),
        ("etwas Neues", "RuntimeError: Adresse und Dienst prüfen."),
    ],
)
def test_the_words_of_the_database_are_told_in_ours(said, sentence):
    assert sentence in troubles.of_database(RuntimeError(said))


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (smtplib.SMTPAuthenticationError(535, b"no"), "Nutzer oder Passwort"),
        (
            smtplib.SMTPNotSupportedError("SMTP AUTH extension not supported by server."),
            "fehlt in MAIL_URL `?tls=1`",
        ),
        (smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server."), "kann kein STARTTLS"),
        (smtplib.SMTPServerDisconnected("timed out"), "antwortet nicht in zehn Sekunden"),
        (socket.gaierror(-2, "Name or service not known"), "kennt das Netz nicht"),
        (ConnectionRefusedError(), "Dort läuft kein Dienst"),
        (ssl.SSLCertVerificationError(), "update-ca-certificates"),
        (ssl.SSLError(), "kein TLS"),
    ],
)
def test_each_fault_of_the_mail_server_says_what_to_change(error, sentence):
    assert sentence in troubles.of_mail(error)


def test_rights_and_space_are_told_and_a_fault_of_ours_is_not_hidden(monkeypatch):
    assert "/srv/x: Zugriff verweigert" in troubles.of_command(
        PermissionError(13, "Permission denied", "/srv/x")
    )
    assert "Die Platte ist voll" in troubles.of_command(OSError(28, "No space left on device"))
    assert not troubles.of_command(FileNotFoundError(2, "No such file", "x"))

    def break_down(arguments):
        raise KeyError("ours")

    monkeypatch.setattr("django.core.management.execute_from_command_line", break_down)
    with pytest.raises(KeyError):
        cli.main(["mitmachstadt", "migrate"])
