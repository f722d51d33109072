"""Turns a notebook's code into the statements that one number or figure rests on.

A backward slice over names (Weiser, 1984): from the statement that publishes, through
every earlier statement that gave it a name, down to the parameters. It errs on the
side of too much: a name that is changed in place keeps all its changes.
"""

import ast
import hashlib
import re
from dataclasses import dataclass

PUBLISHING = re.compile(r"^(publish\w*|figure|table)$")
GIVEN = {"parameters", "injected-parameters"}
# Keys that the program puts before a claim's id, or a chapter leaves out.
PREFIX = re.compile(r"^stated-")


@dataclass(frozen=True)
class Slice:
    """The code behind one published thing, as a hash, and the parameters in it."""

    code: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class _Statement:
    node: ast.stmt
    cell: int
    given: bool

    @property
    def imports(self) -> bool:
        return isinstance(self.node, ast.Import | ast.ImportFrom)


class Program:
    """The statements of a notebook's code cells, in order."""

    def __init__(self, cells: list[dict]):
        self._statements = []
        for number, cell in enumerate(cells):
            if cell["cell_type"] == "code":
                given = bool(GIVEN & set(cell["metadata"].get("tags", [])))
                nodes = _parse(cell["source"])
                self._statements += [_Statement(node, number, given) for node in nodes]

    def slice(self, cell: int, name: str) -> Slice:
        """What rests behind the thing called `name`, published by the cell (from 0)."""
        ends = self._find_ends(cell, name)
        needed: set[str] = set()
        kept: list[_Statement] = []
        parameters: set[str] = set()
        for position in range(len(self._statements) - 1, -1, -1):
            one = self._statements[position]
            stored = _stored(one.node)
            if position not in ends and not stored & needed:
                continue
            if one.given:
                parameters |= stored & needed
                continue
            if position not in ends:
                needed -= _replaced(one.node)
            needed |= _loaded(one.node)
            kept.append(one)
        text = "\n".join(ast.unparse(one.node) for one in reversed(kept) if not one.imports)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return Slice(digest[:16], tuple(sorted(parameters)))

    def _find_ends(self, cell: int, name: str) -> set[int]:
        """The statements of the cell that publish the name, or all that publish."""
        own = [i for i, one in enumerate(self._statements) if one.cell == cell]
        publishing = [i for i in own if _publishes(self._statements[i].node)] or own
        bare = PREFIX.sub("", name)
        named = [i for i in publishing if _names(self._statements[i].node, {name, bare})]
        return set(named or publishing)


def _parse(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError:
        return []  # a line of the shell; running it said what it is


def _publishes(node: ast.stmt) -> bool:
    calls = [n.func for n in ast.walk(node) if isinstance(n, ast.Call)]
    names = [getattr(f, "id", getattr(f, "attr", "")) for f in calls]
    return any(PUBLISHING.match(name) for name in names)


def _names(node: ast.stmt, wanted: set[str]) -> bool:
    """Whether a text in the statement is, or can become, one of the names."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and part.value in wanted:
            return True
        if isinstance(part, ast.JoinedStr):
            pattern = "".join(
                re.escape(str(value.value)) if isinstance(value, ast.Constant) else ".+"
                for value in part.values
            )
            if any(re.fullmatch(pattern, name) for name in wanted):
                return True
    return False


def _stored(node: ast.stmt) -> set[str]:
    """Names that a statement gives, or whose value it may change in place."""
    names = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            names.add(part.id)
        elif isinstance(part, ast.alias):
            names.add((part.asname or part.name).split(".")[0])
        elif isinstance(part, ast.Subscript | ast.Attribute):
            if isinstance(part.ctx, ast.Store):
                names |= _base(part)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        names |= _base(node.value.func) if not _publishes(node) else set()
    return names


def _base(node: ast.AST) -> set[str]:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def _replaced(node: ast.stmt) -> set[str]:
    """Names to which a statement gives a wholly new value, whatever they were."""
    if not isinstance(node, ast.Assign):
        return set()
    return {t.id for t in ast.walk(node) if isinstance(t, ast.Name)
            and isinstance(t.ctx, ast.Store)} - _loaded(node)  # fmt: skip


def _loaded(node: ast.stmt) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)
            and isinstance(n.ctx, ast.Load)}  # fmt: skip
