"""Sends messages to devices out of the outbox, several at a time; dead devices are forgotten."""

from __future__ import annotations

import logging
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone
from django.utils.translation import ngettext, override

from mitmachstadt.spine.notify import push, rules
from mitmachstadt.spine.notify.delivery import WAITING, claim
from mitmachstadt.spine.notify.models import Device, Push

log = logging.getLogger(__name__)

AT_ONCE = 8
GONE = (404, 410)
LATER = (408, 425, 429)


@dataclass
class Parcel:
    """What goes to one device in one message: one piece of news, or the sum of several."""

    device: Device
    pushes: list[Push] = field(default_factory=list)

    def body(self) -> bytes:
        """The message itself; many at once become one that says how many."""
        first = self.pushes[0]
        path = in_language(first.path, self.device.language)
        if len(self.pushes) == 1:
            return push.content(first.title, first.text, path, first.key)
        with override(self.device.language):
            number = len(self.pushes)
            title = ngettext("%(n)s piece of news", "%(n)s pieces of news", number) % {"n": number}
        text = "\n".join(one.title for one in self.pushes[:5])
        path = in_language("/vorhaben/?sortierung=neu", self.device.language)
        return push.content(title, text, path, "sum")


def in_language(path: str, language: str) -> str:
    """The path in the device's language."""
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def deliver_pushes(limit: int = 400) -> int:
    """Sends what is due, oldest first; returns how many messages of the outbox went out."""
    if not push.possible():
        return 0
    due = Push.objects.filter(WAITING, next_try_at__lte=timezone.now()).select_related("device")
    waiting: dict[int, list[Push]] = defaultdict(list)
    for one in due.order_by("next_try_at", "id")[:limit]:
        waiting[one.device_id].append(one)
    parcels = [parcel for rows in waiting.values() for parcel in packed(rows)]
    sent = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for start in range(0, len(parcels), AT_ONCE):
            # Claimed in small groups, so that a slow service never holds what another worker could send.
            chosen = [p for p in parcels[start : start + AT_ONCE] if take(p)]
            for parcel, answer in zip(chosen, pool.map(hand_over, chosen), strict=True):
                sent += note(parcel, answer)
    return sent


def packed(rows: list[Push]) -> list[Parcel]:
    """One parcel for each message, or a single one when there are too many at once."""
    device = rows[0].device
    if len(rows) > rules.MOST_PUSHES_AT_ONCE:
        return [Parcel(device, rows)]
    return [Parcel(device, [row]) for row in rows]


def take(parcel: Parcel) -> bool:
    """Keeps of the parcel what no other worker has; False when nothing is left."""
    parcel.pushes = [one for one in parcel.pushes if claim(one)]
    return bool(parcel.pushes)


def hand_over(parcel: Parcel) -> int | str:
    """The service's status, or in a word why there is none; touches no table, so it may run in any thread."""
    device = parcel.device
    address = push.Address(device.endpoint, device.p256dh, device.auth)
    try:
        return push.send(address, parcel.body(), timezone.now())
    except push.Forbidden:
        return "forbidden"
    except push.Unreachable as error:
        return str(error)
    # Keys that pass the check and are no point of the curve, or whatever else: it stays with this one device.
    except Exception as error:
        log.exception("A message to a device failed")
        return f"error {type(error).__name__}"


def note(parcel: Parcel, answer: int | str) -> int:
    """Writes down what became of a parcel; returns how many messages went out."""
    now = timezone.now()
    rows = Push.objects.filter(pk__in=[one.pk for one in parcel.pushes])
    if isinstance(answer, int) and 200 <= answer < 300:
        rows.update(sent_at=now, last_error="")
        Device.objects.filter(pk=parcel.device.pk).update(arrived_at=now)
        return len(parcel.pushes)
    if answer in GONE or answer == "forbidden" or str(answer).startswith("error"):
        # The person took the permission back, or the address never was one: there is nobody to write to.
        Device.objects.filter(pk=parcel.device.pk).delete()
        return 0
    lasting = isinstance(answer, int) and 400 <= answer < 500 and answer not in LATER
    for one in parcel.pushes:
        again = None if lasting else rules.next_push(one.tries, one.created_at, now)
        Push.objects.filter(pk=one.pk).update(
            last_error=str(answer)[:300], next_try_at=again or now, failed_at=None if again else now
        )
    return 0
