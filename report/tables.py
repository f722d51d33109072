"""Turns claims into the rows of the report's tables, worded as they were stated."""

import pandas as pd

from report.estimates import NotStated
from report.numbers import format_number

SIGNS = {
    "more_than": "more than ", "at_least": "at least ", "at_most": "at most ",
    "about": "about ",
}  # fmt: skip
UNIT_STYLES = {"fraction": "percent", "ratio": "plain", "usd": "dollars-million"}
SPANS = {"monthly_mean": " a month", "annual_mean": " a year"}
COUNTED = {"person": " people", "position": " positions"}


def list_statements(rows: pd.DataFrame) -> pd.DataFrame:
    """Who states what for which period, in which unit and under which definition."""
    columns = {
        "Who": rows["actor"],
        "States": [print_claim(row) for row in rows.to_dict("records")],
        "Measure": rows["measure_title"],
        "Period": rows["period_label"],
        "Counting unit": rows["counting_unit"].replace("unknown", "not stated"),
        "Definition": rows["definition"],
        "Definition is": rows["definition_status"],
        "Grade": rows["grade"],
        "source_id": rows["source_id"],
    }
    return pd.DataFrame(columns).reset_index(drop=True)


def list_gaps(evidence, pairs: dict) -> pd.DataFrame:
    """Printed totals beside the sum of their printed parts.

    pairs: what is counted -> (claim id of the total, claim id of the parts' sum).
    """
    rows = []
    for what, ids in pairs.items():
        printed, parts = (evidence.claim(claim_id) for claim_id in ids)
        gap = parts - printed
        if not isinstance(gap, NotStated):
            source = evidence.rows(*ids)["source_id"].iloc[0]
            rows.append((what, printed.value, parts.value, gap.value, source))
    columns = ["What", "Printed total", "Sum of printed parts", "Difference"]
    return pd.DataFrame(rows, columns=[*columns, "source_id"])


def list_steps(steps: dict) -> pd.DataFrame:
    """Computations in words with their results.

    steps: what is computed -> (the arithmetic, the result as text, source ids).
    """
    rows = [(what, *cells) for what, cells in steps.items()]
    return pd.DataFrame(rows, columns=["Step", "Arithmetic", "Result", "source_id"])


def print_claim(row: dict) -> str:
    """One claim as words: "more than 100 a month", "89 percent", "$27.5 million"."""
    text = _print_value(row["value"], row["unit"])
    if row["relation"] == "between":
        text += f" to {_print_value(row['value_high'], row['unit'])}"
    tail = SPANS.get(row["statistic"], "") or COUNTED.get(row["unit"], "")
    return SIGNS.get(row["relation"], "") + text + tail


def _print_value(value: float, unit: str) -> str:
    style = UNIT_STYLES.get(unit, "count")
    return format_number({"key": unit, "value": value, "style": style})
