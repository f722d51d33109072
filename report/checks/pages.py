"""Turns `chapters/` and `index.md` into pages of cells, or into findings.

A notebook is read as JSON, since nbformat would silently repair what is to be told.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from report.findings import Finding
from report.formatting import find_pages


@dataclass(frozen=True)
class Cell:
    """One cell; a Markdown file is one cell. `number` counts from 1."""

    number: int
    kind: str
    source: str
    tags: tuple[str, ...] = ()
    cell_id: str = ""
    has_output: bool = False


@dataclass(frozen=True)
class Page:
    """One file of the book, with its text as it stands on disk."""

    file: str
    text: str
    cells: tuple[Cell, ...]

    @property
    def is_notebook(self) -> bool:
        return self.file.endswith(".ipynb")

    def line_of(self, cell: Cell, needle: str = "") -> int | None:
        """The line of the file in which the cell holds `needle`, if it is found."""
        if not self.is_notebook:
            at = self.text.find(needle)
            return self.text.count("\n", 0, at) + 1 if at >= 0 else None
        start = max(self.text.find(f'"id": {json.dumps(cell.cell_id)}'), 0)
        for escaped in (False, True):
            line = json.dumps(needle, ensure_ascii=escaped)[1:-1]
            at = self.text.find(line, start)
            if at >= 0 and cell.cell_id:
                return self.text.count("\n", 0, at) + 1
        return None

    def find(self, cell: Cell, needle: str, fault: str, cure: str) -> Finding:
        """A finding on `needle` in a cell of this page."""
        column = f"cell {cell.number}" if self.is_notebook else None
        row = self.line_of(cell, needle)
        return Finding(self.file, row, column, needle or None, fault, cure)


def read_pages(root: Path) -> tuple[list[Page], list[Finding]]:
    """The pages in order of name, and a finding for each that cannot be read."""
    pages, findings = [], []
    for path in find_pages(root):
        file = path.relative_to(root).as_posix()
        try:
            text = path.read_text("utf-8")
            pages.append(Page(file, text, _read_cells(path, text)))
        except UnicodeDecodeError as error:
            findings.append(_unreadable(file, f"is not UTF-8 at byte {error.start}"))
        except json.JSONDecodeError as error:
            fault = "is empty" if not text.strip() else f"is not JSON: {error.msg}"
            findings.append(_unreadable(file, fault, error.lineno))
        except (KeyError, TypeError, AttributeError):
            findings.append(_unreadable(file, "is not a notebook"))
    return pages, findings


def _unreadable(file: str, fault: str, row: int | None = None) -> Finding:
    return Finding(
        file, row, None, None, fault, f"Restore it with: git checkout -- {file}"
    )


def _read_cells(path: Path, text: str) -> tuple[Cell, ...]:
    if path.suffix == ".md":
        return (Cell(1, "markdown", text),)
    return tuple(
        _read_cell(number, cell)
        for number, cell in enumerate(json.loads(text)["cells"], start=1)
    )


def _read_cell(number: int, cell: dict) -> Cell:
    source = cell["source"]
    return Cell(
        number,
        cell["cell_type"],
        source if isinstance(source, str) else "".join(source),
        tuple(cell.get("metadata", {}).get("tags", ())),
        cell.get("id", ""),
        bool(cell.get("outputs")) or cell.get("execution_count") is not None,
    )
