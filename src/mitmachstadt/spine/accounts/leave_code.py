"""A code by mail with which an account can be left that has no password, or whose password is forgotten.

It is checked in the browser that asked for it, and lies in its session as a fingerprint only.
"""

from __future__ import annotations

import secrets

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.moderation.limits import too_many
from mitmachstadt.spine.notify.actions import queue_mail
from mitmachstadt.spine.problems import Problem, Refused

KEY = "leave-code"
MINUTES, TRIES, MAILS_AN_HOUR = 15, 3, 5
# Without letters and figures that look alike on paper or sound alike when read aloud.
LETTERS, LENGTH = "ACDEFGHJKLMNPRTUVWXY34679", 8


def ask(session: SessionBase, user: User) -> None:
    """Mails a new code; an earlier one counts no longer.

    Raises:
        Refused: too many mails in an hour.
    """
    if too_many("account.leave-code", str(user.pk), limit=MAILS_AN_HOUR, seconds=3600):
        raise Refused([Problem("", "too_many", _("That was a lot at once. Please try again in an hour."))])
    code = "".join(secrets.choice(LETTERS) for _n in range(LENGTH))
    until = timezone.now().timestamp() + MINUTES * 60
    session[KEY] = {"mark": mark(user, code), "until": until, "tries": 0}
    shown = f"{code[:4]}-{code[4:]}"
    queue_mail(
        user.email, "account_leave", {"code": shown, "minutes": MINUTES}, language=get_language() or "de"
    )


def waits(session: SessionBase) -> bool:
    """True while a code that was mailed still counts."""
    kept = session.get(KEY)
    return kept is not None and kept["tries"] < TRIES and timezone.now().timestamp() < kept["until"]


def problems_with(session: SessionBase, user: User, typed: str) -> list[Problem]:
    """Why the typed code does not count; each question is one try."""
    if not waits(session):
        session.pop(KEY, None)
        return [Problem("code", "old", _("This code no longer counts. Please have a new one sent to you."))]
    kept = session[KEY]
    session[KEY] = {**kept, "tries": kept["tries"] + 1}
    if constant_time_compare(kept["mark"], mark(user, "".join(filter(str.isalnum, typed)).upper())):
        return []
    return [Problem("code", "wrong", _("This is not the code from the mail."))]


def mark(user: User, code: str) -> str:
    """What the session keeps instead of the code."""
    return salted_hmac(KEY, f"{user.public_id}:{code}").hexdigest()
