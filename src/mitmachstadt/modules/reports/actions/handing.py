"""Reports in the GeoReport server of a unit: sent once, asked again what became of them, and its answers taken over.

GeoReport v2 knows no mark against sending twice. So before something is sent a second time, because nobody knows whether
the first time arrived, the other list is asked for our number.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitmachstadt.modules.reports.actions import outside
from mitmachstadt.modules.reports.actions.reports import public_path, report_of
from mitmachstadt.modules.reports.models import Handed, OutsideUnit
from mitmachstadt.modules.reports.queries import reports as queries
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.rules.outside import OTHERS, WORKED, Reply, reply_of
from mitmachstadt.spine.accounts.sealing import unseal
from mitmachstadt.spine.cases.actions import write_event
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.fetching import Fetcher, Unreached
from mitmachstadt.spine.notify import rules as outbox
from mitmachstadt.spine.notify.delivery import WAITING, claim
from mitmachstadt.spine.problems import Refused

log = logging.getLogger(__name__)

#: The line of the timeline with what the other system says, for staff only.
SAID = "said_outside"
ASK_EVERY = timedelta(minutes=15)
#: Somebody who has not answered after so long is not asked any more.
ASK_AT_MOST = timedelta(days=400)
MOST_A_ROUND = 50


def deliver(now: datetime | None = None, fetcher: Fetcher | None = None) -> int:
    """Sends what waits; the number that arrived. A failure is tried again for three days, a "no" is final."""
    moment, sent = now or timezone.now(), 0
    asker = fetcher or Fetcher(allowed=settings.REPORTS_ALLOW, tries=1)
    for handed in Handed.objects.filter(WAITING, next_try_at__lte=moment).order_by("id")[:MOST_A_ROUND]:
        if claim(handed):
            sent += _send(handed, asker)
    return sent


def _send(handed: Handed, asker: Fetcher) -> bool:
    target = OutsideUnit.objects.filter(unit_id=handed.unit_id).exclude(address="").first()
    case = Case.objects.select_related("unit").get(report=handed.report_id)
    if target is None or case.unit_id != handed.unit_id or case.hidden or case.state not in WORKED:
        Handed.objects.filter(pk=handed.pk).update(failed_at=timezone.now(), last_error="no longer theirs")
        return False
    try:
        row = (_found_there(handed, target, case, asker) if handed.tries > 1 else None) or _told(
            asker.post(_call(target, "requests.json"), _fields(case, target)).data
        )
        their_id, token = _word(row, "service_request_id"), _word(row, "token")
        if not their_id and not token:
            raise Unreached("failed", "neither a number nor a token")
    except (Unreached, Refused, ValueError) as error:
        _failed(handed, error)
        return False
    now = timezone.now()
    Handed.objects.filter(pk=handed.pk).update(
        sent_at=now, last_error="", their_id=their_id, token="" if their_id else token
    )
    return True


def _failed(handed: Handed, error: Exception) -> None:
    now = timezone.now()
    final = isinstance(error, Unreached) and error.kind in ("refused", "forbidden")
    again = None if final else outbox.next_try(handed.tries, handed.created_at, now)
    log.warning("report %s not handed over at try %s: %s", handed.key, handed.tries, error)
    Handed.objects.filter(pk=handed.pk).update(
        last_error=str(error)[:300], next_try_at=again or now, failed_at=None if again else now
    )


def _fields(case: Case, target: OutsideUnit) -> dict[str, str]:
    """The form of `POST requests`; words and photos only of what everybody may read, never an address of the sender."""
    report = report_of(case)
    shown = case.public and not case.hidden and not report.private
    with override(settings.LANGUAGE_CODE):
        link = settings.BASE_URL + (public_path(case.number) if shown else outside.path_of(case))
        rules = town.rules_of(case)
        answers = "\n".join(f"{name}: {words}" for name, words in queries.answers_in_words(report, rules))
        category = town.category_name(report.category, rules)
    said = [category, report.text if shown else "", answers if shown else "", f"{case.number} {link}"]
    fields = {
        "service_code": target.codes.get(report.category) or target.codes.get(OTHERS, ""),
        "description": "\n\n".join(part for part in said if part),
        "address_string": (report.address or report.label)[:300],
        "jurisdiction_id": target.jurisdiction,
        "api_key": unseal(target.sealed_key) if target.sealed_key else "",
    }
    if report.lat is not None and report.lon is not None:
        fields |= {"lat": f"{report.lat:.6f}", "long": f"{report.lon:.6f}"}
    photo = queries.first_photos([report]).get(report.pk) if shown else None
    if photo is not None and photo.widths:
        fields["media_url"] = settings.BASE_URL + queries.photo_path(photo)
    return {name: value for name, value in fields.items() if value}


def _found_there(handed: Handed, target: OutsideUnit, case: Case, asker: Fetcher) -> Mapping[str, Any] | None:
    """Our report in their list, when an earlier try did arrive: its description ends with our number."""
    since = (handed.created_at - timedelta(minutes=5)).isoformat(timespec="seconds")
    rows = _rows(asker.get(_call(target, "requests.json", start_date=since)).data)
    return next((row for row in rows if f"{case.number} " in str(row.get("description") or "")), None)


def follow(now: datetime | None = None, fetcher: Fetcher | None = None) -> int:
    """Asks what became of what lies there, each at most every quarter of an hour; the number of new answers."""
    moment, news = now or timezone.now(), 0
    asker = fetcher or Fetcher(allowed=settings.REPORTS_ALLOW, tries=1)
    Handed.objects.filter(ended_at__isnull=True, sent_at__lt=moment - ASK_AT_MOST).update(ended_at=moment)
    rows = Handed.objects.filter(sent_at__isnull=False, ended_at__isnull=True)
    rows = rows.exclude(asked_at__gt=moment - ASK_EVERY).select_related("report__case")
    for handed in rows.order_by("asked_at", "id")[:MOST_A_ROUND]:
        mine = Handed.objects.filter(pk=handed.pk, asked_at=handed.asked_at)
        if mine.update(asked_at=moment):  # else another background service asks
            try:
                news += _follow(handed, asker)
            except (Unreached, ValueError) as error:
                log.warning("no answer about %s: %s", handed.key, error)
    return news


def _follow(handed: Handed, asker: Fetcher) -> bool:
    target = OutsideUnit.objects.filter(unit_id=handed.unit_id).exclude(address="").first()
    case: Case = handed.report.case
    if target is None or case.unit_id != handed.unit_id or case.hidden or case.state not in WORKED:
        Handed.objects.filter(pk=handed.pk).update(ended_at=timezone.now())
        return False
    if not handed.their_id:
        number = _word(
            _told(asker.get(_call(target, f"tokens/{quote(handed.token, '')}.json")).data),
            "service_request_id",
        )
        if not number:
            return False
        Handed.objects.filter(pk=handed.pk).update(their_id=number)
        handed.their_id = number
    row = _told(
        asker.get(_call(target, f"requests/{quote(handed.their_id, '')}.json", extensions="true")).data
    )
    return take_over(handed, reply_of(row))


@transaction.atomic
def take_over(handed: Handed, reply: Reply) -> bool:
    """Takes the step that an answer means; True when it said something new.

    A repair with a sentence closes the report here, too. Any other end is a line for the staff: why nothing is mended is
    said by a person, with a reason of the town's list.
    """
    fresh = Handed.objects.select_for_update().get(pk=handed.pk)
    if fresh.their_words == reply.words or fresh.ended_at is not None:
        return False
    report = report_of(Case.objects.select_related("unit").get(report=fresh.report_id))
    case, ended = report.case, None
    reason = next((one.key for one in town.rules_of(case).reasons if one.fixed), "")
    try:
        with transaction.atomic():
            if reply.closed and reply.fixed and reply.text and reason:
                day = min(reply.day or timezone.localdate(), timezone.localdate())
                outside.answer(
                    report,
                    "fixed",
                    still_theirs=True,
                    version=case.version,
                    text=reply.text,
                    reason=reason,
                    day=day,
                )
                ended = timezone.now()
            elif reply.closed:
                words = _("The other system has closed it: %(words)s") % {
                    "words": reply.text or _("without a word")
                }
                write_event(case, SAID, text=words)
                ended = timezone.now()
            elif reply.taken and case.state == "open":
                outside.answer(report, "taken", still_theirs=True, version=case.version)
    except Refused as refused:
        write_event(case, SAID, text=f"{reply.text} ({refused})".strip())
    Handed.objects.filter(pk=fresh.pk).update(their_words=reply.words, ended_at=ended)
    return True


def _call(target: OutsideUnit, path: str, **values: str) -> str:
    if target.jurisdiction:
        values["jurisdiction_id"] = target.jurisdiction
    return f"{target.address.rstrip('/')}/{path}" + (f"?{urlencode(values)}" if values else "")


def _rows(data: bytes) -> list[dict[str, Any]]:
    found = json.loads(data)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _told(data: bytes) -> Mapping[str, Any]:
    """The one object of an answer; nothing of it is believed that is no object."""
    return next(iter(_rows(data)), {})


def _word(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name) or "")[: 100 if name != "token" else 200]
