"""Turns a chapter and its values into a key: what it rests on, part by part.

The key names a result in the store. It covers contents only, never a time: a clock
set back, a fresh clone or another branch changes nothing.
"""

import ast
import hashlib
import json
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from report import params, paths
from report.runs.notebooks import has_tag, read_notebook

# Raised when the form of a stored result changes.
STORE_FORMAT = "1"
# Tags that change how a cell is executed; all others only change how it is shown.
RUNNING_TAGS = ("parameters", "raises-exception", "skip-execution")
MISSING = "missing"


@dataclass(frozen=True)
class Job:
    """A chapter with the values it is given, and the parts that make its key.

    `inputs` are the files that it declares, `modules` those of the package that it uses.
    """

    source: Path
    notebook: dict
    given: dict
    inputs: tuple[Path, ...]
    modules: tuple[Path, ...]
    parts: dict[str, str]

    @property
    def chapter(self) -> str:
        return self.source.stem

    @property
    def key(self) -> str:
        return hash_bytes(json.dumps(self.parts, sort_keys=True).encode())


def list_jobs(values: dict, chapters: list[Path]) -> list[Job]:
    """One job a chapter, with the parameters and inputs that it declares."""
    return [make_job(source, values) for source in chapters]


def make_job(source: Path, values: dict) -> Job:
    """The job of one chapter, from the files as they are now."""
    # 1. The code.
    notebook = read_notebook(source)
    parts = {"store format": STORE_FORMAT, "Python": platform.python_version()}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(cells, 1):
        tags = [tag for tag in RUNNING_TAGS if has_tag(cell, tag)]
        parts[f"code cell {number}"] = hash_bytes(f"{tags}{cell['source']}".encode())
    # 2. The choices.
    given = params.for_chapter(values, source.stem)
    parts |= {f"parameter {name}": repr(value) for name, value in given.items()}
    # 3. The data.
    inputs = tuple(list_inputs(source.stem))
    # 4. The package and the environment.
    modules = find_modules(*(cell["source"] for cell in cells))
    for path in (*inputs, *modules.values(), paths.LOCK):
        parts[name_part(path)] = hash_bytes(path.read_bytes()) if path.is_file() else MISSING
    return Job(source, notebook, given, inputs, tuple(modules.values()), parts)


def list_inputs(chapter: str) -> list[Path]:
    """The files that a chapter declares in `params/schema.yml`, under `inputs`.

    A pattern stands for the files that match it; a name without a file is kept,
    so that its absence is seen.
    """
    declared = params.declared_inputs(chapter)
    found = set()
    for pattern in declared:
        there = [path for path in paths.ROOT.glob(pattern) if path.is_file()]
        found.update(there or [paths.ROOT / pattern])
    return sorted(found)


def find_modules(*codes: str) -> dict[str, Path]:
    """The modules of the package that codes import, directly or through others.

    A code that is no plain Python, such as a cell with a command of IPython, may import
    any of them, so that all are given.
    """
    found, waiting = {}, [name for code in codes for name in _imported(code)]
    while waiting:
        name = waiting.pop()
        path = _locate(name)
        if not name or path is None or name in found:
            continue
        found[name] = path
        inside = name if path.name == "__init__.py" else name.rpartition(".")[0]
        waiting += [name.rpartition(".")[0], *_imported(path.read_text("utf-8"), inside)]
    return dict(sorted(found.items()))


@cache
def _imported(code: str, package: str = "") -> frozenset[str]:
    """Dotted names of the package that code in `package` may import, wherever it does."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return _list_modules()
    names = set()
    for node in _list_statements(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: package.count(".") + 2 - node.level]
            parts = [*(above if node.level else ()), *filter(None, [node.module])]
            names.add(".".join(parts))
            names.update(".".join([*parts, alias.name]) for alias in node.names)
    own = paths.PACKAGE.name
    return frozenset(name for name in names if name.split(".")[0] == own)


def _list_modules() -> frozenset[str]:
    """The dotted names of all modules of the package."""
    files = (path.relative_to(paths.PACKAGE.parent) for path in paths.PACKAGE.rglob("*.py"))
    parts = ([*file.parent.parts, *({file.stem} - {"__init__"})] for file in files)
    return frozenset(".".join(name) for name in parts)


def _list_statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Every statement, however deep; expressions, most of a tree, hold none."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            waiting += getattr(node, part, ())


def _locate(name: str) -> Path | None:
    base = paths.PACKAGE.joinpath(*name.split(".")[1:])
    candidates = (base / "__init__.py", base.with_suffix(".py"))
    return next((path for path in candidates if path.is_file()), None)


def name_part(path: Path) -> str:
    """The name of a file in a key: from the root of the project, wherever the package is."""
    if path.is_relative_to(paths.PACKAGE):
        return f"{paths.PACKAGE.name}/{path.relative_to(paths.PACKAGE).as_posix()}"
    return path.relative_to(paths.ROOT).as_posix()


def hash_bytes(content: bytes) -> str:
    """The sha256 of content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
