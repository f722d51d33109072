"""The two shared charts: where labels stand, and what an empty table draws."""

import pandas as pd

from report.exhibits import marks
from report.figures import draw_svg


def mark(middle, height, months=12, half=0):
    return {"middle": middle, "first": middle - half, "year": middle + half,
            "height": height, "months": months}  # fmt: skip


def above(*rows):
    return marks.labels_above(pd.DataFrame(rows))


def test_a_label_stands_above_the_top_of_its_neighbours_and_else_below():
    assert above(mark(2018, 560), mark(2019, 570)) == [False, True]
    rows = mark(2018, 560), mark(2019, 570), mark(2020, 604)
    assert above(*rows) == [False, False, True]


def test_a_mark_without_neighbours_has_its_label_below():
    assert above(mark(2012, 450), mark(2018, 560)) == [False, False]


def test_part_of_a_year_needs_only_one_lower_neighbour():
    rows = mark(2019, 570), mark(2020, 604, months=10), mark(2021, 693)
    assert above(*rows) == [False, True, True]


def test_a_mean_looks_as_far_as_its_bar():
    rows = mark(2017, 2.5, months=9), mark(2018.5, 2.8, 48, half=1.5)
    assert above(*rows) == [False, True]


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


def test_an_empty_table_draws_empty_axes():
    empty = rows("persons")[:0]
    axis = {"x": None, "domain": [1, 10], "log": True}
    assert "<svg" in draw_svg(marks.row_charts(empty, by="Unit", **axis), "none")[0]
    axes = {"y": "million", "mark": "Unit", "years": [2010, 2014]}
    assert "<svg" in draw_svg(marks.year_chart(empty, **axes), "no-year")[0]
