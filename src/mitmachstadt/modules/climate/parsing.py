"""Reads the dated rules `klimacheck` and `klimaziele` into plain values; a wrong file is refused in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from mitmachstadt.modules.climate.rules import CheckRules, Question
from mitmachstadt.spine.problems import Problem, Refused


@dataclass(frozen=True)
class Target:
    """A target as somebody set it: who, when, with which state; figures only where the text names them."""

    title: str
    by: str
    day: str
    state: str
    source: str
    year: int | None = None
    tonnes: Decimal | None = None


@dataclass(frozen=True)
class Balance:
    """The town's emissions in a year, in tonnes, with set of factors and source."""

    year: int
    tonnes: Decimal
    source: str


@dataclass(frozen=True)
class Targets:
    """All targets side by side, and the balances there are."""

    targets: tuple[Target, ...]
    balances: tuple[Balance, ...]


def refuse(sentence: str) -> Refused:
    """A refusal of a rule file."""
    return Refused([Problem("", "wrong_rule", sentence)])


def number(value: Any, name: str) -> Decimal:
    """A number of the file as Decimal."""
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise refuse(f"{name} ist keine Zahl.") from None


def parse_check_rules(data: dict[str, Any]) -> CheckRules:
    """`rules/klimacheck.toml`; raises `Refused` when questions, fields or thresholds do not hold together."""
    try:
        questions = tuple(
            Question(one["key"], one["text"], one.get("example", "")) for one in data["questions"]
        )
        fields = tuple((one["key"], one["text"]) for one in data["fields"])
        strength, release = data["strength"], data["release"]
        slight, medium, strong = (number(strength[name], name) for name in ("slight", "medium", "strong"))
        found = CheckRules(
            questions=questions, fields=fields, slight=slight, medium=medium, strong=strong,
            required=bool(release["required"]), manager=str(data.get("manager", {}).get("unit", "")),
            audit_share=float(data.get("audit", {}).get("share", 0)), few=int(data.get("report", {}).get("few", 5)),
            source=str(data.get("source", "")), confirmed=bool(data.get("confirmed", False)),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise refuse(f"Die Regel klimacheck ist unvollständig: {error}.") from None
    if not questions or len({one.key for one in questions}) != len(questions) or not fields:
        raise refuse("Die Regel klimacheck braucht Fragen mit eigenen Schlüsseln und Handlungsfelder.")
    if not 0 < slight < medium < strong:
        raise refuse("Die Schwellen müssen steigen: 0 < slight < medium < strong.")
    if not 0 <= found.audit_share <= 1:
        raise refuse("Der Anteil der Stichprobe liegt zwischen 0 und 1.")
    return found


def parse_targets(data: dict[str, Any]) -> Targets:
    """`rules/klimaziele.toml`; raises `Refused` for a target without source or a balance without year."""
    try:
        targets = tuple(
            Target(
                title=one["title"], by=one["by"], day=str(one.get("day", "")), state=one["state"], source=one["source"],
                year=one.get("year"), tonnes=number(one["tonnes"], "tonnes") if "tonnes" in one else None,
            )
            for one in data.get("targets", [])
        )  # fmt: skip
        balances = tuple(
            Balance(int(one["year"]), number(one["tonnes"], "tonnes"), one["source"])
            for one in data.get("balances", [])
        )
    except (KeyError, TypeError, ValueError) as error:
        raise refuse(f"Die Regel klimaziele ist unvollständig: {error}.") from None
    return Targets(targets, tuple(sorted(balances, key=lambda one: one.year)))
