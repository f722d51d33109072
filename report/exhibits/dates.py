"""Turns days into an axis of time, and into places on it.

An axis by two ends, as its chart computes them, tells how far apart marks stand before
they are drawn; without ends the engine chooses them.
"""

import altair as alt
import pandas as pd

# Beside the first and the last mark, as a part of what lies between them.
ROOM = 0.06


def ends(days: pd.Series, until: pd.Series | None = None) -> list:
    """First and last day of an axis; none where there are no days."""
    first, last = days.min(), (days if until is None else until).max()
    if pd.isna(first):
        return []
    room = max((last - first) * ROOM, pd.Timedelta(days=30))
    return [first - room, last + room]


def axis(column: str, between=(), **options) -> alt.X:
    """The years of a column of days."""
    days = [alt.DateTime(year=d.year, month=d.month, date=d.day) for d in between]
    scale = alt.Scale(domain=days) if days else alt.Undefined
    years = alt.Axis(format="%Y", tickCount="year", title=None, **options)
    return alt.X(f"{column}:T", axis=years, scale=scale)


def across(days: pd.Series, between, width: float) -> list[float]:
    """How far from the left each day stands, in pixels."""
    return [width * ((d - between[0]) / (between[1] - between[0])) for d in days]


def middle(rows: pd.DataFrame) -> pd.Series:
    """The day halfway between those of `From` and `To`."""
    return rows["From"] + (rows["To"] - rows["From"]) / 2


def every_other_year(between) -> pd.DataFrame:
    """`From` and `To` of the odd years, to be shaded."""
    years = range(between[0].year, between[1].year + 1) if between else []
    spans = [(pd.Timestamp(y, 1, 1), pd.Timestamp(y + 1, 1, 1)) for y in years if y % 2]
    return pd.DataFrame(spans, columns=["From", "To"])


def stack(places: list[float], groups: list, least: float) -> list[int]:
    """The first lane of its group in which each mark stands apart from those before."""
    reached: dict = {}
    lanes = [0] * len(places)
    for index in sorted(range(len(places)), key=places.__getitem__):
        taken = reached.setdefault(groups[index], [])
        free = (n for n, last in enumerate(taken) if places[index] - last >= least)
        lanes[index] = lane = next(free, len(taken))
        taken[lane : lane + 1] = [places[index]]
    return lanes
