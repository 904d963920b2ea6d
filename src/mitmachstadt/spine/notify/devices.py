"""The only writers of devices: enrol, follow, quiet hours, end; each call shows the secret of the browser."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.notify import rules, tasks
from mitmachstadt.spine.notify.models import Device, DeviceFollow, News, Push
from mitmachstadt.spine.notify.push import Address
from mitmachstadt.spine.notify.targets import Target
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

BATCH = 500


def address_of(given: Mapping[str, Any]) -> Address:
    """The subscription as the browser wrote it (`PushSubscription.toJSON()`).

    Raises:
        Refused: something in it is missing, or leads where we do not write to.
    """
    keys = given.get("keys")
    keys = keys if isinstance(keys, Mapping) else {}
    address = Address(
        str(given.get("endpoint", "")),
        str(keys.get("p256dh", "")).rstrip("="),
        str(keys.get("auth", "")).rstrip("="),
    )
    refuse_if(rules.problems_with_endpoint(address.endpoint, settings.PUSH_ALLOW))
    refuse_if(rules.problems_with_keys(address.p256dh, address.auth))
    return address


def hash_of(endpoint: str) -> str:
    """The name under which an endpoint is found."""
    return hashlib.sha256(endpoint.encode()).hexdigest()


def known(address: Address) -> Device | None:
    """The device that shows its own secret; None for a stranger who only knows the address."""
    row = Device.objects.filter(endpoint_hash=hash_of(address.endpoint)).first()
    return row if row and hmac.compare_digest(row.auth, address.auth) else None


def follow(address: Address, target: Target, *, language: str = "de") -> Device:
    """From now on this device is told about `target`; a second time changes nothing.

    Raises:
        Refused: somebody else's address, or too many things.
    """
    with transaction.atomic():
        device, _made = Device.objects.get_or_create(
            endpoint_hash=hash_of(address.endpoint),
            defaults={
                "endpoint": address.endpoint,
                "p256dh": address.p256dh,
                "auth": address.auth,
                "language": language,
            },
        )
        device = Device.objects.select_for_update().get(pk=device.pk)
        if not hmac.compare_digest(device.auth, address.auth):
            raise Refused([Problem("endpoint", "stranger", _("This device is not known here."))])
        wanted = {"target_kind": target.kind, "target": target.target}
        others = device.follows.exclude(**wanted).count()
        if others >= rules.MOST_FOLLOWS:
            raise Refused([Problem("", "too_many", _("A device can follow at most 50 things."))])
        DeviceFollow.objects.get_or_create(device=device, **wanted, defaults={"label": target.label[:200]})
    return device


def unfollow(device: Device, kind: str, target: str) -> None:
    """Ends one thing; with the last one the device is forgotten."""
    with transaction.atomic():
        Device.objects.select_for_update().filter(pk=device.pk).first()
        device.follows.filter(target_kind=kind, target=target).delete()
        if not device.follows.exists():
            Device.objects.filter(pk=device.pk).delete()


def forget(device: Device) -> None:
    """Ends everything: the device, what it follows, and what was on its way."""
    Device.objects.filter(pk=device.pk).delete()


def set_quiet_hours(device: Device, quiet_from: str, quiet_until: str) -> None:
    """Between these hours of the town nothing rings; what happened then comes afterwards.

    Raises:
        Refused: no time of day.
    """
    try:
        start, end = (time.fromisoformat(text).replace(tzinfo=None) for text in (quiet_from, quiet_until))
    except ValueError:
        raise Refused([Problem("quiet", "time", _("Please give both times, for example 21:00."))]) from None
    device.quiet_from, device.quiet_until = start, end
    device.save(update_fields=["quiet_from", "quiet_until"])
    now = timezone.now()
    Push.objects.filter(device=device, sent_at__isnull=True, failed_at__isnull=True, tries=0).update(
        next_try_at=rules.after_quiet(now, start, end)
    )


def queue_trial(device: Device) -> Push:
    """A message on request that ignores the quiet hours, so that people see at once whether it works."""
    with override(device.language):
        title, text = gettext("It works"), gettext("News of what you follow will look like this.")
    push = Push.objects.create(
        device=device,
        key=f"trial:{timezone.now().timestamp():.3f}",
        title=title,
        text=text,
        path="/folgen/geraet/",
    )
    transaction.on_commit(tasks.ask_to_push, robust=True)
    return push


def queue_news(news: News) -> int:
    """Queues this news for every device that follows one of its keys; repeated after a crash it adds nothing."""
    now = timezone.now()
    queued = 0
    for chunk in in_chunks(told(news.target_keys)):
        rows = [
            Push(
                device=device,
                key=f"news:{news.pk}",
                title=(f"{gettext('Sample')}: {news.title}" if news.sample else news.title)[:300],
                text=news.text,
                path=news.path,
                next_try_at=rules.after_quiet(now, device.quiet_from, device.quiet_until),
            )
            for device in chunk
        ]
        Push.objects.bulk_create(rows, ignore_conflicts=True)
        queued += len(rows)
    if queued:
        transaction.on_commit(tasks.ask_to_push, robust=True)
    return queued


def told(keys: Iterable[str]) -> list[Device]:
    """Devices that follow one of `keys`, each once."""
    ids: set[int] = set()
    for key in keys:
        kind, _colon, target = key.partition(":")
        ids.update(
            DeviceFollow.objects.filter(target_kind=kind, target=target).values_list("device_id", flat=True)
        )
    ordered = sorted(ids)
    return [
        device
        for start in range(0, len(ordered), BATCH)
        for device in Device.objects.filter(pk__in=ordered[start : start + BATCH])
    ]


def in_chunks(devices: list[Device]) -> Iterable[list[Device]]:
    """Small transactions, so that nobody waits for a popular project."""
    return (devices[start : start + BATCH] for start in range(0, len(devices), BATCH))
