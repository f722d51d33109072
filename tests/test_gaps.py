"""Years without a figure stay gaps, in tables and in words."""

import pandas as pd
import pytest

from report.exhibits import gaps


def years(*spans):
    return pd.DataFrame(spans, columns=["first", "last"])


def counted(*rows):
    columns = ["measure_id", "first", "year", "months", "period_end", "figure"]
    columns += ["source_id"]
    return pd.DataFrame(rows, columns=columns).assign(actor_id="test-actor")


def test_the_last_count_within_a_year_stands_for_it():
    rows = counted(
        ["m", 2020, 2020, 7, "2020-07-31", "5", "a"],
        ["m", 2020, 2020, 10, "2020-10-31", "6", "b"],
    )
    assert gaps.last_in_year(rows)["figure"].tolist() == ["6"]


def test_a_period_over_several_years_is_no_whole_year():
    rows = counted(
        ["m", 2020, 2020, 12, "", "5", "a"],
        ["m", 2019, 2020, 12, "", "5", "a"],
        ["m", 2020, 2020, 10, "", "6", "b"],
    )
    assert len(gaps.whole_years(rows)) == 1


def test_gaps_are_runs_of_years_that_no_row_touches():
    runs = gaps.missing_years({2012, 2018, 2019}, 2011, 2021)
    assert runs.to_numpy().tolist() == [[2011, 2011], [2013, 2017], [2020, 2021]]


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        (years(), "no year"),
        (years([2013, 2017]), "2013 to 2017"),
        (years([2013, 2017], [2020, 2020]), "2013 to 2017 and 2020"),
        (years([2013, 2017], [2022, 2023]), "2013 to 2017, 2022 and 2023"),
    ],
)
def test_runs_of_years_are_said_in_words(runs, words):
    assert gaps.say_years(runs) == words


def test_a_year_without_a_figure_is_said_to_be_not_found():
    persons = counted(["p", 2018, 2018, 12, "", "560,000", "a"],
                      ["p", 2020, 2020, 10, "", "604,000", "b"])  # fmt: skip
    times = counted(["t", 2016, 2016, 12, "", "1,100,000", "c"])
    table = gaps.units_by_year(persons, times)
    assert table["Year"].tolist() == ["2016", "2017", "2018"]
    assert table["Persons"].tolist() == ["not found", "not found", "560,000"]
    assert table["source_id"].tolist() == ["c", "", "a"]
    assert table["actor_id"].tolist() == ["test-actor", "", "test-actor"]


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        ([], "every year is known"),
        ([[2011, 2012]], "some years are not known"),
        ([[2011, 2012], [2014, 2014]], "most years are not known"),
    ],
)
def test_how_much_is_missing_is_said_from_the_years(runs, words):
    assert gaps.say_extent(years(*runs), 2010, 2014) == words
