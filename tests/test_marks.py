"""The two shared charts: what counts as a mark, and what an empty table draws."""

import re

import pandas as pd

from report.exhibits import marks
from report.figures import draw_svg


def rows(*kinds):
    return pd.DataFrame(
        {
            "name": [f"row {kind}" for kind in kinds],
            "first": range(2010, 2010 + len(kinds)),
            "year": range(2010, 2010 + len(kinds)),
            "months": [12] * len(kinds),
            "height": [1.0] * len(kinds),
            "label": ["one"] * len(kinds),
            "Unit": list(kinds),
            "actor_id": "test-actor",
        }
    )


def test_a_legend_is_drawn_only_for_more_than_one_kind():
    axes = {"y": "million", "mark": "Unit", "years": [2010, 2014]}
    one = draw_svg(marks.year_chart(rows("persons"), **axes), "one")[0]
    two = draw_svg(marks.year_chart(rows("person-times", "persons"), **axes), "two")[0]
    assert "role-legend" not in one and "role-legend" in two


def test_two_rows_of_one_name_stay_two_rows():
    axis = {"x": "million", "mark": "Unit"}
    chart = marks.row_chart(rows("persons", "persons"), **axis)
    assert draw_svg(chart, "twice")[0].count(">row persons<") == 2


def test_a_tenfold_axis_names_each_of_its_ticks_and_no_other():
    axis = {"x": "million", "mark": "Unit", "domain": [1e4, 2e8], "log": True}
    svg = draw_svg(marks.row_chart(rows("persons").assign(height=1e6), **axis), "tens")[0]
    axis = svg[svg.index("role-axis-label") : svg.index("role-axis-domain")]
    assert re.findall(r">([^<>]+)</text>", axis) == ["10k", "100k", "1M", "10M", "100M"]


def test_the_line_to_a_dot_is_no_mark_of_its_own():
    chart = marks.row_chart(rows("persons", "unit not stated"), x="million", mark="Unit")
    svg, stated = draw_svg(chart, "lines")
    # A dot, a name and a number for each row.
    assert stated == [["test-actor"]] * 6
    assert len(re.findall(r'role="graphics-symbol" aria-roledescription="[^la]', svg)) == 6


def test_a_label_in_the_first_year_stays_off_the_axis():
    frame = rows("persons").assign(label="over 1.20", first=2010, year=2010)
    axes = {"y": "million", "mark": "Unit", "years": [2010, 2030]}
    svg = draw_svg(marks.year_chart(frame, **axes), "first")[0]
    assert 'text-anchor="start"' in svg[svg.index("over 1.20") - 400 :]


def test_a_label_stands_off_a_dashed_level():
    frame = rows("persons").assign(height=100.0, label="100", first=2012, year=2012)
    axes = {"y": "million", "mark": "Unit", "years": [2010, 2014]}
    below = marks.year_chart(frame, levels=[], **axes).to_dict()
    level = marks.year_chart(frame, levels=[94], **axes).to_dict()

    def places(spec):
        tables = spec["datasets"].values()
        return [row["dy"] for table in tables for row in table if "dy" in row]

    assert places(below)[0] > 0 > places(level)[0]


def test_an_empty_table_draws_empty_axes():
    empty = rows("persons")[:0]
    axis = {"x": None, "domain": [1, 10], "log": True}
    assert "<svg" in draw_svg(marks.row_charts(empty, by="Unit", **axis), "none")[0]
    axes = {"y": "million", "mark": "Unit", "years": [2010, 2014]}
    assert "<svg" in draw_svg(marks.year_chart(empty, **axes), "no-year")[0]
