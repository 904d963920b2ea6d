"""Which category a text speaks of: by what was learned for this town, else by the words that its rules name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from mitmachstadt.modules.reports.guessing import model as models
from mitmachstadt.modules.reports.queries.town import said
from mitmachstadt.modules.reports.rules import Category, ReportRules, Trusted, trusted

WORD = re.compile(r"[\w-]+")
#: Shares of the town's words and measured confidence below which nobody is told what a text seems to say.
LEAST, LEAST_SURE = 0.4, 0.35
#: From these measured shares of right guesses on it is called so.
VERY_LIKELY, LIKELY = 0.9, 0.7
#: So many categories are offered where the first is not likely.
OFFERED = 3


@dataclass(frozen=True)
class Guess:
    """The likeliest category, its confidence measured (0: by words alone, nothing was measured), the next ones where it
    is not likely, and whether it may send a report by itself."""

    category: Category
    name: str
    confidence: float = 0.0
    others: tuple[Category, ...] = ()
    trusted: bool = False

    @property
    def words(self) -> str:
        """The confidence as people say it."""
        if not self.confidence:
            return _("The text sounds like it.")
        if self.confidence >= VERY_LIKELY:
            return _("Very likely, by the text.")
        return _("Likely, by the text.") if self.confidence >= LIKELY else _("Perhaps, by the text.")


def town_model() -> models.Model | None:
    """What was learned for this town; None where nobody has taught anything yet."""
    return models.read(settings.TOWN_DIR / "melder" / "modell.json")


def scores(text: str, rules: ReportRules) -> list[tuple[float, Category]]:
    """Every category whose words occur, the best first; longer words say more. The shares add up to 1."""
    plain = f" {' '.join(WORD.findall(text.casefold()))} "
    found = []
    for category in rules.categories:
        weight = sum(len(word) ** 1.5 for word in category.words if word.casefold() in plain)
        if weight:
            found.append((weight, category))
    total = sum(weight for weight, _category in found)
    return sorted(((weight / total, category) for weight, category in found), key=lambda one: -one[0])


def guess(text: str, rules: ReportRules, model: models.Model | None = None) -> Guess | None:
    """The likeliest category of a text; None where it says too little."""
    model = model or town_model()
    if model is None:
        found = scores(text, rules)
        if not found or found[0][0] < LEAST:
            return None
        return Guess(found[0][1], said(found[0][1]))
    known = {one.key: one for one in rules.categories}
    learned = [one for one in model.scores(text) if one.category in known]
    confidence = model.sure(learned)
    if not learned or confidence < LEAST_SURE:
        return None
    best, *rest = (known[one.category] for one in learned[:OFFERED])
    return Guess(
        best, said(best), confidence, tuple(rest) if confidence < LIKELY else (),
        trusted_guesses(model, rules).trusts(best.key, confidence),
    )  # fmt: skip


def trusted_guesses(model: models.Model, rules: ReportRules) -> Trusted:
    """Which guesses of a model may send a report by themselves under these rules."""
    return trusted(model.seen, rules.guessing)
