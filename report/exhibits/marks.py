"""Turns tidy rows into the two charts that several figures share.

`row_chart` sets names above their dots and `year_chart` numbers beside them, so
that neither an axis of names nor a legend of numbers takes the width of a phone.
"""

import pandas as pd

from report.exhibits.gaps import covered_years, missing_years
from report.figures import FAINT, INK, WIDTH
from report.wording import say_unit

SIZE = 110
# How far an axis goes beyond its largest mark, so that a label fits.
ROOM = 1.3
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
    axis = alt.Axis(tickCount=4, format="~s" if log else ",~f")
    base = alt.Chart(drawn).encode(alt.Y("row:O", axis=None))
    at = base.encode(alt.X("height:Q", title=x, scale=scale, axis=axis))
    kinds = _kinds(drawn[mark], legend, "Color", "Shape")
    dots = at.mark_point(size=SIZE, opacity=1).encode(*kinds)
    start = alt.XDatum(domain[0])
    names = base.mark_text(align="left", dy=-15).encode(start, text="name:N")
    numbers = at.mark_text(align="left", dx=11).encode(text="label:N")
    return (dots + names + numbers).properties(width=WIDTH, height=alt.Step(40))


def row_charts(rows: pd.DataFrame, *, by: str, **options):
    """A row chart for each value of `by`, which titles it, on equal axes."""
    import altair as alt

    parts = []
    kinds = pd.unique(rows[by])
    for kind in kinds:
        part = row_chart(rows[rows[by] == kind], mark=by, legend=False, **options)
        parts.append(part.properties(title=_title(str(kind))))
    return alt.vconcat(*parts or [row_chart(rows, mark=by, **options)], spacing=14)


def year_chart(rows: pd.DataFrame, *, y: str, mark: str, years):
    """A mark a year: filled for a whole year, hollow for a part, a bar for a mean.

    rows: columns `first`, `year`, `months`, `height`, `label`, `actor_id` and the one
    named `mark`; years: first and last of the axis; years without a row are shaded.
    """
    import altair as alt

    scale = alt.Scale(domain=[years[0] - 0.6, years[1] + 0.6], nice=False)
    ticks = alt.Axis(format="d", tickMinStep=1, tickCount=6, grid=False)
    drawn = rows[["first", "year", "months", "height", "label", mark, "actor_id"]]
    drawn = drawn.assign(middle=(rows["first"] + rows["year"]) / 2)
    drawn = drawn.assign(above=labels_above(drawn))
    base = alt.Chart(drawn.assign(label=_break_labels(drawn))).encode(
        alt.X("middle:Q", title=None, scale=scale, axis=ticks),
        alt.Y("height:Q", title=y, scale=alt.Scale(domain=[0, 1.1 * _largest(rows)])),
    )
    means = base.transform_filter("datum.months > 12")
    spans = means.mark_rule(color=FAINT, strokeWidth=4).encode(x="first:Q", x2="year:Q")
    hollow = alt.condition(OUTLINE, alt.value(0), alt.value(1))
    points = base.mark_point(size=SIZE, filled=False, strokeWidth=2, opacity=1).encode(
        *_kinds(drawn[mark], True, "Stroke", "Fill", "Shape"), fillOpacity=hollow
    )
    texts = {"lineBreak": "\n", "lineHeight": 15}
    above = base.transform_filter("datum.above")
    # Lines run down from the first, so that one of two starts higher.
    rise = alt.expr("indexof(datum.label, '\\n') < 0 ? -9 : -24")
    above = above.mark_text(dy=rise, baseline="bottom", **texts)
    below = base.transform_filter("!datum.above").mark_text(dy=10, baseline="top", **texts)
    chart = alt.layer(
        _shade_gaps(rows, years, scale), spans, points,
        above.encode(text="label:N"), below.encode(text="label:N"),
    )  # fmt: skip
    return chart.properties(width=WIDTH)


def _largest(rows: pd.DataFrame) -> float:
    return max(rows["height"], default=1)


def _break_labels(rows: pd.DataFrame) -> list[str]:
    """In two lines a label leaves its neighbours room; a long second one only below."""
    breaks = [" a year" if above else " in " for above in rows["above"]]
    pairs = zip(rows["label"], breaks)
    return [label.replace(end, f"\n{end.lstrip()}") for label, end in pairs]


def labels_above(rows: pd.DataFrame) -> list[bool]:
    """Whether each label stands above its mark, where neighbours leave room.

    Above lower neighbours: for a whole year all of them, since its label is short
    and theirs may stand above too; for parts and means, any of them.
    """
    marks = rows.to_dict("records")
    return [_has_room_above(one, marks) for one in marks]


def _has_room_above(one: dict, marks: list[dict]) -> bool:
    reach = max(1, (one["year"] - one["first"]) / 2)
    near = [m for m in marks if 0 < abs(m["middle"] - one["middle"]) <= reach]
    lower = [other["height"] < one["height"] for other in near]
    return bool(lower) and (all if one["months"] == 12 else any)(lower)


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
    return alt.TitleParams(text, anchor="start", offset=12, fontSize=14, color=INK)


def _shade_gaps(rows, years, scale):
    import altair as alt

    gaps = missing_years(covered_years(rows), *years)
    gaps = gaps.assign(first=gaps["first"] - 0.5, last=gaps["last"] + 0.5)
    bands = alt.Chart(gaps).mark_rect(color=FAINT, opacity=0.16)
    return bands.encode(alt.X("first:Q", scale=scale, title=None), x2="last:Q")
