"""Work that waits for the worker: deliver one mail, spread one piece of news."""

from __future__ import annotations

from django_tasks import task


@task()
def deliver(mail_id: int) -> bool:
    """Tries to send one mail; a failure is written at the mail and tried again later."""
    from mitmachstadt.spine.notify.delivery import deliver as send

    return send(mail_id)


@task()
def spread(news_id: int) -> int:
    """Makes the mails for those who want to be told at once."""
    from mitmachstadt.spine.notify.spreading import spread as make

    return make(news_id)


def ask_to_deliver(mail_id: int) -> None:
    """Puts the delivery of one mail into the worker's queue."""
    deliver.enqueue(mail_id)


def ask_to_spread(news_id: int) -> None:
    """Puts the spreading of one piece of news into the worker's queue."""
    spread.enqueue(news_id)
