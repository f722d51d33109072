"""Turns two tables of data into the rows that were added, removed or changed."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

CITED = re.compile(r"\[([^\]]*)\]$")
MOST_TOLD = 8

Table = list[list[str]]


@dataclass(frozen=True)
class Rows:
    """Rows as mappings from column to cell; `changed` are (before, after)."""

    added: tuple[dict, ...]
    removed: tuple[dict, ...]
    changed: tuple[tuple[dict, dict], ...]

    @property
    def words(self) -> Iterator[str]:
        """What happened, in short sentences."""
        for lead, rows in (("row added", self.added), ("row removed", self.removed)):
            for row in rows[:MOST_TOLD]:
                yield f"{lead}: {', '.join(cell for cell in row.values() if cell)}"
            if len(rows) > MOST_TOLD:
                yield f"{lead}: {len(rows) - MOST_TOLD} more"
        for old, new in self.changed[:MOST_TOLD]:
            cells = [f"{c} {old[c] or 'empty'} → {new[c] or 'empty'}"
                     for c in new if c in old and old[c] != new[c]]  # fmt: skip
            kept = [new[c] for c in new if c in old and old[c] == new[c] and new[c]]
            yield f"row {', '.join(kept[:2]) or 'changed'}: {', '.join(cells)}"
        if len(self.changed) > MOST_TOLD:
            yield f"row changed: {len(self.changed) - MOST_TOLD} more"


def compare_tables(before: Table, after: Table) -> Rows:
    """Rows that only one table has; two that share most cells count as one changed."""
    old, new = _rows(before), _rows(after)
    gone = list((Counter(map(_freeze, old)) - Counter(map(_freeze, new))).elements())
    come = list((Counter(map(_freeze, new)) - Counter(map(_freeze, old))).elements())
    changed = []
    for row in list(gone):
        best = max(come, key=lambda other: _share(row, other), default=None)
        if best is not None and _share(row, best) >= 0.5:
            gone.remove(row)
            come.remove(best)
            changed.append((dict(row), dict(best)))
    return Rows(tuple(map(dict, come)), tuple(map(dict, gone)), tuple(changed))


def find_sources(rows: Rows) -> set[str]:
    """The sources that the differing rows cite, in a column or in a cell."""
    found: set[str] = set()
    both = [row for pair in rows.changed for row in pair]
    for row in [*rows.added, *rows.removed, *both]:
        found.update(row.get("source_id", "").split())
        for cell in row.values():
            if cited := CITED.search(cell):
                found.update(cited[1].split(", "))
    return found - {""}


def _rows(table: Table) -> list[dict]:
    head, *rows = table or [[]]
    return [dict(zip(head, row, strict=False)) for row in rows]


def _freeze(row: dict) -> tuple:
    return tuple(row.items())


def _share(one: tuple, other: tuple) -> float:
    """The share of cells that two rows have alike, the first column counting double."""
    if not one or not other:
        return 0.0
    alike = len(set(one) & set(other)) + (one[0] == other[0])
    return alike / (max(len(one), len(other)) + 1)
