"""What the search in papers costs over many documents: 15,000 papers whose 40,000 files hold 100 MB of words.

Measures the database of DATABASE_URL, or one in a scratch folder:
`MITMACHSTADT_MODE=demo python tools/benching/papers.py [--small]`. A database that holds papers keeps them; their
documents get made-up words, so never name one that is needed.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitmachstadt.config.settings")

FULL, SMALL = (15_000, 40_000), (300, 800)
VOCABULARY, WORDS_A_FILE, QUESTIONS = 20_000, 250, 240


def vocabulary(dice: random.Random) -> list[str]:
    """Made-up German compounds of two and three parts."""
    from mitmachstadt.spine.search.words import BASE

    base = sorted(BASE)
    return [
        "".join(dice.sample(base, dice.choice((2, 2, 3)))).capitalize() for _ in range(VOCABULARY - len(base))
    ] + [word.capitalize() for word in base]


def fill(papers: int, files: int) -> list[str]:
    """Gives every document its words and brings the search in line; the words that occur."""
    from benching.council import fill_council
    from mitmachstadt.modules.council.findable import index_papers
    from mitmachstadt.modules.council.models import File, Paper

    if not Paper.objects.exists():
        fill_council(papers, files)
    dice = random.Random(files)
    words = vocabulary(dice)
    rows = []
    for row in File.objects.only("pk").iterator():
        row.text = " ".join(dice.choices(words, k=WORDS_A_FILE))
        rows.append(row)
        if len(rows) == 1000:
            File.objects.bulk_update(rows, ["text"])
            rows = []
    File.objects.bulk_update(rows, ["text"])
    index_papers(Paper.objects.values_list("pk", flat=True))
    return words


def questions(words: list[str], count: int) -> Iterator[str]:
    """Addresses of the list: one or two words, a fifth mistyped, with no filter, each filter alone, and all of them."""
    from mitmachstadt.modules.council.queries.papers import choices

    dice, chosen = random.Random(count), choices()
    names = {"gremium": "bodies", "art": "kinds", "jahr": "years", "ergebnis": "results"}
    for n in range(count):
        text = " ".join(dice.sample(words, 1 + n % 2))
        if n % 5 == 4:
            at = dice.randrange(2, len(text) - 1)
            text = text[:at] + text[at + 1 :]
        wanted = [(), ("gremium",), ("art",), ("jahr",), ("ergebnis",), tuple(names)][n % 6]
        filters = {name: dice.choice(chosen[names[name]])[0] for name in wanted if chosen[names[name]]}
        yield "/rat/vorlagen/?" + urlencode({"q": text, **filters})


def figures(small: bool) -> dict[str, list[float]]:
    """Fills the database, asks its questions, and gives milliseconds of the wall clock and of the own CPU."""
    from django.db import connection
    from django.test import Client

    words = fill(*(SMALL if small else FULL))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    client, walls, own = Client(), [], []
    client.get("/rat/vorlagen/?q=Rathaus")
    for address in questions(words, QUESTIONS):
        started, used = time.perf_counter(), time.process_time()
        answer = client.get(address)
        walls.append((time.perf_counter() - started) * 1000)
        own.append((time.process_time() - used) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
    return {"wall clock": walls, "own CPU": own}


def p95(found: list[float]) -> float:
    """What 95 of 100 stay below."""
    return statistics.quantiles(found, n=20)[18]


def measure(small: bool) -> None:
    """Prints median, p95 and worst of the wall clock and of the own CPU in milliseconds."""
    import django

    django.setup()
    from django.db import connection

    for name, found in figures(small).items():
        print(
            f"{connection.vendor}, {name}: median {statistics.median(found):.1f} ms, p95 {p95(found):.1f} ms, "
            f"worst {max(found):.1f} ms",
            flush=True,
        )


def main() -> None:
    """Measures the named database as it is, else a scratch town."""
    small = "--small" in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.setdefault("DATABASE_URL", "")
        for words in (
            ("migrate", "-v", "0"),
            ("import-town", "-v", "0"),
            ("collectstatic", "--noinput", "-v", "0"),
        ):
            subprocess.run([sys.executable, "-m", "mitmachstadt", *words], cwd=ROOT, check=True)
        measure(small)


if __name__ == "__main__":
    main()
