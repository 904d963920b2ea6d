"""A former platform in a few rows, for contracts that open every address."""

from __future__ import annotations

from typing import Any

from mitmachstadt.modules.consul.actions import writing
from mitmachstadt.modules.consul.importers import records
from mitmachstadt.modules.consul.importers.nodes import MAKERS
from mitmachstadt.modules.consul.models import Record, Run, Source
from mitmachstadt.modules.consul.rules.facts import Names


def taken_over() -> dict[str, Any]:
    """One thing of each kind with the number 1 there; gives what fills the blanks of addresses."""
    known = Record.objects.filter(kind="debate", old_id=1).first()
    if known is None:
        run = Run.objects.create(
            source=Source.objects.create(key="frueher", name="Frühere Plattform (Beispiel)"), path="api"
        )
        words = {
            "title": "Beispiel",
            "description": "<p>Beispiel</p>",
            "body": "Beispiel",
            "commentableType": "Debate",
        }
        for kind in ("proposal", "debate", "investment", "comment"):
            records.keep(
                run,
                [
                    MAKERS[kind](
                        {**words, "commentableId": 1, "publicCreatedAt": "2021-03-01 08:00:00 UTC"}, 1, None
                    )
                ],
            )
        for kind in ("poll", "legislation", "suggestion"):
            records.keep(
                run, [records.Row(kind, 1, {"title": "Beispiel", "text": "Beispiel", "sections": []})]
            )
        for _step in writing.write(writing.Context(run, Names())):
            pass
        Run.objects.filter(pk=run.pk).update(
            state=Run.State.DONE, report="# Bericht\n\n## Gelesen\n\n- Beispiel\n"
        )
        known = Record.objects.get(kind="debate", old_id=1)
    return {
        "number": known.target,
        "old_id": 1,
        "budget": "1", "word": "1", "process": 1, "part": "debate",
        "pk": Run.objects.get(source=known.source_id).pk,
    }  # fmt: skip
