"""Keys for other apps: made, told once, and ended. Only the hash of a key is kept."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitmachstadt.modules.reports.models import ApiKey
from mitmachstadt.modules.reports.queries.keys import hash_of
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.problems import Problem, Refused

HOURLY = 100
MOST_HOURLY = 100_000


@transaction.atomic
def make_key(name: str, *, hourly: int = HOURLY) -> tuple[ApiKey, str]:
    """A new key for the app of that name, and its words, which nobody can read again.

    Raises:
        Refused: for a name that is missing, too long or has a key already, and for an impossible limit.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= 100:
        raise Refused([Problem("name", "length", _("The name of the app: 1 to 100 characters, please."))])
    if not 0 < hourly <= MOST_HOURLY:
        raise Refused(
            [
                Problem(
                    "hourly", "range", _("Reports in an hour: 1 to %(most)d, please.") % {"most": MOST_HOURLY}
                )
            ]
        )
    if ApiKey.objects.filter(name=name, ended_at__isnull=True).exists():
        raise Refused(
            [Problem("name", "twice", _("“%(name)s” has a key already. End it first.") % {"name": name})]
        )
    secret = secrets.token_urlsafe(32)
    key = ApiKey.objects.create(name=name, key_hash=hash_of(secret), hourly=hourly)
    record("georeport_key.make", key, by=None, summary=str(_("Key for GeoReport made")))
    return key, secret


@transaction.atomic
def end_key(name: str) -> ApiKey:
    """Ends the key of that app at once; what came with it stays.

    Raises:
        Refused: where there is none.
    """
    key: ApiKey | None = (
        ApiKey.objects.select_for_update().filter(name=" ".join(name.split()), ended_at__isnull=True).first()
    )
    if key is None:
        raise Refused([Problem("name", "unknown", _("“%(name)s” has no key that works.") % {"name": name})])
    key.ended_at = timezone.now()
    key.save(update_fields=["ended_at"])
    record("georeport_key.end", key, by=None, summary=str(_("Key for GeoReport ended")))
    return key
