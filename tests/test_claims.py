"""Shows that rows become claims, or findings that name the row."""

import datetime

import pandas as pd
import pytest

from report.claims import read_claims
from report.findings import ReportError
from tests.synthetic import is_sentence, make_claim, read_repository, read_table

MEASURES = pd.DataFrame(
    [
        {"measure_id": "test.boxes", "counting_unit": "box", "kind": "flow"},
        {"measure_id": "test.coins", "counting_unit": "usd", "kind": "flow"},
    ]
)
GOOD = {
    "claim_id": "one",
    "measure_id": "test.boxes",
    "statistic": "total",
    "relation": "equal",
    "value": "10",
    "rounding": "1",
    "unit": "box",
    "period_start": "2024-01-01",
    "period_end": "2024-12-31",
}


def read(*changes):
    rows = [GOOD | {"claim_id": f"row-{i}"} | c for i, c in enumerate(changes)]
    return read_claims(pd.DataFrame(rows), MEASURES)


def test_every_row_of_the_repository_is_read_and_keeps_its_columns():
    claims, _ = read_repository()
    table = read_table("claims.csv")
    assert len(claims) == len(table)
    claim = claims["letter-monthly-2023"]
    assert (claim.value, claim.unit, claim.row) == (334, "shipment", 4)
    assert claim.locator.startswith("paragraph")
    assert claim.counting_unit == "unknown"


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"statistic": "median"}, "statistic"),
        ({"relation": "roughly"}, "relation"),
        ({"measure_id": "test.nowhere"}, "measure_id"),
        ({"value": "many"}, "value"),
        ({"value": None}, "value"),
        ({"period_end": None}, "period_start"),
        ({"period_end": "2023-12-31"}, "period_end"),
        ({"period_end": "soon"}, "period_end"),
        ({"statistic": "growth", "unit": "fraction"}, "base_start"),
        ({"rounding": "-1"}, "rounding"),
        ({"relation": "between", "value_high": "9"}, "value_high"),
        ({"relation": "between"}, "value_high"),
        ({"unit": "usd"}, "unit"),
        ({"unit": "fraction"}, "unit"),
        (
            {
                "statistic": "growth",
                "unit": "fraction",
                "base_start": "2024-06-01",
                "base_end": "2025-05-31",
            },
            "base_start",
        ),
    ],
)
def test_a_faulty_row_is_named_with_column_and_cure(change, column):
    with pytest.raises(ReportError) as caught:
        read({}, change)
    (finding,) = caught.value.findings
    assert (finding.file, finding.row, finding.column) == (
        "data/claims.csv",
        3,
        column,
    )
    assert is_sentence(finding.cure)


def test_all_faults_are_listed_at_once():
    with pytest.raises(ReportError) as caught:
        read({"unit": "usd"}, {"statistic": "median"}, {"claim_id": "row-0"})
    assert {finding.row for finding in caught.value.findings} >= {2, 3}


def test_a_repeated_id_is_a_finding():
    with pytest.raises(ReportError, match="used twice"):
        read({}, {"claim_id": "row-0"})


def test_dates_may_be_text_days_or_timestamps():
    day = datetime.date(2024, 1, 1)
    moment = datetime.datetime(2024, 1, 1)
    forms = ["2024-01-01", day, pd.Timestamp("2024-01-01"), moment]
    claims = read(*({"period_start": form} for form in forms))
    assert {claim.period_start for claim in claims.values()} == {day}


def test_a_later_reading_that_was_not_yet_stated_is_no_fault():
    (claim,) = read({"superseded_by": "not-yet-stated"}).values()
    assert claim.superseded_by == "not-yet-stated"


def test_a_missing_period_is_allowed_and_still_gives_an_estimate():
    for empty in (None, "", float("nan"), pd.NaT, pd.NA):
        (claim,) = read({"period_start": empty, "period_end": empty}).values()
        assert not claim.has_period
        assert claim.estimate().value == 10


def test_a_count_is_exact_and_a_mean_is_not():
    count = make_claim("count", 11816, "2023-10-01", "2024-09-30")
    assert count.interval()[:2] == (11816, 11816)
    assert count.interval("rounded")[:2] == (11816, 11816)
    mean = make_claim("mean", 984, "2023-10-01", "2024-09-30", statistic="monthly_mean")
    assert mean.interval()[:2] == (983.5, 985)


def test_an_estimate_carries_unit_measure_and_lineage():
    mean = make_claim("mean", 984, "2023-10-01", "2024-09-30", statistic="monthly_mean")
    estimate = mean.estimate()
    assert (estimate.unit, estimate.measure) == ("box/month", "test.boxes")
    assert estimate.lineage == {"mean"}
    total = mean.total_estimate()
    assert (total.value, total.low, total.high) == (984 * 12, 983.5 * 12, 985 * 12)
    assert total.unit == "box"


def test_a_yearly_mean_over_five_years_has_a_total_of_five_times_itself():
    mean = make_claim(
        "mean", 2200000, "2016-01-01", "2020-12-31", statistic="annual_mean"
    )
    assert mean.total_estimate().value == 11000000
