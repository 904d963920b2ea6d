"""64 people at once against a running server whose worker is killed: everything is there, once, and nobody meets an error."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from PIL import Image

from tests.attack.surface import read
from tests.operation.installation import Installation
from tests.operation.test_killed_worker import SILENT, Postbox, until

WRITERS = 64
POSTGRES = (
    os.environ.get("DATABASE_URL", "") if os.environ.get("DATABASE_URL", "").startswith("postgres") else ""
)
PASSWORD = "77 Gabeln, 12 Kuhglocken"
# A new process takes seconds to start, so this one looks until the last mail has gone.
COUNT = """
import json, time
from mitmachstadt.modules.projects.models import Suggestion
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.notify.models import Mail, Subscription
from django.db.models import Q
mine = Q(text__startswith="Schreiberin ")
end = time.monotonic() + 90
while Mail.objects.filter(sent_at=None).exists() and time.monotonic() < end:
    time.sleep(0.1)
print(json.dumps({
    "suggestions": sorted(Suggestion.objects.filter(mine).values_list("text", flat=True)),
    "photos": Suggestion.objects.filter(mine, photo__isnull=False).count(),
    "uploads": Upload.objects.filter(sample=False).count(),
    "follows": Subscription.objects.filter(email__startswith="folgt-").count(),
    "users": User.objects.filter(email__startswith="neu-").count(),
    "mails": sorted(Mail.objects.filter(to__endswith="@writers.example").values_list("to", flat=True)),
    "unsent": Mail.objects.filter(sent_at=None).count(),
    "held": held,
}))
"""


def photo():
    target = io.BytesIO()
    Image.effect_noise((200, 150), 60).convert("RGB").save(target, "JPEG")
    return target.getvalue()


@pytest.fixture
def house(tmp_path):
    """An installation of its own on the database of this run, with a mail server, and a database that is taken away."""
    made = Installation(tmp_path / "haus", POSTGRES, filled=True)
    postbox = Postbox()
    threading.Thread(target=postbox.serve_forever, daemon=True).start()
    made.postbox, made.running = postbox, []
    made.environment.update(
        MAIL_URL=f"smtp://127.0.0.1:{postbox.server_address[1]}",
        PROXY_HOPS="1",
        DJANGO_SETTINGS_MODULE="tests.quick_passwords",
    )
    yield made
    for process in made.running:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
    postbox.shutdown()
    made.close()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answers(port):
    try:
        return requests.get(f"http://127.0.0.1:{port}/readyz", timeout=5).ok
    except requests.RequestException:
        return False


def goals(base):
    """The number of a project that takes suggestions now, and a district."""

    def rows(dataset):
        return requests.get(f"{base}/daten/{dataset}.json?per_page=100", timeout=30).json()["eintraege"]

    for project in rows("vorhaben"):
        page = requests.get(f"{base}/vorhaben/{project['nummer']}/hinweise/", timeout=30).text
        if 'name="form_token"' in page:
            break
    return project["nummer"], rows("stadtteile")[0]["schluessel"]


class Writer:
    """One person with a browser of her own."""

    def __init__(self, number, port):
        self.number, self.base = number, f"http://127.0.0.1:{port}"
        self.session = requests.Session()
        self.session.headers.update({"X-Forwarded-For": f"198.51.100.{number}", "X-Forwarded-Proto": "http"})
        self.seen = []

    def form(self, path, marker):
        page = self.session.get(self.base + path, timeout=120)
        self.seen.append((path, page.status_code))
        forms = [form for form in read(path, page.text).forms if marker in {*form.fields, *form.files}]
        # What the page leaves empty stays empty here.
        return {
            name: values[0]
            for name, values in forms[0].fields.items()
            if name in {"csrfmiddlewaretoken", "form_token", "kind", "about"}
        }

    def post(self, path, data, files=None):
        answer = self.session.post(
            self.base + path, data, files=files, timeout=120, headers={"Referer": self.base + path}
        )
        shown_again = 'class="error' in answer.text or 'aria-invalid="true"' in answer.text
        said = re.findall(r'href="#([^"]+)">(.*?)</a>', answer.text)[:9] if shown_again else []
        self.seen.append((path, 422 if shown_again else answer.status_code, said))

    def suggest(self, project):
        path = f"/vorhaben/{project}/hinweis/"
        data = self.form(path, "form_token") | {
            "text": f"Schreiberin {self.number:02d} wünscht sich eine Bank unter dem Baum.", "photo_alt": "Ein Baum",
            "answer": "mail", "age": "44", "resident": "yes", "email": f"hinweis-{self.number}@writers.example",
        }  # fmt: skip
        # Whoever is faster than two seconds counts as a machine.
        time.sleep(2.5)
        # Pressed twice: the second press is the same suggestion.
        for _ in range(2):
            self.post(path, data, {"photo": ("baum.jpg", photo(), "image/jpeg")})

    def follow(self, district):
        data = self.form(f"/folgen/?art=district&ziel={district}", "email")
        email = f"folgt-{self.number}@writers.example"
        self.post(
            "/folgen/", data | {"art": "district", "ziel": district, "email": email, "frequency": "now"}
        )

    def sign_up(self):
        data = self.form("/konto/registrieren/", "password1")
        self.post(
            "/konto/registrieren/",
            data | {"email": f"neu-{self.number}@writers.example", "password1": PASSWORD},
        )


@pytest.mark.slow
@pytest.mark.own_processes
def test_nothing_is_lost_twice_or_refused(house):
    port = free_port()
    house.running.append(house.start("serve", "--port", str(port), "--without-worker"))
    first = house.start("worker")
    house.running.append(first)
    until(lambda: answers(port))
    project, district = goals(f"http://127.0.0.1:{port}")
    people = [Writer(number, port) for number in range(1, WRITERS + 1)]

    def work(person):
        # Everybody begins somewhere else, so that all kinds of writing meet.
        steps = [lambda: person.suggest(project), lambda: person.follow(district), person.sign_up]
        for place in range(3):
            steps[(person.number + place) % 3]()

    started = time.monotonic()
    with ThreadPoolExecutor(WRITERS) as pool:
        running = [pool.submit(work, person) for person in people]
        until(lambda: len(house.postbox.taken) > 5, 90)
        first.send_signal(signal.SIGKILL)
        first.wait(10)
        killed = time.time()
        house.running.append(house.start("worker"))
        for one in running:
            one.result(180)
    took = time.monotonic() - started
    bad = [(person.number, one) for person in people for one in person.seen if one[1] >= 400]
    assert not bad, bad[:10]
    found = json.loads(house.python(SILENT.format(killed=killed) + COUNT))

    assert not found["unsent"]
    assert len(found["suggestions"]) == len(set(found["suggestions"])) == WRITERS
    assert found["photos"] == found["uploads"] == WRITERS
    assert found["follows"] == found["users"] == WRITERS
    assert len(found["mails"]) == len(set(found["mails"])) == 3 * WRITERS
    # Only what was on its way in the moment of the kill may come again, and then as the same mail: one that was asked
    # for at once, and one of those that the clock sends.
    taken = house.postbox.taken
    assert len(taken) >= 3 * WRITERS and sum(taken.values()) <= len(taken) + found["held"]
    assert found["held"] <= 2
    assert "Traceback" not in Path(house.folder / "log.txt").read_text("utf-8")
    print(
        f"{WRITERS} writers, {sum(len(p.seen) for p in people)} requests in {took:.0f} s, {sum(taken.values())} mails"
    )
