"""Work that waits for the worker: telling many authors why their contributions are hidden."""

from __future__ import annotations

from django_tasks import task


@task()
def tell_authors(batch_id: int) -> int:
    """Writes each author with a confirmed address; a second run writes nobody twice."""
    from mitmachstadt.spine.moderation.letters import tell_hidden

    return tell_hidden(batch_id)


def ask_to_tell(batch_id: int) -> None:
    """Puts it into the worker's queue, in the caller's transaction."""
    tell_authors.enqueue(batch_id)
