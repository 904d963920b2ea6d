"""Questions to other systems are polite and bounded, and never lead into private networks; broken PDFs cost nothing."""

from __future__ import annotations

import signal
import socket
from http.server import ThreadingHTTPServer

import pytest

from mitmachstadt.modules.council.importers.oparl import texts
from mitmachstadt.modules.council.importers.oparl.pdf import PdfReaderProcess, Unreadable
from mitmachstadt.modules.council.models import File, TextState
from mitmachstadt.spine.fetching import Fetcher, Unreached
from mitmachstadt.spine.search.queries import matching_ids
from tests.serving import Quiet, end, serve

from .oparl_server import Council, CouncilServer, pdf

#: Other servers are started and waited for.
pytestmark = pytest.mark.slow


class Odd(Quiet):
    """Redirects, floods and limps."""

    def do_GET(self):
        where = {
            "/weg": "/da",
            "/innen": "http://127.0.0.2:1/",
            "/kreis": "/kreis",
            "/datei": "file:///etc/passwd",
        }
        if self.path in where:
            self.send_response(302)
            self.send_header("Location", where[self.path])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x" * (5000 if self.path == "/flut" else 2))


@pytest.fixture
def odd():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    serve(server)
    yield f"http://127.0.0.1:{server.server_address[1]}"
    end(server)


def asker(*allowed, **more):
    return Fetcher(allowed=allowed, pause=0, sleep=lambda seconds: None, **more)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://[::1]/", "http://10.0.0.5/", "http://169.254.169.254/latest", "https://192.168.1.1/",
     "http://localhost:5432/", "http://[::ffff:127.0.0.1]/", "ftp://example.org/", "http://a:b@example.org/"],
)  # fmt: skip
def test_no_question_goes_into_a_private_network(url):
    with pytest.raises(Unreached) as refused:
        asker().get(url)
    assert refused.value.kind == "forbidden"


def test_a_name_that_points_inside_is_no_way_in(monkeypatch):
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.1.2.3", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: inside)
    with pytest.raises(Unreached) as refused:
        asker().get("http://rat.example/oparl")
    assert refused.value.kind == "forbidden"


@pytest.mark.parametrize(
    ("path", "kind"), [("/innen", "forbidden"), ("/datei", "forbidden"), ("/kreis", "failed")]
)
def test_redirects_open_no_way_in_and_end(odd, path, kind):
    with pytest.raises(Unreached) as refused:
        asker(odd).get(odd + path)
    assert refused.value.kind == kind


def test_an_allowed_system_of_the_own_network_is_asked_and_followed(odd):
    assert asker(odd).get(odd + "/weg").data == b"xx"


def test_an_answer_without_end_is_cut_off(odd):
    with pytest.raises(Unreached) as refused:
        asker(odd, most_bytes=1000).get(odd + "/flut")
    assert refused.value.kind == "too_large"


def test_failures_are_met_with_growing_patience():
    waits = []
    with CouncilServer(Council()) as council:
        council.failing["/oparl"] = 3
        fetcher = Fetcher(allowed=[council.root], pause=0, sleep=waits.append)
        assert fetcher.get(f"{council.root}/oparl").data
        assert 0.5 <= waits[0] <= 1.5 and 1 <= waits[1] <= 3 and 2 <= waits[2] <= 6
        council.failing["/oparl"] = -1
        with pytest.raises(Unreached):
            fetcher.get(f"{council.root}/oparl")
        assert len([path for path in council.asked if path == "/oparl"]) == 8


def test_between_two_questions_lies_a_pause():
    waits = []
    with CouncilServer(Council()) as council:
        fetcher = Fetcher(allowed=[council.root], pause=5, sleep=waits.append)
        fetcher.get(f"{council.root}/oparl")
        fetcher.get(f"{council.root}/oparl/bodies")
    assert len(waits) == 1 and 4 < waits[0] <= 5


@pytest.mark.slow
def test_a_broken_hanging_or_huge_pdf_harms_nobody():
    with PdfReaderProcess(seconds=5) as reader:
        for data in (b"%PDF-1.4 kaputt", b"", b"\0" * 1000, pdf("x")[:200]):
            with pytest.raises(Unreadable):
                reader.read(data)
        assert "Ein Wort" in reader.read(pdf("Ein Wort"))
        assert reader.process is not None
        reader.process.kill()
        reader.process.wait()
        assert "Noch eins" in reader.read(pdf("Noch eins"))
        # One that hangs: it is held still until its time is over.
        reader.seconds = 0.5
        reader.process.send_signal(signal.SIGSTOP)
        with pytest.raises(Unreadable):
            reader.read(pdf("zu langsam"))


def test_words_of_documents_are_found_and_none_is_fetched_twice(council, read):
    read(council)
    council.files = 80
    twin = File.objects.get(source_id=council.url("file", 3))
    fetcher = asker(council.root)
    council.asked.clear()
    assert list(texts.read_waiting(fetcher))[-1] == 0
    twin.refresh_from_db()
    assert twin.text_state == TextState.DONE and "Quastenflosser3" in twin.text and len(twin.sha512) == 128
    assert matching_ids("paper", "Quastenflosser3")
    assert len([path for path in council.asked if path.endswith(".pdf")]) == 80
    File.objects.filter(pk=twin.pk).update(text_state=TextState.WAITING, text="")
    File.objects.filter(source_id=council.url("file", 4)).update(sha512=twin.sha512, text="Zwilling")
    council.asked.clear()
    list(texts.read_waiting(fetcher))
    twin.refresh_from_db()
    assert twin.text == "Zwilling" and not council.asked
