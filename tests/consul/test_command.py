"""The command as the operator types it: German words, a report as a file, going on, and a town of another name."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from mitmachstadt.modules.consul.models import Page, Run
from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.spine.city.models import Organisation
from tests.consul.consul_server import Server, Town
from tests.consul.dump import write_csv
from tests.serving import Quiet, end, serve

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def place(db):
    Organisation.objects.create(key="stadt", name="Stadt Ort", kind="town", answers_cases=True)


def test_what_is_offered_is_said_and_nothing_is_read(capsys):
    with Server(Town(version="1.5")) as server:
        call_command("consul", "pruefen", server.address, "--im-eigenen-netz", "--pause", "0")
    said = capsys.readouterr().out
    assert "Vorschläge" in said and "Meilensteine                     nein" in said
    assert not Run.objects.exists()


def test_everything_by_one_command_with_its_report(tmp_path, capsys):
    with Server(Town()) as server:
        where = [
            "consul",
            "lesen",
            server.address,
            "--im-eigenen-netz",
            "--pause",
            "0",
            "--name",
            "Mitmachen",
        ]
        call_command(*where, "--bericht", str(tmp_path / "bericht.md"))
    assert (Proposal.objects.count(), Page.objects.count()) == (30, 7)
    said, kept = capsys.readouterr().out, (tmp_path / "bericht.md").read_text("utf-8")
    assert "Übernehmen: comment" in said and "Was die Quelle auf diesem Weg nicht gibt" in kept
    call_command("consul", "bericht")
    assert kept in capsys.readouterr().out


def test_a_break_is_said_and_the_same_command_goes_on(capsys):
    town = Town(failures=dict.fromkeys(range(6, 12), 503))
    with Server(town) as server:
        where = ["consul", "lesen", server.address, "--im-eigenen-netz", "--pause", "0", "--quelle", "alt"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("mitmachstadt.spine.fetching.time.sleep", lambda seconds: None)
            patch.setattr(
                "mitmachstadt.spine.fetching.Fetcher.sleep", staticmethod(lambda seconds: None), raising=False
            )
            patch.setattr("mitmachstadt.spine.fetching.MOST_WAIT", 0)
            with pytest.raises(CommandError, match="Was gelesen ist, bleibt"):
                call_command(*where)
        call_command(*where)
    assert "fortgesetzt" in capsys.readouterr().out
    assert (Proposal.objects.count(), Run.objects.get().state) == (30, Run.State.DONE)


def test_tables_by_one_command(tmp_path, capsys):
    call_command("consul", "tabellen", str(write_csv(tmp_path)), "--quelle", "alt")
    assert Proposal.objects.count() == 2
    assert "Tabellen der Datenbank" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["lesen", "ftp://example.org"], "keine Adresse"),
        (["lesen", "https://name:wort@example.org"], "keine Adresse"),
        (["lesen", "http://127.0.0.1:9"], "privaten Netz"),
        (["lesen", "http://127.0.0.1:9", "--pause", "99"], "Pause"),
        (["tabellen", "/fehlt"], "weder"),
        (["bericht"], "noch keinen Bericht"),
    ],
)
def test_what_is_wrong_is_said_in_german(typed, said):
    with pytest.raises(CommandError, match=said):
        call_command("consul", *typed)


def test_what_is_no_such_interface_is_said(tmp_path):
    from http.server import ThreadingHTTPServer

    class Other(Quiet):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>Willkommen</html>")

    server = ThreadingHTTPServer(("127.0.0.1", 0), Other)
    serve(server)
    try:
        with pytest.raises(CommandError, match="keine solche Schnittstelle"):
            call_command("consul", "pruefen", f"http://127.0.0.1:{server.server_port}", "--im-eigenen-netz")
    finally:
        end(server)
