"""Keeps what was wrong with a source, always as its objects were last read; what each kind of finding means stands here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.modules.council.importers.oparl.reading import Remark
from mitmachstadt.modules.council.importers.oparl.tables import CHUNK, chunks
from mitmachstadt.modules.council.models import Finding, Source
from mitmachstadt.spine.fetching import Unreached

MOST_A_PAGE = 5_000


@dataclass(frozen=True)
class Kind:
    """What a kind of finding is called, and what it means for the data."""

    label: Promise
    meaning: Promise


#: In the order of the report: what is lost first, then what was mended, then mere form.
KINDS: dict[str, Kind] = {
    "other_town": Kind(
        _("Another municipality"),
        _("Its official key is not the town's: papers and people of another town may stand among ours."),
    ),
    "failed": Kind(_("Not reachable"), _("The address did not answer, even after several tries. What it holds is missing.")),
    "gone": Kind(_("Named but gone"), _("The system names the address and answers that it does not exist.")),
    "forbidden": Kind(_("Address in a private network"), _("For safety such addresses are not asked.")),
    "too_large": Kind(_("Answer too large"), _("More than the platform takes in one answer; the rest is missing.")),
    "not_json": Kind(_("Not readable"), _("The answer is no JSON. What it holds is missing.")),
    "not_list": Kind(_("Not a list as the standard has it"), _("The objects were read as far as they could be found.")),
    "list_missing": Kind(_("List missing"), _("The system does not say where the list is.")),
    "loop": Kind(_("List runs in a circle"), _("A page leads back to one that was read already. Reading stopped there.")),
    "filter": Kind(_("Filter by date not followed"), _("The system answers with older objects too, or not at all.")),
    "refused": Kind(_("Refused by the database"), _("The object could not be kept.")),
    "type_unknown": Kind(_("Unknown type"), _("The object was left out.")),
    "id_missing": Kind(_("Object without an address"), _("It was left out, or kept with what holds it.")),
    "dangling": Kind(_("Leads nowhere"), _("An object names another one that can not be read.")),
    "unlisted": Kind(_("In no list"), _("The object was found only because another one names it.")),
    "missing": Kind(_("Mandatory field missing"), _("The object was kept without it.")),
    "result_unknown": Kind(_("Result with unknown words"), _("The words stay; their meaning is missing in the town's table.")),
    "kept_here": Kind(_("Changed here by hand"), _("What people entered here stays. The system says: here ≠ there.")),
    "withheld": Kind(_("Taken back here"), _("Somebody here took it back, so it stays hidden although the system shows it.")),
    "swapped": Kind(_("Latitude and longitude swapped"), _("Turned round, because only so the place lies in Germany.")),
    "outside": Kind(_("Place outside of Germany"), _("The coordinates were kept only if they lie on the earth.")),
    "geometry": Kind(_("Geometry not readable"), _("The place was kept without coordinates.")),
    "key": Kind(_("Official key with a wrong length"), _("A lost leading zero was put back.")),
    "duplicate": Kind(_("Twice in one page"), _("The object was kept once.")),
    "private": Kind(_("Private details"), _("Telephone, private mail or address of a person: not kept.")),
    "unused_location": Kind(_("Location that nothing names"), _("Not kept; it might be somebody's home.")),
    "type": Kind(_("Wrong type of value"), _("Kept where its meaning is plain.")),
    "type_wrong": Kind(_("Other type than the list says"), _("The object was kept by its own type.")),
    "type_missing": Kind(_("Type missing"), _("The object was kept by the type of its list.")),
    "date": Kind(_("Not a date"), _("The field stays empty.")),
    "date_form": Kind(_("Date in another form"), _("Understood, but not written as the standard has it.")),
    "number": Kind(_("Not a number"), _("The field stays empty.")),
    "url": Kind(_("Not a whole address"), _("Completed where it is plain, else left empty.")),
    "mail": Kind(_("Not a mail address"), _("The field stays empty.")),
    "checksum": Kind(_("Not a checksum"), _("The field stays empty.")),
    "too_long": Kind(_("Too long"), _("The value was cut.")),
    "html": Kind(_("HTML in a text"), _("Tags were taken out.")),
    "signs": Kind(_("Invisible signs in a text"), _("They were taken out.")),
    "http": Kind(_("Not encrypted (http)"), _("The standard wants https.")),
    "empty": Kind(_("Empty instead of left out"), _("The standard wants empty fields to be left out.")),
    "unknown_field": Kind(_("Field that no standard knows"), _("Kept beside the object.")),
    "content_type": Kind(_("Wrong content type"), _("Read as JSON all the same.")),
    "bom": Kind(_("Byte order mark"), _("Read all the same.")),
    "encoding": Kind(_("Not UTF-8"), _("Read as Windows-1252.")),
}  # fmt: skip


def why(error: Unreached) -> str:
    """Why nothing could be read, in the town's language, with what the machine said in brackets."""
    with override(settings.LANGUAGE_CODE):
        return f"{KINDS[error.kind].label} ({error.message})"


def keep(source: Source, urls: Iterable[str], remarks: Sequence[Remark]) -> int:
    """Replaces what is known of these addresses; writes only what differs. Returns how many rows were written."""
    wanted = {
        (one.kind, one.type, one.url[:1000], one.field[:100]): one.message[:300]
        for one in remarks[:MOST_A_PAGE]
        if one.kind in KINDS
    }
    asked = {url[:1000] for url in urls} | {key[2] for key in wanted}
    stored: dict[tuple[str, str, str, str], int] = {}
    for some in chunks(sorted(asked)):
        rows = Finding.objects.filter(source=source, url__in=some)
        for pk, *key in rows.order_by().values_list("pk", "kind", "object_type", "url", "field"):
            stored[key[0], key[1], key[2], key[3]] = pk
    stale = [pk for key, pk in stored.items() if key not in wanted]
    for some in chunks(stale):
        Finding.objects.filter(pk__in=some).delete()
    fresh = [
        Finding(source=source, kind=key[0], object_type=key[1], url=key[2], field=key[3], message=message)
        for key, message in wanted.items()
        if key not in stored
    ]
    Finding.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=CHUNK)
    return len(stale) + len(fresh)
