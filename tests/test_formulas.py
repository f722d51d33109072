"""Shows that formulas make figures comparable and say what they did."""

import pytest

from report.estimates import IncomparableError
from report.findings import ReportError
from report.formulas import evaluate, list_claim_ids
from tests.synthetic import by_id, make_claim

YEAR = ("2024-01-01", "2024-12-31")
CLAIMS = by_id(
    make_claim("total", 1200, *YEAR),
    make_claim("mean", 50, *YEAR, statistic="monthly_mean"),
    make_claim("red", 600, *YEAR, measure_id="test.red"),
    make_claim(
        "growth", 0.5, *YEAR, statistic="growth", unit="fraction", rounding=0.01,
        base_start="2023-01-01", base_end="2023-12-31",
    ),
    make_claim("coins", 9, *YEAR, measure_id="test.coins", unit="usd"),
)  # fmt: skip


def test_a_claim_is_given_as_printed_or_by_the_month_or_year():
    assert evaluate("mean", CLAIMS).unit == "box/month"
    assert evaluate({"claim": "mean"}, CLAIMS).value == 600
    by_month = evaluate({"claim": "total", "per": "month"}, CLAIMS)
    assert (by_month.value, by_month.unit) == (100, "box/month")
    assert evaluate({"claim": "total", "per": "year"}, CLAIMS).value == 1200
    assert evaluate({"claim": "total", "per": "year", "length": 2}, CLAIMS).value == 600


def test_sums_differences_and_ratios_unite_lineage_and_keep_reasons():
    assert evaluate({"sum": ["total", "red"]}, CLAIMS).value == 1800
    rest = evaluate({"minus": ["total", "red"]}, CLAIMS)
    assert (rest.value, rest.lineage) == (600, {"total", "red"})
    ratio = evaluate({"ratio": ["total", "red"]}, CLAIMS)
    assert (ratio.value, ratio.measure) == (2, None)
    assert "test.red" in ratio.notes[0]
    assert evaluate({"sum": ["total", "red"], "months": 10}, CLAIMS).value == 180


def test_a_growth_can_be_read_as_a_ratio():
    ratio = evaluate({"plus_one": "growth"}, CLAIMS)
    assert (ratio.value, ratio.unit) == (1.5, "ratio")


def test_a_growth_read_as_a_ratio_keeps_what_was_set_against_what():
    grown = evaluate({"plus_one": {"ratio": ["total", "red"]}}, CLAIMS)
    assert (grown.value, grown.measure) == (3, None)
    assert "test.red" in grown.notes[0] and "[red]" in grown.how


def test_the_reading_reaches_the_bounds():
    assert evaluate("mean", CLAIMS).high == 51
    assert evaluate("mean", CLAIMS, "rounded").high == 50.5


def test_units_never_mix():
    for operation in ("sum", "minus", "ratio"):
        with pytest.raises(IncomparableError):
            evaluate({operation: ["total", "coins"]}, CLAIMS)


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("nobody", "no claim 'nobody'"),
        ({"claim": "nobody"}, "no claim"),
        ({"average": ["total", "red"]}, "unknown formula"),
    ],
)
def test_what_cannot_be_evaluated_is_named(formula, message):
    with pytest.raises(ReportError, match=message):
        evaluate(formula, CLAIMS)


def test_all_claims_of_a_formula_are_listed_at_any_depth():
    means = [{"claim": "a", "per": "month"}, {"plus_one": "b"}]
    formula = {"ratio": [{"sum": means, "months": 10}, "c"]}
    assert list_claim_ids(formula) == {"a", "b", "c"}
