"""Claims side by side by thing and period, and the gaps between them."""

import pytest

from report.evidence import read_evidence
from report.exhibits.crossings import cross_periods

GOODS = "uflpa.shipments.dashboard_old"


@pytest.fixture(scope="module")
def evidence():
    return read_evidence("2026-11-24")


def test_a_cell_holds_what_was_stated_and_where(evidence):
    rows = evidence.series(f"{GOODS}.electronics", f"{GOODS}.agriculture")
    table = cross_periods(rows, "Goods").set_index("Goods")
    assert table.loc["Electronics", "August 2023"] == {
        "text": "168",
        "sources": ["ropesgray2023viewpoint"],
    }
    assert list(table.columns)[-1] == "Calendar year 2023"


def test_a_thing_without_a_figure_for_a_period_has_an_empty_cell(evidence):
    rows = evidence.series(f"{GOODS}.electronics", f"{GOODS}.agriculture")
    table = cross_periods(rows, "Goods").set_index("Goods")
    assert table.loc["Agriculture", "Calendar year 2023"] == ""


def test_two_claims_of_one_period_stand_in_one_cell(evidence):
    rows = evidence.series(f"{GOODS}.auto_aerospace", statistics=("total", "share"))
    cell = cross_periods(rows, "Goods").set_index("Goods")["October to December 2024"].iloc[0]
    assert cell["text"] == "2,042; 82 percent"


def test_places_can_be_told_apart_instead_of_measures(evidence):
    table = cross_periods(evidence.series(f"{GOODS}.origin"), "Origin", by="place")
    assert list(table["Origin"]) == ["China", "Malaysia", "Thailand", "Vietnam"]


def test_periods_stand_by_their_end_in_whatever_order_the_things_come(evidence):
    rows = evidence.series(f"{GOODS}.electronics", f"{GOODS}.auto_aerospace")
    turned = cross_periods(rows.sort_values("measure_id", kind="stable"), "Goods")
    assert list(turned.columns) == list(cross_periods(rows, "Goods").columns)


def test_the_one_source_of_a_table_stands_once_a_row_and_not_in_each_cell(evidence):
    names = [f"forced_labor.{kind}.monthly_update" for kind in ("shipments", "value")]
    table = cross_periods(evidence.series(*names), "Month", by="period_label")
    assert list(table.columns) == ["Month", "Shipments", "Value", "source_id"]
    assert table.iloc[0].tolist() == ["August 2022", "838", "$266.5 million", "cbpndmonthly"]


def test_nothing_stated_is_a_table_without_rows_that_can_still_be_shown():
    early = read_evidence("2022-01-01")
    table = cross_periods(early.series(f"{GOODS}.origin"), "Origin")
    assert table.empty and "source_id" in table
