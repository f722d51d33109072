"""Turns tasks into outcomes over an executor: processes here, or a cluster of Dask.

One path for both, over the interface of `concurrent.futures`. A worker that dies takes
no task with it; a task that ends its worker each time fails alone.
"""

import asyncio
import contextlib
import importlib.metadata
import multiprocessing
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    ProcessPoolExecutor,
    as_completed,
)
from functools import cache
from pathlib import Path
from threading import Event

from report import paths
from report.findings import MisuseError, ReportError
from report.runs import Options, run_job, shipping, store, why
from report.runs.kernels import end_kernels, hold_ctrl_c_back, ignore_ctrl_c
from report.runs.keys import Job, make_job

# How often a task may be there when its worker dies before it must run alone.
PATIENCE = 2
SECONDS_TO_ANSWER = 10
DIED = "its worker died each time it ran. Left out; give workers more memory, or run fewer."


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
        for key, outcome in _run_batch(batch, make_executor, work or run_task):
            waiting.pop(key)
            yield key, outcome
        if not waiting.keys() & batch.keys():
            continue
        deaths += 1
        if alone:
            (key,) = batch
            waiting.pop(key)
            # All others may run side by side again.
            deaths = 0
            yield key, (_name_death(batch[key]), None)


def _run_batch(batch: dict, make_executor, work: Callable) -> Iterator[tuple]:
    """The outcome of each task, but of those that a worker took with it."""
    executor, running = make_executor(), {}
    try:
        # A worker that heard Ctrl-C would print where it stood.
        with hold_ctrl_c_back():
            for key, words in batch.items():
                running[executor.submit(work, *words)] = key
        for future in as_completed(running):
            with contextlib.suppress(BrokenExecutor):
                yield running[future], _outcome(future, batch[running[future]])
    except BrokenExecutor:
        pass  # while tasks were still handed over
    except BaseException:
        # Ctrl-C: a cluster is told to begin nothing more, and what runs here is ended.
        executor.shutdown(wait=False)
        end_kernels()
        raise
    executor.shutdown()


def _outcome(future, words: tuple) -> tuple[str | None, dict | None]:
    try:
        return future.result()
    except BrokenExecutor:
        raise
    except (CancelledError, asyncio.CancelledError) as error:
        raise ReportError(
            "the cluster went away while tasks ran. What was done is kept: start it "
            "again and type the command again."
        ) from error
    except Exception as error:  # of a task, which fails alone
        if type(error).__name__ == "KilledWorker":  # Dask has tried several
            return _name_death(words), None
        return f"{type(error).__name__}: {error}", None


def _name_death(words: tuple) -> str:
    return f"{paths.relative(words[0].source)}: {DIED}"


@cache
def list_versions() -> dict[str, str]:
    """The locked libraries that are installed here, with their versions."""
    lock = paths.LOCK.read_text("utf-8") if paths.LOCK.is_file() else ""
    locked = {_plain(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    found: dict[str, str] = {}
    for distribution in importlib.metadata.distributions():
        # The first on the path is the one that is imported.
        found.setdefault(_plain(distribution.name), distribution.version)
    return {name: found[name] for name in sorted(locked & found.keys())}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def run_task(
    job: Job, options: Options, environment: dict[str, str]
) -> tuple[str | None, dict | None]:
    """In a worker: what went wrong, or None, and the results of the job.

    Refuses where code, data or environment (the versions of libraries) differ from
    those of whoever asks.
    """
    if differing := why.compare_parts(environment, list_versions()):
        names = ", ".join(
            f"{name} {there or 'absent'} in place of {here or 'none'}"
            for name, here, there in differing[:3]
        )
        return (
            f"a worker was refused: it has {names}. Give it the environment from here "
            f"with: pip install -r {paths.LOCK.name}"
        ), None
    here = make_job(paths.CHAPTERS / job.source.name, job.given)
    if differing := why.compare_parts(job.parts, here.parts):
        names = ", ".join(name for name, *_ in differing[:3])
        return (
            f"a worker was refused: its {names} differ from those here. "
            "Give it the same files and environment."
        ), None
    run = run_job(here, None, options=options, stopped=Event())
    if run.error:
        return run.error, None
    if results := store.read_entry(here.key):
        return None, results
    return f"{paths.relative(job.source)}: its result left the full store at once.", None


def start_processes() -> Executor:
    """As many processes as cores; each has a warm process of its own."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(os.cpu_count() or 1, context, ignore_ctrl_c)


def connect_dask(address: str, chapters: list[Path]) -> Callable[[], Executor]:
    """An executor over the Dask cluster whose scheduler has this address.

    Its workers are sent the chapters and what these rest on. Raises MisuseError where
    dask.distributed is not installed, or no scheduler or no worker answers.
    """
    try:
        import cloudpickle
        from distributed import Client
    except ImportError as error:
        raise MisuseError(
            "--scheduler needs dask.distributed. Install it with: make cluster"
        ) from error
    try:
        client = Client(address, timeout=SECONDS_TO_ANSWER)
    except (OSError, ValueError) as error:
        raise MisuseError(
            f"no Dask scheduler answers at {address}. Correct the address, or start one "
            "there with: dask scheduler"
        ) from error
    try:
        client.wait_for_workers(1, timeout=SECONDS_TO_ANSWER)
    except TimeoutError as error:
        raise MisuseError(
            f"the Dask scheduler at {address} has no worker. Start one with: "
            f"dask worker {address}"
        ) from error
    cloudpickle.register_pickle_by_value(shipping)
    packed = shipping.pack(chapters)
    bundle = client.scatter(packed)
    # Processes start there while tasks are planned here.
    client.run(shipping.prepare, packed)
    return lambda: shipping.Shipping(client.get_executor(pure=False), bundle)
