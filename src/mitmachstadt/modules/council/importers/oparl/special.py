"""What single types need beyond their columns: bodies are two rows, meetings need a body, items a meeting and a meaning."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitmachstadt.modules.council.importers.oparl.joining import MEMORY, remember
from mitmachstadt.modules.council.importers.oparl.reading import Record
from mitmachstadt.modules.council.importers.oparl.tables import Changes, Context
from mitmachstadt.modules.council.models import BodyProfile, Meeting, TextState
from mitmachstadt.modules.council.outcomes import outcome_of
from mitmachstadt.spine.city.importers.town import slug_of
from mitmachstadt.spine.city.merging import renew
from mitmachstadt.spine.city.models import Organisation, OrganisationKind

#: A meeting whose body nobody named; no body of the council, so it is listed nowhere.
UNKNOWN_BODY = "gremium-nicht-angegeben"
READABLE = ("application/pdf", "text/plain")
FILE_PRINT = ("sha512", "sha1", "size", "access_url", "download_url", "date")


def unknown_body() -> Organisation:
    """The placeholder for meetings without a body."""
    with override("de"):
        found, _made = Organisation.objects.get_or_create(
            key=UNKNOWN_BODY, defaults={"name": _("Body not named"), "kind": OrganisationKind.PARTNER}
        )
    return found


def kind_of(record: Record) -> OrganisationKind:
    """What an organization is for the town, by the words of its system."""
    words = " ".join(
        str(record.values.get(name) or "") for name in ("organisation_type", "classification", "name")
    )
    found = words.casefold()
    if re.search(r"fraktion|partei|gruppe im rat|wählergemeinschaft", found):
        return OrganisationKind.PARTNER
    if "beirat" in found:
        return OrganisationKind.BOARD
    if re.search(r"verwaltung|dezernat|fachbereich|\bamt\b|\babteilung\b|stabsstelle", found):
        return OrganisationKind.TOWN
    return (
        OrganisationKind.PARTNER
        if re.search(r"institution|hauptorgan der eu|extern", found)
        else OrganisationKind.BODY
    )


def keep_organisation(
    record: Record, profile: BodyProfile, parent: int | None, ours: bool, taken: set[str]
) -> tuple[Organisation, bool]:
    """The organisation behind a profile, new or renewed; and whether it changed. `taken` are keys in use."""
    row = profile.organisation if profile.organisation_id else Organisation()
    fresh = row.pk is None
    values: dict[str, Any] = {}
    if record.values.get("name"):
        values["name"] = record.values["name"]
    elif fresh:
        values["name"] = record.values.get("short_name") or words_for("body")
    if "parent" in record.one and (parent is None or (parent != row.pk and not is_above(parent, row.pk))):
        values["parent_id"] = parent
    if fresh:
        row.key, row.kind, row.source = _free(str(values["name"]), taken), kind_of(record), record.url[:300]
    elif ours:
        remember(row, values)
    changed = renew(row, values, memory=MEMORY)
    if changed:
        row.save()
    return row, bool(changed - {"imported"})


def is_above(start: int, wanted: int | None) -> bool:
    """Whether `wanted` is among what lies above `start`; a circle would hang every page that climbs it."""
    here: int | None = start
    for _step in range(20):
        if here is None or wanted is None:
            return False
        if here == wanted:
            return True
        here = Organisation.objects.filter(pk=here).values_list("parent_id", flat=True).first()
    return True


def _free(name: str, taken: set[str]) -> str:
    base = slug_of(name)[:40].strip("-") or "gremium"
    key, number = base, 2
    while key in taken or Organisation.objects.filter(key=key).exists():
        key, number = f"{base}-{number}", number + 1
    taken.add(key)
    return key


def words_for(what: str) -> str:
    """What stands where a system gave no name; in the town's language, because it is kept."""
    with override("de"):
        return {"body": _("Body without a name"), "title": _("Without a title"), "person": _("Without a name"),
                "document": _("Document")}[what]  # fmt: skip


def complete(kind: str, record: Record, values: dict[str, Any], context: Context) -> None:
    """Fills what a type can not be without, and what follows from its values."""
    if kind in {"Paper", "AgendaItem"} and not values.get("title", "-"):
        values["title"] = words_for("title")
    if kind == "Person" and not values.get("name", "-"):
        names = f"{values.get('given_name', '')} {values.get('family_name', '')}".strip()
        values["name"] = names or words_for("person")
    if kind == "File" and not values.get("name", "-"):
        values["name"] = values.get("file_name") or words_for("document")
    if kind == "Body" and not values.get("name", "-"):
        values["name"] = values.get("short_name") or words_for("title")
    own = str(settings.TOWN.get("ags", ""))
    if kind == "Body" and own and values.get("ags") and values["ags"] != own:
        context.remark("other_town", kind, record.url, "ags", f"{values['ags']} ≠ {own}")
    if kind == "AgendaItem" and "result" in values:
        values["outcome"] = outcome_of(values["result"], context.table)
        if values["outcome"] == "other" and values["result"]:
            context.remark("result_unknown", kind, record.url, "result", values["result"][:200])
    if kind == "AgendaItem" and record.values.get("public", "-") is None:
        values["public"] = True


def is_readable(row: Any) -> bool:
    """Whether the words of a document can be had: a PDF or plain text with an address."""
    name = (row.file_name or row.access_url or row.download_url).casefold().split("?")[0]
    fits = row.mime_type.casefold().startswith(READABLE) or (
        not row.mime_type and name.endswith((".pdf", ".txt"))
    )
    return bool(row.access_url or row.download_url) and fits


def keep_text(row: Any, record: Record, changed: Collection[str]) -> set[str]:
    """The text that came with a document, or whether it waits to be read; returns the columns to be saved."""
    given = record.values.get("text")
    if given:
        if row.text == given and row.text_state == TextState.DONE:
            return set()
        row.text, row.text_state = given, TextState.DONE
        return {"text", "text_state"}
    if row.pk is not None and not (set(changed) & set(FILE_PRINT)) and not row.stub:
        return set()
    state = TextState.WAITING if is_readable(row) else TextState.NONE
    if row.text_state == state:
        return set()
    row.text_state = state
    return {"text_state"}


def keep_places(meetings: Iterable[int], context: Context, changes: Changes) -> None:
    """The place of a meeting in words follows from its location, unless people wrote another one."""
    found = Meeting.objects.filter(pk__in=list(meetings), location__isnull=False).select_related("location")
    for row in found:
        values = {"place": str(row.location)[:200]}
        if row.place and "place" not in row.imported.get(MEMORY, {}):
            # Somebody wrote the place before the system named one.
            row.imported = {**row.imported, MEMORY: {**row.imported.get(MEMORY, {}), **values}}
            row.save(update_fields=["imported"])
        changed = renew(row, values, memory=MEMORY)
        if changed:
            row.modified_at = context.now
            row.save(update_fields=[*changed, "modified_at"])
            if row.pk not in changes.created[Meeting]:
                changes.changed[Meeting].add(row.pk)


def fixed(values: Mapping[str, Any], model: Any) -> dict[str, Any]:
    """Values as the columns of a table take them: nothing stands for what a column can not leave open."""
    from mitmachstadt.modules.council.importers.oparl.tables import empty

    return {name: empty(model, name) if value is None else value for name, value in values.items()}
