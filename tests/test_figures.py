"""What a figure or table refuses, and what its cells may hold."""

import re

import altair as alt
import pandas as pd
import pytest

from report import figures, paths
from report.figures import cite_cell, draw_svg, figure, table
from report.findings import ReportError

ROWS = pd.DataFrame({"Year": [2021, 2024], "Persons": [693300, 648000], "source_id": "s1"})
CHART = alt.Chart(ROWS).mark_point().encode(x="Year:O", y="Persons:Q")
WHOLE = {
    "title": "Fewer persons in 2024", "unit": "persons", "alt": "693,300, then 648,000",
    "table": ROWS,
}  # fmt: skip


@pytest.mark.parametrize("lacking", ["title", "unit", "alt"])
def test_a_figure_without_a_text_is_not_drawn_and_the_text_is_named(lacking):
    with pytest.raises(ReportError, match=f"{lacking}: is empty"):
        figure("persons", CHART, **WHOLE | {lacking: ""})


@pytest.mark.parametrize("rows", [None, ROWS.drop(columns="source_id")])
def test_a_figure_without_its_data_and_sources_is_not_drawn(rows):
    with pytest.raises(ReportError, match="source_id"):
        figure("persons", CHART, **WHOLE | {"table": rows})


def test_an_alternative_text_without_a_number_is_refused():
    with pytest.raises(ReportError, match="alt: say at least the numbers"):
        figure("persons", CHART, **WHOLE | {"alt": "A chart of persons"})


def test_a_name_that_is_no_address_is_refused():
    with pytest.raises(ReportError, match="lower-case words"):
        figure("Persons 2024", CHART, **WHOLE)


def test_a_whole_figure_carries_its_sources_and_data():
    payload = figure("persons", CHART, **WHOLE).payload
    assert payload["sources"] == ["s1"]
    assert payload["table"]["rows"] == [[2021, 693300, "s1"], [2024, 648000, "s1"]]
    assert payload["svg"].startswith("<svg")


def test_html_in_a_cell_is_shown_as_text():
    rows = pd.DataFrame({"What": ["<script>alert(1)</script>"], "source_id": ["s1"]})
    preview = table("escaped", rows, title="Cells").preview
    assert "<script>" not in preview
    assert "&lt;script&gt;" in preview


def test_cells_may_cite_for_themselves():
    rows = pd.DataFrame({"Actor": ["A"], "Q1": [cite_cell("<b>denies", ["s2", "s1"])]})
    shown = table("matrix", rows, title="Stances")
    assert shown.payload["sources"] == ["s1", "s2"]
    cell = {"text": "<b>denies", "sources": ["s1", "s2"]}
    assert shown.payload["table"]["rows"] == [["A", cell]]
    assert "&lt;b&gt;denies" in shown.preview


def test_a_table_in_which_nothing_cites_is_refused():
    with pytest.raises(ReportError, match="source_id"):
        table("uncited", pd.DataFrame({"Actor": ["A"], "Q1": ["denies"]}), title="Stances")


def test_a_drawing_is_the_same_each_time_and_asks_nobody():
    first, again = draw_svg(CHART, "persons"), draw_svg(CHART, "persons")
    assert first == again
    assert "http" not in first[0].replace("http://www.w3.org/", "")


def test_letters_are_shown_in_the_house_font_and_size_whatever_they_are_laid_out_in():
    labelled = CHART.mark_text().encode(text="Persons:Q") + CHART.mark_point()
    svg, _ = draw_svg(labelled.properties(title="Persons"), "persons")
    assert set(re.findall(r'font-family="([^"]*)"', svg)) == {figures.FONTS}
    assert set(re.findall(r'font-size="([^"]*)"', svg)) == {f"{figures.SIZE}px"}


def test_the_font_that_drawings_are_laid_out_in_is_one_that_the_engine_knows(monkeypatch):
    def measure(font):
        monkeypatch.setitem(figures.THEME, "font", font)
        return re.search(r'<svg[^>]* width="([^"]*)"', draw_svg(CHART, "persons")[0])[1]

    unknown = measure("a font that nobody has")
    assert measure(figures.LAID_OUT_IN) != unknown == measure("another such font")


def test_no_exhibit_gives_letters_a_size_of_its_own():
    for path in (paths.PACKAGE / "exhibits").glob("*.py"):
        assert "ontSize" not in path.read_text("utf-8"), path


def test_each_mark_and_row_says_who_states_it_and_the_drawing_stays_as_it_is():
    rows = pd.DataFrame({"x": [1, 2], "text": ["a", "b"]})
    stated = rows.assign(actor_id=["one", "two three"])

    def drawn(data):
        base = alt.Chart(data).encode(x="x:Q")
        line = base.mark_line().encode(y="x:Q")
        return draw_svg(base.mark_point() + base.mark_text().encode(text="text:N") + line, "two")

    (svg, marks), (bare, none) = drawn(stated), drawn(rows)
    assert svg == bare
    assert marks == [["one"], ["two", "three"]] * 2 + [[]] and none == [[]] * len(marks)
    shown = table("two", stated.assign(source_id="s"), title="Rows")
    assert shown.payload["actors"] == [["one"], ["two", "three"]]
    assert "actor_id" not in shown.payload["table"]["columns"]
