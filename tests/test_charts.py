"""The chapters' charts draw what they are given, also nothing."""

import re

import pandas as pd
import pytest

from report.evidence import read_evidence
from report.exhibits import charts, dates, positions, statements
from report.figures import draw_svg
from report.sphinxext.figures import is_broad


@pytest.fixture(scope="module")
def evidence():
    return read_evidence("2026-11-24")


@pytest.fixture(scope="module")
def means(evidence):
    rows = evidence.series(*statements.LETTER, statistics=("monthly_mean",))
    return statements.tidy_means(statements.place_years(rows, "calendar"))


@pytest.fixture(scope="module")
def entities(evidence):
    names = ("uflpa.entity_list.entities", "uflpa.entity_list.entities_old")
    return statements.tidy_list(evidence.series(*names, statistics=("count",)))


def test_the_panels_show_each_value_once_as_printed(means):
    svg, _ = draw_svg(charts.draw_statements(means), "panels")
    assert svg.count(">1,062<") == 1
    assert ">more than 100<" in svg


def test_both_values_of_a_title_are_labelled(evidence):
    names = (*statements.LETTER, statements.OLD, statements.UPDATES)
    rows = evidence.series(*names, statistics=("total", "monthly_mean"))
    rows = statements.place_years(rows[rows["months"] <= 5], "calendar")
    months = statements.tidy_means(rows[rows["start"] >= "2022-06-21"])
    svg, _ = draw_svg(charts.draw_months(months), "months")
    old = months[months["Counting"] == statements.COUNTINGS[statements.OLD]]
    for end in (old["Shipments a month"].idxmax(), old["Shipments a month"].idxmin()):
        assert f">{old['Shown'][end]}<" in svg


def test_months_and_spans_are_drawn_with_a_shape_a_counting(means):
    spec = charts.draw_months(means).to_dict()
    shapes = [layer["encoding"].get("shape") for layer in spec["layer"]]
    domain = next(shape for shape in shapes if shape)["scale"]["domain"]
    assert domain == list(dict.fromkeys(means["Counting"]))


def test_a_step_is_labelled_once_and_a_plateau_is_not(entities):
    svg, _ = draw_svg(charts.draw_list(entities), "entities")
    assert svg.count(">144<") == 1


def test_a_hollow_mark_has_the_outline_that_a_filled_one_has(entities):
    svg, _ = draw_svg(charts.draw_list(entities), "entities")
    marks = re.findall(r"<path [^>]*graphics-symbol[^>]*>", svg)
    hollow = [mark for mark in marks if 'fill-opacity="0"' in mark]
    assert len(hollow) == (entities["Grade"] == "C").sum() > 0
    legend = svg[svg.index("role-legend") : svg.index(">Earlier counting<")]
    assert 'stroke-dasharray="6,3"' not in legend and 'stroke-dasharray="6,3"' in svg
    assert all('stroke="#' in mark and 'stroke-width="2"' in mark for mark in hollow)


def test_each_outcome_has_its_letter_and_its_number():
    rows = pd.DataFrame(
        {"Reading": "one", "Outcome": statements.OUTCOMES, "Shipments": [5.0, 3.0, 2.0],
         "Share": [0.5, 0.3, 0.2], "source_id": "s1"}
    )  # fmt: skip
    svg, _ = draw_svg(charts.draw_outcomes(rows), "outcomes")
    assert all(f">{text}<" in svg for text in ("D 5", "R 3", "P 2"))


def test_a_part_too_narrow_for_its_letter_has_its_number_and_else_nothing():
    rows = pd.DataFrame(
        {"Reading": "one", "Outcome": statements.OUTCOMES, "Shipments": [9000.0, 1144.0, 100.0],
         "Share": [0.88, 0.1, 0.02], "source_id": "s1"}
    )  # fmt: skip
    svg, _ = draw_svg(charts.draw_outcomes(rows), "outcomes")
    assert ">D 9,000<" in svg and ">1,144<" in svg and "100<" not in svg
    assert 'stroke="white"' not in svg  # bright on a dark page


def test_each_stance_has_its_letter(evidence):
    names = {"actor": "Actor", "number": "Question", "stance": "Stance"}
    rows = positions.list_positions(evidence).rename(columns=names)
    svg, _ = draw_svg(charts.draw_matrix(rows[list(names.values())]), "matrix")
    assert all(f">{letter}<" in svg for letter in "ADRC")
    # Broad drawings are 496 pixels wide on a phone, where letters need 11.
    width = float(re.search(r'width="(\d+)"', svg)[1])
    assert min(map(float, re.findall(r'font-size="(\d+)px"', svg))) * 496 / width >= 11


def test_the_timeline_keeps_the_order_of_its_rows_and_breaks_a_label(evidence):
    acts = positions.list_acts(evidence, "2026-01-01")
    names = [name for name, *_ in positions.GROUPS]
    svg, _ = draw_svg(charts.draw_timeline(acts, names, {"Exile government": "x|y"}), "acts")
    assert svg.index(">UN and ILO bodies<") < svg.index(">US executive<")
    assert ">x<" in svg and ">y<" in svg


def test_acts_of_neighbouring_days_stand_in_lanes(evidence):
    assert dates.stack([0, 5, 3, 20, 4], ["a", "a", "a", "a", "b"], 10) == [0, 2, 1, 0, 0]
    acts = positions.list_acts(evidence, "2020-01-01")
    names = [name for name, *_ in positions.GROUPS]
    svg, marks = draw_svg(charts.draw_timeline(acts, names, {}), "acts")
    assert len(marks) == len(acts)
    places = re.findall(r'graphics-symbol[^>]* transform="translate\(([^)]*)\)"', svg)
    assert len(places) == len(set(places)) == len(acts)


@pytest.mark.parametrize("name", ["timeline", "entities", "months"])
def test_a_chart_of_time_fits_a_phone_with_its_marks_off_the_edges(
    name, evidence, entities, means
):
    acts = positions.list_acts(evidence, "2020-01-01")
    groups = [group for group, *_ in positions.GROUPS]
    chart = {"timeline": lambda: charts.draw_timeline(acts, groups, {}),
             "entities": lambda: charts.draw_list(entities),
             "months": lambda: charts.draw_months(means)}[name]()  # fmt: skip
    svg, _ = draw_svg(chart, name)
    assert not is_broad(svg)
    places = re.findall(r'graphics-symbol[^>]* transform="translate\(([\d.]+),', svg)
    assert min(map(float, places)) > 5


@pytest.mark.parametrize(
    "draw", [charts.draw_statements, charts.draw_months, charts.draw_values,
             charts.draw_outcomes, charts.draw_list],
)  # fmt: skip
def test_nothing_stated_yet_is_drawn_as_nothing(draw, means, entities):
    columns = [*means, *entities, "Goods stopped", "Goods", "Dollars a shipment",
               "Reading", "Outcome", "Shipments", "Share"]  # fmt: skip
    empty = pd.DataFrame({name: pd.Series(dtype=object) for name in dict.fromkeys(columns)})
    dates = {name: pd.Series(dtype="datetime64[ns]") for name in ("From", "To", "Day")}
    assert not is_broad(draw_svg(draw(empty.assign(**dates)), "empty")[0])


@pytest.mark.parametrize("number", [0, 1])
def test_no_act_and_a_single_one_are_drawn_in_a_chart_of_usual_size(number, evidence):
    acts = positions.list_acts(evidence, "2020-01-01")[:number]
    names = [name for name, *_ in positions.GROUPS]
    svg, marks = draw_svg(charts.draw_timeline(acts, names, {}), "acts")
    assert not is_broad(svg) and len(marks) == max(number, 1)
