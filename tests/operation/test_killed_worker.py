"""A worker is killed in the middle of long work and among mails: another one ends both, nothing is lost or sent twice."""

import collections
import contextlib
import signal
import socketserver
import sqlite3
import threading
import time

import pytest

from tests import ready
from tests.operation.installation import Installation

pytestmark = [pytest.mark.slow, pytest.mark.own_processes, pytest.mark.once]


class Postbox(socketserver.ThreadingTCPServer):
    """A mail server that keeps the Message-ID of each mail it took."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        self.taken = collections.Counter()
        super().__init__(("127.0.0.1", 0), Session)


class Session(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 postbox")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.say("354 go on")
                mark = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    if part.lower().startswith(b"message-id:"):
                        mark = part.split(b":", 1)[1].strip()
                time.sleep(0.05)
                self.server.taken[mark] += 1
                self.say("250 taken")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")


MAILS = 40
ENTRIES = 12000
FILL = f"""
from mitmachstadt.spine.search.actions import Entry, index_entries
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.work.actions import start
text = "Asphalt Licht Bank " * 20
index_entries(Entry("page", str(n), f"Radweg {{n}} am Kanal", f"/r/{{n}}/", text=text) for n in range({ENTRIES}))
Mail.objects.bulk_create(Mail(to=f"p{{n}}@example.org", subject="Probe", text="x") for n in range({MAILS}))
start("reindex", by=None)
"""
# A quarter of an hour of silence, without waiting for it: what the dead worker held in its hands is free again. What
# another one took after the kill stays with it.
SILENT = """
from datetime import UTC, datetime, timedelta
from django.utils import timezone
from mitmachstadt.spine.notify import rules
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.work.models import Worker
killed = datetime.fromtimestamp({killed}, UTC)
Worker.objects.filter(seen_at__lte=killed).update(seen_at=timezone.now() - timedelta(minutes=5))
free = Mail.objects.filter(sent_at=None, next_try_at__lte=killed + rules.LEASE)
held = free.filter(tries__gt=0).count()
free.update(next_try_at=timezone.now())
"""


def until(condition, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("It did not come in time.")


def progress(house):
    """State, done and total of the one job, asked of the file itself, since a program to ask takes seconds to start."""
    with contextlib.closing(sqlite3.connect(house.folder / ready.DATABASE, timeout=30)) as database:
        return database.execute("SELECT state, done, total FROM work_job").fetchone()


def test_a_killed_worker_is_replaced(tmp_path):
    postbox = Postbox()
    threading.Thread(target=postbox.serve_forever, daemon=True).start()
    house = Installation(tmp_path / "haus")
    house.environment["MAIL_URL"] = f"smtp://127.0.0.1:{postbox.server_address[1]}"
    house.python(FILL)

    first = house.start("worker")
    begun = until(lambda: postbox.taken and (told := progress(house))[1] and told)
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    killed = time.time()
    state, done, total = progress(house)
    assert state == "running" and 0 < done < total == ENTRIES, begun
    assert len(postbox.taken) < MAILS

    house.python(SILENT.format(killed=killed))
    second = house.start("worker")
    until(lambda: progress(house) == ("done", ENTRIES, ENTRIES))
    until(lambda: len(postbox.taken) == MAILS)
    time.sleep(2)
    second.send_signal(signal.SIGTERM)
    assert second.wait(30) == 0, "a worker that is asked to end ends well"
    postbox.shutdown()
    # Whoever was being sent in the moment of the kill may come again, under the same Message-ID.
    assert sum(postbox.taken.values()) <= MAILS + 1
    assert (
        house.python("from mitmachstadt.spine.work.models import Worker\nprint(Worker.objects.count())")
        == "1"
    )
