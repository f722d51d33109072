"""Turns chapters and a parameter set into executed notebooks in `_build/runs`.

A chapter runs again when a part of its key changed; otherwise its stored results
are set into the present text. papermill does the running.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from report import params, paths
from report.findings import ReportError
from report.runs import store, why
from report.runs.engine import SECONDS_A_CELL, Watch, execute, load_runner
from report.runs.kernels import can_fork, end_kernels, warm_up
from report.runs.keys import Job, find_modules, list_jobs, make_job
from report.runs.notebooks import set_results, write_notebook

# Chapters at once: one more than cores, since a kernel that starts mostly waits.
LANES = 1 + (os.cpu_count() or 1)
RAN, REUSED, UNCHANGED = "run", "reused", "unchanged"


@dataclass(frozen=True)
class Run:
    """One chapter's outcome.

    `how` is "run", "reused" (stored under other circumstances: another set, another
    branch) or "unchanged"; `cells` are (seconds, first line) of those that ran.
    """

    chapter: str
    path: Path
    how: str
    error: str | None = None
    cells: tuple[tuple[float, str], ...] = ()

    @property
    def ran(self) -> bool:
        return self.how == RAN


@dataclass(frozen=True)
class Options:
    """How chapters are run: `plain` kernels or forked, seconds a cell may take."""

    plain: bool = False
    timeout: int = SECONDS_A_CELL

    @property
    def forked(self) -> bool:
        return can_fork() and not self.plain


@dataclass(frozen=True)
class Callbacks:
    """Whom a run tells: a chapter starts with how many cells, ends one, needs none;
    and what the caller does `meanwhile`, while the first kernels start."""

    on_start: Callable[[str, int], None] = lambda chapter, cells: None
    on_cell: Callable[[str], None] = lambda chapter: None
    on_reuse: Callable[[str], None] = lambda chapter: None
    meanwhile: Callable[[], None] = lambda: None


class RunError(ReportError):
    """A chapter failed; its executed notebook is kept for reading."""


def run_chapters(
    set_name: str = paths.BASELINE,
    on_start: Callable[[str, int], None] = lambda chapter, cells: None,
    on_cell: Callable[[str], None] = lambda chapter: None,
    on_reuse: Callable[[str], None] = lambda chapter: None,
    options: Options | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[Run]:
    """Run what is stale, reuse the rest, and return one Run a chapter.

    The callbacks tell a progress display which chapter starts with how many
    cells, finishes one, or needs no run. Raises RunError naming chapter and cell.
    """
    values = params.load_set(set_name)
    told = Callbacks(on_start, on_cell, on_reuse, meanwhile)
    runs = run_values(values, run_folder(set_name), list_chapters(), options, told)
    if failed := [run for run in runs if run.error]:
        raise RunError("\n".join(run.error for run in failed))
    return runs


def run_values(
    values: dict,
    folder: Path,
    chapters: list[Path],
    options: Options | None = None,
    told: Callbacks = Callbacks(),
) -> list[Run]:
    """Run chapters with checked values, leaving executed notebooks in a folder.

    A chapter that fails leaves its Run with an `error`; the others go on.
    """
    runs, stale = [], []
    # 1. What is stored already.
    for job in list_jobs(values, chapters):
        if results := store.read_entry(job.key):
            told.on_reuse(job.chapter)
            runs.append(_place(job, results, folder, _kind_of_reuse(job, folder)))
        else:
            told.on_start(job.chapter, len(job.notebook["cells"]))
            stale.append(job)
    # 2. The rest, on the cores there are.
    if stale:
        runs += _run_in_parallel(stale, folder, told, options or Options())
    return sorted(runs, key=lambda run: run.chapter)


def warm_up_stale(set_name: str, options: Options) -> None:
    """Where a chapter will run, start loading what its kernel needs, and return."""
    jobs = list_jobs(params.load_set(set_name), list_chapters())
    if stale := [job for job in jobs if not store.read_entry(job.key)]:
        _warm_up(stale, options)


def list_chapters(folder: Path | None = None) -> list[Path]:
    """The notebooks of the report, in order of name."""
    return sorted((folder or paths.CHAPTERS).glob("*.ipynb"))


def run_folder(set_name: str) -> Path:
    """Where the executed notebooks of a parameter set stand."""
    return paths.RUNS / Path(set_name).stem


def _run_in_parallel(jobs: list[Job], folder: Path, told: Callbacks, options) -> list[Run]:
    """One thread a chapter, each with a kernel of its own, the longest chapter first."""
    _warm_up(jobs, options)
    load_runner()
    stopped = Event()
    with ThreadPoolExecutor(LANES) as pool:
        try:
            work = lambda job: run_job(job, folder, told.on_cell, options, stopped)
            runs = pool.map(work, sorted(jobs, key=_count_cells, reverse=True))
            # In a thread, for an import may swallow the Ctrl-C that comes in its midst.
            beside = Thread(target=told.meanwhile, daemon=True)
            beside.start()
            made = list(runs)
            beside.join()
            return made
        except KeyboardInterrupt:
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
            end_kernels()
            raise


def _count_cells(job: Job) -> int:
    return sum(cell["cell_type"] == "code" for cell in job.notebook["cells"])


def _warm_up(jobs: list[Job], options: Options) -> bool:
    """Whether their kernels may be forked: what would be shared is what the files say."""
    if not options.forked:
        return False
    codes = [cell["source"] for job in jobs for cell in job.notebook["cells"]
             if cell["cell_type"] == "code"]  # fmt: skip
    return warm_up(find_modules(*codes, "import report.runs.warm"))


def run_job(
    job: Job,
    folder: Path | None,
    on_cell: Callable[[str], None] = lambda chapter: None,
    options: Options | None = None,
    stopped: Event | None = None,
) -> Run:
    """Run one chapter, unless another run has just done it; without a folder, its
    results are only kept in the store.
    """
    options, stopped = options or Options(), stopped or Event()
    forked = _warm_up([job], options)
    # A few names for all keys, so that the locks do not grow in number.
    with store.lock(job.key[:2], lambda: not stopped.is_set()):
        if results := store.read_entry(job.key):
            return _place(job, results, folder, REUSED)
        watch = Watch(forked, lambda: on_cell(job.chapter), options.timeout)
        error, results = execute(job, watch)
        if error := error or _find_change(job):
            return _keep_failed(job, results, folder, error, tuple(watch.cells))
        store.write_entry(job.key, results)
    return _place(job, results, folder, RAN, tuple(watch.cells))


def _keep_failed(job: Job, results, folder: Path | None, error: str, cells) -> Run:
    failed = (folder or paths.BUILD) / f"{job.chapter}.failed.ipynb"
    if results and folder:
        write_notebook(failed, set_results(job.notebook, results))
        error += f" The executed notebook is kept in {paths.relative(failed)}."
    return Run(job.chapter, failed, RAN, error, cells)


def _place(job: Job, results: dict, folder: Path | None, how: str, cells=()) -> Run:
    target = (folder or paths.BUILD) / job.source.name
    if folder:
        write_notebook(target, set_results(job.notebook, results))
        why.write_parts(folder, job.chapter, job.parts)
        target.with_suffix(".failed.ipynb").unlink(missing_ok=True)
    return Run(job.chapter, target, how, cells=cells)


def _kind_of_reuse(job: Job, folder: Path) -> str:
    return UNCHANGED if why.read_parts(folder, job.chapter) == job.parts else REUSED


def _find_change(job: Job) -> str | None:
    """A result is kept only if what it rests on is still what it was at the start."""
    now = make_job(job.source, job.given).parts
    # The chapter itself was read once, so a change of it is the next run's affair.
    changed = [
        name for name, *_ in why.compare_parts(job.parts, now)
        if not name.startswith("code cell")
    ]  # fmt: skip
    if not changed:
        return None
    names = ", ".join(changed[:3])
    return (
        f"{paths.relative(job.source)}: {names} changed while the chapter ran, so its "
        "result was not kept. Type the command again."
    )
