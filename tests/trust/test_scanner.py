"""The town's virus scanner is asked before a file is kept; what it can not examine is not kept either."""

import io
import socketserver
import struct
import threading

import pytest
from PIL import Image

from mitmachstadt.config import env, health
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.files.tests.test_files import encoded, store
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db


class Clamd(socketserver.StreamRequestHandler):
    """Speaks as much of clamd as is asked of it, and finds something in every GIF."""

    def handle(self):
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert command == b"zINSTREAM\0"
        data = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            assert length <= 64 * 1024
            data += self.rfile.read(length)
        found = b"Eicar-Signature FOUND" if data.startswith(b"GIF8") else b"OK"
        self.wfile.write(b"stream: " + found + b"\0")


@pytest.fixture
def scanner(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.VIRUS_SCANNER = f"clamd://127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


def test_what_the_scanner_finds_something_in_is_not_kept(scanner, tmp_path):
    assert health.virus_scanner().good
    noise = Image.effect_noise((400, 400), 90)
    large = io.BytesIO()
    noise.save(large, "PNG")
    assert len(large.getvalue()) > 64 * 1024 and store(large.getvalue())
    with pytest.raises(Refused, match="Virenscanner"):
        store(encoded("GIF"))
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("place", ["clamd://127.0.0.1:9", "clamd:///nirgends/clamd.ctl"])
def test_while_the_scanner_is_away_nothing_is_kept_unexamined(settings, tmp_path, place):
    settings.MEDIA_ROOT, settings.VIRUS_SCANNER = tmp_path, place
    with pytest.raises(Refused, match="nicht geprüft werden"):
        store(encoded("PNG"))
    assert not Upload.objects.exists() and not list(tmp_path.iterdir())
    assert not health.virus_scanner().good


@pytest.mark.parametrize("place", ["localhost:3310", "clamd://", "clamd://rechner:viele", "http://rechner"])
def test_an_address_that_is_none_is_told_at_the_start(place):
    with pytest.raises(env.ConfigError, match="VIRUS_SCANNER hat die Form"):
        env.read({"MITMACHSTADT_MODE": "demo", "VIRUS_SCANNER": place})
