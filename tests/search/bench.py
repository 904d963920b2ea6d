"""Times the search over 100,000 made-up entries, on SQLite or the database of DATABASE_URL.

Run: python tests/search/bench.py [entries]. Prints a table; the test database is made and removed again.
"""

from __future__ import annotations

import csv
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
QUERIES = Path(__file__).with_name("queries.csv")
COMMITMENTS = ROOT / "towns" / "castrop-rauxel" / "data" / "commitments.csv"
DISTRICTS = ("ickern", "habinghorst", "schwerin", "castrop", "rauxel", "merklinde", "dingen", "frohlinde")
TOPICS = ("mobilitaet", "klima", "wohnen", "soziales", "kultur", "sport", "digitales", "wirtschaft")
KINDS = ("project", "suggestion", "paper", "page")


def made_up(count: int) -> Iterator[Any]:
    """Entries of the length of real ones: sentences of the real commitments mixed with invented compounds."""
    from mitmachstadt.spine.search.actions import Entry
    from mitmachstadt.spine.search.words import BASE

    chance = random.Random(73)
    with COMMITMENTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sentences = [row["title"] for row in rows] + [row["summary"] for row in rows]
    base = sorted(BASE)
    invented = [chance.choice(base).capitalize() + chance.choice(base) for _ in range(20_000)]
    first = date(2021, 1, 1)
    for number in range(count):
        compounds = chance.choices(invented, k=4)
        yield Entry(
            kind=KINDS[number % 4],
            object_id=str(number),
            title=f"{chance.choice(rows)['title']} {compounds[0]}",
            url=f"/x/{number}/",
            summary=chance.choice(sentences),
            text=" ".join([*chance.sample(sentences, 3), *compounds]),
            districts=tuple(chance.sample(DISTRICTS, chance.choice((0, 1, 1, 2)))),
            topics=(chance.choice(TOPICS),),
            date=first + timedelta(days=chance.randrange(2000)),
        )


def questions() -> list[str]:
    """The labelled queries of the tests."""
    with QUERIES.open(encoding="utf-8", newline="") as file:
        return [row["query"] for row in csv.DictReader(file)]


def timed(name: str, ask: Callable[[str], Any], texts: list[str], rounds: int = 3) -> None:
    """Prints median, p95 and worst of all questions in milliseconds."""
    spent: list[tuple[float, str]] = []
    for _ in range(rounds):
        for text in texts:
            start = time.perf_counter()
            ask(text)
            spent.append(((time.perf_counter() - start) * 1000, text))
    spent.sort()
    p95 = spent[int(len(spent) * 0.95)][0]
    worst = ", ".join(f"{text!r} {took:.0f}" for took, text in spent[: -len(texts) // 8 : -rounds])
    print(f"{name:<28} median {spent[len(spent) // 2][0]:6.1f} ms   p95 {p95:6.1f} ms   worst: {worst}")


def main() -> None:
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitmachstadt.config.settings_test")
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from mitmachstadt.spine.search import queries
    from mitmachstadt.spine.search.actions import index_entry, rebuild
    from mitmachstadt.spine.search.models import SearchWord

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    old = setup_databases(verbosity=0, interactive=False)
    try:
        start = time.perf_counter()
        entries = list(made_up(count))
        for kind in KINDS:
            rebuild(kind, (entry for entry in entries if entry.kind == kind))
        took = time.perf_counter() - start
        print(f"{connection.vendor}: {count} entries in {took:.0f} s, {SearchWord.objects.count()} words")
        texts = questions()
        timed("one write", lambda text: index_entry(kind="page", object_id="w", title=text, url="/w/"), texts)
        timed("page of hits with filters", queries.find, texts)
        timed("suggestions", lambda text: queries.suggest(text[: max(4, len(text) // 2)]), texts)
        timed(
            "filter of one kind, counted", lambda text: queries.matching_ids("project", text).count(), texts
        )
        common = [
            "Stadt",
            "Konzept",
            "Plan",
            "Stadt Konzept",
            "Rad",
            "S",
            "St",
            "Sta",
            "Beteiligung der Stadt",
        ]
        timed("commonest words", queries.find, common)
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main()
