"""Turns the parameters cells of chapters and `params/schema.yml` into where they disagree."""

import ast
from collections.abc import Iterator
from pathlib import Path

from report.checks.chapters import PARAMETERS
from report.checks.pages import Cell, Page
from report.findings import Finding, did_you_mean
from report.params import SCHEMA, check_contract, declared, read_schema


def check_declarations(pages: list[Page], folder: Path) -> list[Finding]:
    """Parameters that a chapter sets and the contract does not give it, and the reverse."""
    if check_contract(folder):
        return []  # the check of the parameters tells it
    known = read_schema(folder)["properties"]
    findings = []
    for page in pages:
        cells = [cell for cell in page.cells if PARAMETERS in cell.tags]
        if page.is_notebook and len(cells) == 1:
            given = declared(Path(page.file).stem, folder)
            findings += _compare(page, cells[0], given, known)
    return findings


def _compare(page: Page, cell: Cell, given: list[str], known) -> Iterator[Finding]:
    chapter = Path(page.file).stem
    own = _list_names(cell.source)
    if own is None:
        return  # a cell that is not Python is told as such
    for name in own:
        if name not in given:
            cure = f"Add {chapter} to the `chapters` of {name} in params/{SCHEMA}."
            if name not in known:
                cure = f"{did_you_mean(name, given)}Declare it in params/{SCHEMA}."
            yield page.find(cell, name, "is no parameter of this chapter", cure)
    for name in given:
        if name not in own:
            cure = f"Set it in the cell tagged `{PARAMETERS}`, or take the chapter out of "
            cure += f"its `chapters` in params/{SCHEMA}."
            yield page.find(cell, "", f"does not set the parameter {name}", cure)


def _list_names(source: str) -> list[str] | None:
    """The names that a cell sets; None where it is not Python."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None
    targets = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    return [target.id for target in targets if isinstance(target, ast.Name)]
