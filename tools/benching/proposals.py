"""What proposals cost: the list at 550 and at 50,000 of them, one page, 1,000 comments, a vote, 50 voters at once, and the
export of everything.

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

from benching.crowd import crowd, posted  # noqa: E402
from benching.server import Server, cpu_seconds, descendants  # noqa: E402

FEW, MANY, SMALL = 550, 50_000, 2_000
PAGES = {
    "Liste": "/vorschlaege/",
    "Liste, gefiltert, nach Zustimmung": "/vorschlaege/?stadtteil=mitte&stand=offen&folge=dafuer",
    "Liste, umstritten": "/vorschlaege/?folge=umstritten",
    "Liste mit Suche": "/vorschlaege/?q=Radweg",
    "Liste, worüber man noch nicht abgestimmt hat": "/vorschlaege/?ohne=1",
    "Karte": "/vorschlaege/karte/",
    "Karte als Daten, ganze Stadt": "/vorschlaege/karte.geojson?zoom=11",
    "Karte als Daten, gefiltert": "/vorschlaege/karte.geojson?zoom=13&stand=offen",
    "Ein Vorschlag": "/vorschlaege/BV-2020-000001/",
}

VOTE = "/vorschlaege/BV-2020-000002/stimme/"
TALK = {
    "Vorschlag mit 1.000 Kommentaren, angemeldet": "/vorschlaege/BV-2020-000001/",
    "Alle 1.000 Kommentare, angemeldet": "/gespraech/BV-2020-000001/",
    "Dieselben, Seite 9 der neuesten, angemeldet": "/gespraech/BV-2020-000001/?folge=neu&seite=9",
}


def fill(start: int, count: int) -> None:
    """Writes so many made-up public proposals, each with numbers of a vote."""
    from django.utils import timezone

    from benching.fill import WORDS
    from mitmachstadt.modules.proposals.actions.finding import index
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
                lat=51.55 + dice.gauss(0, 0.02), lon=7.31 + dice.gauss(0, 0.03),
            )
            for case in cases
        ],
        batch_size=500,
    )  # fmt: skip
    index(rows)


def fill_talk(about_number: str, count: int) -> None:
    """Writes so many comments on one proposal, two in five of them with answers of the others."""
    from django.db import transaction
    from django.utils import timezone

    from benching.fill import WORDS
    from mitmachstadt.modules.proposals.models import Proposal
    from mitmachstadt.spine.cases.models import Case
    from mitmachstadt.spine.talk import actions
    from mitmachstadt.spine.talk.models import Comment

    dice, now = random.Random(count), timezone.now()
    about = Proposal.objects.select_related("case__unit").get(case__number=about_number).case
    start = Case.objects.filter(kind="talk").count()
    cases = Case.objects.bulk_create(
        [
            Case(
                number=f"KO-2020-{start + n:06d}", kind="talk", state="shown", title="Kommentar", unit=about.unit, public=True,
                secret_hash=f"talk-{start + n}", sample=True, subject_kind="proposal", subject_id=about_number,
            )
            for n in range(count)
        ],
        batch_size=500,
    )  # fmt: skip
    rows = [
        Comment(
            case=case, about=about, name=f"Person {n % 200}", stance=dice.choice(("for", "against", "neutral", "question")),
            text=" ".join(dice.choices(WORDS, k=dice.randrange(8, 60))), helpful=dice.randrange(9), ranked=dice.random(),
            at=now - timedelta(minutes=count - n),
        )
        for n, case in enumerate(cases)
    ]  # fmt: skip
    heads = Comment.objects.bulk_create([row for n, row in enumerate(rows) if n % 5 < 2], batch_size=500)
    answers = [row for n, row in enumerate(rows) if n % 5 >= 2]
    for row in answers:
        row.parent = dice.choice(heads)
    Comment.objects.bulk_create(answers, batch_size=500)
    with transaction.atomic():
        actions.count(about.pk)


def fill_around(lines: int, comments: int) -> None:
    """Gives every proposal so many lines of votes and comments, for the export."""
    from mitmachstadt.modules.proposals.models import Proposal, VoteLine
    from mitmachstadt.spine.cases.models import Case
    from mitmachstadt.spine.talk.models import Comment

    rows = list(Proposal.objects.select_related("case").only("pk", "case__number", "case__unit_id"))
    made = 0
    for start in range(0, len(rows), 1000):
        some = rows[start : start + 1000]
        VoteLine.objects.bulk_create(
            [
                VoteLine(name=f"{one.case.number}.b{n}", proposal=one, number=1_000_000 + n, before=0, after=(1, -1)[n % 2])
                for one in some
                for n in range(lines)
            ],
            batch_size=1000,
        )  # fmt: skip
        cases = Case.objects.bulk_create(
            [
                Case(
                    number=f"KO-2019-{made + n:06d}", kind="talk", state="shown", title="Kommentar",
                    unit_id=some[n // comments].case.unit_id, public=True, secret_hash=f"around-{made + n}", sample=True,
                    subject_kind="proposal", subject_id=some[n // comments].case.number,
                )
                for n in range(len(some) * comments)
            ],
            batch_size=500,
        )  # fmt: skip
        made += len(cases)
        Comment.objects.bulk_create(
            [
                Comment(case=case, about=some[n // comments].case, name="Person", stance="for", text="Es fehlt Schatten. " * 8)
                for n, case in enumerate(cases)
            ],
            batch_size=500,
        )  # fmt: skip


def export(server: Server) -> tuple[float, float, int, int]:
    """Seconds on the clock, CPU seconds, bytes, and by how many KiB the server grew over proposals, votes and comments."""
    before, start, cpu, size, most = (
        resident(server),
        time.perf_counter(),
        cpu_seconds(server.process.pid),
        0,
        0,
    )
    for slug in ("vorschlaege", "stimmen", "kommentare"):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
        connection.request("GET", f"/daten/{slug}.csv?alles=1")
        response = connection.getresponse()
        while piece := response.read(1 << 20):
            size += len(piece)
            most = max(most, resident(server))
        connection.close()
        if response.status != 200:
            raise RuntimeError(f"{slug} antwortet mit {response.status}")
    return time.perf_counter() - start, cpu_seconds(server.process.pid) - cpu, size, most - before


def resident(server: Server) -> int:
    """KiB of memory of the server and its children."""
    total = 0
    for pid in descendants(server.process.pid):
        text = Path(f"/proc/{pid}/status").read_text()
        total += int(next(line.split()[1] for line in text.splitlines() if line.startswith("VmRSS")))
    return total


def post_vote(server: Server, cookie: str, token: str, value: int) -> float:
    """Seconds of one vote."""
    body = urlencode({"vote": value, "csrfmiddlewaretoken": token})
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {
        "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
        "Referer": f"http://127.0.0.1:{server.port}/", "Origin": f"http://127.0.0.1:{server.port}",
    }  # fmt: skip
    started = time.perf_counter()
    connection.request("POST", VOTE, body=body, headers=headers)
    response = connection.getresponse()
    said = response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"Die Stimme wird mit {response.status} beantwortet: {said[:300]!r}")
    return time.perf_counter() - started


def vote(server: Server, cookie: str, token: str, times: int) -> tuple[float, float]:
    """CPU seconds of a vote, and p95 of its wall clock in seconds; each vote changes the one before."""
    start = cpu_seconds(server.process.pid)
    walls = [post_vote(server, cookie, token, (1, -1)[n % 2]) for n in range(times)]
    return (cpu_seconds(server.process.pid) - start) / times, statistics.quantiles(walls, n=20)[18]


def crowd_cookies(token: str, number: int) -> list[str]:
    """So many people who are signed in."""
    from django.conf import settings
    from django.test import Client

    from mitmachstadt.spine.accounts.models import User

    found = []
    for n in range(number):
        client = Client()
        client.force_login(User.objects.get_or_create(email=f"bench{n}@example.org")[0])
        name = settings.SESSION_COOKIE_NAME
        found.append(f"{name}={client.cookies[name].value}; {settings.CSRF_COOKIE_NAME}={token}")
    return found


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
            fields = [urlencode({"vote": value, "csrfmiddlewaretoken": token}) for value in (1, -1)]
            votes = [
                [posted(server, VOTE, one, field) for field in fields] for one in crowd_cookies(token, 50)
            ]
            for title, pause in (("viermal in der Sekunde", 0.25), ("ohne Pause", 0.0)):
                started = time.perf_counter()
                walls = crowd(server, votes, 6 if small else 60, pause)
                rate = len(walls) / (time.perf_counter() - started)
                p95 = statistics.quantiles(walls, n=20)[18]
                print(
                    f"Eine Stimme, 50 stimmen {title} | {rate:.0f} in der Sekunde | p95 {p95 * 1000:.0f} ms",
                    flush=True,
                )
            fill_talk("BV-2020-000001", 1000)
            for title, path in TALK.items():
                for told, touched in (("", None), (", eben geändert", touch)):
                    cost = server.cost(path, times=20 if small else 60, cookie=cookie, before=touched)
                    print(f"{title}{told} | {cost.cpu / e:.1f} E | {cost.size / 1024:.1f} KB", flush=True)
            fill_around(4, 2)
            seconds, cpu, size, grown = export(server)
            print(
                f"Ausfuhr von allem | {seconds:.0f} s, {cpu:.0f} s Rechenzeit | {size / 1e6:.0f} MB | +{grown / 1024:.0f} MiB"
            )
            assert Proposal.objects.get(case__number="BV-2020-000002").cast
        finally:
            server.stop()


if __name__ == "__main__":
    main()
