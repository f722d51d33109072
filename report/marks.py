"""Turns tidy rows into the two charts that several figures share.

`row_chart` sets names above their dots and `year_chart` numbers beside them, so
that neither an axis of names nor a legend of numbers takes the width of a phone.
"""

import pandas as pd

from report.figures import FAINT
from report.shapes import covered_years, missing_years

SIZE = 110


def row_chart(rows: pd.DataFrame, *, x: str, mark: str, domain, log=False):
    """A dot a row, its name above it and its number beside it.

    rows: columns `name`, `height`, `label` and the one named `mark`, which both
    shape and colour say; domain: the ends of the axis, room for labels included.
    """
    import altair as alt

    scale = alt.Scale(type="log" if log else "linear", domain=domain, nice=False)
    axis = alt.Axis(tickCount=4, format="~s" if log else "")
    drawn = rows[["name", "height", "label", mark]]
    base = alt.Chart(drawn).encode(alt.Y("name:N", sort=None, axis=None))
    at = base.encode(alt.X("height:Q", title=x, scale=scale, axis=axis))
    dots = at.mark_point(size=SIZE, opacity=1).encode(*_kinds(mark))
    names = base.mark_text(align="left", dy=-15).encode(alt.XDatum(domain[0]), text="name:N")
    numbers = at.mark_text(align="left", dx=11).encode(text="label:N")
    return (dots + names + numbers).properties(height=alt.Step(42))


def row_charts(rows: pd.DataFrame, *, by: str, **options):
    """A row chart for each value of `by`, one above the other on equal axes."""
    import altair as alt

    parts = [
        row_chart(part, mark=by, **options).properties(title=str(value).capitalize())
        for value, part in rows.groupby(by, sort=False)
    ]
    return alt.vconcat(*parts or [row_chart(rows, mark=by, **options)], spacing=12)


def year_chart(rows: pd.DataFrame, *, y: str, mark: str, years, top: float):
    """A mark a year: filled for a whole year, hollow for a part, a bar for a mean.

    rows: columns `first`, `year`, `months`, `height`, `label` and the one named
    `mark`; years: first and last of the axis; years without a row are shaded.
    """
    import altair as alt

    scale = alt.Scale(domain=[years[0] - 0.6, years[1] + 0.6], nice=False)
    ticks = alt.Axis(format="d", tickMinStep=1, tickCount=6, grid=False)
    drawn = rows[["first", "year", "months", "height", "label", mark]]
    drawn = drawn.assign(middle=(rows["first"] + rows["year"]) / 2)
    base = alt.Chart(drawn).encode(
        alt.X("middle:Q", title=None, scale=scale, axis=ticks),
        alt.Y("height:Q", title=y, scale=alt.Scale(domain=[0, top], nice=False)),
        *_kinds(mark),
    )
    part, mean = "datum.months < 12", "datum.months > 12"
    spans = base.transform_filter(mean).mark_rule(strokeWidth=4)
    hollow = base.transform_filter(part).mark_point(size=SIZE, filled=False, strokeWidth=2)
    whole = base.transform_filter(f"!({part})").mark_point(size=SIZE, opacity=1)
    labels = base.mark_text(dy=-14).encode(text="label:N", color=alt.value("currentColor"))
    return alt.layer(
        _shade_gaps(rows, years, scale),
        spans.encode(x="first:Q", x2="year:Q"), hollow, whole, labels,
    )  # fmt: skip


def _kinds(mark: str):
    import altair as alt

    return alt.Color(f"{mark}:N", title=None), alt.Shape(f"{mark}:N", title=None)


def _shade_gaps(rows, years, scale):
    import altair as alt

    gaps = missing_years(covered_years(rows), *years)
    gaps = gaps.assign(first=gaps["first"] - 0.5, last=gaps["last"] + 0.5)
    bands = alt.Chart(gaps).mark_rect(color=FAINT, opacity=0.16)
    return bands.encode(alt.X("first:Q", scale=scale, title=None), x2="last:Q")
