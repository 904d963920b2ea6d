"""Answers about the installation itself."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse


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


def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`: what machines need not visit, and where the list of all addresses is."""
    closed = "".join(f"Disallow: {path}\n" for path in ("/schreibtisch/", "/redaktion/", "/konto/"))
    text = f"User-agent: *\n{closed}Sitemap: {settings.BASE_URL}/sitemap.xml\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
