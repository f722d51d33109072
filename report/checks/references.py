"""Turns the pages of the book into findings on citations and labels.

Sphinx would warn of these too, but only after the chapters have run.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from report.checks.chapters import called_name
from report.checks.pages import Cell, Page
from report.findings import Finding, did_you_mean

CITATION = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")
REFERENCE = re.compile(r"\{(?:ref|numref)\}`([^`]+)`")
# `(label)=` above a heading, `:name: label` in a directive, `{#label}` on a line.
TARGETS = (
    re.compile(r"^\(([^()\s]+)\)=\s*$", re.MULTILINE),
    re.compile(r"^:(?:name|label):\s*(\S+)\s*$", re.MULTILINE),
    re.compile(r"^\{[^}\n]*#([\w-]+)[^}\n]*\}\s*$", re.MULTILINE),
)
# Plain code blocks show text; those that begin with { are directives and run.
LISTING = re.compile(r"^(`{3,})(?!\s*\{)[^\n]*\n.*?^\1[ \t]*$", re.M | re.S)
# Calls whose first or `name` argument becomes a label.
LABELLING = ("figure", "table")
# Labels that Sphinx gives by itself.
BUILT_IN = {"genindex", "modindex", "search"}


class Mark(NamedTuple):
    """A label or key where it stands."""

    page: Page
    cell: Cell
    name: str
    text: str


def check_references(pages: list[Page], keys: Iterable[str] | None) -> list[Finding]:
    """Citations without an entry, references without a label, labels twice.

    `keys` are those of the bibliography, or None where it could not be read.
    """
    findings = []
    # 1. Labels, each once.
    labels: dict[str, Mark] = {}
    for mark in (mark for page in pages for mark in find_labels(page)):
        if mark.name in labels:
            findings.append(_say_twice(mark, labels[mark.name]))
        labels.setdefault(mark.name, mark)
    # 2. References to them.
    for mark in (mark for page in pages for mark in find_references(page)):
        if mark.name not in labels and mark.name not in BUILT_IN:
            cure = did_you_mean(mark.name, labels) + "Correct it, or add the label."
            findings.append(_say(mark, "refers to a label that does not exist", cure))
    # 3. Citations.
    known = None if keys is None else set(keys)
    for mark in (mark for page in pages for mark in find_citations(page)):
        if known is not None and mark.name not in known:
            cure = did_you_mean(mark.name, known)
            cure += "Correct it, or add the entry to references.bib."
            findings.append(_say(mark, "is not in references.bib", cure))
    return findings


def find_labels(page: Page) -> Iterator[Mark]:
    """Labels written in Markdown, and names given to figures and tables in code."""
    for cell in page.cells:
        if cell.kind == "code":
            yield from (Mark(page, cell, name, name) for name in name_outputs(cell))
        elif cell.kind == "markdown":
            prose = LISTING.sub("", cell.source)
            for pattern in TARGETS:
                yield from (
                    Mark(page, cell, match[1], match[0].strip())
                    for match in pattern.finditer(prose)
                )


def name_outputs(cell: Cell) -> list[str]:
    """The names of the figures and tables that a code cell makes.

    Read from calls of `figure` and `table`: the literal that is the first argument
    or follows `name=`. A name that is computed cannot be seen here.
    """
    try:
        calls = [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Call)]
    except SyntaxError:
        return []
    given = [
        (call.args[:1] or [k.value for k in call.keywords if k.arg == "name"])[:1]
        for call in calls
        if called_name(call) in LABELLING
    ]
    nodes = (node for pair in given for node in pair if isinstance(node, ast.Constant))
    return [node.value for node in nodes if isinstance(node.value, str)]


def find_references(page: Page) -> Iterator[Mark]:
    """Each `{ref}` and `{numref}`; text before `<label>` is what is shown."""
    for cell, match in _match_prose(page, REFERENCE):
        inner = re.search(r"<([^<>]+)>\s*$", match[1])
        name = (inner[1] if inner else match[1]).strip()
        yield Mark(page, cell, name.lstrip("!"), match[0])


def find_citations(page: Page) -> Iterator[Mark]:
    """Each key of each `{cite}`, `{cite:p}` or `{cite:t}`."""
    for cell, match in _match_prose(page, CITATION):
        for key in match[1].split(","):
            # A page or words may stand beside the key: {see}key{p. 3}
            name = re.sub(r"\{[^}]*\}", "", key).strip()
            yield Mark(page, cell, name, match[0])


def _match_prose(page: Page, pattern: re.Pattern) -> Iterator[tuple[Cell, re.Match]]:
    for cell in page.cells:
        if cell.kind == "markdown":
            prose = LISTING.sub("", cell.source)
            yield from ((cell, match) for match in pattern.finditer(prose))


def _say(mark: Mark, fault: str, cure: str) -> Finding:
    found = mark.page.find(mark.cell, mark.text, fault, cure)
    return replace(found, value=mark.name)


def _say_twice(mark: Mark, first: Mark) -> Finding:
    line = first.page.line_of(first.cell, first.text)
    place = first.page.file + (f":{line}" if line else f", cell {first.cell.number}")
    fault = f"is a label that {place} has already"
    return _say(mark, fault, "Rename one of the two.")
