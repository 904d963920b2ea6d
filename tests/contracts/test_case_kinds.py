"""What every kind of case must keep, whoever declares it: reachable states, German words, icons, mails, public counting."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.template import Context, engines
from django.utils import timezone
from django.utils.translation import override

from mitmachstadt.spine.cases import checks, queries, registry
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.cases.registry import Owed
from mitmachstadt.spine.city.models import Organisation

ICONS = set(json.loads((Path(__file__).parents[2] / "frontend" / "icons.json").read_text("utf-8")))
KINDS = registry.kinds()
by_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.key for kind in KINDS])


def words_of(kind):
    """Every string of a declaration that people read."""
    return [
        kind.title,
        kind.plural,
        *(state.name for state in kind.states),
        *(duty.name for duty in kind.duties),
        *(text for step in kind.transitions for text in (step.label, step.said)),
    ]


def test_there_are_kinds():
    assert {"suggestion", "idea"} <= {kind.key for kind in KINDS}


@by_kind
def test_holds_together(kind):
    assert registry.faults(kind, KINDS) == []
    assert registry.reachable(kind) == {state.key for state in kind.states}
    assert checks.check_kinds() == []


@by_kind
def test_speaks_german_and_english(kind):
    for words in words_of(kind):
        with override("en"):
            english = str(words)
        with override("de"):
            german = str(words)
        assert english and german
        # Words that are the same in both languages are no sign of a translation; there are none in the kinds.
        assert german != english, f"“{english}” has no German"


@by_kind
def test_icons_exist(kind):
    names = {kind.icon, *(state.icon for state in kind.states), *(step.icon for step in kind.transitions)}
    assert names <= ICONS


@by_kind
def test_mails_are_templates_with_subject_and_text(kind):
    engine = engines["django"].engine
    mails = {kind.received_mail, kind.confirm_mail, *(step.mail for step in kind.transitions)} - {""}
    assert mails
    for mail in mails:
        for part in ("subject.txt", "txt"):
            for language in ("de", "en"):
                with override(language):
                    text = engine.get_template(f"mails/{mail}.{part}").render(
                        Context(
                            {"number": "X-2026-001", "url": "https://example.org/x", "town": {"contact": {}}}
                        )
                    )
                assert text.strip()


@by_kind
def test_every_open_state_owes_something_and_every_end_nothing(kind):
    finals = {state.key for state in kind.states if state.final}
    assert kind.initial.key not in finals
    assert finals, "a case must be able to end"
    for state in kind.states:
        if not state.final:
            assert kind.steps_from(state.key)


@by_kind
@pytest.mark.django_db
def test_late_ones_are_counted_in_public(kind):
    unit = Organisation.objects.create(key="amt", name="Amt", kind="town", answers_cases=True)
    case = Case.objects.create(
        number=f"{kind.prefix}-2026-001",
        kind=kind.key,
        state=kind.initial.key,
        title="x",
        unit=unit,
        secret_hash="x",
    )
    today = timezone.localdate()
    owed = Owed(kind.duties[0].key, unit, today - timedelta(days=1))
    Duty.objects.create(case=case, key=owed.key, unit=owed.unit, due_on=owed.due_on)
    assert [(row.unit, row.overdue, row.open) for row in queries.overdue_figures(today)] == [("Amt", 1, 1)]
    assert queries.public_counter() == (1, 1)


def test_faults_are_found():
    kind = KINDS[0]
    first = kind.transitions[0]
    broken = {
        "unknown role": dataclasses.replace(first, roles=("king",)),
        "unknown state": dataclasses.replace(first, targets=("nowhere",)),
        "nobody may": dataclasses.replace(first, roles=()),
    }
    for words, step in broken.items():
        changed = dataclasses.replace(kind, transitions=(step, *kind.transitions[1:]))
        assert any(words in fault for fault in registry.faults(changed)), words
    alone = dataclasses.replace(kind, transitions=kind.transitions[1:])
    assert any("never be reached" in fault for fault in registry.faults(alone))
    twin = dataclasses.replace(kind, key="twin")
    assert any("belongs to another kind" in fault for fault in registry.faults(twin, [kind]))
