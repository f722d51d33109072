"""Turns notebooks into their parts and back: code and prose here, outputs there.

What a run adds is kept apart from what people write, so that stored outputs can be
set into changed prose without a run.
"""

import functools
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
# The address of something on a host. It is left as it is: a folder `/tmp` over there
# is none of this machine. A colon before a slash ends it, as in `…/a:/tmp/x`.
ADDRESS = r"""://(?!/)(?:[^\s\x1b"'<>()\[\]{}|\\,;:]|:(?!/))+"""
# Before a path stands no letter, digit or other path, as in `data/tmp`; but a code
# for a colour, or an escaped character such as `\n`, may end in a letter. Only ASCII
# counts, here and behind a path: in Chinese no space stands between.
BEFORE = r"""
    (?: (?<![A-Za-z0-9_.~/\\-])
      | file://[A-Za-z0-9.-]*
      | (?:\x1b|\\x1b|\\u001b)\[[0-9;?]*[A-Za-z]
      | \\(?:[abfnrtv0]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})
    ) [/\\]*?
"""
# `/tmp-2` and `/tmp.old` are other folders; in "It is in /tmp. Done" it is this one.
BEHIND = r"(?![A-Za-z0-9_-]|\.[A-Za-z0-9_])"


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
        return {_scrub(marks, name): _scrub(marks, item) for name, item in value.items()}
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
    return folders.take_out(text)


def _list_marks() -> tuple[list[tuple[str, str]], "_Folders"]:
    """The secrets and the folders of the machine, read once for many texts."""
    secrets = [
        (name, secret)
        for name, secret in os.environ.items()
        if len(secret) >= SHORTEST_SECRET and SECRET.search(name)
    ]
    return secrets, _compile(tuple(_folders().items()))


def _folders() -> dict[str, str]:
    """The machine's folders, by each of their names, and what stands for them."""
    shown = {
        str(paths.ROOT): ".", sys.prefix: "<python>", sys.base_prefix: "<python>",
        str(Path.home()): "~", tempfile.gettempdir(): "<tmp>",
    }  # fmt: skip
    # A name that is a link is seen resolved too: `/tmp` of macOS as `/private/tmp`.
    named = {os.path.realpath(folder): name for folder, name in shown.items()} | shown
    return {folder: name for folder, name in named.items() if len(folder) > 3}


class _Folders:
    """Folders as they stand in texts: as they are, and escaped in JSON or by `repr`.

    All are looked for at once, so that nothing is taken out of what stands for another.
    """

    def __init__(self, shown: Iterable[tuple[str, str]]):
        # The longest first: the repository may lie in the home folder.
        folders = sorted(shown, key=lambda pair: -len(pair[0]))
        self._shown = [name for _, name in folders]
        self._spelled = [spelling for folder, _ in folders for spelling in _spell(folder)]
        found = "|".join(f"({_match_folder(folder)}{BEHIND})" for folder, _ in folders)
        self._pattern = re.compile(f"{ADDRESS}|({BEFORE})(?:{found})", re.VERBOSE)

    def take_out(self, text: str) -> str:
        """The text with what stands for the folders; most texts hold none."""
        if "/" not in text and "\\" not in text:
            return text
        if not any(spelling in text for spelling in self._spelled):
            return text
        return self._pattern.sub(self._show, text)

    def _show(self, match: re.Match) -> str:
        # The first group is what stands before, the n-th one after it the n-th folder.
        return match[1] + self._shown[match.lastindex - 2] if match.lastindex else match[0]


_compile = functools.cache(_Folders)


def _spell(folder: str) -> set[str]:
    # In JSON pandas writes `\/` for a slash; Windows takes both kinds.
    if "\\" in folder:
        return {folder, folder.replace("\\", "\\\\"), folder.replace("\\", "/")}
    return {folder, folder.replace("/", "\\/")}


def _match_folder(folder: str) -> str:
    between = r"(?:\\{1,8}|/)" if "\\" in folder else r"\\{0,7}/"
    return between.join(re.escape(part) for part in re.split(r"[/\\]", folder))
