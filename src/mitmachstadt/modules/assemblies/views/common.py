"""What several pages of assemblies show the same way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mitmachstadt.modules.assemblies import queries, rules
from mitmachstadt.modules.assemblies.models import Assembly, State
from mitmachstadt.spine.accounts.models import User


@dataclass(frozen=True)
class Chip:
    """Colour, icon and words."""

    tone: str
    icon: str
    text: str


def person_of(request: HttpRequest) -> User | None:
    """The signed-in person, or None."""
    return request.user if isinstance(request.user, User) else None


def assembly_or_404(number: str) -> Assembly:
    """The assembly, when everybody may see it."""
    found = queries.public_assembly(number)
    if found is None:
        raise Http404
    return found


def kind_of(assembly: Assembly) -> rules.Kind:
    """Its kind by the rules of today; a kind the town gave up keeps its key as name."""
    kinds = {kind.key: kind for kind in queries.kinds_now()}
    return kinds.get(assembly.kind, rules.Kind(assembly.kind, assembly.kind.capitalize(), ""))


def kind_name(assembly: Assembly) -> str:
    """The name of its kind in the language of the page."""
    return kind_of(assembly).name(get_language() or "de")


def chip_of(assembly: Assembly, now: datetime) -> Chip:
    """Where it stands, in colour, icon and words."""
    if assembly.state == State.CANCELLED:
        return Chip("grey", "cross-circle", _("Cancelled"))
    if assembly.state == State.DRAFT:
        return Chip("grey", "eye-off", _("Draft"))
    if assembly.state == State.CLOSED or assembly.ends_at < now:
        return Chip("leaf", "check-circle", _("Took place"))
    if assembly.starts_at <= now:
        return Chip("sun", "people", _("Running now"))
    free = queries.evening_of(assembly).free
    if free is not None and free <= 0:
        return Chip("grey", "clock", _("Full, waiting list"))
    if not assembly.signup:
        return Chip("petrol", "people", _("Just come"))
    return Chip("petrol", "people", _("Sign up now"))


def districts_words(assembly: Assembly) -> str:
    """The names of its districts; without one it is for the whole town."""
    names = [one.name for one in assembly.districts.all()]
    return ", ".join(names) or _("Whole town")


def access_rows(assembly: Assembly) -> list[tuple[str, str, str]]:
    """What one wants to know before going there: icon, name, words; what nobody wrote down is left out."""
    rows = [
        ("accessible", _("Entrance"), assembly.entrance),
        ("info", _("Toilet"), assembly.toilet),
        ("volume", _("Hearing loop"), assembly.hearing_loop),
        ("bus", _("Nearest stop"), assembly.stop),
        ("road", _("Parking"), assembly.parking),
    ]
    return [row for row in rows if row[2]]


def agenda_lines(assembly: Assembly) -> list[str]:
    """The agenda, one item a line."""
    return [line.strip() for line in assembly.agenda.splitlines() if line.strip()]


def row_of(assembly: Assembly, now: datetime, number: int) -> dict[str, Any]:
    """A row of the list; with a place it has the number of its pin."""
    return {
        "n": number,
        "assembly": assembly,
        "kind": kind_name(assembly),
        "where": districts_words(assembly),
        "chip": chip_of(assembly, now),
        "point": assembly.lon is not None and assembly.lat is not None,
    }
