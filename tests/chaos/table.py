"""The table at the end: what was injected in each case, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

HEADINGS = ("case", "injected", "observed", "lost", "doubled", "recovery")


@dataclass
class Case:
    """What one test found out: `tell` adds a row. `lost` and `doubled` are what somebody outside has missed or had twice."""

    number: str
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def tell(self, injected: str, observed: str, lost: int | None = None, doubled: int | None = None, recovery: float | None = None) -> None:
        self.rows.append((self.number, injected, observed, _count(lost), _count(doubled), "–" if recovery is None else f"{recovery:.1f} s"))


def _count(value: int | None) -> str:
    return "–" if value is None else str(value)


def lines(rows: list[tuple[str, ...]]) -> list[str]:
    """Columns as wide as what is in them."""
    rows = [HEADINGS, *sorted(rows, key=lambda row: row[0])]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
