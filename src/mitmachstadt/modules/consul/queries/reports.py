"""A report as blocks of a page; its own Markdown has headings, lists, tables and paragraphs, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """`kind` is "heading", "list", "table" or "text"; a table has its heads first."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(report: str) -> list[Block]:
    """The blocks of a report in order, without its title."""
    found = []
    for part in report.strip().split("\n\n"):
        lines = part.split("\n")
        if part.startswith("## "):
            found.append(Block("heading", part[3:]))
        elif part.startswith("# "):
            continue
        elif part.startswith("- "):
            found.append(Block("list", rows=tuple((line.removeprefix("- "),) for line in lines)))
        elif part.startswith("| "):
            rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
            found.append(Block("table", rows=(rows[0], *rows[2:])))
        else:
            found.append(Block("text", part))
    return found
