"""Turns the cells of a page into the sentences that its readers see.

What is no prose is blanked and not cut, so that each word keeps its place.
"""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from report.checks.pages import Cell, Page
from report.checks.references import CITATION, LISTING

# Where a computed number stands: one character that is no letter and no digit.
COMPUTED = "\x01"
NUM = re.compile(r"\{num\}`[^`]*`")
PARAGRAPH = re.compile(r"(?:^.*\S.*(?:\n|\Z))+", re.MULTILINE)
# A sentence ends at a stop that does not follow a single capital, as in "A. Zenz".
SENTENCE = re.compile(
    r"(?:(?<![A-Z][.!?])|(?<=[A-Z]{2}[.!?]))(?<=[.!?])\s+"
    r"|(?<=[.!?][\"”)])\s+|\n(?=\s*[-*|] )"
)
QUOTED = re.compile(r"“[^”]*”|\"[^\"\n]*\"")
PLACEHOLDER = re.compile(r"\{[a-z_]\w*(?::[\w-]*)?\}")

# Markup whose characters no reader sees as text; a group that is named stays.
MARKUP = (
    LISTING,
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"^[ \t]*[`:~]{3,}.*?(?:\}(?P<keep>.*))?$", re.MULTILINE),
    re.compile(r"^:[\w-]+:.*$|^\([^()\s]+\)=\s*$|^\{[^}\n]*\}\s*$", re.MULTILINE),
    re.compile(r"\{(?:doc|ref|numref)\}`(?P<keep>[^`<]*?)<[^`]*`"),
    re.compile(r"\{[a-z:]+\}`[^`]*`"),
    re.compile(r"(?<!`)`[^`\n]+`(?!`)"),
    re.compile(r"!?\[(?P<keep>[^\]]*)\]\([^)]*\)"),
    re.compile(r"\[\^[^\]]*\]|\{\{.*?\}\}|https?://\S+|</?\w[^>\n]*>"),
    re.compile(r"^\s*\d+[.)] ", re.MULTILINE),
)  # fmt: skip


class Quotation(NamedTuple):
    """Words between quotation marks and the sources cited after them, if any."""

    text: str
    sources: tuple[str, ...]


class Sentence(NamedTuple):
    """One sentence, computed numbers as `COMPUTED`, the words of others blanked.

    `line` is the number of its first line in the cell, `in_code` is true of a
    text in a code cell, which may name units ("million") freely.
    """

    page: Page
    cell: Cell
    line: int
    text: str
    quotations: tuple[Quotation, ...]
    computed: int
    in_code: bool = False


def read_sentences(page: Page) -> Iterator[Sentence]:
    """Every sentence of the Markdown, then every text in the code of a page."""
    for cell in page.cells:
        if cell.kind == "markdown":
            yield from _read_markdown(page, cell)
        elif cell.kind == "code":
            yield from _read_code(page, cell)


def _read_markdown(page: Page, cell: Cell) -> Iterator[Sentence]:
    plain = mask_markup(cell.source)
    for paragraph in PARAGRAPH.finditer(plain):
        start, end = paragraph.span()
        cited = [(m.start(), m[1]) for m in CITATION.finditer(cell.source, start, end)]
        text, quotations = blank_quotations(paragraph[0], start, cited)
        for left, right in _split(text):
            line = cell.source.count("\n", 0, start + left) + 1
            mine = [q for at, q in quotations if left <= at < right]
            piece = text[left:right]
            count = len(NUM.findall(cell.source[start + left : start + right]))
            yield Sentence(page, cell, line, piece, tuple(mine), count)


def mask_markup(source: str) -> str:
    """The source with roles, code and links blanked, of the same length."""
    text = NUM.sub(lambda match: COMPUTED + " " * (len(match[0]) - 1), source)
    for pattern in MARKUP:
        text = pattern.sub(_blank, text)
    return text


def _blank(match: re.Match) -> str:
    kept = match.groupdict().get("keep")
    if kept is None:
        return re.sub(r"[^\n]", " ", match[0])
    before = match.start("keep") - match.start()
    return " " * before + kept + " " * (len(match[0]) - before - len(kept))


def blank_quotations(text: str, start: int, cited) -> tuple[str, list]:
    """The paragraph without the words of others, and those with their sources.

    cited: (place in the cell, keys) of each citation; the nearest one that
    follows a quotation is the one that it belongs to.
    """
    found = []
    for match in QUOTED.finditer(text):
        after = (keys for at, keys in cited if at >= start + match.end())
        keys = re.sub(r"\{[^}]*\}", "", next(after, "")).split(",")
        sources = tuple(key.strip() for key in keys if key.strip())
        found.append((match.start(), Quotation(match[0][1:-1], sources)))
    return QUOTED.sub(_blank_quotation, text), found


def _blank_quotation(match: re.Match) -> str:
    # A stop inside the marks may end the sentence around them.
    stop = re.search(r"[.!?]?$", match[0][1:-1])[0]
    blank = re.sub(r"[^\n]", " ", match[0][1 : -1 - len(stop)])
    return f'"{blank}{stop}"'


def _split(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in SENTENCE.finditer(text):
        yield start, stop.start()
        start = stop.end()
    yield start, len(text)


def _read_code(page: Page, cell: Cell) -> Iterator[Sentence]:
    """Literals of more than one word: titles, notes, alt texts, table heads."""
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:
        return
    joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for node in joined for part in node.values}
    for node in ast.walk(tree):
        text = "" if id(node) in inside else _literal(node)
        # A formula of values and constants, as "12 × {mean}", states nothing.
        if " " in text.strip() and re.search(r"[^\W\d_]", PLACEHOLDER.sub("", text)):
            text, found = blank_quotations(PLACEHOLDER.sub(COMPUTED, text), 0, [])
            quotations = tuple(q for _, q in found)
            count = text.count(COMPUTED)
            yield Sentence(page, cell, node.lineno, text, quotations, count, True)


def _literal(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_literal(value) or COMPUTED for value in node.values)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""
