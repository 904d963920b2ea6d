"""The script of the documentation counts again from what everybody may download, for every kind of rule."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mitmachstadt.modules.budgets.actions.ballots import cast
from mitmachstadt.modules.budgets.models import Ballot, Candidate
from mitmachstadt.modules.budgets.tests import ballot_world as world
from mitmachstadt.modules.budgets.tests.ballot_world import by, chosen, close, key, voters

PAGE = Path(__file__).resolve().parents[5] / "docs" / "budgets-abstimmung.md"


def script() -> str:
    return re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[1]


@pytest.mark.django_db(transaction=True)
def test_the_script_agrees_and_finds_a_wrong_number(live_server, tmp_path):
    assert len(script().splitlines()) <= 60
    people = voters(9)
    budget = world.vote(
        {"kind": "knapsack", "incompatible": [[key(1), key(2)]]}, prices=(4000, 5000, 3000, 3000)
    )
    for n, user in enumerate(people):
        cast(budget, by(user), chosen(1, 2) if n < 4 else chosen(1, 3) if n < 7 else chosen(4))
    budget.applications.filter(case__number=key(3)).update(on_ballot=False)
    close(budget)
    both = world.vote(
        {"kind": "updown", "scope": "both", "pots": {"ickern": 5000, "mitte": 5000}},
        prices=(4000, 4000, 4000, 4000), places=("", "ickern", "ickern", "mitte"), slug="zwei", total=4000,
    )  # fmt: skip
    for n, user in enumerate(people):
        mine = "ickern" if n < 6 else "mitte"
        keys = {one: f"BC-{both.pk:04d}-{one:03d}" for one in (1, 2, 3, 4)}
        sides = {keys[1]: 1, **({keys[2]: 1, keys[3]: (1, -1)[n % 2]} if n < 6 else {keys[4]: -1})}
        cast(both, by(user), sides, district=mine)
    close(both)
    file = tmp_path / "nachzaehlen.py"
    file.write_text(script(), "utf-8")

    def run():
        done = subprocess.run(
            [sys.executable, file, live_server.url], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    assert run() == (0, "2 Abstimmungen stimmen.\n")
    assert Candidate.objects.filter(reason="won").count() == 4
    one = next(row for row in Ballot.objects.filter(budget=budget) if key(4) not in row.choices)
    Ballot.objects.filter(pk=one.pk).update(choices={key(4): 1})
    code, said = run()
    assert code == 1 and "gezählt" in said


@pytest.mark.django_db
def test_ballots_are_open_only_when_nothing_leads_to_people_any_more(client):
    budget, (gerda, ali) = world.vote(), voters(2)
    cast(budget, by(gerda), chosen(1))
    for name in ("budget-stimmzettel", "budget-abstimmung", "budget-regeln"):
        assert client.get(f"/daten/{name}.json").json()["gesamt"] == 0
    close(budget)
    assert client.get("/daten/budget-stimmzettel.json").json()["gesamt"] == 1
    text = b"".join(client.get("/daten/budget-stimmzettel.csv").streaming_content).decode()
    assert key(1) in text and "gerda" not in text and ali.email not in text
    type(budget).objects.filter(pk=budget.pk).update(public=False)
    assert client.get("/daten/budget-stimmzettel.json").json()["gesamt"] == 0
