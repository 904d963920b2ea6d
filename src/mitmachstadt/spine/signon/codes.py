"""Where one-time codes wait for their service: in the database, so that every process knows them and each is used once."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any

from allauth.idp.oidc.models import Token
from django.db import connection
from django.utils import timezone

from mitmachstadt.spine.signon.models import Code, Grant

#: How the library names what it keeps: `…[service:code]`.
NAME = re.compile(r"\[([^:\]]+):([^\]]+)\]$")


def key_hash(name: str) -> str:
    """What is kept of a code: nobody who reads the table can use it."""
    return hashlib.sha256(name.encode()).hexdigest()


class Store:
    """Takes the place of the cache that the sign-in library would use: `set`, `get`, `delete` under a name."""

    def set(self, name: str, value: dict[str, Any], timeout: int) -> None:
        """Keeps what belongs to a code, without the code."""
        match = NAME.search(name)
        assert match
        grant = Grant.objects.living().get(client_id=match[1], sub=value["sub"])
        inner = {**value["code"], "code": ""}
        Code.objects.create(
            key_hash=key_hash(name),
            grant=grant,
            data={**value, "code": inner},
            expires_at=timezone.now() + timedelta(seconds=timeout),
        )

    def get(self, name: str) -> dict[str, Any] | None:
        """What belongs to a code that still holds. A code that was used already was stolen or is tried twice: whatever it
        opened is closed (RFC 6749, section 4.1.2)."""
        rows = Code.objects.filter(key_hash=key_hash(name))
        if connection.in_atomic_block:
            # Who comes second waits until the first one has used it.
            rows = rows.select_for_update(of=("self",))
        row = rows.select_related("grant").first()
        match = NAME.search(name)
        if row is None or match is None:
            return None
        if row.used_at is not None:
            Token.objects.filter(client_id=row.grant.client_id, user_id=row.grant.user_id).delete()
            return None
        if row.expires_at <= timezone.now() or row.grant.ended_on is not None:
            return None
        data: dict[str, Any] = row.data
        return {**data, "code": {**data["code"], "code": match[2]}}

    def delete(self, name: str) -> None:
        """A code was used."""
        Code.objects.filter(key_hash=key_hash(name)).update(used_at=timezone.now())


store = Store()
