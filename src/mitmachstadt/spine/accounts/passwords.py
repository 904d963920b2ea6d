"""Passwords that everybody tries first, also when they are made long: asked of a list on this server, never of a service."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 128
#: German words that stand at the head of every list of leaked passwords; English ones come with Django's 20,000.
GERMAN = frozenset(
    {
        *(
            "passwort",
            "kennwort",
            "hallo",
            "geheim",
            "schatz",
            "sommer",
            "winter",
            "frühling",
            "herbst",
            "fussball",
        ),
        *(
            "fußball",
            "deutschland",
            "willkommen",
            "start",
            "test",
            "testen",
            "anmelden",
            "zugang",
            "benutzer",
            "nutzer",
        ),
        *(
            "verwaltung",
            "rathaus",
            "stadt",
            "buerger",
            "bürger",
            "beteiligung",
            "ichliebedich",
            "schalke",
            "borussia",
        ),
        *(
            "bvb",
            "dortmund",
            "westfalen",
            "ruhrgebiet",
            "qwertz",
            "qwertzuiop",
            "arschloch",
            "ficken",
            "schnucki",
        ),
    }
)
LOOKS = str.maketrans("013457@$!", "oieastasi")


class KnownPasswordValidator:
    """Refuses what is only a known word with digits around it, one sign over and over, or longer than can be handled."""

    def validate(self, password: str, user: object | None = None) -> None:
        """Raises a `ValidationError` with a sentence."""
        if len(password) > LONGEST:
            raise ValidationError(_("A password can have up to 128 characters."), code="password_too_long")
        if is_known(password):
            raise ValidationError(
                _("This password is easy to guess. Three words that only you would put together are good."),
                code="password_known",
            )

    def get_help_text(self) -> str:
        """What the forms say beforehand."""
        return _("Not a known word with digits around it.")


def is_known(password: str) -> bool:
    """True for a known word with digits or signs around it, known words repeated, and rows like 123456789012."""
    lower = password.lower()
    steps = {ord(right) - ord(left) for left, right in pairwise(lower)}
    if len(set(lower)) <= 3 or steps <= {0, 1} or steps <= {0, -1} or lower.isdigit():
        return True
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", lower)
    repeated = re.fullmatch(r"(.{2,}?)\1+", core)
    if repeated and (len(repeated[1]) < 6 or repeated[1] in words()):
        return True
    return bool({core, core.translate(LOOKS)} & words())


@cache
def words() -> frozenset[str]:
    """Django's list of leaked passwords, German ones, and what this town is called."""
    own = {re.sub(r"\W", "", str(settings.TOWN[name]).lower()) for name in ("name", "platform")}
    own |= {part for part in re.split(r"\W", str(settings.TOWN["name"]).lower()) if len(part) > 3}
    return (
        frozenset(CommonPasswordValidator().passwords) | GERMAN | own | {str(settings.TOWN["name"]).lower()}
    )
