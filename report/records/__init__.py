"""Turns a state of the book into plain tables of text, and files into them and back.

A record holds what was published and what it rests on: small enough to keep for
ever, plain enough to compare. `report.records.taking` takes one from a built folder.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from report import paths
from report.findings import ReportError

# Each table with the column that names its rows.
KEYS = {
    "numbers": "key",
    "figures": "name",
    "sentences": "sentence_id",
    "parameters": "name",
    "conflicts": "conflict_id",
    "corrections": "claim_id",
    "claims": "claim_id",
    "sources": "source_id",
    "measures": "measure_id",
    "actors": "actor_id",
    "positions": "position_id",
    "events": "event_id",
    "questions": "question_id",
    "identities": "identity_id",
    "inputs": "input_id",
}
# Columns of the tables that are computed; those of `data/` keep their own.
COLUMNS = {
    "numbers": (
        "key", "text", "value", "low", "high", "unit", "measure", "how", "lineage",
        "sources", "parameters", "chapter", "code",
    ),
    "figures": (
        "name", "kind", "title", "unit", "note", "alt", "sources", "rows", "chapter",
        "parameters", "code", "drawing",
    ),
    "sentences": ("sentence_id", "page", "section", "text", "numbers", "sources", "wording"),
    "parameters": ("name", "value", "chapters"),
    "conflicts": ("conflict_id", "kind", "claims", "identities", "allowed", "required"),
    "corrections": ("claim_id", "source_id", "says", "use", "expected", "why"),
    "inputs": ("input_id", "chapter", "part", "value"),
}  # fmt: skip
FIGURES = "figures"

Row = dict[str, str]


@dataclass(frozen=True)
class Record:
    """One state of the book.

    name: the edition's id, or what else tells states apart ("the working tree").
    tables: table name -> rows in a stable order, every cell as text.
    data: name of a figure or table of the book -> its rows, the head first.
    """

    name: str
    tables: dict[str, list[Row]]
    data: dict[str, list[list[str]]] = field(default_factory=dict)

    def table(self, name: str) -> list[Row]:
        """The rows of a table; none where this state has no such table."""
        return self.tables.get(name, [])

    def index(self, name: str) -> dict[str, Row]:
        """The rows of a table by the column that names them."""
        return {row[KEYS[name]]: row for row in self.table(name)}


def write_record(record: Record, folder: Path) -> None:
    """Write a record as CSV files: UTF-8, line feeds, rows in the record's order."""
    for name, rows in record.tables.items():
        columns = COLUMNS.get(name) or (list(rows[0]) if rows else [KEYS[name]])
        table = [columns, *([row[c] for c in columns] for row in rows)]
        _write_csv(folder / f"{name}.csv", table)
    for name, table in record.data.items():
        _write_csv(folder / FIGURES / f"{name}.csv", table)


def read_record(folder: Path, name: str | None = None) -> Record:
    """The record of a folder, named by the folder unless a name is given.

    Raises ReportError with the cure where it is none.
    """
    if not (folder / "numbers.csv").is_file():
        place = paths.relative(folder / "numbers.csv")
        raise ReportError(
            f"{folder.name} holds no record: {place} is missing. Restore it with: "
            f"git checkout -- {place}"
        )
    tables = {}
    for path in sorted(folder.glob("*.csv")):
        if path.stem in KEYS:
            tables[path.stem] = _read_rows(path)
    data = {path.stem: _read_csv(path) for path in sorted((folder / FIGURES).glob("*.csv"))}
    return Record(name or folder.name, tables, data)


def _read_rows(path: Path) -> list[Row]:
    head, *rows = _read_csv(path)
    for number, row in enumerate(rows, start=2):
        if len(row) != len(head):
            raise _broken(path, f"row {number} has {len(row)} cells and not {len(head)}")
    return [dict(zip(head, row, strict=True)) for row in rows]


def split_ids(cell: str) -> list[str]:
    """The ids of a cell that holds several, in their order."""
    return cell.split()


def join_ids(ids: Iterable[str]) -> str:
    """Ids as one cell."""
    return " ".join(ids)


def to_number(cell: str) -> float | None:
    """The number in a cell, or None where it holds none."""
    try:
        return float(cell)
    except ValueError:
        return None


def _write_csv(path: Path, table: Iterable[Iterable[str]]) -> None:
    text = io.StringIO(newline="")
    plain = csv.writer(text, lineterminator="\n")
    # Python before 3.13 leaves a bare carriage return unquoted, and then splits there.
    quoted = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in map(list, table):
        (quoted if any("\r" in cell for cell in row) else plain).writerow(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")


def _read_csv(path: Path) -> list[list[str]]:
    try:
        text = path.read_bytes().decode("utf-8")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True)) or [[]]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _broken(path, f"it cannot be read ({error})") from error


def _broken(path: Path, fault: str) -> ReportError:
    place = paths.relative(path)
    return ReportError(f"{place}: {fault}. Restore it with: git checkout -- {place}")
