"""Turns chapters and a parameter set into executed notebooks in `_build/runs`.

A chapter runs again when its code, its parameters, the data, the package or the
environment changed; when only prose changed, the stored outputs are set into the
new text. papermill does the running.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from report import params, paths
from report.findings import ReportError

KEY = "report_key"


@dataclass(frozen=True)
class Run:
    """One chapter's outcome: executed notebook, whether it ran, and its fault."""

    chapter: str
    path: Path
    ran: bool
    error: str | None = None


class RunError(ReportError):
    """A chapter failed; its executed notebook is kept for reading."""


def run_chapters(
    set_name: str = "baseline",
    on_start: Callable[[str, int], None] = lambda chapter, cells: None,
    on_cell: Callable[[str], None] = lambda chapter: None,
    on_reuse: Callable[[str], None] = lambda chapter: None,
) -> list[Run]:
    """Run what is stale, reuse the rest, and return one Run a chapter.

    The callbacks tell a progress display which chapter starts with how many
    cells, finishes one, or needs no run. Raises RunError naming chapter and cell.
    """
    values = params.load_set(set_name)
    folder = paths.RUNS / Path(set_name).stem
    folder.mkdir(parents=True, exist_ok=True)
    shared = _hash_shared()
    stale, runs = [], []
    for source in list_chapters():
        given = params.for_chapter(values, source.stem)
        notebook = _read_notebook(source)
        key = _hash_run(notebook, given, shared)
        target = folder / source.name
        if _reuse(target, notebook, key):
            on_reuse(source.stem)
            runs.append(Run(source.stem, target, ran=False))
        else:
            on_start(source.stem, len(notebook["cells"]))
            stale.append((source, target, given, key))
    if stale:
        runs += _run_in_parallel(stale, on_cell)
    failed = [run for run in runs if run.error]
    if failed:
        raise RunError("\n".join(run.error for run in failed))
    return sorted(runs, key=lambda run: run.chapter)


def list_chapters(folder: Path | None = None) -> list[Path]:
    """The notebooks of the report, in order of name."""
    return sorted((folder or paths.CHAPTERS).glob("*.ipynb"))


def _run_in_parallel(jobs: list[tuple], on_cell) -> list[Run]:
    """One thread a chapter, each with a kernel of its own, on the cores there are."""
    with ThreadPoolExecutor(min(len(jobs), os.cpu_count() or 1)) as pool:
        try:
            return list(pool.map(lambda job: _run(*job, on_cell), jobs))
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            _end_kernels()
            raise


def _end_kernels() -> None:
    # Kernels have process groups of their own, which Ctrl-C does not reach; and
    # a thread that waits for one would wait on.
    import psutil

    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()


def _run(source: Path, target: Path, given: dict, key: str, on_cell) -> Run:
    import papermill
    from papermill.exceptions import PapermillExecutionError

    _register_engine()
    failed = target.with_suffix(".failed.ipynb")
    error = None
    try:
        papermill.execute_notebook(
            str(source),
            str(failed),
            parameters=given,
            engine_name="report",
            kernel_name="python3",
            progress_bar=False,
            on_cell=lambda: on_cell(source.stem),
        )
    except PapermillExecutionError as fault:
        error = _describe(source, failed, fault)
        return Run(source.stem, failed, ran=True, error=error)
    executed = _scrubbed(_read_notebook(failed), key)
    _write_notebook(target, executed)
    failed.unlink()
    return Run(source.stem, target, ran=True)


def _register_engine() -> None:
    from papermill.engines import NBClientEngine, papermill_engines

    class ReportEngine(NBClientEngine):
        """papermill's engine, telling a caller of each finished cell."""

        @classmethod
        def execute_managed_notebook(cls, nb_man, kernel_name, on_cell=None, **kwargs):
            nb_man.pbar = _Ticks(on_cell)
            # A kernel's own notices would tear the progress display apart.
            quiet = ["--IPKernelApp.log_level=ERROR"]
            return super().execute_managed_notebook(
                nb_man, kernel_name, extra_arguments=quiet, **kwargs
            )

    papermill_engines.register("report", ReportEngine)


class _Ticks:
    """The part of a tqdm bar that papermill uses."""

    def __init__(self, tick):
        self.update = lambda n=1: tick() if tick else None

    def close(self) -> None:
        pass


def _describe(source: Path, failed: Path, fault) -> str:
    first = next((line for line in fault.source.splitlines() if line.strip()), "")
    cell = f"cell {fault.exec_count or fault.cell_index + 1} ({first.strip()[:60]})"
    return (
        f"{paths.relative(source)}, {cell}: {fault.ename}: {fault.evalue}. "
        f"The executed notebook is kept in {paths.relative(failed)}."
    )


def _reuse(target: Path, notebook: dict, key: str) -> bool:
    """Set stored outputs into the present text, if code and inputs are the same."""
    try:
        executed = _read_notebook(target)
        if executed["metadata"].get(KEY) != key:
            return False
        cells = list(_with_outputs(notebook, executed))
    except (OSError, ValueError, KeyError, StopIteration, RuntimeError, ReportError):
        return False  # no stored run, or one that cannot be trusted
    fresh = executed | {"cells": cells}
    if fresh != executed:
        _write_notebook(target, fresh)
    return True


def _with_outputs(notebook: dict, executed: dict):
    """The chapter's present cells, code cells as they were executed.

    The key covers the code cells in their order, so the n-th is the n-th.
    """
    done = [cell for cell in executed["cells"] if cell["cell_type"] == "code"]
    injected = [cell for cell in done if _has_tag(cell, "injected-parameters")]
    own = iter([cell for cell in done if cell not in injected])
    for cell in notebook["cells"]:
        yield next(own) if cell["cell_type"] == "code" else cell
        if _has_tag(cell, "parameters"):
            yield from injected


def _has_tag(cell: dict, tag: str) -> bool:
    return tag in cell["metadata"].get("tags", [])


def _hash_run(notebook: dict, given: dict, shared: str) -> str:
    code = [
        (cell["source"], cell["metadata"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]
    return _hash(json.dumps([code, given, shared], sort_keys=True).encode())


def _hash_shared() -> str:
    """What every chapter rests on: data, package, lock file, Python version."""
    files = [*paths.DATA.glob("*.csv"), *paths.DATA.glob("*.json"), paths.LOCK]
    files += [*paths.DATA.glob("*.yml"), paths.PARAMS / "multiverse.yml"]
    files += paths.PACKAGE.rglob("*.py")
    parts = [
        f"{paths.relative(p)} {_hash(p.read_bytes())}"
        for p in sorted(files)
        if p.is_file()
    ]
    return _hash("\n".join([*parts, sys.version]).encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _scrubbed(notebook: dict, key: str) -> dict:
    """Without clocks, durations and paths, so that equal runs are equal bytes."""
    notebook["metadata"].pop("papermill", None)
    notebook["metadata"][KEY] = key
    for number, cell in enumerate(notebook["cells"]):
        for name in ("papermill", "execution"):
            cell["metadata"].pop(name, None)
        if not cell["metadata"].get("tags", True):
            del cell["metadata"]["tags"]  # papermill's empty list
        if _has_tag(cell, "injected-parameters"):
            # Readers see the chapter's own cell; this one is papermill's.
            cell["metadata"]["tags"] = ["injected-parameters", "remove-cell"]
            cell["id"] = "injected-parameters"
        cell.setdefault("id", f"cell-{number}")
    return notebook


def _read_notebook(path: Path) -> dict:
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


def _write_notebook(path: Path, notebook: dict) -> None:
    # Written beside and then moved, so that a reader never meets half a file.
    beside = path.with_suffix(".tmp")
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
    beside.write_text(text + "\n", encoding="utf-8")
    shutil.move(beside, path)
