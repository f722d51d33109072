"""Turns a grid of parameter values into one table of numbers, a row a specification.

One path for one machine and for many: tasks go to an executor of the kind of
`concurrent.futures`, processes by default or a Dask cluster. What is stored already
is not run again, and specifications that give a chapter the same values share a run.
"""

import itertools
import math
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from report import params, paths
from report.findings import MisuseError
from report.numbers import MIME
from report.runs import Options, run_job, store, why
from report.runs.keys import Job, make_job
from report.runs.notebooks import list_published

# A grid of more is a slip of the pen; it would run for days.
LARGEST_GRID = 10_000
# How often a task may be there when its worker dies before it must run alone.
PATIENCE = 2
DIED = "its worker died each time it ran. Left out; give workers more memory, or run fewer."


@dataclass(frozen=True)
class Specification:
    """One combination of the grid: its values, and the key of each chapter's result."""

    number: int
    chosen: dict
    keys: dict[str, str]


@dataclass(frozen=True)
class Sweep:
    """The table, one row a specification in the order of the grid, and the faults."""

    rows: list[dict]
    errors: list[str]
    ran: int
    reused: int


def run_sweep(
    path: Path,
    chapters: list[Path],
    base: dict,
    make_executor: Callable[[], Executor] | None = None,
    options: Options | None = None,
    on_start: Callable[[str, int], None] = lambda name, tasks: None,
    on_task: Callable[[str], None] = lambda name: None,
) -> Sweep:
    """Run the chapters over the grid of a file of `params/`, all else as in `base`.

    Raises MisuseError with every fault of the grid before anything runs. A task
    that fails leaves its message in the row of each specification that needs it.
    """
    # 1. What is asked for.
    specifications, jobs = plan_sweep(path, chapters, base)
    # 2. What is not there yet.
    missing = [job for key, job in jobs.items() if store.read_entry(key) is None]
    on_start(path.stem, max(len(missing) - 1, 0))
    errors = {}
    tasks = {job.key: (job, options or Options()) for job in missing}
    for key, (error, results) in run_tasks(tasks, make_executor or start_processes):
        if error:
            errors[key] = error
        elif store.read_entry(key) is None:  # it ran on another machine
            store.write_entry(key, results)
        on_task(path.stem)
    # 3. The table.
    rows = [_row(specification, errors) for specification in specifications]
    reused = len(jobs) - len(missing)
    return Sweep(rows, sorted(set(errors.values())), len(missing), reused)


def plan_sweep(
    path: Path, chapters: list[Path], base: dict
) -> tuple[list[Specification], dict[str, Job]]:
    """The specifications of a grid, and the different jobs that they need, by key."""
    made, specifications, jobs = {}, [], {}
    for number, chosen in enumerate(read_grid(path), 1):
        keys = {}
        for source in chapters:
            given = params.for_chapter(base | chosen, source.stem)
            known = (source, repr(given))
            made[known] = job = made.get(known) or make_job(source, base | chosen)
            keys[source.stem] = job.key
            jobs[job.key] = job
        specifications.append(Specification(number, chosen, keys))
    return specifications, jobs


def read_grid(path: Path) -> list[dict]:
    """Every combination of the lists under `grid`, checked as parameter sets are."""
    read, file = params.read_yaml(path), params.name_file(path)
    grid = read.get("grid")
    if not isinstance(grid, dict) or not grid or read.keys() != {"grid"}:
        raise MisuseError(
            f"{file} must hold `grid:` with lists of values, as params/{params.GRIDS}.yml does."
        )
    lists = {name: v if isinstance(v, list) else [v] for name, v in grid.items()}
    size = math.prod(len(values) for values in lists.values())
    if not 0 < size <= LARGEST_GRID:
        raise MisuseError(
            f"{file} asks for {size:,} specifications; at most "
            f"{LARGEST_GRID:,} and at least one are run. Shorten a list."
        )
    combined = [
        dict(zip(lists, values, strict=True)) for values in itertools.product(*lists.values())
    ]
    findings = {f for one in combined for f in params.check_set(path, paths.PARAMS, one)}
    if findings:
        raise MisuseError(f"{file} cannot be used:", findings)
    return combined


def run_tasks(
    tasks: dict, make_executor: Callable[[], Executor], work: Callable | None = None
) -> Iterator[tuple]:
    """Each key with its outcome, in the order of completion.

    `tasks` are the words for `work` by key, its job first.
    A worker that dies takes no task with it: what was unfinished runs again. A task
    that was there each time a worker died runs alone, and fails alone.
    """
    waiting, deaths = dict(tasks), 0
    while waiting:
        alone = deaths >= PATIENCE
        batch = dict([next(iter(waiting.items()))]) if alone else dict(waiting)
        try:
            with make_executor() as executor:
                running = {executor.submit(work or run_task, *t): key for key, t in batch.items()}
                for future in as_completed(running):
                    outcome = _outcome(future)
                    waiting.pop(running[future])
                    yield running[future], outcome
        except BrokenExecutor:
            deaths += 1
            if alone:
                (key,) = batch
                job, *_ = waiting.pop(key)
                file = paths.relative(job.source)
                yield key, (f"{file}: {DIED}", None)


def _outcome(future) -> tuple[str | None, dict | None]:
    try:
        return future.result()
    except BrokenExecutor:
        raise
    except Exception as error:  # of a task, which fails alone
        return f"{type(error).__name__}: {error}", None


def run_task(job: Job, options: Options) -> tuple[str | None, dict | None]:
    """In a worker: what went wrong, or None, and the results of the job.

    Refuses where code, data or environment differ from those of whoever asks.
    """
    here = make_job(paths.CHAPTERS / job.source.name, job.given)
    if differing := why.compare_parts(job.parts, here.parts):
        names = ", ".join(name for name, *_ in differing[:3])
        return (
            f"a worker was refused: its {names} differ from those here. "
            "Give it the same files and environment."
        ), None
    run = run_job(here, None, options=options, stopped=Event())
    return run.error, None if run.error else store.read_entry(here.key)


def start_processes() -> Executor:
    """As many processes as cores; each has a warm process of its own."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(os.cpu_count() or 1, mp_context=context)


def connect_dask(address: str) -> Callable[[], Executor]:
    """An executor over the Dask cluster whose scheduler has this address.

    Raises MisuseError where dask.distributed is not installed or nobody answers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise MisuseError(
            "--scheduler needs dask.distributed. Install it with: make cluster"
        ) from error
    try:
        client = Client(address, timeout="10s")
    except OSError as error:
        raise MisuseError(
            f"no Dask scheduler answers at {address}. Correct the address, or start one "
            "there with: dask scheduler"
        ) from error
    return lambda: client.get_executor(pure=False)


def _row(specification: Specification, errors: dict) -> dict:
    row = {"specification": specification.number} | specification.chosen
    faults = [errors[key] for key in specification.keys.values() if key in errors]
    for key in specification.keys.values():
        row |= read_numbers(store.read_entry(key) or {"cells": []})
    return row | {"error": " ".join(faults)}


def read_numbers(results: dict) -> dict:
    """The published numbers of stored results by key: the value, or the words."""
    found = {}
    for _, _, payload in list_published(results["cells"], MIME):
        value = payload.get("value")
        found[payload["key"]] = payload["text"] if value is None else value
    return found


def write_table(sweep: Sweep, target: Path) -> list[Path]:
    """The table as CSV, and as Parquet where pyarrow is installed."""
    import importlib.util

    import pandas as pd

    frame = pd.DataFrame(sweep.rows)
    target.parent.mkdir(parents=True, exist_ok=True)
    written = [target.with_suffix(".csv")]
    frame.to_csv(written[0], index=False)
    if importlib.util.find_spec("pyarrow"):
        # A number that some specification leaves unsaid is words in that row.
        mixed = [name for name in frame if frame[name].map(type).nunique() > 1]
        written.append(target.with_suffix(".parquet"))
        frame.astype(dict.fromkeys(mixed, str)).to_parquet(written[1], index=False)
    return written
