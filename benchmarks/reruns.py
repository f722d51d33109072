"""Turns runs of the same chapters, ours and papermill's in sequence, into ratios.

No page is built here; `benchmarks/book.py` times whole books. All run in one
environment, turn by turn: every chapter once, after changes, over a grid of values,
and with more chapters. The floor is the same code cells in one plain process.

Usage: .venv/bin/python benchmarks/reruns.py [--rounds 5] [--specs 100] [--chapters 4,16,64]
"""

import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import click

import trees

WORK = trees.WORK / "reruns"
ENVIRONMENT = {"PYTHONPATH": str(WORK), "PATH": os.environ["PATH"], "HOME": str(WORK),
               "LC_ALL": "C.UTF-8", "REPORT_ROOT": ""}  # fmt: skip
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


@click.command()
@click.option("--rounds", default=5, help="How often each case is timed.")
@click.option("--specs", default=100, help="Specifications of the sweep, at most 144.")
@click.option("--chapters", default="4,16,64", help="Numbers of chapters for the growth.")
def main(rounds: int, specs: int, chapters: str) -> None:
    """Time the cases and print medians and ratios."""
    trees.copy_tree(WORK)
    print("| case | here | papermill in sequence | ratio |\n| --- | --: | --: | --: |")
    peer = time_chapters(rounds)
    time_sweep(specs)
    print("\n| chapters | cold, s | s a chapter |\n| --: | --: | --: |")
    for count in map(int, chapters.split(",")):
        time_growth(count)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nfloor: {peer:.2f} s; largest process: {used:.0f} MB; {os.cpu_count()} cores; "
          f"Python {sys.version.split()[0]}")  # fmt: skip


def run(words: list[str]) -> float:
    begin = time.perf_counter()
    done = subprocess.run(words, cwd=WORK, env=ENVIRONMENT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(words[:4])} failed:\n{done.stderr[-2000:]}")
    return time.perf_counter() - begin


def time_chapters(rounds: int) -> float:
    """Each case turn by turn with its peer; returns the seconds of the floor."""
    ours = {name: [] for name in CASES}
    peers, floors = [], []
    for number in range(rounds):
        for name, prepare in CASES.items():
            prepare(number)
            ours[name].append(run([*REPORT, "run"]))
        peers.append(sum(run([*PAPERMILL, str(path), "out.ipynb"]) for path in chapters_of()))
        floors.append(run([sys.executable, "-c", FLOOR, *map(str, chapters_of())]))
    peer = statistics.median(peers)
    for name, seconds in ours.items():
        show(name, statistics.median(seconds), peer)
    return statistics.median(floors)


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


def time_sweep(size: int) -> None:
    """The same specifications: one sweep, and papermill once for each."""
    trees.clean(WORK)
    chosen = list(itertools.islice(itertools.product(*GRID.values()), size))
    # A grid is a product, so as many first years as are needed, then cut by papermill.
    first = sorted({values[0] for values in chosen})
    grid = GRID | {"tibet_first_year": first}
    lines = [f"  {name}: {values}" for name, values in grid.items()]
    (WORK / "params" / "sweep-benchmark.yml").write_text("\n".join(["grid:", *lines]) + "\n")
    chosen = list(itertools.product(*grid.values()))
    words = ["sweep", "params/sweep-benchmark.yml", "--chapter", "tibet"]
    ours = run([*REPORT, *words])
    peer = 0.0
    for values in chosen:
        given = itertools.chain.from_iterable(
            ("-p", name, str(value)) for name, value in zip(GRID, values, strict=True)
        )
        peer += run([*PAPERMILL, "chapters/tibet.ipynb", "out.ipynb", *given])
    show(f"a sweep of {len(chosen)} specifications of one chapter", ours, peer)


def time_growth(count: int) -> None:
    """As many chapters as asked for, none like another, run with nothing kept."""
    trees.clean(WORK)
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
    seconds = run([*REPORT, "run"])
    print(f"| {count} | {seconds:.1f} | {seconds / count:.2f} |")


def chapters_of() -> list[Path]:
    return sorted((WORK / "chapters").glob("*.ipynb"))


def show(name: str, ours: float, peer: float) -> None:
    print(f"| {name} | {ours:.2f} s | {peer:.2f} s | {ours / peer:.2f} |", flush=True)


if __name__ == "__main__":
    main()
