"""Turns builds of the same executed chapters, with and without provenance, into a ratio.

Without it a number is bare text: no card behind it, no index of numbers, no registers
of claims and sources, no file for programs. All else is the same, in one run, turn
by turn. Printed are the pages alone, from chapters that have been run, and the whole
build, in which checks and chapters come before the pages.

Usage: .venv/bin/python benchmarks/provenance.py [--rounds 5]
"""

import shutil
import statistics
import subprocess
import sys
import time

import click

from report import book, paths
from report.checks import run_checks
from report.runs import run_chapters

WITH, WITHOUT, BEFORE = "with provenance", "without", "checks and chapters"


@click.command()
@click.option("--rounds", default=5, help="How often each is built.")
def main(rounds: int) -> None:
    """Time both and print medians and the growth."""
    seconds = {name: [] for name in (BEFORE, WITH, WITHOUT)}
    for _ in range(rounds):
        for name, times in seconds.items():
            words = [sys.executable, __file__, "--alone", name]
            times.append(float(subprocess.check_output(words, text=True).split()[-1]))
    before, more, less = (statistics.median(times) for times in seconds.values())
    print("| book | without provenance | with | growth |\n| --- | --: | --: | --: |")
    for name, lead in (("pages alone", 0), ("whole build", before)):
        growth = (lead + more) / (lead + less) - 1
        print(f"| {name} | {lead + less:.2f} s | {lead + more:.2f} s | {growth:+.0%} |")


def work_alone(name: str) -> None:
    """One step in a process of its own, so that nothing is warm."""
    if name == BEFORE:
        shutil.rmtree(paths.BUILD / "store", ignore_errors=True)
        begin = time.perf_counter()
        run_checks()
        run_chapters()
    else:
        if name == WITHOUT:
            take_out()
        runs = run_chapters()
        shutil.rmtree(book.work_folder(paths.BASELINE), ignore_errors=True)
        begin = time.perf_counter()
        book.build_html(paths.BASELINE, runs)
    print(time.perf_counter() - begin)


def take_out() -> None:
    """Leave the book its text and take what leads from a number to its source."""
    from docutils import nodes

    from report.sphinxext import numbers, provenance, registers

    provenance.AddPopovers.run = lambda self, **words: None
    provenance.FillIndex._sections = lambda self: []
    provenance.write_files = lambda app, error: None
    numbers.ResolveNumbers._linked = lambda self, text, payload: nodes.inline("", text)
    for register in (registers.ClaimsRegister, registers.SourcesRegister):
        register.entries = lambda self, data: []


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        work_alone(sys.argv[2])
    else:
        main()
