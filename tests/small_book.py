"""Turns a few cells into a small book, whole and without a fault."""

import json
from pathlib import Path

import pytest

from report.checks.chapters import check_chapters
from report.checks.pages import read_pages
from report.checks.references import check_references
from report.findings import Finding
from report.formatting import METADATA

TOC = "format: jb-book\nroot: index\nchapters:\n  - file: chapters/one\n"
CELLS = (
    ("markdown", "# One\n\nFirst {cite:p}`known2026key`, see {numref}`one-chart`."),
    ("code", 'as_of = "2026-01-01"', "parameters"),
    ("code", 'figure("one-chart", chart, title="A finding")'),
    ("markdown", "## Sources and limits\n\nNone."),
)


def make_cell(number: int, kind: str, source: str, *tags: str) -> dict:
    cell = {
        "cell_type": kind,
        "id": f"c{number}",
        "metadata": {"tags": list(tags)} if tags else {},
        "source": source.splitlines(keepends=True),
    }
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


class SmallBook:
    """A root folder with a table of contents, an index and one chapter."""

    def __init__(self, root: Path):
        self.root = root
        self.notebook = root / "chapters" / "one.ipynb"
        self.notebook.parent.mkdir()
        self.write("index.md", "# Index\n")
        self.write("_toc.yml", TOC)
        self.set_cells(*CELLS)

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8")

    def read(self) -> dict:
        return json.loads(self.notebook.read_text("utf-8"))

    def save(self, notebook: dict) -> None:
        text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        self.notebook.write_text(text, encoding="utf-8")

    def set_cells(self, *cells: tuple) -> None:
        made = [make_cell(number, *cell) for number, cell in enumerate(cells, start=1)]
        self.save({"cells": made, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5})

    def insert(self, kind: str, source: str, *tags: str) -> None:
        """Put a cell before the last section."""
        self.set_cells(*CELLS[:-1], (kind, source, *tags), CELLS[-1])

    def findings(self, keys=("known2026key",)) -> list[Finding]:
        pages, unread = read_pages(self.root)
        found = unread + check_chapters(pages, self.root)
        return found + check_references(pages, keys)

    def only_finding(self) -> Finding:
        found = self.findings()
        assert len(found) == 1, "\n".join(map(str, found)) or "no finding"
        return found[0]

    def line(self, finding: Finding) -> str:
        text = (self.root / finding.file).read_text("utf-8")
        return text.splitlines()[finding.row - 1]


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    return SmallBook(tmp_path)
