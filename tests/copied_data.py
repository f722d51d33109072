"""Turns the real `data/` into a copy in which a test breaks one thing."""

import csv
import io
import shutil
from functools import cache
from pathlib import Path

import pytest

from report import paths
from report.findings import Finding
from report.checks.validation import check_data


class DataCopy:
    """A copy of `data/`; rows are numbered as findings number them, header 1."""

    def __init__(self, folder: Path):
        self.folder = folder
        shutil.copytree(paths.DATA, folder, ignore=shutil.ignore_patterns("snapshots"))

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.csv"

    def records(self, table: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self.path(table).read_text("utf-8"))))

    def write(self, table: str, records: list[list[str]]) -> None:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(records)
        self.path(table).write_bytes(out.getvalue().encode())

    def row_of(self, table: str, key: str) -> int:
        keys = [cells[0] for cells in self.records(table)]
        return keys.index(key) + 1

    def set(self, table: str, row: int, **cells: str) -> None:
        records = self.records(table)
        for column, value in cells.items():
            records[row - 1][records[0].index(column)] = value
        self.write(table, records)

    def set_bytes(self, table: str, raw: bytes) -> None:
        self.path(table).write_bytes(raw)

    def findings(self) -> list[Finding]:
        """What the check says about the copy and not about the real data."""
        return [f for f in check_data(self.folder) if f not in _known_findings()]

    def only_finding(self) -> Finding:
        found = self.findings()
        assert len(found) == 1, "\n".join(map(str, found)) or "no finding"
        return found[0]


@cache
def _known_findings() -> frozenset[Finding]:
    return frozenset(check_data(paths.DATA))


@pytest.fixture
def data(tmp_path: Path) -> DataCopy:
    return DataCopy(tmp_path / "data")
