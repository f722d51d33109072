"""Turns claims into tables of one row a thing counted and one column a period."""

import pandas as pd

from report.exhibits.statements import print_claim
from report.figures import cite_cell

# What each row of such a table would repeat.
COMMON = ("Shipments under UFLPA action, ", "old dashboard, ", ", International Trade Today")


def cross_periods(rows: pd.DataFrame, head: str, by="measure_title") -> pd.DataFrame:
    """Things down, periods across, the oldest first; each cell cites its sources.

    rows: claims as `Evidence.series` gives them; head: the name of the first column;
    by: the column that tells the things apart. A cell holds every claim of a thing and
    a period as it was stated; one without a claim is empty, since nobody stated it.
    """
    periods = list(dict.fromkeys(rows["period_label"]))
    table = []
    for name, mine in rows.groupby(by, sort=False):
        cells = [_state(mine[mine["period_label"] == period]) for period in periods]
        table.append((_shorten(name), *cells))
    frame = pd.DataFrame(table, columns=[head, *periods])
    return frame if table else frame.assign(source_id="")


def _state(rows: pd.DataFrame):
    if rows.empty:
        return ""
    words = "; ".join(print_claim(row) for row in rows.to_dict("records"))
    return cite_cell(words, rows["source_id"])


def _shorten(name: str) -> str:
    for words in COMMON:
        name = name.replace(words, "")
    return name[:1].upper() + name[1:]
