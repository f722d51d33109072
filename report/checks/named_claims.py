"""Turns the claims that cells name into findings where the data hold none.

The run would stop at the first of them; here all are told, with what they take along.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from report.checks.chapters import called_name
from report.checks.files import read_tables
from report.checks.pages import Cell, Page
from report.data import read_package
from report.findings import Finding, did_you_mean

# Calls whose text arguments are ids of claims, as values or from a named list.
TAKING = ("claim", "total", "rows", "publish_claims", "grade_of", "seen", "quote_claim",
          "yearly_mean")  # fmt: skip
NUMBER = re.compile(r"\{num\}`\s*([^`|]+?)\s*(?:\|[^`]*)?`")


def check_named_claims(pages: list[Page], data: Path) -> list[Finding]:
    """A finding for each id of a cell that `claims.csv` in the folder does not hold.

    It names the sentences whose numbers the chapter computes from that claim, as far
    as they can be followed from name to name; an id that code puts together from
    parts is left to the run.
    """
    tables, _ = read_tables(data, read_package(data))
    if "claims" not in tables:
        return []  # the check of the data says why
    known = {row.cells["claim_id"] for row in tables["claims"].whole_rows()}
    sentences = _find_sentences(pages)
    return [
        _say(page, cell, claim_id, known, _follow(page, claim_id, sentences))
        for page in pages
        if page.is_notebook
        for cell, claim_id in _find_named(page)
        if claim_id not in known
    ]


def _find_sentences(pages: list[Page]) -> dict[str, list[str]]:
    """Each printed number with the sentences that print it; a chapter's line is one."""
    found: dict[str, list[str]] = {}
    for page in pages:
        for cell in (cell for cell in page.cells if cell.kind == "markdown"):
            for line in cell.source.splitlines():
                for key in NUMBER.findall(line):
                    found.setdefault(key, []).append(line.strip())
    return found


def _find_named(page: Page) -> Iterator[tuple[Cell, str]]:
    lists: dict[str, list[str]] = {}
    for cell, statement in _list_statements(page):
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                lists[ast.unparse(target)] = _texts(statement.value)
        for call in (n for n in ast.walk(statement) if isinstance(n, ast.Call)):
            if called_name(call) not in TAKING:
                continue
            for argument in call.args:
                starred = isinstance(argument, ast.Starred)
                named = lists.get(ast.unparse(argument.value), []) if starred else []
                yield from ((cell, text) for text in named or _plain(argument))


def _plain(argument: ast.expr) -> list[str]:
    return [argument.value] if isinstance(getattr(argument, "value", None), str) else []


def _follow(page: Page, claim_id: str, sentences: dict[str, list[str]]) -> list[str]:
    """The sentences with numbers that rest on the claim, by the names between."""
    names, found = set(), []
    for _, statement in _list_statements(page):
        used = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}
        texts = _texts(statement)
        if claim_id not in texts and not names & used:
            continue
        if isinstance(statement, ast.Assign | ast.AugAssign):
            stored = (n for n in ast.walk(statement) if isinstance(n, ast.Name))
            names.update(n.id for n in stored if isinstance(n.ctx, ast.Store))
        # A cell that publishes many claims loses the number of this one alone.
        kept = [claim_id] if claim_id in texts and claim_id in sentences else texts
        found += [line for key in kept for line in sentences.get(key, [])]
    return list(dict.fromkeys(found))


def _list_statements(page: Page) -> Iterator[tuple[Cell, ast.stmt]]:
    for cell in (cell for cell in page.cells if cell.kind == "code"):
        try:
            yield from ((cell, statement) for statement in ast.parse(cell.source).body)
        except SyntaxError:
            continue  # the check of the chapters says it


def _texts(node: ast.AST) -> list[str]:
    constants = (n.value for n in ast.walk(node) if isinstance(n, ast.Constant))
    return [value for value in constants if isinstance(value, str)]


def _say(page, cell, claim_id, known, sentences) -> Finding:
    fault = "is no claim in data/claims.csv"
    if sentences:
        fault += f', and this sentence rests on it: "{sentences[0]}"'
    if len(sentences) > 1:
        fault += f" (and {len(sentences) - 1} more)"
    cure = did_you_mean(claim_id, known)
    cure += "Restore the row, or change the cell and the sentence."
    return page.find(cell, claim_id, fault, cure)
