"""`/metrics` for Prometheus: requests by view, and what waits in the house; no person, address or path is in it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LOCAL = {"127.0.0.1", "::1"}
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-Ip")

# Each process counts for itself; over several, `serve` names a folder where their counts meet.
OWN = CollectorRegistry()
REQUESTS = Counter("mitmachstadt_requests", "Answered requests.", ["view", "method", "status"], registry=OWN)
SECONDS = Histogram(
    "mitmachstadt_request_seconds", "How long answers took.", ["view"], buckets=BUCKETS, registry=OWN
)


def count(view: str, method: str, status: int, seconds: float) -> None:
    """Counts one answer; `view` is a name of the program, never what a visitor typed."""
    known = method if method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "OTHER"
    REQUESTS.labels(view, known, str(status)).inc()
    SECONDS.labels(view).observe(seconds)


def shared_folder() -> str:
    """A new folder for the counts of several processes, in memory where the machine has such a place.

    On a full disk a write into a mapped file would end the process, so the data disk is no place for it.
    """
    memory = Path("/dev/shm")  # noqa: S108  (the folder made in it is this user's alone)
    at = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    return tempfile.mkdtemp(prefix="mitmachstadt-zaehler-", dir=at)


class House(Collector):
    """What only the database and the disk know, asked at each scrape."""

    def collect(self) -> Iterator[Metric]:
        try:
            yield from waiting()
            up = 1
        # The scrape itself says that the database is away.
        except Exception:
            up = 0
        yield GaugeMetricFamily("mitmachstadt_database_up", "1 while the database answers.", value=up)
        free = shutil.disk_usage(settings.DATA_DIR).free if settings.DATA_DIR.exists() else 0
        yield GaugeMetricFamily("mitmachstadt_disk_free_bytes", "Free space of DATA_DIR.", value=free)


def waiting() -> Iterator[Metric]:
    """Mails, tasks, jobs and workers by state."""
    from django_tasks_db.models import DBTaskResult

    from mitmachstadt.spine.notify.models import Mail
    from mitmachstadt.spine.work.heartbeat import alive
    from mitmachstadt.spine.work.models import Job

    unsent = Mail.objects.filter(sent_at__isnull=True)
    found = GaugeMetricFamily("mitmachstadt_mails", "Mails that have not gone out.", labels=["state"])
    found.add_metric(["waiting"], unsent.filter(failed_at__isnull=True).count())
    found.add_metric(["failed"], unsent.filter(failed_at__isnull=False).count())
    yield found
    for name, words, model, column, states in (
        ("tasks", "Tasks of the worker.", DBTaskResult, "status", ("READY", "RUNNING", "FAILED")),
        ("jobs", "Long jobs.", Job, "state", ("waiting", "running", "failed")),
    ):
        counts: dict[str, int] = dict(
            model._base_manager.values_list(column).annotate(n=Count("pk")).order_by()
        )
        gauge = GaugeMetricFamily(f"mitmachstadt_{name}", words, labels=["state"])
        for state in states:
            gauge.add_metric([state.lower()], counts.get(state, 0))
        yield gauge
    yield GaugeMetricFamily("mitmachstadt_workers", "Workers with a fresh sign of life.", value=len(alive()))


def may_read(request: HttpRequest) -> bool:
    """With the token; without one in the settings only from this machine, and not through a proxy."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return constant_time_compare(given, settings.METRICS_TOKEN)
    return request.META.get("REMOTE_ADDR") in LOCAL and not any(name in request.headers for name in FORWARDED)


def page(request: HttpRequest) -> HttpResponse:
    """`/metrics`; nothing is there for those who may not read it."""
    if not may_read(request):
        return HttpResponse("Not found\n", status=404, content_type="text/plain; charset=utf-8")
    registry: Any = OWN
    if os.environ.get(FOLDER):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    house = CollectorRegistry()
    house.register(House())
    text = generate_latest(registry) + generate_latest(house)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)
