"""What `import-town` runs: each app registers its importer, none knows the others; the report says what was left out and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Report:
    """Counts of one importer, and every row it could not use with the reason in German."""

    name: str
    counts: dict[str, int] = field(default_factory=lambda: {"created": 0, "changed": 0, "unchanged": 0})
    skipped: list[tuple[str, str]] = field(default_factory=list)

    def created(self, number: int = 1) -> None:
        self.counts["created"] += number

    def changed(self, number: int = 1) -> None:
        self.counts["changed"] += number

    def unchanged(self, number: int = 1) -> None:
        self.counts["unchanged"] += number

    def skip(self, row: str, reason: str) -> None:
        """Names a row that could not be used."""
        self.skipped.append((row, reason))

    def lines(self) -> list[str]:
        """The report as German lines."""
        c = self.counts
        head = f"{self.name}: {c['created']} neu, {c['changed']} geändert, {c['unchanged']} unverändert"
        if self.skipped:
            head += f", {len(self.skipped)} übergangen"
        return [head, *(f"  {row}: {reason}" for row, reason in self.skipped)]


Importer = Callable[[Path, Report], None]
RuleCheck = Callable[[dict[str, Any]], object]
_importers: dict[str, tuple[int, Importer]] = {}
_rule_checks: dict[str, RuleCheck] = {}


def register_importer(name: str, run: Importer, *, order: int) -> None:
    """Adds an importer; `order` sorts them (10 the town itself, 50 texts, 60 projects, 90 the rest)."""
    _importers[name] = (order, run)


def register_rule_check(key: str, check: RuleCheck) -> None:
    """Adds what judges a rule file `rules/<key>.toml` before it is kept; it raises `problems.Refused` for a wrong one."""
    _rule_checks[key] = check


def check_rule(key: str, data: dict[str, Any]) -> None:
    """Asks the check of that rule, if a module brought one; raises `problems.Refused`."""
    if key in _rule_checks:
        _rule_checks[key](data)


def run_importers(town_dir: Path, *, only: str = "") -> list[Report]:
    """Runs all in order (or `only` this one) and returns their reports."""
    reports = []
    for name, (_, run) in sorted(_importers.items(), key=lambda item: (item[1][0], item[0])):
        if only not in {"", name}:
            continue
        report = Report(name)
        run(town_dir, report)
        reports.append(report)
    return reports


def importer_names() -> list[str]:
    """The registered importers in the order in which they run."""
    return [name for name, _ in sorted(_importers.items(), key=lambda item: (item[1][0], item[0]))]
