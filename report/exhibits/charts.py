"""Turns tidy tables into the Altair charts of the report.

Each function takes a table with readable column names, most of them made by
`report.statements`, and returns a chart.
Different measures get different marks and are never joined by a line.
"""

import itertools

import altair as alt
import pandas as pd

from report.exhibits import dates, labels, marks
from report.exhibits.statements import COUNTINGS, LETTER, NEW, OLD, OUTCOMES
from report.figures import COLORS, DASHES, FAINT, INK, SHAPES, WIDTH

MONTH_SHAPES = ["square", "diamond", "circle", "triangle-up"]
ACT_KINDS = ["Statement, letter or inquiry", "Law or regulation", "Listing or strategy",
             "Report or statistics", "Money or staff"]  # fmt: skip
ACT_SHAPES = ["circle", "square", "diamond", "triangle-up", "cross"]
STANCE_LETTERS = {"affirms": "A", "denies": "D", "rejects": "R", "calls for": "C",
                  "nothing seen": ""}  # fmt: skip
DASH = "M-1,-0.2L1,-0.2L1,0.2L-1,0.2Z"  # as large in a legend as in the chart
STANCE_SHAPES = ["circle", "square", "square", "diamond", DASH]
STANCE_COLORS = [COLORS[0], COLORS[1], COLORS[5], COLORS[2], COLORS[4]]
# A chart without names beside it; a mark in a lane of the timeline, a name above one.
ACROSS, LANE, HEAD = 405, 11, 18


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
    means = means.assign(Middle=dates.middle(means))
    base = alt.Chart(means, height=height, title=_head(title)).encode(y=y)
    spans = base.mark_rule(strokeWidth=5, color=color)
    text = base.mark_text(dy=-10)
    return spans.encode(x=dates.axis("From"), x2="To:T") + text.encode(
        x=dates.axis("Middle"), text="Shown:N"
    )


def draw_months(months: pd.DataFrame, height: int = 400) -> alt.Chart:
    """Single months as points, longer periods as spans at their monthly mean."""
    names = [name for name in COUNTINGS.values() if name in set(months["Counting"])]
    color = alt.Color("Counting:N", scale=_by_name(names, COLORS), **_legend(names))
    shape = alt.Shape("Counting:N", scale=_by_name(names, MONTH_SHAPES), **_legend(names))
    # The letter's wide spans come first, or they would hide the others.
    months = months.sort_values(
        "Counting", key=lambda names: ~names.isin(_letter()), kind="stable"
    )
    ends = dates.ends(months["From"], months["To"])
    top = _top(months["Shipments a month"])
    months = months.assign(Middle=dates.middle(months), Shown=_label_months(months))
    months = _place_months(months, ends, top, height)
    y = alt.Y("Shipments a month:Q", scale=_scale(top))
    base = alt.Chart(months, height=height, width=WIDTH).encode(y=y)
    longer = base.transform_filter("datum.Months > 1")
    letter = alt.FieldOneOfPredicate("Counting", _letter())
    width, size = (
        alt.condition(letter, *map(alt.value, pair)) for pair in ((5, 2), (130, 45))
    )
    spans = longer.mark_rule().encode(
        x=dates.axis("From", ends), x2="To:T", color=color, size=width
    )
    middle = base.encode(x=dates.axis("Middle", ends))
    points = middle.mark_point().encode(color=color, shape=shape, size=size)
    return spans + points + labels.add_labels(middle)


def draw_values(values: pd.DataFrame) -> alt.Chart:
    """A dot a row on a logarithmic scale, with its amount."""
    amounts = values["Dollars a shipment"]
    rows = pd.DataFrame({"name": values["Goods stopped"], "height": amounts,
                         "label": [f"${float(f'{one:.2g}'):,.0f}" for one in amounts],
                         "Goods": values["Goods"],
                         "actor_id": values.get("actor_id", "")})  # fmt: skip
    return marks.row_chart(
        rows, x="US dollars a shipment", mark="Goods", domain=[1e3, 5e6], log=True
    )


def draw_outcomes(outcomes: pd.DataFrame) -> alt.Chart:
    """A bar a reading, split by outcome; the counts stand in the parts."""
    parts = outcomes.astype({"Share": float})  # an empty table has no type yet
    ends = parts.groupby("Reading", sort=False)["Share"].cumsum()
    parts = parts.assign(Start=ends - parts["Share"], End=ends)
    parts["Middle"] = (parts["Start"] + parts["End"]) / 2
    parts["Shown"] = [
        _fit(f"{one['Shipments']:,.0f}", one["Outcome"][0], one["Share"] * ACROSS)
        for one in parts.to_dict("records")
    ]
    y = alt.Y("Reading:N", sort=None, axis=None)
    color = alt.Color("Outcome:N", title=None, legend=alt.Legend(columns=3),
                      scale=_by_name(OUTCOMES, COLORS))  # fmt: skip
    base = alt.Chart(parts, height=alt.Step(50), width=ACROSS).encode(y=y)
    axis = alt.Axis(format="%", tickCount=5, grid=False)
    x = alt.X("Start:Q", title="Share of shipments", axis=axis)
    # A gap lets the page through, be it light or dark, where an outline would not.
    bars = base.mark_bar(size=24, xOffset=1, x2Offset=-1)
    heads = parts.drop_duplicates("Reading")[["Reading"]].assign(at=0.0)
    heads = alt.Chart(heads).mark_text(align="left", dy=-21)
    heads = heads.encode(x="at:Q", y=y, text="Reading:N")
    bars = bars.encode(x=x, x2="End:Q", color=color)
    text = base.mark_text(color="white")
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
    ends, top = dates.ends(entities["Day"]), _top(entities["Entities"])
    entities = entities.assign(Shown=_label_steps(entities))
    entities = _place_steps(entities, ends, top, height)
    y = alt.Y("Entities:Q", scale=_scale(top))
    base = alt.Chart(entities, height=height)
    base = base.encode(x=dates.axis("Day", ends), y=y, color=color)
    hollow = alt.condition("datum.Grade == 'C'", alt.value(0), alt.value(1))
    lines = base.mark_line(interpolate="step-after").encode(strokeDash=dash)
    # Colour draws the outline, so that a mark without a filling is still one.
    points = base.mark_point(size=80, filled=False, strokeWidth=2)
    points = points.encode(shape=shape, fill=fill, fillOpacity=hollow)
    return lines + points + labels.add_labels(base.encode(color=alt.value(INK)))


def draw_numbers(numbers: pd.DataFrame, label: str, value: str) -> alt.Chart:
    """One bar a row with its number; for numbers that are not to be added."""
    base = alt.Chart(numbers, height=alt.Step(46), width=220).encode(
        x=alt.X(f"{value}:Q", axis=alt.Axis(tickCount=3, grid=False)),
        y=alt.Y(f"{label}:N", sort=None, title=None),
    )
    text = base.mark_text(dx=6, align="left")
    color = alt.Color(f"{label}:N", sort=None, legend=None)
    bars = base.mark_bar(size=20).encode(color=color)
    return bars + text.encode(text=alt.Text(f"{value}:Q", format=",.0f"))


def draw_timeline(acts: pd.DataFrame, groups: list, names: dict) -> alt.Chart:
    """A row a group of actors, a mark an act; `names` renames rows, `|` breaks one."""
    kinds = [name for name in ACT_KINDS if name in set(acts["Kind"])]
    ends = dates.ends(acts["Day"])
    places = dates.across(acts["Day"], ends, ACROSS)
    acts = acts.assign(Row=acts["Group"].replace(names),
                       Lane=dates.stack(places, list(acts["Group"]), LANE))  # fmt: skip
    rows = [names.get(name, name) for name in groups if name in set(acts["Group"])]
    heads, step = _lay_rows(acts, rows)
    acts = acts.merge(heads[["Row", "First"]], on="Row")
    y = alt.Y("Row:N", title=None, sort=rows, axis=None)
    lane = alt.expr(f"datum.First + {LANE} * datum.Lane")
    points = alt.Chart(acts).mark_point(size=80, yOffset=lane).encode(
        x=dates.axis("Day", ends, grid=False), y=y,
        color=alt.Color("Kind:N", scale=_by_name(kinds, COLORS), **_legend(kinds)),
        shape=alt.Shape("Kind:N", scale=_by_name(kinds, ACT_SHAPES), **_legend(kinds)),
    )  # fmt: skip
    text = alt.Chart(heads).encode(y=y, text="Row:N", x=alt.value(0)).mark_text(
        aria=False, align="left", dy=alt.expr("datum.Head"), lineBreak="|", lineHeight=HEAD
    )
    # Shades, since lines would run through the names above the rows.
    bands = alt.Chart(dates.every_other_year(ends)).mark_rect(
        aria=False, color=FAINT, opacity=0.12, clip=True
    )
    bands = bands.encode(x=dates.axis("From", ends), x2="To:T")
    chart = alt.layer(bands, text, points)
    return chart.properties(width=ACROSS, height=alt.Step(step))


def draw_matrix(positions: pd.DataFrame) -> alt.Chart:
    """Actors by numbered questions; each stance has a letter, a shape and a colour."""
    rows = positions.assign(Letter=positions["Stance"].map(STANCE_LETTERS))
    actors = list(dict.fromkeys(rows["Actor"]))
    axis = alt.Axis(orient="top", labelAngle=0, grid=True)
    x = alt.X("Question:O", axis=axis)
    y = alt.Y("Actor:N", sort=actors, title=None, axis=alt.Axis(grid=True))
    names = [name for name in STANCE_LETTERS if name in set(rows["Stance"])]
    color = alt.Color("Stance:N", title=None, scale=_by_name(names, STANCE_COLORS),
                      legend=alt.Legend(columns=3))  # fmt: skip
    shape = alt.Shape("Stance:N", title=None, scale=_by_name(names, STANCE_SHAPES))
    base = alt.Chart(rows, height=alt.Step(24), width=alt.Step(20)).encode(x=x, y=y)
    size = alt.condition("datum.Letter == ''", alt.value(60), alt.value(300))
    points = base.mark_point().encode(color=color, shape=shape, size=size)
    return points + base.mark_text(color="white").encode(text="Letter:N")


def _panels():
    yield "House Democrats' letter: monthly means as printed", _letter(), COLORS[0]
    yield "Old dashboard: totals divided by months", [COUNTINGS[OLD]], COLORS[2]
    yield "CBP in 2026: monthly means as printed", [COUNTINGS[NEW]], COLORS[1]


def _lay_rows(acts: pd.DataFrame, rows: list) -> tuple[pd.DataFrame, float]:
    """How far from the middle of an even step each row's name and first lane stand."""
    heads, at = [], 0
    for row in rows:
        lanes, lines = acts["Lane"][acts["Row"] == row].max() + 1, 1 + row.count("|")
        heads.append([row, at + HEAD / 2, at + HEAD * lines + LANE])
        at += HEAD * lines + LANE * lanes + HEAD
    step = at / len(rows) if rows else HEAD
    heads = pd.DataFrame(heads, columns=["Row", "Head", "First"])
    middles = pd.Series(range(len(rows)), dtype=float) * step + step / 2
    return heads.assign(Head=heads["Head"] - middles, First=heads["First"] - middles), step


def _fit(number: str, letter: str, width: float) -> str:
    """The letter and the number, the number alone, or nothing: what a part can hold."""
    for text in (f"{letter} {number}", number):
        if labels.measure(text) < width:
            return text
    return ""


def _label_steps(entities: pd.DataFrame) -> list[str]:
    """Each number where its counting first reaches it."""
    first = ~entities[["Counting", "Entities"]].duplicated()
    pairs = zip(entities["Entities"], first)
    return [f"{number:,.0f}" if new else "" for number, new in pairs]


def _label_months(months: pd.DataFrame) -> list[str]:
    """The letter's periods, and the highest and lowest of the old dashboard."""
    heights = months["Shipments a month"].where(months["Counting"] == COUNTINGS[OLD])
    ends = (heights == heights.max()) | (heights == heights.min())
    said = months["Counting"].isin(_letter()) & (months["Months"] > 1)
    return [text if show else "" for text, show in zip(months["Shown"], said | ends)]


def _place(rows: pd.DataFrame, points, size, taken=()) -> pd.DataFrame:
    """With the places of the labels in `Shown`."""
    placed = labels.place(points, list(rows["Shown"]), size, taken)
    return rows.drop(columns="Shown").reset_index(drop=True).join(placed)


def _place_months(months: pd.DataFrame, between, top: float, height: int):
    """Labels that cover no mark and no span."""
    x, start, end = (
        dates.across(months[name], between, WIDTH) for name in ("Middle", "From", "To")
    )
    y = [height * (1 - value / top) for value in months["Shipments a month"]]
    spans = [(a, at - 3, b, at + 3) for a, b, at in zip(start, end, y)]
    return _place(months, list(zip(x, y)), (WIDTH, height), spans)


def _place_steps(entities: pd.DataFrame, between, top: float, height: int):
    """Labels that cover no mark and no step."""
    x = dates.across(entities["Day"], between, WIDTH)
    y = [height * (1 - value / top) for value in entities["Entities"]]
    lines = []
    for _, rows in entities.reset_index(drop=True).groupby("Counting"):
        for i, j in itertools.pairwise(rows.index):
            lines += [(x[i], y[i] - 2, x[j], y[i] + 2), (x[j] - 2, y[j], x[j] + 2, y[i])]
    return _place(entities, list(zip(x, y)), (WIDTH, height), lines)


def _top(values: pd.Series) -> float:
    """The upper end of an axis, with room for a label above the largest mark."""
    return 1.15 * max(values, default=1)


def _scale(top: float) -> alt.Scale:
    return alt.Scale(domain=[0, top], nice=False)


def _letter() -> list[str]:
    return [COUNTINGS[measure_id] for measure_id in LETTER]


def _legend(names) -> dict:
    """A legend without a title; none of no names, which would have no end."""
    return {"title": None} if names else {"title": None, "legend": None}


def _by_name(names, values) -> alt.Scale:
    return alt.Scale(domain=list(names), range=list(values)[: len(names)])


def _head(title: str) -> alt.TitleParams:
    return alt.TitleParams(title, anchor="start", fontWeight="normal")
