"""What an attacker leaves behind: no lines of his own in the log, and his wrong passwords under a name without a person."""

import logging

import pytest
from django.test import Client

from mitmachstadt.config.operation.logs import Line


def test_nobody_writes_lines_into_the_log():
    text = "x\r\n2026-01-01 INFO alles gut\x1b[2J\u2028y\nDETAIL:  Key (email)=(gerda@example.org) exists"
    line = Line("{message}", style="{").format(logging.LogRecord("a", 30, "", 0, text, None, None))
    assert len(line.splitlines()) == 1 and "\x1b" not in line
    assert "alles gut" in line and "gerda" not in line


@pytest.mark.django_db
def test_a_wrong_password_is_noted_without_the_person(caplog):
    for email in ("gerda@example.org", "Gerda@example.org ", "otto@example.org"):
        Client().post("/konto/anmelden/", {"login": email, "password": "falsch-falsch-falsch"})
    lines = [record.getMessage() for record in caplog.records if "sign-in failed" in record.getMessage()]
    assert len(lines) == 3 and lines[0] == lines[1] != lines[2]
    assert "gerda" not in "".join(lines).lower()
