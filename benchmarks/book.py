"""Turns builds of the same chapters, ours and a stock Jupyter Book's, into ratios.

Both build the same tree in one run, turn by turn: cold, one data row changed, one
sentence changed, nothing changed. The stock peer is `jupyter-book build .` in an
environment installed without this project's pins. It runs a notebook again only
when the notebook changed, so after a change of data its book is stale; what gives
a right book there is a clean build, which is timed too.

Usage: .venv/bin/python benchmarks/book.py [--rounds 3] [--peer FOLDER]
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

import click

import trees
from trees import WORK

# The frame as a newcomer installs it, and what the chapters import beside it.
STOCK = ["jupyter-book<2", "jupyterlab", "pandas", "altair", "papermill"]
NEEDED = ["vl-convert-python", "scipy", "frictionless", "lxml", "setuptools>=77"]


@click.command()
@click.option("--rounds", default=3, help="How often each case is timed.")
@click.option("--peer", type=click.Path(path_type=Path), default=WORK / "stock",
              help="An environment with the stock install; made if missing.")  # fmt: skip
def main(rounds: int, peer: Path) -> None:
    """Time the cases and print medians, ratios and versions."""
    install_stock(peer)
    ours = Builder("this project", [sys.executable, "-m", "report", "book", "--no-pdf"])
    stock = Builder("stock", [str(peer / "bin" / "jupyter-book"), "build", "."])
    times = {name: {} for name in CASES}
    for _ in range(rounds):
        for name, case in CASES.items():
            for builder in (ours, stock):
                seconds = case(builder)
                times[name].setdefault(builder.name, []).append(seconds)
    print_table(times, peer)


class Builder:
    """A copy of the tree and the command that builds it."""

    def __init__(self, name: str, words: list[str]):
        self.name, self.words = name, words
        self.root = WORK / "trees" / name.replace(" ", "-")
        trees.copy_tree(self.root)

    def build(self) -> float:
        begin = time.perf_counter()
        environment = {"PYTHONPATH": str(self.root), "PATH": "/usr/bin:/bin"}
        environment |= {"HOME": str(WORK), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            self.words, cwd=self.root, env=environment, capture_output=True, text=True
        )
        if done.returncode:
            raise SystemExit(f"{self.name} failed:\n{done.stdout[-800:]}{done.stderr[-2000:]}")
        return time.perf_counter() - begin


def cold(builder: Builder) -> float:
    trees.clean(builder.root)
    return builder.build()


def row_changed(builder: Builder) -> float:
    trees.add_one(builder.root, "mc-2024-11")
    return builder.build()


def row_changed_right(builder: Builder) -> float:
    """The time to a right book: for the peer that is a clean build."""
    trees.add_one(builder.root, "mc-2024-11")
    if builder.name == "stock":
        trees.clean(builder.root)
    return builder.build()


def sentence_changed(builder: Builder) -> float:
    trees.add_sentence(builder.root)
    return builder.build()


CASES = {
    "cold": cold,
    "nothing changed": Builder.build,
    "one sentence changed": sentence_changed,
    "one data row changed, peer's book stale": row_changed,
    "one data row changed, peer built clean": row_changed_right,
}


def install_stock(peer: Path) -> None:
    if (peer / "bin" / "jupyter-book").exists():
        return
    print(f"installing the stock peer: {' '.join(STOCK)}")
    subprocess.run([sys.executable, "-m", "venv", str(peer)], check=True)
    pip = [str(peer / "bin" / "python"), "-m", "pip", "install", "-q"]
    subprocess.run([*pip, *STOCK, *NEEDED], check=True)
    # Only the entry points of the package; its dependencies stay as resolved.
    package = ["--no-deps", "--no-build-isolation", str(trees.ROOT)]
    subprocess.run([*pip, *package], check=True)


def print_table(times: dict, peer: Path) -> None:
    print("\n| case | this project | stock | ratio |\n| --- | --: | --: | --: |")
    for name, seconds in times.items():
        ours, stock = (statistics.median(seconds[b]) for b in ("this project", "stock"))
        print(f"| {name} | {ours:.2f} s | {stock:.2f} s | {ours / stock:.2f} |")
    shown = ("jupyter-book", "myst-nb", "jsonschema", "altair", "pandas")
    freeze = subprocess.run(
        [str(peer / "bin" / "python"), "-m", "pip", "list", "--format", "freeze"],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    versions = [line for line in freeze if line.split("==")[0] in shown]
    print(f"\nstock: {', '.join(versions)}; Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
