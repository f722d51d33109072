"""Turns the pages of the book into the one form in which they are stored.

One sentence a line, no outputs, no counts, ids that stay, no metadata but tags: so a
change of one sentence is one changed line wherever differences are shown.
"""

import hashlib
import json
import re
from itertools import zip_longest
from pathlib import Path

from report.findings import ReportError
from report.formatting.sentences import split_sentences

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
METADATA = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
LONGEST_ID = 40


def find_pages(root: Path) -> list[Path]:
    """The pages whose form is kept: the front page and all in `chapters/`."""
    chapters = root / "chapters"
    return [*root.glob("index.md"), *sorted([*chapters.glob("*.ipynb"), *chapters.glob("*.md")])]


def find_changes(root: Path) -> dict[Path, str]:
    """The pages that are not as they are stored, each with its text as it would be.

    Raises ReportError where a page cannot be read.
    """
    changes = {}
    for path in find_pages(root):
        text = path.read_bytes().decode("utf-8", "replace")
        formatted = format_page(path.relative_to(root).as_posix(), text)
        if formatted != text:
            changes[path] = formatted
    return changes


def find_first_change(before: str, after: str) -> int:
    """The first line, counted from 1, in which two texts differ."""
    pairs = zip_longest(before.split("\n"), after.split("\n"))
    return next(row for row, (a, b) in enumerate(pairs, start=1) if a != b)


def format_page(name: str, text: str) -> str:
    """The text of a page, a notebook or Markdown, as it is stored.

    Raises ReportError where a notebook cannot be read.
    """
    if name.endswith(".ipynb"):
        return format_notebook(name, text)
    return split_sentences(text.replace("\r\n", "\n")).rstrip("\n") + "\n"


def format_notebook(name: str, text: str) -> str:
    """A notebook as it is stored; its code and its rendered prose do not change."""
    try:
        notebook = json.loads(text)
        if notebook["nbformat"] != 4:
            raise ValueError(f"nbformat {notebook['nbformat']}, not 4")
        cells = _format_cells(notebook["cells"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportError(
            f"{name} is no notebook ({error}). Restore it with: git checkout -- {name}"
        ) from error
    stored = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(stored, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _format_cells(cells: list[dict]) -> list[dict]:
    formatted, used = [], set()
    for cell in cells:
        source = cell["source"]
        source = source if isinstance(source, str) else "".join(source)
        if cell["cell_type"] == "markdown":
            source = split_sentences(re.sub("\r\n?", "\n", source))
        tags = cell.get("metadata", {}).get("tags")
        used.add(cell_id := _choose_id(cell, source, used))
        made = {
            "cell_type": cell["cell_type"],
            "id": cell_id,
            "metadata": {"tags": tags} if tags else {},
            "source": source.splitlines(keepends=True),
        }
        if cell["cell_type"] == "code":
            made |= {"execution_count": None, "outputs": []}
        elif cell.get("attachments"):
            made["attachments"] = cell["attachments"]
        formatted.append(made)
    return formatted


def _choose_id(cell: dict, source: str, used: set[str]) -> str:
    """The cell's own id; where it has none, or one taken before, one from its content."""
    own = cell.get("id")
    if isinstance(own, str) and CELL_ID.fullmatch(own) and own not in used:
        return own
    heading = re.match(r"#+ (.+)", source) if cell["cell_type"] == "markdown" else None
    words = re.sub(r"[^a-z0-9]+", "-", heading[1].lower()).strip("-") if heading else ""
    digest = hashlib.sha256(source.encode()).hexdigest()[:8]
    stem = words[:LONGEST_ID].strip("-") or f"{cell['cell_type']}-{digest}"
    number, chosen = 1, stem
    while chosen in used:
        number += 1
        chosen = f"{stem}-{number}"
    return chosen
