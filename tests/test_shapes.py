"""Claims become rows: what is kept, what is merged, what stays a gap."""

import pandas as pd
import pytest

from report import reads
from report.exhibits import shapes
from report.evidence import read_evidence


@pytest.fixture(scope="module")
def evidence():
    return read_evidence("2026-11-24")


def test_pick_keeps_to_the_first_year_and_the_lowest_grade(evidence):
    every = shapes.pick(evidence, "xinjiang.transfers.person_times")
    late = shapes.pick(evidence, "xinjiang.transfers.person_times", first_year=2016)
    good = shapes.pick(evidence, "xinjiang.transfers.person_times", lowest_grade="B")
    assert len(late) < len(every) and late["first"].min() >= 2016
    assert len(good) < len(every) and set(good["grade"]) <= {"A", "B"}


def test_pick_leaves_shares_and_growth_out(evidence):
    rows = shapes.pick(evidence, "xinjiang.transfers.cross_province_target")
    assert set(rows["statistic"]) == {"total"}


def test_a_claim_without_a_period_is_kept_and_comes_last(evidence):
    rows = shapes.pick(
        evidence, "xinjiang.transfers.cross_province_target", first_year=2020
    )
    assert rows["claim_id"].iloc[-1] == "zenz-cross-province-before-2023"


def test_two_sources_of_one_statement_become_one_row_with_the_finer_figure(evidence):
    rows = shapes.pick(evidence, "tibet.transfers.persons", first_year=2021)
    both = rows[rows["year"] == 2021]
    assert len(both) == 1
    assert both["claim_id"].item() == "tibet-persons-2021"
    assert both["source_id"].item() == "peoplesdaily2022tibet xinhua2022tibet"


def test_two_figures_for_one_period_that_differ_stay_two_rows(evidence):
    rows = shapes.pick(evidence, "tibet.transfers.persons", first_year=2020)
    to_july = rows[rows["period_end"].astype(str) == "2020-07-13"]
    assert len(to_july) == 2


def test_the_wording_of_the_source_stands_before_its_number():
    assert shapes.say(80000, "more_than") == "more than 80,000"
    assert shapes.say(2.2, "at_least", "ratio") == "at least 2.20"
    assert shapes.say(648000, "equal") == "648,000"


def test_a_label_says_part_of_a_year_and_a_mean_but_nothing_of_a_stock():
    rows = pd.DataFrame(
        {
            "value": [604000, 1_600_000, 2000],
            "relation": ["more_than", "at_most", "equal"],
            "statistic": ["total", "count", "annual_mean"],
            "months": [10, 1, 60],
        }
    )
    labels = shapes.add_labels(rows, 1000, "count")["label"].tolist()
    assert labels == ["over 604 in 10 months", "at most 1,600", "2 a year"]


def test_only_totals_of_several_years_become_yearly_means():
    rows = pd.DataFrame(
        {
            "value": [12.0, 5.0, 3.0],
            "relation": ["equal"] * 3,
            "statistic": ["total", "annual_mean", "total"],
            "months": [72, 60, 12],
        }
    )
    assert shapes.per_year(rows)["value"].tolist() == [2.0, 5.0, 3.0]


def test_a_second_reading_of_a_period_is_a_second_row_that_says_so(evidence):
    total = "xuar-cumulative-2016-2021"
    rows = shapes.pick_claims(evidence, total, "xuar-transfers-2022")
    again = shapes.read_until(rows, total, 2020)
    assert again["months"].tolist() == [72, 60, 12]
    assert again["period_label"][1].endswith("read as to 2020")


def test_a_finding_is_stated_only_if_its_claims_are_drawn():
    rows = pd.DataFrame({"claim_id": ["one"]})
    assert shapes.finding(rows, "It rose", "one", otherwise="Counts") == "It rose"
    assert shapes.finding(rows, "It rose", "one", "two", otherwise="Counts") == "Counts"


def test_rows_are_named_by_their_words_even_where_there_is_none():
    rows = pd.DataFrame({"aim": ["target"], "period": ["2020"]})
    assert shapes.name_rows(rows, "aim", "period")["name"].tolist() == ["Target: 2020"]
    assert shapes.name_rows(rows[:0], "aim", "period")["name"].tolist() == []


def test_silence_is_no_position(evidence):
    held = shapes.positions_on(evidence, "q-voluntary", without=["tibet-government"])
    assert "no position seen" not in set(held["Stance"])
    assert not [who for who in held["Who and when"] if who.startswith("Tibet government")]


def test_a_position_says_its_day_or_that_it_has_none(evidence):
    undated = shapes.positions_on(evidence, "q-targets")["Who and when"]
    assert set(undated) == {"Xinjiang labour department, undated", "Xinjiang government, undated"}
    dated = shapes.positions_on(evidence, "q-tibet")["Who and when"]
    assert "UN experts (2026), 2026-01-22" in set(dated)


def test_a_range_and_a_listing_say_every_mark(evidence):
    rows = shapes.pick(evidence, "tibet.transfers.persons", first_year=2021)
    assert shapes.say_range(rows) == "648,000 to 693,300"
    assert shapes.listing(rows).startswith("2 marks. 2021: 693,300 (persons)")
    assert shapes.say_range(rows[:0]) == "no figure"


def test_what_is_picked_is_remembered_as_read_even_where_it_is_merged(evidence, monkeypatch):
    monkeypatch.setattr(reads, "_CLAIMS", set())
    shapes.pick(evidence, "tibet.transfers.persons", first_year=2021)
    assert {"tibet-persons-2021", "tibet-persons-2021-xinhua"} <= set(reads.seen())
