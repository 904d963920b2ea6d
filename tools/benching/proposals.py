"""What proposals cost: the list at 550 and at 50,000 of them, one page, and a vote.

Alone it measures into a scratch folder: `MITMACHSTADT_MODE=demo python tools/benching/proposals.py [--small]`.
"""

from __future__ import annotations

import http.client
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitmachstadt.config.settings")

from benching.server import Server, cpu_seconds  # noqa: E402

FEW, MANY, SMALL = 550, 50_000, 2_000
PAGES = {
    "Liste": "/vorschlaege/",
    "Liste, gefiltert, nach Zustimmung": "/vorschlaege/?stadtteil=mitte&stand=offen&folge=dafuer",
    "Liste, umstritten": "/vorschlaege/?folge=umstritten",
    "Liste mit Suche": "/vorschlaege/?q=Radweg",
    "Liste, worüber man noch nicht abgestimmt hat": "/vorschlaege/?ohne=1",
    "Ein Vorschlag": "/vorschlaege/BV-2020-000001/",
}


def fill(start: int, count: int) -> None:
    """Writes so many made-up public proposals, each with numbers of a vote."""
    from django.utils import timezone

    from benching.fill import WORDS
    from mitmachstadt.modules.proposals.actions.proposals import index
    from mitmachstadt.modules.proposals.models import Proposal
    from mitmachstadt.modules.proposals.queries.town import proposal_rules
    from mitmachstadt.modules.proposals.rules import terms_on
    from mitmachstadt.spine.cases.models import Case
    from mitmachstadt.spine.city.models import District, Organisation

    dice, now = random.Random(start), timezone.now()
    unit, _made = Organisation.objects.get_or_create(
        key="bench", defaults={"name": "Amt", "kind": "town", "answers_cases": True}
    )
    mitte, _made = District.objects.get_or_create(
        slug="mitte", defaults={"name": "Mitte", "lat": 51.55, "lon": 7.31}
    )
    terms = terms_on(proposal_rules(), timezone.localdate(), None)
    cases = Case.objects.bulk_create(
        [
            Case(
                number=f"BV-2020-{n:06d}", kind="proposal", state=dice.choice(("collecting", "collecting", "archived")),
                title=f"Mehr {dice.choice(WORDS)}", unit=unit, secret_hash=f"bench-{n}", public=True, sample=True,
            )
            for n in range(start + 1, start + count + 1)
        ],
        batch_size=500,
    )  # fmt: skip
    rows = Proposal.objects.bulk_create(
        [
            Proposal(
                case=case, title=f"{case.title} und {dice.choice(WORDS)}", text=" ".join(dice.sample(WORDS, 20)),
                terms=terms.kept(), ends_on=terms.ends_on, released_at=now - timedelta(minutes=case.pk),
                up=dice.randrange(300), down=dice.randrange(200), district=mitte if case.pk % 12 == 0 else None,
            )
            for case in cases
        ],
        batch_size=500,
    )  # fmt: skip
    index(rows)


def vote(server: Server, cookie: str, token: str, times: int) -> tuple[float, float]:
    """CPU seconds of a vote, and p95 of its wall clock in seconds; each vote changes the one before."""
    walls, start = [], cpu_seconds(server.process.pid)
    for n in range(times):
        body = urlencode({"vote": (1, -1)[n % 2], "csrfmiddlewaretoken": token})
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        headers = {
            "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
            "Referer": f"http://127.0.0.1:{server.port}/", "Origin": f"http://127.0.0.1:{server.port}",
        }  # fmt: skip
        started = time.perf_counter()
        connection.request("POST", "/vorschlaege/BV-2020-000002/stimme/", body=body, headers=headers)
        response = connection.getresponse()
        said = response.read()
        walls.append(time.perf_counter() - started)
        connection.close()
        if response.status != 200:
            raise RuntimeError(f"Die Stimme wird mit {response.status} beantwortet: {said[:300]!r}")
    return (cpu_seconds(server.process.pid) - start) / times, statistics.quantiles(walls, n=20)[18]


def main() -> None:
    """Measures into a folder of its own and prints the lines."""
    small = "--small" in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = os.environ.get("BENCH_DATA_DIR", folder)
        os.environ.setdefault("DATABASE_URL", "")
        for words in (["migrate", "-v", "0"], ["collectstatic", "--noinput", "-v", "0"]):
            subprocess.run([sys.executable, "-m", "mitmachstadt", *words], cwd=ROOT, check=True)
        import django

        django.setup()
        from django.conf import settings
        from django.test import Client

        from mitmachstadt.modules.proposals.models import Proposal
        from mitmachstadt.spine.accounts.models import User
        from mitmachstadt.spine.audit.models import LogEntry

        def touch() -> None:
            LogEntry.objects.create(action="edit_sheet", object_kind="bench", object_id="1", sample=True)

        client = Client()
        client.force_login(User.objects.create_user("bench@example.org", "bench"))
        token = "b" * 32
        name = settings.SESSION_COOKIE_NAME
        cookie = f"{name}={client.cookies[name].value}; {settings.CSRF_COOKIE_NAME}={token}"
        fill(0, FEW)
        server, before = Server(), {}
        try:
            for many in (FEW, SMALL if small else MANY):
                if many > FEW:
                    fill(FEW, many - FEW)
                e = server.cost("/robots.txt", times=500 if small else 2000).cpu
                for title, path in PAGES.items():
                    cost = server.cost(path, times=20 if small else 60, cookie=cookie, before=touch)
                    growth = f" | {cost.cpu / e / before[title]:.2f}-mal" if title in before else ""
                    before.setdefault(title, cost.cpu / e)
                    print(
                        f"{title}, {many} Vorschläge | {cost.cpu / e:.1f} E | {cost.size / 1024:.1f} KB{growth}",
                        flush=True,
                    )
            cpu, p95 = vote(server, cookie, token, 50 if small else 400)
            print(f"Eine Stimme | {cpu / e:.1f} E | p95 {p95 * 1000:.0f} ms", flush=True)
            assert Proposal.objects.get(case__number="BV-2020-000002").cast
        finally:
            server.stop()


if __name__ == "__main__":
    main()
