"""Whatever changes, everything that looks different afterwards says so in `modified`: tried with many small changes."""

from __future__ import annotations

import random
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from mitmachstadt.modules.council.models import (
    BodyProfile,
    Consultation,
    Membership,
    Municipality,
    Paper,
)
from mitmachstadt.modules.council.oparl import kinds
from mitmachstadt.modules.council.oparl.reading import COLUMNS, Reader
from mitmachstadt.modules.council.touch import touch
from tests.oparl.world import fill, rolls

pytestmark = pytest.mark.django_db
WORDS = {
    "body": "name", "legislative-term": "name", "organization": "short_name", "person": "name", "membership": "role",
    "meeting": "name", "agenda-item": "title", "paper": "title", "consultation": "role", "file": "name",
    "location": "description",
}  # fmt: skip


def pictures() -> dict[str, dict]:
    """Every object that everybody may see, by its address."""
    found = {}
    for name, kind in kinds.KINDS.items():
        rows = list(kinds.seen(kind).values(*COLUMNS[name]))
        for one in Reader().objects(name, rows):
            found[one["id"]] = one
    return found


def without_moments(value):
    if isinstance(value, dict):
        return {key: without_moments(one) for key, one in value.items() if key != "modified"}
    return [without_moments(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", rolls(6))
def test_what_looks_different_says_so(town, seed):
    fill(seed, papers=25)
    dice = random.Random(seed)
    moment = timezone.now() + timedelta(days=1)
    before = pictures()
    for step in range(25):
        moment += timedelta(minutes=1)
        # hiding the municipality itself hides everything, and is no step of anybody's
        change = dice.choice(("words", "hide", "show"))
        name = dice.choice([one for one in WORDS if change == "words" or one != "body"])
        row = dice.choice(list(kinds.KINDS[name].model.objects.all()))
        if change == "words":
            setattr(row, WORDS[name], f"Neu {step}")
        else:
            row.was_public, row.deleted_at = True, moment if change == "hide" else None
        row.save()
        touch(type(row), [row.pk], comes_or_goes=change != "words", now=moment)
        after = pictures()
        silent = [
            (change, name, row.pk, address)
            for address, one in after.items()
            if address in before
            and without_moments(one) != without_moments(before[address])
            and one["modified"] == before[address]["modified"]
        ]
        assert silent == []
        before = after


def test_new_ties_are_told(town):
    fill(9, papers=10)
    moment = timezone.now() + timedelta(days=1)
    before = pictures()
    paper = kinds.seen(kinds.PAPER).first()
    seat = Membership.objects.create(
        person=kinds.seen(kinds.PERSON).first(),
        organisation=kinds.seen(kinds.ORGANISATION).first().organisation,
    )
    station = Consultation.objects.create(
        paper=paper, agenda_item=kinds.seen(kinds.ITEM).filter(consultations=None).first()
    )
    touch(Membership, [seat.pk], comes_or_goes=True, now=moment)
    raised = touch(Consultation, [station.pk], comes_or_goes=True, now=moment)
    assert paper.pk in raised[Paper]
    after = pictures()
    silent = [
        address
        for address in before
        if without_moments(after[address]) != without_moments(before[address])
        and after[address]["modified"] == before[address]["modified"]
    ]
    assert silent == []


def test_without_its_main_body_the_municipality_is_another(town, ask):
    """Whoever copies by `modified_since` is told when the body that decides in the end goes, and when it comes back."""
    main = BodyProfile.objects.get(organisation__key="rat")
    own = f"body/{Municipality.objects.get(own=True).pk}"
    assert ask(own).json()["mainOrganization"].endswith(f"/organization/{main.organisation_id}")
    for days, gone in ((1, True), (2, False)):
        moment = timezone.now() + timedelta(days=days)
        BodyProfile.objects.filter(pk=main.pk).update(deleted_at=moment if gone else None, was_public=True)
        touch(BodyProfile, [main.pk], comes_or_goes=True, now=moment)
        since = urlencode({"modified_since": (moment - timedelta(minutes=1)).isoformat()})
        (told,) = ask(f"body?{since}").json()["data"]
        assert ("mainOrganization" in told) != gone
