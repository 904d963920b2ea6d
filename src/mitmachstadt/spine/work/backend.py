"""The queue in the database, with the request's number at every task."""

from __future__ import annotations

from typing import Any

from django_tasks_db import DatabaseBackend

from mitmachstadt.spine.work import trace


class TracedBackend(DatabaseBackend):
    """Stores each task together with the number of the request that asked for it."""

    def _task_to_db_task(self, task: Any, args: Any, kwargs: Any) -> Any:
        row = super()._task_to_db_task(task, args, kwargs)
        if trace.current.get():
            row.args_kwargs = {**row.args_kwargs, "trace": trace.current.get()}
            row.save(update_fields=["args_kwargs"])
        return row
