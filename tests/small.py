"""A one-chapter report, so that tests of running and building stay quick."""

import json

from report.formatting import format_notebook

IMPORTS = "from report.evidence import read_evidence\nfrom report.numbers import publish_claims"
PARAMETERS = (
    'as_of = "2026-11-24"\ntibet_first_year = 2010\n'
    "tibet_compare_year = 2021\ntibet_close_to = 0.01"
)


def notebook(*cells: tuple) -> str:
    """Cells as (kind, text, tags...) in the form in which chapters are stored."""
    made = []
    for number, (kind, text, *tags) in enumerate(cells):
        cell = {"cell_type": kind, "id": f"cell-{number}", "source": text}
        cell["metadata"] = {"tags": tags} if tags else {}
        made.append(cell)
    document = {"cells": made, "metadata": {}, "nbformat": 4}
    return format_notebook("a synthetic notebook", json.dumps(document))


def chapter(prose="Official texts count {num}`tibet-persons-2024` persons.", code="1 + 1"):
    return notebook(
        ("markdown", f"# A synthetic chapter\n\n{prose}\n"),
        ("code", PARAMETERS, "parameters", "remove-cell"),
        ("code", IMPORTS, "remove-cell"),
        ("code", 'publish_claims(read_evidence(as_of), "tibet-persons-2024")', "remove-input"),
        ("code", code, "remove-cell"),
        ("markdown", "## Sources and limits\n\nSynthetic, {num}`tibet-persons-2024`.\n"),
    )


def make_small(tree, **words):
    """Reduce a copy of the repository to one chapter and one page."""
    for path in (tree.root / "chapters").iterdir():
        path.unlink()
    tree.root.joinpath("chapters/tibet.ipynb").write_text(chapter(**words), "utf-8")
    tree.root.joinpath("index.md").write_text("# Synthetic book\n\nText.\n", "utf-8")
    toc = "format: jb-book\nroot: index\nchapters:\n  - file: chapters/tibet\n"
    tree.root.joinpath("_toc.yml").write_text(toc, "utf-8")
    return tree
