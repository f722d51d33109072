"""Turns tidy tables into the Altair charts of the report.

Each function takes a table with readable column names, most of them made by
`report.statements`, and returns a chart.
Different measures get different marks and are never joined by a line.
"""

import altair as alt
import pandas as pd

from report.exhibits.statements import COUNTINGS, LETTER, NEW, OLD, OUTCOMES
from report.figures import COLORS, DASHES, INK, SHAPES

MONTH_SHAPES = ["square", "diamond", "circle", "triangle-up"]
ACT_KINDS = ["Statement, letter or inquiry", "Law or regulation", "Listing or strategy",
             "Report or statistics", "Money or staff"]  # fmt: skip
ACT_SHAPES = ["circle", "square", "diamond", "triangle-up", "cross"]
STANCE_LETTERS = {"affirms": "A", "denies": "D", "rejects": "R", "calls for": "C",
                  "nothing seen": ""}  # fmt: skip
STANCE_SHAPES = ["circle", "square", "square", "diamond", "circle"]
STANCE_COLORS = [COLORS[0], COLORS[1], COLORS[5], COLORS[2], COLORS[4]]
LABELLED_STEP = 10  # entities by which the list grew since the last label


def draw_statements(means: pd.DataFrame, height: int = 105) -> alt.Chart:
    """One panel a counting, on common scales, each claim as long as its period."""
    panels = [
        draw_spans(means[means["Counting"].isin(names)], title, color, height)
        for title, names, color in _panels()
    ]
    return alt.vconcat(*panels, spacing=14).resolve_scale(y="shared", x="shared")


def draw_spans(means, title: str, color: str, height: int) -> alt.Chart:
    """Horizontal spans from the first to the last day, each with its value."""
    y = alt.Y("Shipments a month:Q", title=None, axis=alt.Axis(tickCount=3),
              scale=alt.Scale(domain=[0, 2200]))  # fmt: skip
    means = means.assign(Middle=_middle(means))
    base = alt.Chart(means, height=height, title=_head(title)).encode(y=y)
    spans = base.mark_rule(strokeWidth=5, color=color)
    text = base.mark_text(dy=-10, fontSize=14)
    return spans.encode(x=_dates("From"), x2="To:T") + text.encode(
        x=_dates("Middle"), text="Shown:N"
    )


def draw_months(months: pd.DataFrame, height: int = 330) -> alt.Chart:
    """Single months as points, longer periods as spans at their monthly mean."""
    names = [name for name in COUNTINGS.values() if name in set(months["Counting"])]
    color = alt.Color("Counting:N", title=None, scale=_by_name(names, COLORS))
    shape = alt.Shape("Counting:N", title=None, scale=_by_name(names, MONTH_SHAPES))
    y = alt.Y("Shipments a month:Q", title="Shipments a month")
    base = alt.Chart(months.assign(Middle=_middle(months)), height=height, width=290)
    base = base.encode(y=y)
    longer = base.transform_filter("datum.Months > 1")
    letter = alt.FieldOneOfPredicate("Counting", [COUNTINGS[m] for m in LETTER])
    width = alt.condition(letter, alt.value(5), alt.value(2))
    rules, points = longer.mark_rule(), base.mark_point(size=60)
    spans = rules.encode(x=_dates("From"), x2="To:T", color=color, size=width)
    points = points.encode(x=_dates("Middle"), color=color, shape=shape)
    text = longer.transform_filter(letter).mark_text(dx=5, align="left", fontSize=14)
    return spans + points + text.encode(x=_dates("To"), text="Shown:N")


def draw_values(values: pd.DataFrame) -> alt.Chart:
    """A dot a row on a logarithmic scale, with its amount."""
    x = alt.X("Dollars a shipment:Q", scale=alt.Scale(type="log", domain=[1e3, 5e6]),
              axis=alt.Axis(format="$,.0f", values=[1e3, 1e5]))  # fmt: skip
    y = alt.Y("Goods stopped:N", sort=None, title=None)
    base = alt.Chart(values, height=alt.Step(30), width=160).encode(x=x, y=y)
    text = base.mark_text(dx=10, align="left", fontSize=14)
    shapes = alt.Scale(range=["circle", "diamond"])
    points = base.mark_point(size=90).encode(
        color=alt.Color("Goods:N", legend=None),
        shape=alt.Shape("Goods:N", legend=None, scale=shapes),
    )
    shown = alt.Text("Dollars a shipment:Q", format="$,.2r")
    return points + text.encode(text=shown)


def draw_outcomes(outcomes: pd.DataFrame) -> alt.Chart:
    """A bar a reading, split by outcome; the counts stand in the parts."""
    parts = outcomes.astype({"Share": float})  # an empty table has no type yet
    ends = parts.groupby("Reading", sort=False)["Share"].cumsum()
    parts = parts.assign(Start=ends - parts["Share"], End=ends)
    parts["Middle"] = (parts["Start"] + parts["End"]) / 2
    numbers = parts["Shipments"].map("{:,.0f}".format).astype(str)
    parts["Shown"] = parts["Outcome"].str[0] + " " + numbers
    y = alt.Y("Reading:N", sort=None, axis=None)
    color = alt.Color("Outcome:N", title=None, legend=alt.Legend(columns=3),
                      scale=_by_name(OUTCOMES, COLORS))  # fmt: skip
    base = alt.Chart(parts, height=alt.Step(50), width=420).encode(y=y)
    axis = alt.Axis(format="%", tickCount=5)
    x = alt.X("Start:Q", title="Share of shipments", axis=axis)
    bars = base.mark_bar(size=24, stroke="white", strokeWidth=2)
    heads = parts.drop_duplicates("Reading")[["Reading"]].assign(at=0.0)
    heads = alt.Chart(heads).mark_text(align="left", dy=-20)
    heads = heads.encode(x="at:Q", y=y, text="Reading:N")
    bars = bars.encode(x=x, x2="End:Q", color=color)
    text = base.mark_text(color="white", fontSize=14)
    return bars + heads + text.encode(x="Middle:Q", text="Shown:N")


def draw_list(entities: pd.DataFrame, height: int = 290) -> alt.Chart:
    """Steps within each counting; a source of grade C is drawn hollow."""
    names = ("uflpa.entity_list.entities", "uflpa.entity_list.entities_old")
    names = [COUNTINGS[name] for name in names]
    color = alt.Color("Counting:N", title=None, scale=_by_name(names, COLORS))
    fill = alt.Fill("Counting:N", title=None, scale=_by_name(names, COLORS))
    shape = alt.Shape("Counting:N", title=None, scale=_by_name(names, SHAPES))
    # By no scale: a legend of it would draw its marks with a broken outline.
    older = f"datum.Counting == '{names[1]}'"
    dash = alt.condition(older, alt.value(DASHES[1]), alt.value(DASHES[0]))
    base = alt.Chart(entities.assign(Shown=_label_steps(entities)), height=height)
    x = _dates("Day").scale(nice="year")
    base = base.encode(x=x, y=alt.Y("Entities:Q"), color=color)
    hollow = alt.condition("datum.Grade == 'C'", alt.value(0), alt.value(1))
    lines = base.mark_line(interpolate="step-after").encode(strokeDash=dash)
    # Colour draws the outline, so that a mark without a filling is still one.
    points = base.mark_point(size=80, filled=False, strokeWidth=2, opacity=1)
    points = points.encode(shape=shape, fill=fill, fillOpacity=hollow)
    return lines + points + base.mark_text(dy=-13, fontSize=14).encode(
        text="Shown:N", color=alt.value(INK)
    )


def draw_numbers(numbers: pd.DataFrame, label: str, value: str) -> alt.Chart:
    """One bar a row with its number; for numbers that are not to be added."""
    base = alt.Chart(numbers, height=alt.Step(46), width=220).encode(
        x=alt.X(f"{value}:Q", axis=alt.Axis(tickCount=4)),
        y=alt.Y(f"{label}:N", sort=None, title=None),
    )
    text = base.mark_text(dx=6, align="left", fontSize=14)
    color = alt.Color(f"{label}:N", sort=None, legend=None)
    bars = base.mark_bar(size=20).encode(color=color)
    return bars + text.encode(text=alt.Text(f"{value}:Q", format=",.0f"))


def draw_timeline(acts: pd.DataFrame, groups: list, labels: dict) -> alt.Chart:
    """A row a group of actors, a mark an act; `labels` renames rows, `|` breaks one."""
    groups = [name for name in groups if name in set(acts["Group"])]
    kinds = [name for name in ACT_KINDS if name in set(acts["Kind"])]
    y = alt.Y("Row:N", title=None, sort=[labels.get(name, name) for name in groups],
              axis=alt.Axis(labelExpr="split(datum.label, '|')", grid=True,
                            labelLineHeight=19))  # fmt: skip
    acts = acts.assign(Row=acts["Group"].replace(labels))
    base = alt.Chart(acts, width=240, height=alt.Step(44))
    return base.mark_point(size=110, opacity=0.85).encode(
        x=_dates("Day"),
        y=y,
        color=alt.Color("Kind:N", title=None, scale=_by_name(kinds, COLORS)),
        shape=alt.Shape("Kind:N", title=None, scale=_by_name(kinds, ACT_SHAPES)),
    )


def draw_matrix(positions: pd.DataFrame) -> alt.Chart:
    """Actors by numbered questions; each stance has a letter, a shape and a colour."""
    rows = positions.assign(Letter=positions["Stance"].map(STANCE_LETTERS))
    actors = list(dict.fromkeys(rows["Actor"]))
    x = alt.X("Question:O", axis=alt.Axis(orient="top", labelAngle=0, grid=True))
    y = alt.Y("Actor:N", sort=actors, title=None, axis=alt.Axis(grid=True))
    names = [name for name in STANCE_LETTERS if name in set(rows["Stance"])]
    color = alt.Color("Stance:N", title=None, scale=_by_name(names, STANCE_COLORS),
                      legend=alt.Legend(columns=3))  # fmt: skip
    shape = alt.Shape("Stance:N", title=None, scale=_by_name(names, STANCE_SHAPES))
    base = alt.Chart(rows, height=alt.Step(24), width=306).encode(x=x, y=y)
    size = alt.condition("datum.Letter == ''", alt.value(14), alt.value(260))
    marks = base.mark_point(opacity=1).encode(color=color, shape=shape, size=size)
    return marks + base.mark_text(color="white", fontSize=12).encode(text="Letter:N")


def _panels():
    letter = [COUNTINGS[measure_id] for measure_id in LETTER]
    yield "House Democrats' letter: monthly means as printed", letter, COLORS[0]
    yield "Old dashboard: totals divided by months", [COUNTINGS[OLD]], COLORS[2]
    yield "CBP in 2026: monthly means as printed", [COUNTINGS[NEW]], COLORS[1]


def _middle(rows: pd.DataFrame) -> pd.Series:
    return rows["From"] + (rows["To"] - rows["From"]) / 2


def _label_steps(entities: pd.DataFrame) -> list[str]:
    shown, last = [], {}
    for counting, number in zip(entities["Counting"], entities["Entities"]):
        new = number - last.get(counting, -LABELLED_STEP) >= LABELLED_STEP
        shown.append(f"{number:,.0f}" if new else "")
        last[counting] = number if new else last[counting]
    return shown


def _dates(column: str) -> alt.X:
    axis = alt.Axis(format="%Y", tickCount="year", title=None)
    return alt.X(f"{column}:T", axis=axis)


def _by_name(names, values) -> alt.Scale:
    return alt.Scale(domain=list(names), range=list(values)[: len(names)])


def _head(title: str) -> alt.TitleParams:
    return alt.TitleParams(
        title, anchor="start", fontSize=14, fontWeight="normal", color=INK
    )
