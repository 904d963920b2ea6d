"""What is read from the interface, list after list, by what the source offers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import transaction

from mitmachstadt.modules.consul.importers import nodes, records
from mitmachstadt.modules.consul.importers.graphql import Api, Offered, Question, Refusal, probe, question_for
from mitmachstadt.modules.consul.importers.nodes import MAKERS, Node
from mitmachstadt.modules.consul.importers.reading import List, keep_place, read
from mitmachstadt.modules.consul.importers.records import Row
from mitmachstadt.modules.consul.models import Record, Run, Source
from mitmachstadt.modules.consul.rules.shapes import (
    INVESTMENTS,
    LISTS,
    MILESTONES,
    PAGE,
    PROPOSALS,
    Part,
    Wanted,
)

OF_PROPOSALS = Wanted("milestone", "proposals", "proposal", "Proposal", ("id",), (MILESTONES,))
OF_INVESTMENTS = Wanted("milestone", "investments", "investment", "BudgetInvestment", ("id",), (MILESTONES,))


def work(run: Run, api: Api) -> Iterator[tuple[str, dict[str, Any]]]:
    """Reads everything that is offered; yields the name of a list and its place after every step."""
    offered = _offered(run, api)
    for one in lists(run, offered):
        try:
            for place in read(run, api, one):
                yield one.name, place
        except Refusal as refusal:
            # The other lists are worth reading all the same; the report says what was refused.
            run.place["lists"][one.name] |= {"step": "done", "refused": refusal.message}
            keep_place(run)
            continue
        if one.kind == "milestone":
            _rest_of_milestones(run, api, one)


def _offered(run: Run, api: Api) -> Offered:
    """Asked once a run, so that a source that was brought up to date is seen."""
    if "offered" not in run.place:
        run.place["offered"] = probe(api)
        with transaction.atomic():
            Source.objects.filter(pk=run.source_id).update(offered=run.place["offered"])
            keep_place(run)
    found: Offered = run.place["offered"]
    return found


def lists(run: Run, offered: Offered) -> Iterator[List]:
    """The lists that this source has, in the order in which they are read; made late, as one may need another."""
    for wanted in LISTS:
        if question := question_for(wanted, offered):
            yield List(wanted.many, wanted.kind, question, partial(to_rows, wanted.kind))
        if wanted is PROPOSALS and (question := _with_milestones(OF_PROPOSALS, offered)):
            yield List("proposals.milestones", "milestone", question, partial(milestones_to_rows, "Proposal"))
    budget = Record.objects.filter(source=run.source_id, kind="budget", run=run.pk).order_by("old_id").first()
    if budget is None:
        return
    # Every budget names the investments of all budgets, so that one of them is asked and nothing is counted by budget.
    inside = f"budget(id: {budget.old_id})"
    if question := question_for(INVESTMENTS, offered, inside=inside, holder="Budget"):
        yield List("investments", "investment", question, partial(to_rows, "investment"))
    if question := _with_milestones(OF_INVESTMENTS, offered, inside=inside, holder="Budget"):
        yield List(
            "investments.milestones", "milestone", question, partial(milestones_to_rows, "Budget::Investment")
        )


def _with_milestones(
    wanted: Wanted, offered: Offered, *, inside: str = "", holder: str = "Query"
) -> Question | None:
    known = offered.get(wanted.type)
    if not known or "milestones" not in known:
        return None
    return question_for(wanted, offered, inside=inside, holder=holder)


def to_rows(kind: str, node: Node, number: int) -> tuple[list[Row], list[tuple[int, str]]]:
    """The row of one thing, and its author; nothing where it has no number."""
    if not number:
        return [], []
    author = nodes.author_of(node)
    return [MAKERS[kind](node, number, author[0] if author else None)], [author] if author else []


def milestones_to_rows(on: str, node: Node, number: int) -> tuple[list[Row], list[tuple[int, str]]]:
    """The milestones of one thing."""
    return nodes.milestones(node, on, number) if number else [], []


def _rest_of_milestones(run: Run, api: Api, one: List) -> None:
    """Things with as many milestones as were asked for may have more: these are read one by one."""
    on = "Proposal" if one.name == "proposals.milestones" else "Budget::Investment"
    counted: dict[int, int] = {}
    rows = Record.objects.filter(source=run.source_id, kind="milestone", run=run.pk, data__on=on)
    for on_id in rows.values_list("data__on_id", flat=True):
        counted[on_id] = counted.get(on_id, 0) + 1
    inside, single = one.question.inside, one.question.one or "investment"
    for on_id in sorted(key for key, number in counted.items() if number == MILESTONES.first):
        part = Part(MILESTONES.name, MILESTONES.fields, PAGE)
        fields = f"milestones(first: {PAGE}) {{ edges {{ node {{ {' '.join(part.fields)} }} }} }}"
        asked = f"s: {single}(id: {on_id}) {{ id {fields} }}"
        try:
            data = api.ask(f"query {{ {f'{inside} {{ {asked} }}' if inside else asked} }}")
        except Refusal:
            continue
        found = (next(iter(data.values()), None) or {}) if inside else data
        node = found.get("s")
        if isinstance(node, dict):
            edges = (node.get("milestones") or {}).get("edges") or ()
            more = nodes.milestones({"milestones": [edge["node"] for edge in edges]}, on, on_id)
            with transaction.atomic():
                records.keep(run, more)
                keep_place(run)
