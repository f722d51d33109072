"""Turns builds of the same executed chapters, with and without provenance, into a ratio.

Without it a number is bare text: no card behind it, no index of numbers, no file for
programs. A second book leaves out the registers of claims and sources as well. All
else is the same, in one run, turn by turn. Printed are the pages alone, from chapters
that have been run; the whole HTML build, in which checks and chapters come before the
pages; and the whole build with its PDF.

Usage: .venv/bin/python benchmarks/provenance.py [--rounds 5]
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import click

import trees
from report import book, paths
from report.checks import run_checks
from report.runs import run_chapters

BEFORE, WITH = "checks and chapters", "with all"
BARE, BARER = "without provenance", "without registers too"


@click.command()
@click.option("--rounds", default=5, help="How often each is built.")
def main(rounds: int) -> None:
    """Time all and print medians and the growth."""
    # What is built without provenance is no book for readers, so none of it is kept here.
    copy = trees.copy_tree(trees.WORK / "provenance")
    times = {name: [] for name in (BEFORE, WITH, BARE, BARER)}
    for _ in range(rounds):
        for name, taken in times.items():
            words = [sys.executable, str(copy / "benchmarks" / Path(__file__).name)]
            said = subprocess.check_output(
                [*words, "--alone", name], text=True, cwd=copy,
                env=os.environ | {"PYTHONPATH": str(copy), "REPORT_ROOT": ""},
            ).split()  # fmt: skip
            taken.append([float(word) for word in said[-2:]])
    pages = {name: statistics.median(t[0] for t in taken) for name, taken in times.items()}
    paper = {name: statistics.median(t[1] for t in taken) for name, taken in times.items()}
    before = pages.pop(BEFORE)
    print(f"| book | {WITH} | {BARE} | growth | {BARER} | growth |")
    print("| --- | --: | --: | --: | --: | --: |")
    for what, seconds in (
        ("pages alone", pages),
        ("whole HTML build", {name: before + pages[name] for name in pages}),
        ("whole build, with PDF", {name: before + pages[name] + paper[name] for name in pages}),
    ):
        full, bare, barer = (seconds[name] for name in (WITH, BARE, BARER))
        print(f"| {what} | {full:.2f} s | {bare:.2f} s | {full / bare - 1:+.0%} "
              f"| {barer:.2f} s | {full / barer - 1:+.0%} |")  # fmt: skip


def work_alone(name: str) -> None:
    """One step in a process of its own, so that nothing is warm; prints the seconds
    of the pages and of the PDF."""
    if name == BEFORE:
        shutil.rmtree(paths.BUILD / "store", ignore_errors=True)
        begin = time.perf_counter()
        run_checks()
        run_chapters()
        print(time.perf_counter() - begin, 0)
        return
    if name != WITH:
        take_out(registers_too=name == BARER)
    runs = run_chapters()
    shutil.rmtree(book.work_folder(paths.BASELINE), ignore_errors=True)
    begin = time.perf_counter()
    book.build_html(paths.BASELINE, runs)
    middle = time.perf_counter()
    from report.pdf import build_pdf

    build_pdf(book.build_single_page(paths.BASELINE), book.work_pdf(paths.BASELINE))
    print(middle - begin, time.perf_counter() - middle)


def take_out(registers_too: bool) -> None:
    """Leave the book its text and take what leads from a number to its source."""
    from docutils import nodes

    from report.sphinxext import numbers, provenance, registers

    provenance.AddPopovers.run = lambda self, **words: None
    provenance.FillIndex._sections = lambda self: []
    provenance.write_files = lambda app, error: None
    numbers.ResolveNumbers._linked = lambda self, text, payload: nodes.inline("", text)
    if not registers_too:
        return
    for register in (registers.ClaimsRegister, registers.SourcesRegister):
        register.entries = lambda self, data: []


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        work_alone(sys.argv[2])
    else:
        main()
