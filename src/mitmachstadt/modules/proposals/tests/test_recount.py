"""The script of the documentation recounts the votes from what everybody may download."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mitmachstadt.modules.proposals.actions.voting import cast
from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.modules.proposals.tests.test_actions import voters

PAGE = Path(__file__).resolve().parents[5] / "docs" / "vorschlaege.md"


def script() -> str:
    return re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[1]


@pytest.mark.django_db(transaction=True)
def test_the_script_agrees_and_finds_a_wrong_number(world, live_server, tmp_path):
    assert len(script().splitlines()) <= 50
    people = voters(5)
    for title in ("Bänke", "Bücherschrank"):
        proposal = world.released(title)
        for n, user in enumerate(people):
            cast(proposal.case.number, user, (1, -1)[n % 2])
        cast(proposal.case.number, people[0], 0)
    file = tmp_path / "nachzaehlen.py"
    file.write_text(script(), "utf-8")

    def run():
        done = subprocess.run(
            [sys.executable, file, live_server.url], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    assert run() == (0, "2 Vorschläge stimmen mit 12 Zeilen überein.\n")
    Proposal.objects.filter(title="Bänke").update(up=9, revision=2)
    code, said = run()
    assert code == 1 and "angegeben [9, 2]" in said
