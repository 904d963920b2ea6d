"""What a vote on a citizens' budget costs: the ballot, a ballot handed in, and 64 voters at once, round after round.

Alone it measures into a scratch folder: `MITMACHSTADT_MODE=demo python tools/benching/budgets.py [--small] [--rounds 1000]`.
The database is the one of `DATABASE_URL`, SQLite without it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitmachstadt.config.settings")

from benching.crowd import crowd, posted  # noqa: E402
from benching.server import Server, cpu_seconds  # noqa: E402

IDEAS, VOTERS, AT_ONCE, ROUNDS, SMALL = 25, 64, 50, 1000, 20
PAGE = "/budgets/bench/abstimmen/"


def fill() -> Any:
    """A made-up budget of 65,000 euros with so many ideas worth 77,000, on which people vote now."""
    from django.utils import timezone

    from mitmachstadt.modules.budgets.models import Application, Budget, Phase
    from mitmachstadt.modules.budgets.queries.process import kept
    from mitmachstadt.modules.budgets.queries.town import default_data
    from mitmachstadt.spine.cases.models import Case
    from mitmachstadt.spine.city.models import Organisation

    now = timezone.now()
    unit, _made = Organisation.objects.get_or_create(
        key="bench", defaults={"name": "Amt", "kind": "town", "answers_cases": True}
    )
    terms = kept(default_data("buergerbudget")) | {"ballot": {"kind": "knapsack"}}
    budget = Budget.objects.create(
        slug="bench", name="Bürgerbudget", year=2030, total=65_000, terms=terms, public=True, published_at=now
    )
    Phase.objects.create(
        budget=budget, key="vote", opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1)
    )
    for n in range(1, IDEAS + 1):
        case = Case.objects.create(
            number=f"BB-2030-{n:03d}", kind="application", state="admitted", title=f"Idee {n}", unit=unit,
            secret_hash=f"b{n}", public=True,
        )  # fmt: skip
        Application.objects.create(
            case=case, budget=budget, title=f"Idee {n}", text="Etwas Gutes für alle. " * 20, applicant="person",
            requested=2000 + 90 * n, ceiling=5000, ground="none", on_ballot=True, label="Markt",
        )  # fmt: skip
    return budget


def ballot(n: int, costs_too_much: bool = False) -> dict[str, str]:
    """The fields of a ballot: some ideas that fit, or all of them."""
    numbers = range(1, IDEAS + 1) if costs_too_much else [(n + step) % IDEAS + 1 for step in range(5)]
    return {"do": "cast", **{f"i{number}": "1" for number in numbers}}


def at_once(number: int, work: Any) -> None:
    """Runs `work(n)` in so many threads; what fails in one fails here."""
    wrong: list[Exception] = []

    def run(n: int) -> None:
        try:
            work(n)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(number)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if wrong:
        raise wrong[0]


def handed_in(server: Server, cookies: list[str], token: str, people: int, times: int) -> tuple[float, float]:
    """CPU seconds of one ballot, and p95 of the wall clock when so many people hand in at once."""

    def sent(n: int, turn: int) -> bytes:
        fields = {**ballot(n + turn), "csrfmiddlewaretoken": token}
        return posted(server, PAGE, cookies[n], urlencode(fields))

    requests = [[sent(n, turn) for turn in range(times)] for n in range(people)]
    before = cpu_seconds(server.process.pid)
    walls = crowd(server, requests, times, status=302)
    return (cpu_seconds(server.process.pid) - before) / len(walls), statistics.quantiles(walls, n=20)[18]


def rounds(budget: Any, users: list[Any], number: int) -> tuple[Counter[str], float]:
    """So many voters in threads of this one process, round after round: they change, take back, and try to overspend."""
    from django.db import connection

    from mitmachstadt.modules.budgets.actions.ballots import cast, withdraw
    from mitmachstadt.modules.budgets.queries.ballots import Elector
    from mitmachstadt.spine.problems import Refused

    said: Counter[str] = Counter()

    def work(n: int) -> None:
        mine = Elector(user=users[n % len(users)])
        for turn in range(number):
            try:
                if turn % 7 == 6 and turn < number - 1:
                    withdraw(budget, mine)
                else:
                    fields = ballot(n + turn, costs_too_much=turn % 5 == 4 and turn < number - 1)
                    keys = [int(name[1:]) for name in fields if name != "do"]
                    cast(budget, mine, {f"BB-2030-{key:03d}": 1 for key in keys})
                said["in"] += 1
            except Refused as refused:
                said.update(refused.codes)
            if connection.vendor == "postgresql":
                connection.close()  # back to the pool, which has fewer than there are voters
        connection.close()

    started = time.perf_counter()
    at_once(VOTERS, work)
    return said, time.perf_counter() - started


def whole(budget: Any, people: int) -> None:
    """Stops where a vote was doubled, lost, or costs more than there is."""
    from mitmachstadt.modules.budgets.models import Ballot, Candidate, Voter

    price = dict(Candidate.objects.filter(sheet__budget=budget).values_list("key", "price"))
    rows = list(Ballot.objects.filter(budget=budget))
    assert len(rows) == len({row.receipt for row in rows}) == people, (len(rows), people)
    assert Voter.objects.filter(budget=budget).count() == people
    assert all(row.spent == sum(price[key] for key in row.choices) <= 65_000 for row in rows)


def main() -> None:
    """Measures into a folder of its own and prints the lines."""
    small = "--small" in sys.argv
    number = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else ROUNDS
    number = SMALL if small else number
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = os.environ.get("BENCH_DATA_DIR", folder)
        os.environ.setdefault("DATABASE_URL", "")
        for words in (["migrate", "-v", "0"], ["collectstatic", "--noinput", "-v", "0"]):
            subprocess.run([sys.executable, "-m", "mitmachstadt", *words], cwd=ROOT, check=True)
        import django

        django.setup()
        from django.conf import settings
        from django.test import Client

        from mitmachstadt.spine.accounts.models import User

        budget = fill()
        users = [User.objects.create_user(f"bench-{n}@example.org", None) for n in range(VOTERS)]
        token, cookies = "b" * 32, []
        for user in users:
            client = Client()
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            cookies.append(f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}")
        server = Server()
        try:
            e = server.cost("/robots.txt", times=500 if small else 2000).cpu
            for title, cookie in (("Stimmzettel, Gast", ""), ("Stimmzettel, angemeldet", cookies[0])):
                cost = server.cost(PAGE, times=20 if small else 60, cookie=cookie)
                print(
                    f"{title}, {IDEAS} Ideen | {cost.cpu / e:.1f} E | {cost.size / 1024:.1f} KB", flush=True
                )
            cpu, p95 = handed_in(server, cookies, token, 1, 20 if small else 200)
            print(f"Ein Stimmzettel abgegeben | {cpu / e:.1f} E | p95 {p95 * 1000:.0f} ms", flush=True)
            cpu, p95 = handed_in(server, cookies, token, AT_ONCE, 4 if small else 20)
            print(f"{AT_ONCE} geben zugleich ab | {cpu / e:.1f} E | p95 {p95 * 1000:.0f} ms", flush=True)
        finally:
            server.stop()
        said, seconds = rounds(budget, users, number)
        whole(budget, VOTERS)
        told = ", ".join(f"{key} {value}" for key, value in sorted(said.items()))
        print(
            f"{VOTERS} × {number} Runden in einem Prozess | {seconds:.0f} s | {told} | nichts doppelt, verloren, zu teuer",
            flush=True,
        )


if __name__ == "__main__":
    main()
