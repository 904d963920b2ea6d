"""Work that waits for the worker: deliver mails and messages to devices, spread news, send a newsletter."""

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


@task()
def push() -> int:
    """Sends the messages to devices that are due."""
    from mitmachstadt.spine.notify.push_delivery import deliver_pushes

    return deliver_pushes()


@task()
def send_edition(edition_id: int) -> int:
    """Puts the mails of one issue of the newsletter into the outbox."""
    from mitmachstadt.spine.notify.newsletter import fill_outbox

    return fill_outbox(edition_id)


def ask_to_push() -> None:
    """Asks the worker to look for due messages to devices."""
    push.enqueue()


def ask_to_send_edition(edition_id: int) -> None:
    """Asks the worker to send an issue of the newsletter."""
    send_edition.enqueue(edition_id)


def ask_to_deliver(mail_id: int) -> None:
    """Puts the delivery of one mail into the worker's queue."""
    deliver.enqueue(mail_id)


def ask_to_spread(news_id: int) -> None:
    """Puts the spreading of one piece of news into the worker's queue."""
    spread.enqueue(news_id)
