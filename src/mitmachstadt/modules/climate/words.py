"""The words of a climate check: direction, strength, and the light that follows."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Direction(TextChoices):
    """What a paper does to the town's emissions."""

    RELIEVES = "relieves", pgettext_lazy("climate direction", "fewer emissions")
    BURDENS = "burdens", pgettext_lazy("climate direction", "more emissions")


class Strength(TextChoices):
    """How much; where tonnes are known it follows from them."""

    NONE = "none", pgettext_lazy("climate strength", "hardly any")
    SLIGHT = "slight", pgettext_lazy("climate strength", "slight")
    MEDIUM = "medium", pgettext_lazy("climate strength", "medium")
    STRONG = "strong", pgettext_lazy("climate strength", "strong")


class Light(TextChoices):
    """The result of a check; computed, never chosen."""

    NO_EFFECT = "no_effect", pgettext_lazy("climate light", "No effect")
    RELIEVES_STRONG = "relieves_strong", pgettext_lazy("climate light", "Saves much")
    RELIEVES_MEDIUM = "relieves_medium", pgettext_lazy("climate light", "Saves")
    RELIEVES_SLIGHT = "relieves_slight", pgettext_lazy("climate light", "Saves a little")
    NEUTRAL = "neutral", pgettext_lazy("climate light", "Hardly any effect")
    BURDENS_SLIGHT = "burdens_slight", pgettext_lazy("climate light", "Burdens a little")
    BURDENS_MEDIUM = "burdens_medium", pgettext_lazy("climate light", "Burdens")
    BURDENS_STRONG = "burdens_strong", pgettext_lazy("climate light", "Burdens much")
