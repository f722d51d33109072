"""Turns claims into tables of one row a thing counted and one column a period."""

import pandas as pd

from report.exhibits.statements import print_claim
from report.figures import cite_cell

# What each row of such a table would repeat.
COMMON = (
    "Shipments under UFLPA action, ", "old dashboard, ", ", old dashboard",
    ", all forced-labour authorities", " in CBP's monthly operational updates",
)  # fmt: skip


def cross_periods(rows: pd.DataFrame, head: str, by="measure_title") -> pd.DataFrame:
    """Things down and periods across, the oldest first, or, `by` period, turned.

    rows: claims as `Evidence.series` gives them; head: the name of the first column;
    by: the column that tells the things apart. A cell holds every claim of a thing and
    a period as it was stated, with its sources; one without is empty: nobody stated it.
    """
    across = "measure_title" if by == "period_label" else "period_label"
    names = list(dict.fromkeys(rows.sort_values("end", kind="stable")[across]))
    table = []
    for name, mine in rows.groupby(by, sort=False):
        cells = [_state(mine[mine[across] == other]) for other in names]
        table.append((_shorten(name), *cells))
    frame = pd.DataFrame(table, columns=[head, *map(_shorten, names)])
    return frame if rows["source_id"].nunique() > 1 else _cite_once(frame, rows)


def _state(rows: pd.DataFrame):
    if rows.empty:
        return ""
    words = "; ".join(print_claim(row) for row in rows.to_dict("records"))
    return cite_cell(words, rows["source_id"])


def _cite_once(frame: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """One source, or none, for all cells: it stands once a row and not in each."""
    words = frame.map(lambda cell: cell["text"] if isinstance(cell, dict) else cell)
    return words.assign(source_id=next(iter(rows["source_id"]), ""))


def _shorten(name: str) -> str:
    for words in COMMON:
        name = name.replace(words, "")
    return name[:1].upper() + name[1:]
