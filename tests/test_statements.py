"""Claims as table rows, and the arithmetic that stands beside them."""

import re

import pytest

from report.exhibits import statements
from report.evidence import read_evidence


@pytest.fixture(scope="module")
def evidence():
    return read_evidence("2026-11-24")


@pytest.mark.parametrize(
    ("claim_id", "text"),
    [
        ("letter-april-may-2025", "more than 100 a month"),
        ("cbp-growth-fy2025", "89 percent"),
        ("funding-uflpa-fy2022", "$27.5 million"),
        ("mc-value-cy2024", "$1.34 billion"),
        ("cf-typical-2025", "100 to 200 a month"),
        ("state-rif", "1,353 positions"),
        ("old-released-share-fy2025", "6.5 percent"),
        ("itt-4m-fy2025-auto-china-value", "$8.76 million"),
        ("cf-growth-2025-03-07", "\N{MINUS SIGN}40 percent"),
    ],
)
def test_a_claim_is_worded_as_it_was_stated(evidence, claim_id, text):
    row = evidence.rows(claim_id).to_dict("records")[0]
    assert statements.print_claim(row) == text


def test_no_claim_is_worded_more_coarsely_than_its_source_prints_it(evidence):
    rows = evidence.data.claims.to_dict("records")
    assert len(rows) > 300
    scales = {"percent": 0.01, "million": 1e6, "billion": 1e9}
    for row in rows:
        words = statements.print_claim(row).replace("\N{MINUS SIGN}", "-")
        digits, scale = re.search(r"(-?[\d,.]*\d)(?: (percent|million|billion))?", words).groups()
        said = float(digits.replace(",", "")) * scales.get(scale, 1)
        assert said == pytest.approx(row["value"]), row["claim_id"]


def test_a_claim_in_words_rests_on_that_claim_and_says_before_its_day_that_it_is_not(evidence):
    word = statements.print_stated(evidence, "itt-denied-2025")
    assert word.lineage == {"itt-denied-2025"} and word == statements.print_claim(
        evidence.rows("itt-denied-2025").iloc[0]
    )
    early = statements.print_stated(read_evidence("2021-01-01"), "itt-denied-2025")
    assert early == "[not stated by 2021-01-01]" and early.lineage == word.lineage


def test_years_of_unstated_basis_move_to_the_fiscal_year_and_others_stay(evidence):
    rows = evidence.series(*statements.LETTER, statistics=("monthly_mean",))
    moved = statements.place_years(rows, "fiscal").set_index("claim_id")
    assert str(moved.loc["letter-monthly-2023", "start"].date()) == "2022-10-01"
    assert str(moved.loc["letter-monthly-2023", "end"].date()) == "2023-09-30"
    assert str(moved.loc["letter-april-august-2025", "start"].date()) == "2025-04-01"
    kept = statements.place_years(rows, "calendar").set_index("claim_id")
    assert str(kept.loc["letter-monthly-2023", "start"].date()) == "2023-01-01"


def test_a_total_is_spread_over_its_months_and_a_mean_is_not(evidence):
    names = ("letter-monthly-2024", "old-2024q1")
    rows = evidence.series(
        *statements.LETTER, statements.OLD, statistics=("total", "monthly_mean")
    )
    table = statements.tidy_means(rows[rows["claim_id"].isin(names)])
    assert sorted(table["Shipments a month"]) == [382, 383]


def test_a_step_names_the_sources_of_its_numbers_and_waits_for_all_of_them(evidence):
    early = read_evidence("2024-01-01")
    steps = {"Ratio": ("{a} / {b}", "{c} times")}
    for known, rows in ((evidence, 1), (early, 0)):
        a, b = known.claim("cbp-fy2024-total"), known.claim("old-fy2024-total")
        numbers = {"a": a, "b": b, "c": a.compare(b, "two countings")}
        table = statements.list_steps(known, numbers, steps)
        assert len(table) == rows


def test_value_and_number_of_one_period_give_dollars_a_shipment(evidence):
    pairs = {"All, November 2024": ("mc-value-2024-11", "mc-2024-11")}
    row = statements.tidy_values(evidence, pairs).iloc[0]
    assert row["Dollars a shipment"] == 20100
    assert row["source_id"] == "millerchevalier2024review"


def test_outcomes_are_shares_of_their_own_sum_and_need_all_three(evidence):
    ids = [f"old-cum-{kind}-2023-04" for kind in ("denied", "released", "pending")]
    table = statements.tidy_outcomes(evidence, {"April 2023": ids, "cut": ids[:2]})
    assert table["Share"].sum() == pytest.approx(1)
    assert list(table["Outcome"]) == list(statements.OUTCOMES)


def test_a_grade_is_named_or_said_to_be_missing(evidence):
    grade = statements.grade_of(evidence, "entity-list-2026-08")
    assert grade == "grade C" and grade.lineage == {"entity-list-2026-08"}
    early = read_evidence("2024-01-01")
    assert statements.grade_of(early, "entity-list-2026-08") == "not yet stated"
