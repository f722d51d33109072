"""Turns builds of the same chapters, ours and a plain Jupyter Book's, into ratios.

All build the same tree in one run, turn by turn: cold, nothing changed, one sentence
changed, one claim changed. The peers are `jupyter-book build .`, (a) in an environment
installed without this project's pins, (b) in the project's own. A peer runs a notebook
again only when the notebook changed, so after a change of data its book is stale; what
gives a right book there is a clean build, which is timed too.

Usage: .venv/bin/python benchmarks/book.py [--rounds 5] [--stock FOLDER]
"""

import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import click

import trees
from trees import WORK

# The frame as a newcomer installs it, and what the chapters import beside it.
STOCK = ["jupyter-book<2", "jupyterlab", "pandas", "altair", "papermill"]
NEEDED = ["vl-convert-python", "scipy", "frictionless", "lxml", "setuptools>=77"]
OURS, A, B = "this project", "(a) stock", "(b) our environment"


@click.command()
@click.option("--rounds", default=5, help="How often each case is timed.")
@click.option("--stock", type=click.Path(path_type=Path), default=WORK / "stock",
              help="An environment with the stock install; made if missing.")  # fmt: skip
def main(rounds: int, stock: Path) -> None:
    """Time the cases and print medians, ratios, peak memory and versions."""
    install_stock(stock)
    plain = Path(sys.executable).with_name("jupyter-book")
    builders = [
        Builder(OURS, [sys.executable, "-m", "report", "book", "--no-pdf"]),
        Builder(A, [str(stock / "bin" / "jupyter-book"), "build", "."]),
        Builder(B, [str(plain), "build", "."]),
    ]
    times = {(case, b.name): [] for case in CASES for b in builders}
    for _ in range(rounds):
        for name, case in CASES.items():
            for builder in builders:
                times[name, builder.name].append(case(builder))
    print_table({key: statistics.median(seconds) for key, seconds in times.items()})
    for builder in builders:
        trees.clean(builder.root)
        peak = trees.find_peak(builder.words, builder.root) / 1e6
        print(f"peak memory, cold, {builder.name}: {peak:.0f} MB")
    print_versions(stock)


class Builder:
    """A copy of the tree and the command that builds it."""

    def __init__(self, name: str, words: list[str]):
        self.name, self.words = name, words
        self.root = WORK / "trees" / name.replace(" ", "-")
        trees.copy_tree(self.root)

    def build(self) -> float:
        return trees.time_command(self.words, self.root)


def cold(builder: Builder) -> float:
    trees.clean(builder.root)
    return builder.build()


def claim_changed(builder: Builder) -> float:
    trees.add_one(builder.root, "mc-2024-11")
    return builder.build()


def claim_changed_right(builder: Builder) -> float:
    """The time to a right book: for a peer that is a clean build."""
    trees.add_one(builder.root, "mc-2024-11")
    if builder.name != OURS:
        trees.clean(builder.root)
    return builder.build()


def sentence_changed(builder: Builder) -> float:
    trees.add_sentence(builder.root)
    return builder.build()


CASES = {
    "cold": cold,
    "nothing changed": Builder.build,
    "one sentence changed": sentence_changed,
    "one claim changed, peers' books stale": claim_changed,
    "one claim changed, peers built clean": claim_changed_right,
}


def install_stock(peer: Path) -> None:
    if (peer / "bin" / "jupyter-book").exists():
        return
    print(f"installing the stock peer: {' '.join(STOCK)}")
    shutil.rmtree(peer, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(peer)], check=True)
    pip = [str(peer / "bin" / "python"), "-m", "pip", "install", "-q"]
    subprocess.run([*pip, *STOCK, *NEEDED], check=True)
    # Only the entry points of the package; its dependencies stay as resolved. From a
    # copy, since setuptools leaves a folder build/ where it installs from.
    source = trees.copy_tree(WORK / "trees" / "installed")
    package = ["--no-deps", "--no-build-isolation", str(source)]
    subprocess.run([*pip, *package], check=True)


def print_table(seconds: dict[tuple[str, str], float]) -> None:
    print(f"\n| case | {OURS} | {A} | {B} | ratio to (a) | ratio to (b) |")
    print("| --- | --: | --: | --: | --: | --: |")
    for name in CASES:
        ours, a, b = (seconds[name, builder] for builder in (OURS, A, B))
        print(f"| {name} | {ours:.2f} s | {a:.2f} s | {b:.2f} s "
              f"| {ours / a:.2f} | {ours / b:.2f} |")  # fmt: skip


def print_versions(stock: Path) -> None:
    shown = ("jupyter-book", "myst-nb", "jsonschema", "altair", "pandas")
    for name, python in ((A, stock / "bin" / "python"), (B, Path(sys.executable))):
        freeze = subprocess.run(
            [str(python), "-m", "pip", "list", "--format", "freeze"],
            capture_output=True, text=True, check=True,
        ).stdout.splitlines()  # fmt: skip
        versions = [line for line in freeze if line.split("==")[0] in shown]
        print(f"{name}: {', '.join(versions)}; Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
