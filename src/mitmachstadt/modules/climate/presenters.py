"""Checks in words, colours and icons, as pages print them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from mitmachstadt.modules.climate.models import Opinion, PaperCheck
from mitmachstadt.modules.climate.rules import CheckRules
from mitmachstadt.modules.climate.words import Direction, Light

#: Colour and icon of a light; the words stand beside them always.
LOOKS = {
    Light.NO_EFFECT: ("grey", "minus"),
    Light.NEUTRAL: ("grey", "partly"),
    Light.RELIEVES_SLIGHT: ("leaf", "leaf"),
    Light.RELIEVES_MEDIUM: ("leaf", "leaf"),
    Light.RELIEVES_STRONG: ("leaf", "leaf"),
    Light.BURDENS_SLIGHT: ("sun", "temperature"),
    Light.BURDENS_MEDIUM: ("sun", "temperature"),
    Light.BURDENS_STRONG: ("danger", "alert"),
}


@dataclass(frozen=True)
class LightView:
    """Colour, icon and words of a light."""

    tone: str
    icon: str
    text: Any


def light_view(light: str) -> LightView | None:
    """How a light looks; None while there is none."""
    if not light:
        return None
    found = Light(light)
    return LightView(*LOOKS[found], found.label)


def tonnes(amount: Decimal) -> str:
    """`1.240 t CO2e`; one digit after the comma below ten."""
    places = 1 if abs(amount) < 10 and amount != int(amount) else 0
    return f"{number_format(round(amount, places), places, use_l10n=True, force_grouping=True)} t CO₂e"


def estimate_words(check: PaperCheck) -> str:
    """The estimate of a check: tonnes a year with their range, over the years of effect, or why there is none."""
    if check.mid is None:
        return ""
    words = (
        _("saves %(amount)s a year")
        if check.direction == Direction.RELIEVES
        else _("causes %(amount)s a year")
    )
    found = words % {"amount": tonnes(check.mid)}
    if check.low is not None and check.high is not None and check.low != check.high:
        found += " " + _("(between %(low)s and %(high)s)") % {
            "low": tonnes(check.low),
            "high": tonnes(check.high),
        }
    if check.years:
        found += ", " + _("over %(years)s years about %(amount)s") % {
            "years": check.years, "amount": tonnes(check.mid * check.years),
        }  # fmt: skip
    return found


def check_view(check: PaperCheck, rule: CheckRules) -> dict[str, Any]:
    """A check as its page piece shows it."""
    return {
        "check": check,
        "light": light_view(check.light),
        "estimate": estimate_words(check),
        "field": dict(rule.fields).get(check.field, check.field),
        "answers": [
            (one.text, check.screening.get(one.key)) for one in rule.questions if one.key in check.screening
        ],
        "opinion": Opinion(check.opinion),
        "opinion_light": light_view(check.opinion_light),
        "opinion_tonnes": tonnes(check.opinion_mid) if check.opinion_mid is not None else "",
        "rule": rule,
    }
