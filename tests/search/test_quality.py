"""How well the search answers 101 real questions over the demo data; the level is measured and must not sink.

`answers.csv` holds the first ten hits of every question in order. It is the same file for SQLite and
PostgreSQL, so both databases find the same. After a wanted change of ranking run
SEARCH_WRITE_ANSWERS=1 pytest tests/search/test_quality.py
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from mitmachstadt.spine.search.queries import find
from tests.search import corpus

HERE = Path(__file__).parent
RECALL, MRR = 0.937, 0.985


def _table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.django_db
def test_labelled_questions(capsys: pytest.CaptureFixture[str]) -> None:
    corpus.load()
    recalls: list[float] = []
    ranks: list[float] = []
    answers: dict[str, str] = {}
    for row in _table("queries.csv"):
        wanted = row["expected"].split(";")
        got = [f"{hit.kind}:{hit.object_id}" for hit in find(row["query"], per_page=10).hits]
        recalls.append(len(set(wanted) & set(got)) / min(len(wanted), 10))
        ranks.append(next((1 / place for place, one in enumerate(got, 1) if one in wanted), 0.0))
        answers[row["query"]] = ";".join(got)
    recall, mrr = sum(recalls) / len(recalls), sum(ranks) / len(ranks)
    with capsys.disabled():
        print(f"\n{len(recalls)} questions: recall@10 {recall:.3f}, MRR {mrr:.3f}")
    if os.environ.get("SEARCH_WRITE_ANSWERS"):
        with (HERE / "answers.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("query", "hits"), *answers.items()])
    assert len(recalls) >= 60
    assert recall >= RECALL
    assert mrr >= MRR
    assert answers == {row["query"]: row["hits"] for row in _table("answers.csv")}
