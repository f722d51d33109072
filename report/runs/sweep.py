"""Turns a grid of parameter values into one table of numbers, a row a specification.

One path for one machine and for many: tasks go to an executor of the kind of
`concurrent.futures`, processes by default or a Dask cluster. What is stored already
is not run again, and specifications that give a chapter the same values share a run.
"""

import itertools
import math
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from report import params, paths
from report.findings import MisuseError
from report.numbers import MIME
from report.runs import Options, store
from report.runs.keys import Job, make_job
from report.runs.notebooks import list_published, write_whole
from report.runs.tasks import list_versions, run_tasks, start_processes

# A grid of more is a slip of the pen; it would run for days.
LARGEST_GRID = 10_000


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
    # 2. What is there. Only the numbers are kept: the store may be smaller than a grid.
    numbers = {}
    for key in jobs:
        if results := store.read_entry(key):
            numbers[key] = read_numbers(results)
    missing = [job for key, job in jobs.items() if key not in numbers]
    # 3. What is not there yet.
    on_start(path.stem, max(len(missing) - 1, 0))
    errors, environment = {}, list_versions()
    tasks = {job.key: (job, options or Options(), environment) for job in missing}
    for key, (error, results) in run_tasks(tasks, make_executor or start_processes):
        if error:
            errors[key] = error
        else:
            numbers[key] = read_numbers(results)
            if not store.holds(key):  # it ran on another machine
                store.write_entry(key, results)
        on_task(path.stem)
    # 4. The table.
    rows = [_row(specification, numbers, errors) for specification in specifications]
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
    if not isinstance(grid, dict) or not grid or read.keys() - {"themes"} != {"grid"}:
        raise MisuseError(
            f"{file} must hold `grid:` with lists of values, as params/{params.MULTIVERSE} does."
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


def _row(specification: Specification, numbers: dict, errors: dict) -> dict:
    row = {"specification": specification.number} | specification.chosen
    faults = [errors[key] for key in specification.keys.values() if key in errors]
    for key in specification.keys.values():
        row |= numbers.get(key, {})
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
    written = [target.with_suffix(".csv")]
    write_whole(written[0], frame.to_csv(index=False).encode())
    if importlib.util.find_spec("pyarrow"):
        # A number that some specification leaves unsaid is words in that row.
        mixed = [name for name in frame if frame[name].map(type).nunique() > 1]
        written.append(target.with_suffix(".parquet"))
        table = frame.astype(dict.fromkeys(mixed, str)).to_parquet(index=False)
        write_whole(written[1], table)
    return written
