"""Long jobs as work that waits for the worker."""

from __future__ import annotations

from django_tasks import task


@task()
def run_job(job_id: int) -> str:
    """Runs a job from where it was; returns the state it ended in."""
    from mitmachstadt.spine.work.running import run

    return run(job_id)
