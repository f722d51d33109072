"""Turns the review of a change of ten chapters into its ratio to one incremental build.

Both start from a built base. The change touches the code of every chapter, so that
all of them run again; each is timed in a fresh copy, turn by turn.

Usage: .venv/bin/python benchmarks/review.py [--rounds 3] [--chapters 10]
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import click

import trees

WORK = trees.WORK / "review"
GIT = ["git", "-c", "user.name=Bench", "-c", "user.email=bench@example.org"]
REPORT = [sys.executable, "-m", "report"]
TARGET = 1.5
INDEX = "# Benchmark\n\n```{bibliography}\n:all:\n```\n"
CODE = """import altair as alt
from report import evidence as e, figures, numbers
evidence = e.read_evidence(as_of)
numbers.publish("{name}-count", evidence.claim("tibet-persons-2024"))
rows = evidence.rows("tibet-persons-2024")[["place", "value", "source_id"]]
chart = alt.Chart(rows[["place", "value"]]).mark_bar().encode(x="value", y="place")
figures.figure("{name}-chart", chart, title="A chart", unit="persons", table=rows,
       alt=f"Bars: {{len(rows)}}.")"""


@click.command()
@click.option("--rounds", default=3, help="How often each is timed.")
@click.option("--chapters", default=10, help="Chapters that the change touches.")
def main(rounds: int, chapters: int) -> None:
    """Time both and print the medians and their ratio."""
    base = WORK / "base"
    make_base(base, chapters)
    seconds = {"report book --no-pdf": [], "report review --base HEAD": []}
    for number in range(rounds):
        for words, found in seconds.items():
            tree = WORK / "turn"
            shutil.rmtree(tree, ignore_errors=True)
            shutil.copytree(base, tree, symlinks=True)
            change(tree, number)
            found.append(run(tree, [*REPORT, *words.split()[1:]]))
    build, review = (statistics.median(found) for found in seconds.values())
    print("| case | seconds |\n| --- | --: |")
    print(f"| incremental build of {chapters} changed chapters | {build:.1f} |")
    print(f"| review of the same change | {review:.1f} |")
    print(f"\nratio {review / build:.2f}, target at most {TARGET}")


def make_base(tree: Path, chapters: int) -> None:
    """The report with plain chapters in place of its own, committed and built."""
    shutil.rmtree(WORK, ignore_errors=True)
    trees.copy_tree(tree)
    shutil.rmtree(tree / "chapters")
    tree.joinpath("chapters").mkdir()
    names = [f"bench-{n}" for n in range(1, chapters + 1)]
    for name in names:
        tree.joinpath("chapters", f"{name}.ipynb").write_text(make_chapter(name), "utf-8")
    toc = "".join(f"  - file: chapters/{name}\n" for name in names)
    contents = f"format: jb-book\nroot: index\nchapters:\n{toc}"
    tree.joinpath("_toc.yml").write_text(contents, "utf-8")
    tree.joinpath("index.md").write_text(INDEX, "utf-8")
    schema = tree / "params" / "schema.yml"
    given = re.sub(r"chapters: \[.*\]", f"chapters: [{', '.join(names)}]",
                   schema.read_text("utf-8"), count=1)  # fmt: skip
    schema.write_text(given, "utf-8")
    run(tree, [*REPORT, "fmt"])
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "The base"]):
        run(tree, [*GIT, *words])
    run(tree, [*REPORT, "book", "--no-pdf"])


def make_chapter(name: str) -> str:
    """A chapter with a number, a figure and a paragraph."""
    cells = [
        ("markdown", f"# Chapter {name}\n\nIt counts {{num}}`{name}-count` persons.", []),
        ("code", 'as_of = "2026-11-24"', ["parameters", "remove-cell"]),
        ("code", CODE.format(name=name), ["remove-input"]),
        ("markdown", "## Sources and limits\n\nSynthetic.", []),
    ]
    made = []
    for number, (kind, source, tags) in enumerate(cells):
        cell = {"cell_type": kind, "id": f"cell-{number}", "source": source,
                "metadata": {"tags": tags} if tags else {}}  # fmt: skip
        made.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def change(tree: Path, number: int) -> None:
    """Another line of code in every chapter."""
    for path in sorted(tree.joinpath("chapters").glob("*.ipynb")):
        notebook = json.loads(path.read_text("utf-8"))
        cell = [c for c in notebook["cells"] if c["cell_type"] == "code"][-1]
        cell["source"] = f"changed = {number}\n" + "".join(cell["source"])
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")
    run(tree, [*REPORT, "fmt"])


def run(tree: Path, words: list[str]) -> float:
    environment = os.environ | {"PYTHONPATH": str(tree), "REPORT_ROOT": ""}
    begin = time.perf_counter()
    done = subprocess.run(words, cwd=tree, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}"[-3000:])
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
