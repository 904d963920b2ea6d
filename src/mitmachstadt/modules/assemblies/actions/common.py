"""What several writers of assemblies share: the lock, the log, followers, and the search."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.modules.assemblies.models import Assembly
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.notify.actions import tell
from mitmachstadt.spine.problems import Problem, Refused
from mitmachstadt.spine.search.actions import Entry, index_entries, remove_entry

KIND = "assembly"
STALE = Problem("", "stale", _("Somebody else has changed this meanwhile. Please look at it again."))


def locked(assembly: Assembly, expect_version: int | None = None) -> Assembly:
    """The row, held until the transaction ends; `Refused` (code "stale") when its version is another one."""
    row: Assembly = Assembly.objects.select_for_update(of=("self",)).get(pk=assembly.pk)
    if expect_version is not None and row.version != expect_version:
        raise Refused([STALE])
    return row


def keep(row: Assembly, *fields: str) -> Assembly:
    """Writes these columns with the next version, and brings the search into step."""
    row.version += 1
    row.updated_at = timezone.now()
    row.save(update_fields=[*fields, "version", "updated_at"])
    index(row)
    return row


def log(action: str, row: Assembly, *, by: User | None, summary: Any, reason: str = "", **more: Any) -> None:
    """One entry of the log; public from the moment everybody may see the assembly."""
    record(
        f"assembly.{action}", row, by=by, summary=str(summary), reason=reason, public=row.is_public,
        sample=row.sample, **more,
    )  # fmt: skip


def tell_followers(row: Assembly, *, title: str, text: str) -> None:
    """Tells who follows the assembly or one of its districts; call it with German words."""
    keys = [f"{KIND}:{row.number}", *(f"district:{one.slug}" for one in row.districts.all())]
    tell(keys, title=title, text=text, path=path_of(row), sample=row.sample)


def path_of(row: Assembly) -> str:
    """The German address, whatever language the writer's page had."""
    with override(settings.LANGUAGE_CODE):
        return row.get_absolute_url()


def index(row: Assembly) -> None:
    """Puts a public assembly into the search, or takes it out."""
    if not row.is_public:
        remove_entry(KIND, row.number)
        return
    index_entries(
        [
            Entry(
                kind=KIND,
                object_id=row.number,
                title=row.title,
                summary=row.summary,
                text="\n".join(filter(None, (row.text, row.agenda, row.place, row.address, minutes_of(row)))),
                url=path_of(row),
                districts=tuple(one.slug for one in row.districts.all()),
                date=timezone.localdate(row.starts_at),
            )
        ]
    )


def minutes_of(row: Assembly) -> str:
    """The minutes as far as they are published."""
    return row.minutes if row.minutes_published_at else ""
