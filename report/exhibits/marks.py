"""Turns tidy rows into the two charts that several figures share.

`row_chart` sets names above their dots and `year_chart` numbers beside them, so
that neither an axis of names nor a legend of numbers takes the width of a phone.
"""

import pandas as pd

from report.exhibits import labels
from report.exhibits.gaps import covered_years, missing_years
from report.figures import FAINT, WIDTH
from report.wording import say_unit

SIZE = 110
# A year chart's height, unless its chapter says another, and room beside its years.
HEIGHT, YEAR_ROOM = 280, 0.8
# How far an axis goes beyond its largest mark, so that a label fits.
ROOM = 1.3
ROW = 44
# Units keep their colour and shape from figure to figure.
UNITS = [say_unit(unit) for unit in ("person_time", "unknown", "person")]
# A part of a year is an outline; everything else is filled.
OUTLINE = "datum.months < 12"


def row_chart(rows: pd.DataFrame, *, x, mark, domain=None, log=False, legend=True):
    """A dot a row, its name above it and its number beside it.

    rows: columns `name`, `height`, `label`, `actor_id` and the one named `mark`, which
    both shape and colour say; domain: the ends of the axis, room for labels included
    (without it, from 0 to a third above the largest).
    """
    import altair as alt

    drawn = rows[["name", "height", "label", mark, "actor_id"]].assign(row=range(len(rows)))
    domain = domain or [0, ROOM * _largest(rows)]
    scale = alt.Scale(type="log" if log else "linear", domain=domain, nice=False)
    # A line to each dot instead of a grid, which would run through the names.
    linear = {"tickCount": 4, "format": ",~f"}
    ticks = {"values": _tens(*domain), "format": "~s"} if log else linear
    axis = alt.Axis(grid=False, **ticks)
    base = alt.Chart(drawn).encode(alt.Y("row:O", axis=None))
    at = base.encode(alt.X("height:Q", title=x, scale=scale, axis=axis))
    kinds = _kinds(drawn[mark], legend, "Color", "Shape")
    dots = at.mark_point(size=SIZE).encode(*kinds)
    start = alt.XDatum(domain[0])
    lines = at.mark_rule(aria=False, opacity=0.5).encode(x2=start)
    names = base.mark_text(align="left", dy=-16).encode(start, text="name:N")
    numbers = at.mark_text(align="left", dx=11).encode(text="label:N")
    chart = alt.layer(lines, dots, names, numbers)
    return chart.properties(width=WIDTH, height=alt.Step(ROW))


def row_charts(rows: pd.DataFrame, *, by: str, **options):
    """A row chart for each value of `by`, which titles it, on equal axes."""
    import altair as alt

    parts = []
    kinds = pd.unique(rows[by])
    for kind in kinds:
        part = row_chart(rows[rows[by] == kind], mark=by, legend=False, **options)
        parts.append(part.properties(title=_title(str(kind))))
    return alt.vconcat(*parts or [row_chart(rows, mark=by, **options)], spacing=14)


def year_chart(rows: pd.DataFrame, *, y: str, mark: str, years, levels=()):
    """A mark a year: filled for a whole year, hollow for a part, a bar for a mean.

    rows: columns `first`, `year`, `months`, `height`, `label`, `actor_id` and the one
    named `mark`; years: first and last of the axis; years without a row are shaded;
    levels: heights at which a dashed line runs through all years.
    """
    import altair as alt

    domain = [years[0] - YEAR_ROOM, years[1] + YEAR_ROOM]
    scale = alt.Scale(domain=domain, nice=False)
    ticks = alt.Axis(format="d", tickMinStep=1, tickCount=6, grid=False)
    top = 1.15 * _largest(rows)
    drawn = rows[["first", "year", "months", "height", "label", mark, "actor_id"]]
    drawn = drawn.assign(middle=(rows["first"] + rows["year"]) / 2)
    placed = _place_labels(drawn, domain, top, levels)
    drawn = drawn.reset_index(drop=True).join(placed)
    height = alt.Y("height:Q", title=y, scale=alt.Scale(domain=[0, top]))
    x = alt.X("middle:Q", title=None, scale=scale, axis=ticks)
    base = alt.Chart(drawn).encode(x, height)
    means = base.transform_filter("datum.months > 12")
    spans = means.mark_rule(color=FAINT, strokeWidth=4).encode(x="first:Q", x2="year:Q")
    hollow = alt.condition(OUTLINE, alt.value(0), alt.value(1))
    points = base.mark_point(size=SIZE, filled=False, strokeWidth=2).encode(
        *_kinds(drawn[mark], True, "Stroke", "Fill", "Shape"), fillOpacity=hollow
    )
    dashed = alt.Chart(pd.DataFrame({"height": list(levels)}))
    dashed = dashed.mark_rule(strokeDash=[4, 3]).encode(height)
    bands = _shade_gaps(rows, years, scale)
    chart = alt.layer(bands, dashed, spans, points, labels.add_labels(base))
    return chart.properties(width=WIDTH, height=HEIGHT)


def _place_labels(rows: pd.DataFrame, domain, top: float, levels) -> pd.DataFrame:
    """Where a year chart's labels stand; lines and bars are not covered either."""
    across = WIDTH / (domain[1] - domain[0])
    first, middle, year = (
        [across * (value - domain[0]) for value in rows[name]]
        for name in ("first", "middle", "year")
    )
    heights = [HEIGHT * (1 - value / top) for value in rows["height"]]
    bars = [(a, y - 2, b, y + 2) for a, b, y in zip(first, year, heights) if b > a]
    lines = [HEIGHT * (1 - level / top) for level in levels]
    bars += [(0, y - 2, WIDTH, y + 2) for y in lines]
    points = list(zip(middle, heights))
    return labels.place(points, list(rows["label"]), (WIDTH, HEIGHT), bars)


def _tens(low: float, high: float) -> list[int]:
    powers = (10**power for power in range(12))
    return [power for power in powers if low <= power <= high]


def _largest(rows: pd.DataFrame) -> float:
    return max(rows["height"], default=1)


def _kinds(values: pd.Series, legend: bool, *channels: str):
    """The channels that say the kind; a legend only where there is more than one."""
    import altair as alt

    shown = {} if legend and values.nunique() > 1 else {"legend": None}
    if set(values) <= set(UNITS):
        known = [unit for unit in UNITS if unit in set(values)]
        shown["scale"] = alt.Scale(domain=UNITS if "persons" in known else UNITS[:2])
    field = f"{values.name}:N"
    return [getattr(alt, channel)(field, title=None, **shown) for channel in channels]


def _title(text: str):
    import altair as alt

    text = text[:1].upper() + text[1:]
    return alt.TitleParams(text, anchor="start", offset=12)


def _shade_gaps(rows, years, scale):
    import altair as alt

    gaps = missing_years(covered_years(rows), *years)
    gaps = gaps.assign(first=gaps["first"] - 0.5, last=gaps["last"] + 0.5)
    bands = alt.Chart(gaps).mark_rect(color=FAINT, opacity=0.16)
    return bands.encode(alt.X("first:Q", scale=scale, title=None), x2="last:Q")
