"""Turns notebooks into their parts and back: code and prose here, outputs there.

What a run adds is kept apart from what people write, so that stored outputs can be
set into changed prose without a run.
"""

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from report import paths
from report.findings import ReportError

INJECTED = "injected-parameters"
# Variables whose values are taken out of outputs, should they get there.
SECRET = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|PRIVATE|AUTH", re.I)
SHORTEST_SECRET = 6
CELL_FILE = re.compile(r"\S*ipykernel_\d+[/\\](\d+)\.py")
END_OF_PATH = r"""(?=[/\\\s'")\]:,;]|$)"""


def read_notebook(path: Path) -> dict:
    """A notebook with each cell's source as one text.

    Raises ReportError with the cure where the file is none.
    """
    try:
        notebook = json.loads(path.read_text("utf-8"))
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])  # text or lines, as one text
    except (ValueError, KeyError, TypeError) as error:
        raise ReportError(
            f"{paths.relative(path)} is no notebook ({error}). "
            f"Restore it with: git checkout -- {paths.relative(path)}"
        ) from error
    return notebook


def write_notebook(path: Path, notebook: dict) -> None:
    """Write a notebook unless the file holds it already."""
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    content = text.encode()
    if not path.is_file() or path.read_bytes() != content:
        write_whole(path, content)


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file at once: a reader meets the old one or the new, never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def has_tag(cell: dict, tag: str) -> bool:
    """Whether a cell carries the tag."""
    return tag in cell["metadata"].get("tags", [])


def list_published(cells: Iterable[dict], *mimes: str) -> Iterator[tuple[int, str, dict]]:
    """Cell, kind and payload of each output of these kinds, in order; the cells are
    those of an executed notebook or of stored results."""
    for number, cell in enumerate(cells):
        for output in cell.get("outputs", []):
            for mime in mimes:
                if payload := output.get("data", {}).get(mime):
                    yield number, mime, payload


def list_published_by(
    notebooks: Mapping[str, dict], *mimes: str
) -> Iterator[tuple[str, int, str, dict]]:
    """The same of several executed notebooks, each with its chapter before it."""
    for chapter, notebook in notebooks.items():
        for found in list_published(notebook["cells"], *mimes):
            yield chapter, *found


def take_results(executed: dict) -> dict:
    """What a run added to a notebook, without clocks, durations and paths."""
    cells = [cell for cell in executed["cells"] if cell["cell_type"] == "code"]
    added = [cell for cell in cells if has_tag(cell, INJECTED)]
    results = {
        "injected": [cell["source"] for cell in added],
        "language": executed["metadata"].get("language_info", {}),
        "cells": [
            {"outputs": cell["outputs"], "execution_count": cell["execution_count"]}
            for cell in cells
            if cell not in added
        ],
    }
    return _scrub(_list_marks(), results)


def set_results(notebook: dict, results: dict) -> dict:
    """The notebook as executed: present prose and code, with these results.

    The n-th code cell gets the n-th result: the key of a result covers the code
    cells in their order.
    """
    cells = list(_executed_cells(notebook, results))
    metadata = notebook["metadata"] | {"language_info": results["language"]}
    return notebook | {"cells": cells, "metadata": metadata}


def _executed_cells(notebook: dict, results: dict) -> Iterator[dict]:
    # Readers see the chapter's own cell; papermill's is left out of the book.
    injected = [
        {"cell_type": "code", "id": INJECTED, "source": source, "outputs": [],
         "execution_count": None, "metadata": {"tags": [INJECTED, "remove-cell"]}}
        for source in results["injected"]
    ]  # fmt: skip
    if not any(has_tag(cell, "parameters") for cell in notebook["cells"]):
        yield from injected
    own = iter(results["cells"])
    for number, cell in enumerate(notebook["cells"]):
        cell = {"id": f"cell-{number}"} | cell
        yield cell | next(own) if cell["cell_type"] == "code" else cell
        if has_tag(cell, "parameters"):
            yield from injected


def _scrub(marks, value):
    """Texts without the machine's paths and without the values of secrets."""
    if isinstance(value, dict):
        return {name: _scrub(marks, item) for name, item in value.items()}
    if isinstance(value, list):
        return [_scrub(marks, item) for item in value]
    return _scrub_text(marks, value) if isinstance(value, str) else value


def scrub_text(text: str) -> str:
    """The text with `.` for the repository, `<python>` for the environment, and so on."""
    return _scrub_text(_list_marks(), text)


def _scrub_text(marks, text: str) -> str:
    secrets, folders = marks
    for name, secret in secrets:
        text = text.replace(secret, f"<{name} withheld>")
    if "ipykernel_" in text:
        text = CELL_FILE.sub("<cell>", text)
    for folder, shown in folders:
        if folder in text:
            text = re.sub(re.escape(folder) + END_OF_PATH, shown, text)
    return text


def _list_marks() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The secrets and the folders of the machine, read once for many texts."""
    secrets = [
        (name, secret)
        for name, secret in os.environ.items()
        if len(secret) >= SHORTEST_SECRET and SECRET.search(name)
    ]
    return secrets, _folders()


def _folders() -> list[tuple[str, str]]:
    """The machine's folders and what stands for them, the longest first."""
    shown = {
        str(paths.ROOT): ".", str(paths.ROOT.resolve()): ".", sys.prefix: "<python>",
        sys.base_prefix: "<python>", str(Path.home()): "~", tempfile.gettempdir(): "<tmp>",
    }  # fmt: skip
    named = [(folder, name) for folder, name in shown.items() if len(folder) > 3]
    return sorted(named, key=lambda pair: -len(pair[0]))
