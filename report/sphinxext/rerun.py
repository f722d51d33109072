"""Turns the contract of a chapter's parameters into the lines that say how to run it again."""

from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from report import params, paths

COLUMNS = ("Parameter", "Here", "May be", "What it does")


class RunAgain(SphinxDirective):
    """The command, and each parameter with its value here, its range and its meaning."""

    def run(self):
        for path in (paths.PARAMS / params.SCHEMA, paths.PARAMS / "baseline.yml"):
            self.env.note_dependency(str(path))
        chapter = Path(self.env.docname).name
        values = params.load_set(self.config.report_set)
        rules = params.read_schema()["properties"]
        rows = [
            [name, str(values[name]), say_range(rule), rule["description"]]
            for name, rule in rules.items()
            if chapter in rule["chapters"]
        ]
        lead = nodes.paragraph("", "With one's own values in a file ")
        lead += [nodes.literal("", "params/NAME.yml"), nodes.Text(", or after a change of the "
                 "data, the book is made again by ")]  # fmt: skip
        lead += [nodes.literal("", "report book --params NAME"), nodes.Text("; ")]
        lead += [nodes.literal("", f"report why {chapter}"), nodes.Text(" says what changed.")]
        return [lead, _table(rows)]


def say_range(rule: dict) -> str:
    """What a parameter may be, in words; "" where anything of its type may stand."""
    if "enum" in rule:
        return ", ".join(map(str, rule["enum"]))
    low, high = (
        rule.get(f"{end}_date", rule.get(end)) for end in ("minimum", "maximum")
    )
    return f"{low} to {high}" if low is not None else ""


def _table(rows) -> nodes.container:
    group = nodes.tgroup(cols=len(COLUMNS))
    group += [nodes.colspec(colwidth=1) for _ in COLUMNS]
    group += nodes.thead("", _row(COLUMNS, nodes.Text))
    group += nodes.tbody("", *(_row(row, nodes.Text, first=_literal) for row in rows))
    table = nodes.table("", group, classes=["report-table"])
    return nodes.container("", table, classes=["report-table-box"])


def _literal(text: str) -> nodes.literal:
    return nodes.literal("", text)


def _row(cells, make, first=None) -> nodes.row:
    made = [(first or make)(cells[0]), *map(make, cells[1:])]
    entries = (nodes.entry("", nodes.paragraph("", "", cell)) for cell in made)
    return nodes.row("", *entries)
