"""Answers about the installation itself."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def ready(request: HttpRequest) -> JsonResponse:
    """`/readyz`: 200 when the database answers and is migrated, else 503 with the reason."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as error:
        return JsonResponse({"ready": False, "reason": type(error).__name__}, status=503)
    if waiting:
        return JsonResponse({"ready": False, "reason": f"{len(waiting)} migrations missing"}, status=503)
    return JsonResponse({"ready": True})
