"""Letters with codes as one accessible PDF, a page for each, with the address where a window envelope shows it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitmachstadt.spine.files.printing import make_pdf
from mitmachstadt.spine.ui.words import day

SHEET = Path(__file__).parent / "templates" / "accounts" / "print" / "letters.typ"


@dataclass(frozen=True)
class Page:
    """One letter: to whom, and the code as it is read."""

    name: str
    street: str
    postal_code: str
    code: str


def letters_pdf(pages: list[Page], today: date, until: date) -> bytes:
    """The letters, always in German as an office writes, with one page each for folding and franking machines."""
    with override("de"):
        words = {
            "subject": _("Your code for %(platform)s %(town)s") % _names(),
            "hello": _("Good day,"),
            "why": _(
                "an account at %(platform)s %(town)s asked for this letter, to prove that its owner lives here."
            )
            % _names(),
            "code": _("Your code"),
            "how": _("1. Sign in. 2. Open this page. 3. Type the code."),
            "until": _("The code holds until %(day)s and for one account only.") % {"day": day(until)},
            "unknown": _(
                "You did not ask for it? Then somebody gave your address by mistake. You need not do anything."
            ),
            "bye": _("Kind regards"),
        }
        data = {
            "title": words["subject"],
            "lang": "de",
            "sender": settings.TOWN["contact"]["office"],
            "town": settings.TOWN["name"],
            "date": day(today),
            "url": settings.BASE_URL + reverse("accounts:code"),
            "words": words,
            "letters": [asdict(page) for page in pages],
        }
        return make_pdf(SHEET, data)


def _names() -> dict[str, str]:
    return {"platform": settings.TOWN["platform"], "town": settings.TOWN["name"]}
