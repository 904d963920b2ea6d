"""Sessions in the database as Django keeps them; the two questions of every signed-in request are written down once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session
from django.utils import timezone

from mitmachstadt.spine.prepared import Prepared

#: The session of a key that has not expired at a moment.
LIVING = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).order_by())


class SessionStore(InDatabase):
    """As the base, for the same rows."""

    def _get_session_from_db(self) -> Any:
        found = next(iter(LIVING(self.session_key, timezone.now())), None) if self.session_key else None
        if found is None:
            self._session_key = None
        return found
