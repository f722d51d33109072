"""Turns the contract of a chapter's parameters into the lines that say how to run it again."""

from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from report import params, paths
from report.sphinxext.tables import box_table

COLUMNS = ("Parameter", "Here", "May be", "What it does")


class RunAgain(SphinxDirective):
    """The command, and each parameter with its value here, its range and its meaning."""

    def run(self):
        for path in (paths.PARAMS / params.SCHEMA, paths.PARAMS / params.BASELINE_FILE):
            self.env.note_dependency(str(path))
        chapter = Path(self.env.docname).name
        values = params.load_set(self.config.report_set)
        rules = params.read_schema()["properties"]
        rows = [
            [[nodes.literal("", name)], *_say_rule(values[name], rule)]
            for name, rule in rules.items()
            if chapter in rule["chapters"]
        ]
        lead = nodes.paragraph("", "With one's own values in a file ", classes=["table-lead"])
        lead += [nodes.literal("", "params/NAME.yml"), nodes.Text(", or after a change of the "
                 "data, the book is made again by ")]  # fmt: skip
        lead += [nodes.literal("", "report book --params NAME"), nodes.Text("; ")]
        lead += [nodes.literal("", f"report why {chapter}"), nodes.Text(" says what changed.")]
        return [lead, box_table(COLUMNS, rows)]


def say_range(rule: dict) -> str:
    """What a parameter may be, in words; "" where anything of its type may stand."""
    if "enum" in rule:
        return ", ".join(map(str, rule["enum"]))
    low, high = (
        rule.get(f"{end}_date", rule.get(end)) for end in ("minimum", "maximum")
    )
    return f"{low} to {high}" if low is not None else ""


def _say_rule(value, rule: dict) -> list[list[nodes.Node]]:
    said = (str(value), say_range(rule), rule["description"])
    return [[nodes.Text(text)] for text in said]
