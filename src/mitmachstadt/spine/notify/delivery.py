"""Sends mails out of the outbox: each is claimed first, so that two workers never send the same one."""

from __future__ import annotations

import logging
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from mitmachstadt.spine.notify import rules
from mitmachstadt.spine.notify.models import Mail, Outgoing

log = logging.getLogger(__name__)

WAITING = Q(sent_at__isnull=True, failed_at__isnull=True)
STOP_AFTER_FAILURES = 3


def deliver(mail_id: int, connection: BaseEmailBackend | None = None) -> bool:
    """Claims and sends one due mail; True when it went out.

    False when it is not due, somebody else has it, or the server refused: then the next try is written at
    the mail.
    A worker that dies between sending and noting sends again after 15 minutes, with the same Message-ID.
    """
    mail = Mail.objects.filter(WAITING, pk=mail_id).first()
    if mail is None or not claim(mail):
        return False
    try:
        message(mail, connection).send()
    # A mail server can fail in every way; whatever it is, the mail stays and is tried again.
    except Exception as error:
        note_failure(mail, error)
        return False
    Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), last_error="")
    return True


def claim(message: Outgoing) -> bool:
    """Compare-and-set on the number of tries: True for exactly one of several workers."""
    now = timezone.now()
    waiting = type(message)._default_manager.filter(WAITING, pk=message.pk, tries=message.tries)
    taken = waiting.filter(next_try_at__lte=now).update(tries=F("tries") + 1, next_try_at=now + rules.LEASE)
    message.tries += taken
    return taken == 1


def note_failure(mail: Mail, error: Exception) -> None:
    """Plans the next try, or gives up after three days and leaves the mail to the operators."""
    now = timezone.now()
    again = rules.next_try(mail.tries, mail.created_at, now)
    reason = f"{type(error).__name__}: {error}"[:300]
    log.warning("Mail %s failed at try %s: %s", mail.pk, mail.tries, reason)
    Mail.objects.filter(pk=mail.pk).update(
        last_error=reason, next_try_at=again or now, failed_at=None if again else now
    )


def message(mail: Mail, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The mail as it goes out: text and HTML, marked as automatic, with one-click unsubscribe (RFC 8058)."""
    sender = settings.DEFAULT_FROM_EMAIL
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    mark = salted_hmac("notify.message-id", str(mail.pk)).hexdigest()[:32]
    headers = {
        "Message-ID": f"<{mark}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": mail.language,
    }
    if mail.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter = EmailMultiAlternatives(
        mail.subject, mail.text, sender, [mail.to], headers=headers, connection=connection
    )
    if mail.html:
        letter.attach_alternative(mail.html, "text/html")
    return letter


def deliver_due(limit: int = 200) -> int:
    """Sends due mails, oldest first, over one connection; returns how many went out.

    Stops after three failures in a row, because then the server is ill and the rest can wait for the next
    round.
    """
    due = Mail.objects.filter(WAITING, next_try_at__lte=timezone.now()).order_by("next_try_at", "id")
    waiting = list(due.values_list("id", flat=True)[:limit])
    if not waiting:
        return 0
    connection = get_connection()
    sent = failed = 0
    try:
        for mail_id in waiting:
            if deliver(mail_id, connection):
                sent, failed = sent + 1, 0
            elif Mail.objects.filter(pk=mail_id, sent_at__isnull=True, tries__gt=0).exists():
                failed += 1
                # A connection that failed once is not used again.
                connection.close()
                connection = get_connection()
            if failed >= STOP_AFTER_FAILURES:
                break
    finally:
        connection.close()
    return sent
