"""Turns the files of two states into the differences of their code and other texts.

White space, and the order of cells that give the same results, are no difference.
"""

import ast
import io
import tokenize
from collections import Counter
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from report import paths
from report.editions import git
from report.findings import ReportError
from report.records.taking import TABLES
from report.review.states import State
from report.runs.notebooks import read_notebook

# What these hold is told row by row, or paragraph by paragraph.
TOLD = {*(f"data/{table}.csv" for table in TABLES), "data/corrections.yml"}
MOST_LINES = 400


@dataclass(frozen=True)
class Difference:
    """A file's differing lines as of `diff -u`, without its two heads.

    note: what there is to say instead of lines, or beside them.
    """

    file: str
    lines: tuple[str, ...] = ()
    note: str = ""


def find_differences(before: State, after: State, pages: set[str]) -> list[Difference]:
    """Differing files: chapters' code first, then the package, then all others.

    pages: pages of prose, which are compared elsewhere.
    """
    told = TOLD | {f"{page}.md" for page in pages}
    names = [name for name in git.list_changed(after.root, before.commit) if name not in told]
    found = [_compare(before.root / name, after.root / name, name) for name in names]
    return sorted((one for one in found if one), key=lambda one: _place(one.file))


def _place(name: str) -> tuple[int, str]:
    folders = (f"{paths.CHAPTERS.name}/", f"{paths.PACKAGE.name}/")
    first = next((i for i, folder in enumerate(folders) if name.startswith(folder)), 2)
    return first, name


def _compare(old: Path, new: Path, name: str) -> Difference | None:
    try:
        texts = [path.read_text("utf-8") if path.is_file() else "" for path in (old, new)]
    except UnicodeDecodeError:
        return Difference(name, note="It is no text, so that its lines are not shown.")
    if name.endswith(".ipynb"):
        try:
            return _compare_cells(old, new, name)
        except ReportError as error:
            return Difference(name, note=str(error))
    normal = _normalise_python if name.endswith(".py") else _normalise
    note = "" if old.is_file() and new.is_file() else f"The file is {_fate(new)}."
    if normal(texts[0]) == normal(texts[1]) and not note:
        return None
    return _make(name, texts[0].splitlines(), texts[1].splitlines(), note)


def _compare_cells(old: Path, new: Path, name: str) -> Difference | None:
    """Code cells that only one state has; a cell that only moved is in both."""
    cells = [_list_cells(path) for path in (old, new)]
    keys = [Counter(_name_cell(cell) for cell in side) for side in cells]
    kept = keys[0] & keys[1]
    lines = [_show_cells(side, Counter(kept)) for side in cells]
    note = "" if old.is_file() and new.is_file() else f"The chapter is {_fate(new)}."
    return _make(name, *lines, note) if lines[0] or lines[1] or note else None


def _list_cells(path: Path) -> list[dict]:
    notebook = read_notebook(path) if path.is_file() else {"cells": []}
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _name_cell(cell: dict) -> tuple:
    return tuple(sorted(cell["metadata"].get("tags", []))), _normalise_python(cell["source"])


def _show_cells(cells: list[dict], kept: Counter) -> list[str]:
    lines = []
    for cell in cells:
        name = _name_cell(cell)
        if kept[name]:
            kept[name] -= 1
            continue
        tags = ", ".join(cell["metadata"].get("tags", []))
        lines += [f"# cell {cell.get('id', '')}{f' ({tags})' if tags else ''}"]
        lines += [*cell["source"].splitlines(), ""]
    return lines


def _make(name: str, old: list[str], new: list[str], note: str) -> Difference:
    lines = list(unified_diff(old, new, lineterm=""))[2:]
    if len(lines) > MOST_LINES:
        left = len(lines) - MOST_LINES
        note = f"{note} The last {left} lines are left out here.".strip()
    return Difference(name, tuple(lines[:MOST_LINES]), note)


def _fate(new: Path) -> str:
    return "new" if new.is_file() else "gone"


def _normalise_python(text: str) -> tuple:
    """What a program says: its syntax and its comments, without its layout."""
    try:
        words = tokenize.generate_tokens(io.StringIO(text).readline)
        comments = [word.string for word in words if word.type == tokenize.COMMENT]
        return ast.dump(ast.parse(text)), *comments
    except (SyntaxError, tokenize.TokenError):
        return _normalise(text)


def _normalise(text: str) -> tuple:
    return tuple(line.rstrip() for line in text.splitlines() if line.strip())
