"""Turns runs of the same chapters, ours and papermill's in sequence, into ratios.

No page is built here; `benchmarks/book.py` times whole books. All run in one
environment, turn by turn: every chapter once, after changes, over a grid of values,
on a cluster, with more chapters and with more claims. The floor is the same code
cells in one plain process.

Usage: .venv/bin/python benchmarks/reruns.py [--rounds 5] [--specs 108] [CASE ...]
"""

import contextlib
import csv
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click

import trees

WORK = trees.WORK / "reruns"
PAPERMILL = [sys.executable, "-m", "papermill", "--no-progress-bar", "-k", "python3"]
REPORT = [sys.executable, "-m", "report"]
FLOOR = """
import json, sys
import IPython.display
IPython.display.display = lambda *shown, **words: None
for path in sys.argv[1:]:
    names = {}
    for cell in json.load(open(path, encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
"""
GRID = {
    "tibet_first_year": list(range(2010, 2022)),
    "tibet_compare_year": [2012, 2018, 2019, 2021],
    "tibet_close_to": [0.001, 0.01, 0.05],
}
SWEEP = ["sweep", "params/sweep-benchmark.yml", "--chapter", "tibet"]


@click.command()
@click.option("--rounds", default=5, help="How often each case is timed; medians are printed.")
@click.option("--specs", default=108, help="Specifications of the sweep, 12 to 144.")
@click.argument("cases", nargs=-1, type=click.Choice(["chapters", "sweep", "dask", "growth"]))
def main(rounds: int, specs: int, cases: tuple[str, ...]) -> None:
    """Time the cases (all of them, unless some are named) and print ratios."""
    steps = {
        "chapters": lambda: time_chapters(rounds),
        "sweep": lambda: time_sweep(rounds, specs),
        "dask": lambda: time_dask(rounds, specs),
        "growth": lambda: (time_more_chapters(rounds), time_more_claims(rounds)),
    }
    print(f"{os.cpu_count()} cores; Python {sys.version.split()[0]}")
    for name in cases or steps:
        trees.copy_tree(WORK)
        steps[name]()


def run(words: list[str]) -> float:
    return trees.time_command(words, WORK)


def time_chapters(rounds: int) -> None:
    """Each case turn by turn with its peer, the floor, and what the first one holds."""
    show_head("here", "papermill in sequence")
    ours = {name: [] for name in CASES}
    peers, floors = [], []
    for number in range(rounds):
        for name, prepare in CASES.items():
            prepare(number)
            ours[name].append(run([*REPORT, "run"]))
        peers.append(sum(run([*PAPERMILL, str(path), "out.ipynb"]) for path in chapters_of()))
        floors.append(run([sys.executable, "-c", FLOOR, *map(str, chapters_of())]))
    for name, seconds in ours.items():
        show(name, statistics.median(seconds), statistics.median(peers))
    show("the same cells in one plain process", statistics.median(floors),
         statistics.median(peers))  # fmt: skip
    trees.clean(WORK)
    ours = trees.find_peak([*REPORT, "run"], WORK) / 1e6
    peer = trees.find_peak([*PAPERMILL, str(chapters_of()[0]), "out.ipynb"], WORK) / 1e6
    print(f"peak memory: {ours:.0f} MB here, {peer:.0f} MB for papermill with one chapter")


def change_parameter(number: int) -> None:
    path = WORK / "params" / "baseline.yml"
    text = path.read_text("utf-8").splitlines()
    year = 2011 + number % 10
    text = [f"tibet_first_year: {year}" if t.startswith("tibet_first") else t for t in text]
    path.write_text("\n".join(text) + "\n", "utf-8")


CASES = {
    "every chapter, nothing kept": lambda number: trees.clean(WORK),
    "nothing changed": lambda number: None,
    "one sentence changed": lambda number: trees.add_sentence(WORK),
    "one parameter of one chapter changed": change_parameter,
    "one claim changed": lambda number: trees.add_one(WORK, "tibet-persons-2024"),
}


def time_sweep(rounds: int, size: int) -> None:
    """The same specifications turn by turn: one sweep, and papermill once for each."""
    chosen = write_grid(size)
    ours, peers = [], []
    for _ in range(rounds):
        trees.clean(WORK)
        ours.append(run([*REPORT, *SWEEP]))
        peers.append(sum(run_papermill(values) for values in chosen))
    show_head("here", "papermill in sequence")
    show(f"a sweep of {len(chosen)} specifications of one chapter",
         statistics.median(ours), statistics.median(peers))  # fmt: skip


def run_papermill(values: tuple) -> float:
    given = itertools.chain.from_iterable(
        ("-p", name, str(value)) for name, value in zip(GRID, values, strict=True)
    )
    return run([*PAPERMILL, "chapters/tibet.ipynb", "out.ipynb", *given])


def write_grid(size: int) -> list[tuple]:
    """A grid of at most that size, in a file; a product, so its first list is cut."""
    others = len(GRID["tibet_compare_year"]) * len(GRID["tibet_close_to"])
    grid = GRID | {"tibet_first_year": GRID["tibet_first_year"][: max(size // others, 1)]}
    lines = [f"  {name}: {values}" for name, values in grid.items()]
    (WORK / "params" / "sweep-benchmark.yml").write_text("\n".join(["grid:", *lines]) + "\n")
    return list(itertools.product(*grid.values()))


def time_dask(rounds: int, size: int) -> None:
    """The same sweep on a cluster of one worker and of two, started before."""
    chosen = write_grid(size)
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for _, workers in itertools.product(range(rounds), seconds):
        with start_cluster(workers) as address:
            trees.clean(WORK)
            seconds[workers].append(run([*REPORT, *SWEEP, "--scheduler", address]))
    one, two = (statistics.median(times) for times in seconds.values())
    print(f"\nDask, {len(chosen)} specifications: one worker {one:.1f} s, two {two:.1f} s, "
          f"{one / two:.2f} times as fast")  # fmt: skip


@contextlib.contextmanager
def start_cluster(workers: int) -> Iterator[str]:
    """A scheduler and workers of one thread, on this machine; yields the address."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        found = Path(folder, "scheduler.json")
        dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"]
        start(stack, [*dask, "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(found)])
        while not found.is_file():
            time.sleep(0.05)
        worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--no-dashboard"]
        for number in range(workers):
            own = ["--nthreads", "1", "--nworkers", "1", "--local-directory", f"{folder}/{number}"]
            # A core each, as a machine of its own has; else one worker uses two.
            core = ["taskset", "--cpu-list", str(number % os.cpu_count())]
            start(stack, [*core, *worker, *own, "--scheduler-file", str(found)])
        address = json.loads(found.read_text("utf-8"))["address"]
        wait_for_workers(address, workers)
        yield address


def wait_for_workers(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address) as client:
        client.wait_for_workers(workers, timeout=60)


def start(stack: contextlib.ExitStack, words: list[str]) -> None:
    process = subprocess.Popen(
        words, cwd=WORK, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)


def time_more_chapters(rounds: int, counts: tuple[int, ...] = (4, 16, 64)) -> None:
    """As many chapters as asked for, none like another, run with nothing kept."""
    print("\n| chapters | cold, s | s a chapter | peak memory, MB |\n| --: | --: | --: | --: |")
    for count in counts:
        write_chapters(count)
        seconds, peak = measure_cold(rounds)
        print(f"| {count} | {seconds:.1f} | {seconds / count:.2f} | {peak:.0f} |", flush=True)


def write_chapters(count: int) -> None:
    trees.copy_tree(WORK)
    source = json.loads((trees.ROOT / "chapters" / "tibet.ipynb").read_text("utf-8"))
    schema = (trees.ROOT / "params" / "schema.yml").read_text("utf-8")
    names = [f"tibet-{number}" for number in range(count)]
    for path in chapters_of():
        path.unlink()
    for name in names:
        last = [cell for cell in source["cells"] if cell["cell_type"] == "code"][-1]
        last["source"] = [*last["source"], f"\n# {name}"]
        (WORK / "chapters" / f"{name}.ipynb").write_text(json.dumps(source), "utf-8")
    listed = schema.replace("chapters: [tibet]", f"chapters: {names}")
    listed = listed.replace("political-responses]", f"political-responses, {', '.join(names)}]")
    listed = listed.replace("  every: [", "  every: [data/*.yml, params/multiverse.yml, ")
    (WORK / "params" / "schema.yml").write_text(listed, "utf-8")


def measure_cold(rounds: int) -> tuple[float, float]:
    """The median of the seconds of a run with nothing kept, and its peak memory in MB."""
    seconds = []
    for _ in range(rounds):
        trees.clean(WORK)
        seconds.append(run([*REPORT, "run"]))
    trees.clean(WORK)
    return statistics.median(seconds), trees.find_peak([*REPORT, "run"], WORK) / 1e6


def time_more_claims(
    rounds: int, counts: tuple[int, ...] = (1_000, 10_000, 100_000)
) -> None:
    """The real chapters beside as many synthetic claims, run with nothing kept."""
    print("\n| claims | all chapters, s | s a chapter | peak memory, MB |\n| --: | --: | --: | --: |")
    for count in counts:
        trees.copy_tree(WORK)
        add_claims(count)
        seconds, peak = measure_cold(rounds)
        each = seconds / len(chapters_of())
        print(f"| {count:,} | {seconds:.1f} | {each:.2f} | {peak:.0f} |", flush=True)


def add_claims(count: int) -> None:
    """Copies of real claims under other names, ten on a copy of their measure."""
    claims, measures = read_table("claims"), read_table("measures")
    of = {measure["measure_id"]: measure for measure in measures}
    plain = itertools.cycle(row for row in claims if not row["numerator_measure_id"])
    more_claims, more_measures = [], []
    for number in range((count - len(claims)) // 10):
        claim, name = next(plain), f"synthetic.m{number}"
        more_measures.append({**of[claim["measure_id"]], "measure_id": name})
        more_claims += [{**claim, "measure_id": name, "claim_id": f"synthetic-{number}-{n}"}
                        for n in range(10)]  # fmt: skip
    write_rows("measures", more_measures)
    write_rows("claims", more_claims)


def read_table(name: str) -> list[dict]:
    with (WORK / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(name: str, rows: list[dict]) -> None:
    with (WORK / "data" / f"{name}.csv").open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, rows[0].keys(), lineterminator="\n").writerows(rows)


def chapters_of() -> list[Path]:
    return sorted((WORK / "chapters").glob("*.ipynb"))


def show_head(*columns: str) -> None:
    print("\n| case | " + " | ".join(columns) + " | ratio |\n| --- | --: | --: | --: |")


def show(name: str, ours: float, peer: float) -> None:
    print(f"| {name} | {ours:.2f} s | {peer:.2f} s | {ours / peer:.2f} |", flush=True)


if __name__ == "__main__":
    main()
