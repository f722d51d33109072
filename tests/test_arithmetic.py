"""The arithmetic of the findings and tensions, with every number from the data."""

import csv
import math

import pytest

from report import paths


@pytest.fixture(scope="module")
def rows():
    with paths.DATA.joinpath("claims.csv").open(encoding="utf-8", newline="") as file:
        return {row["claim_id"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def value(rows):
    return lambda claim_id: float(rows[claim_id]["value"])


def cut(number, digits=0):
    """Digits cut, not rounded."""
    return math.floor(number * 10**digits + 1e-9) / 10**digits


def test_one_fiscal_year_has_two_official_counts(value):
    ratio = value("cbp-fy2024-total") / value("old-fy2024-total")
    assert round(ratio, 2) == 2.57


def test_the_lawmakers_means_are_the_old_counts_by_the_month_with_digits_cut(value):
    assert round(value("old-fy2023-total") / 12, 2) == 334.67
    assert cut(value("old-fy2023-total") / 12) == value("letter-monthly-2023")
    assert round(value("old-fy2024-total") / 12, 2) == 383.08
    assert cut(value("old-fy2024-total") / 12) == value("letter-monthly-2024")


def test_cbp_means_are_its_own_totals_by_the_month(value):
    assert cut(value("cbp-fy2024-total") / 12) == value("cbp-fy2024-monthly")
    year = value("cbp-fy2025-total")
    assert abs(year / 12 - value("cbp-fy2025-monthly")) < 1


def test_the_count_of_all_authorities_lies_below_the_later_one_for_one_law(value):
    old, new = value("old-fy2024-total"), value("cbp-fy2024-total")
    assert old < value("cbp-all-fy2024") < new


def test_the_letters_means_give_more_stops_than_the_year_before(value):
    before = 5 * value("letter-previous-five-months")
    after = 5 * value("letter-april-august-2025")
    year = 12 * value("letter-monthly-2024")
    assert (before, after, before + after, year) == (5310, 1120, 6430, 4596)
    assert round((before + after) / year - 1, 2) == 0.40


def test_the_mean_fell_within_the_ten_months(value):
    fall = value("letter-previous-five-months") / value("letter-april-august-2025")
    assert round(fall, 2) == 4.74
    assert fall > value("letter-fourfold")


def test_the_old_dashboard_rose_on_the_year_as_well(value):
    assert round(value("old-fy2025-to-august") / value("old-fy2024-total"), 2) == 1.44


def test_cbp_growth_is_cut_to_89_percent(value):
    by_total = value("cbp-fy2025-total") / value("cbp-fy2024-total") - 1
    by_mean = value("cbp-fy2025-monthly") / value("cbp-fy2024-monthly") - 1
    assert round(by_total, 3) == 0.896
    assert round(by_mean, 3) == 0.897
    assert cut(by_total, 2) == cut(by_mean, 2) == value("cbp-growth-fy2025")
    assert round(by_total, 2) == 0.90


def test_one_series_would_leave_most_of_the_year_to_two_months(value):
    ten_months = 5 * value("letter-previous-five-months")
    ten_months += 5 * value("letter-april-august-2025")
    assert value("cbp-fy2025-total") - ten_months == 15_968


def test_the_surge_was_mostly_automotive(value):
    share = value("itt-4m-fy2025-auto") / value("itt-4m-fy2025")
    assert round(share, 2) == value("itt-4m-fy2025-auto-share") == 0.88


def test_value_and_number_of_a_stop_moved_apart(value):
    earlier = value("old-value-2024q1") / value("old-2024q1")
    later = value("mc-value-2024-11") / value("mc-2024-11")
    auto = value("itt-4m-fy2025-auto-china-value") / value("itt-4m-fy2025-auto-china")
    assert round(earlier, -3) == 421_000
    assert round(later, -3) == 20_000
    assert round(auto, -2) == 2_400


def test_a_plan_by_the_year_lies_above_the_plan_before(value):
    yearly = value("un-xinjiang-plan-2021-2025") / 5
    assert yearly == 2_750_000
    assert value("xuar-plan-2016-2020-annual") == 2_200_000
    assert value("xuar-plan-2016-2020-total") / 5 == 2_200_000


def test_tibet_counted_each_person_almost_twice_in_2018(value):
    times = value("tibet-person-times-2018") / value("tibet-persons-2018")
    assert round(times, 2) == 1.82


def test_tibet_reports_fewer_persons_in_2024_than_in_2021(value):
    change = value("tibet-persons-2024") / value("tibet-persons-2021") - 1
    assert round(change, 3) == -0.065


def test_close_to_650000_is_the_official_count_within_its_grain(rows, value):
    gap = value("un-tibet-affected-2024") - value("tibet-persons-2024")
    assert 0 < gap < float(rows["un-tibet-affected-2024"]["rounding"])


def test_the_entity_list_adds_up_to_its_totals(value):
    total = value("entity-list-2024-11") + value("entity-list-added-2025-01")
    assert total == value("entity-list-2025-01") == 144
    assert value("entity-list-2025-08") == value("entity-list-2025-12") == 144
    grown = value("entity-list-2025-12") + value("entity-list-added-2026-08")
    assert grown == value("entity-list-2026-08") == 187


@pytest.mark.parametrize(
    ("parts", "ours", "printed"),
    [
        (("old-cum-denied-2023-04", "old-cum-released-2023-04",
          "old-cum-pending-2023-04"), "sum-cum-2023-04", "old-cum-2023-04"),
        (("old-cum-denied-2023-05", "old-cum-released-2023-05",
          "old-cum-pending-2023-05"), "sum-cum-2023-05", "old-cum-2023-05"),
        (("old-cum-denied-2025-01", "old-cum-released-2025-01",
          "old-cum-pending-2025-01"), "sum-cum-2025-01", "old-cum-2025-01"),
        (("itt-denied-2025-auto", "itt-denied-2025-apparel"),
         "sum-itt-denied-2025", "itt-denied-2025"),
        (("entity-list-2024-06", "entity-list-added-2024-2025"),
         "sum-entity-list-2025-08", "entity-list-2025-08"),
        (("old-fy2022-2024-total", "old-fy2025-to-august"),
         "sum-cum-2025-08", "dhs-cum-2025-08"),
    ],
)  # fmt: skip
def test_our_sums_are_the_sums_of_the_printed_parts_and_differ_from_the_total(
    value, parts, ours, printed
):
    assert sum(map(value, parts)) == value(ours)
    assert value(ours) > value(printed)


def test_every_sum_of_ours_is_tested_above(rows):
    ours = {key for key, row in rows.items() if row["statistic"] == "parts_sum"}
    assert ours == {
        "sum-cum-2023-04", "sum-cum-2023-05", "sum-cum-2025-01", "sum-cum-2025-08",
        "sum-itt-denied-2025", "sum-entity-list-2025-08",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "printed"),
    [
        (("old-cum-denied-2023-03", "old-cum-released-2023-03",
          "old-cum-pending-2023-03"), "old-cum-2023-03"),
        (("old-cum-denied-2024-11", "old-cum-released-2024-11",
          "old-cum-pending-2024-11"), "old-cum-2024-11"),
        (("old-denied-2024q1", "old-released-2024q1", "old-pending-2024q1"),
         "old-2024q1"),
        (("itt-4m-fy2025-auto-denied", "itt-4m-fy2025-auto-released",
          "itt-4m-fy2025-auto-pending"), "itt-4m-fy2025-auto"),
        (("js-cy2023-apparel-denied", "js-cy2023-apparel-released",
          "js-cy2023-apparel-pending"), "js-cy2023-apparel"),
    ],
)  # fmt: skip
def test_parts_that_do_sum_sum(value, parts, printed):
    assert sum(map(value, parts)) == value(printed)


def test_the_trade_representatives_additions_fit_no_interval(value):
    added = sum(
        value(f"entity-list-added-{month}")
        for month in ("2024-08", "2024-10", "2024-11", "2025-01")
    )
    unseen = value("entity-list-2025-01") - value("entity-list-2024-06")
    assert (added, unseen) == (73, 76)
    assert value("entity-list-added-2024-2025") == 78


def test_three_additions_of_autumn_2024_were_not_seen(value):
    step = value("entity-list-2024-11") - value("entity-list-2024-10")
    assert step - value("entity-list-added-2024-11") == 3


def test_the_letters_own_months_leave_about_307_for_each_of_three(value):
    rest = 5 * value("letter-april-august-2025") - 2 * value("letter-april-may-2025")
    assert round(rest / 3) == 307
    assert value("cf-2025-07-revised") == 184


def test_live_data_changed_between_readings(value):
    assert (value("cf-2025-07-first"), value("cf-2025-07-revised")) == (14, 184)
    assert (value("coac-uflpa-fy2023"), value("old-fy2023-total")) == (4053, 4016)
    assert (value("old-fy2024-total"), value("sourcemap-2024-total")) == (4597, 4598)


def test_calendar_and_fiscal_years_stand_beside_each_other(value):
    assert value("mc-monthly-cy2023") * 12 == 4104
    assert value("js-cy2023-total") == 4193
    assert round(value("mc-monthly-cy2024") / value("mc-monthly-cy2023") - 1, 2) == 0.25


def test_cumulative_values_do_not_fit_one_definition(rows, value):
    january = rows["old-cum-value-2025-01"]
    low, high = float(january["value"]), float(january["value_high"])
    august = value("dhs-cum-value-2025-08")
    assert (low, high, august) == (3.67e9, 3.68e9, 3.7e9)
    assert value("sourcemap-value-cy2025") > august - low


def test_more_than_a_dozen_signatories_and_thirteen_agree(value):
    assert value("itt-letter-signatories") > value("sj-letter-signatories") == 12


def test_tibets_income_growth_to_2017_fits_no_base_seen(value):
    growth = value("tibet-income-2017") / value("tibet-income-2012") - 1
    assert round(growth, 2) == 0.51
    assert value("tibet-income-growth-2017") == 0.3


def test_trained_and_transferred_are_told_with_nearly_one_number(value):
    assert value("tibet-persons-7m-2020") == 543_000
    assert value("zenz-tibet-trained-7m-2020") == 500_000
    ratio = value("tibet-persons-7m-2020") / value("tibet-target-2020")
    assert round(ratio, 3) == value("tibet-target-ratio-7m-2020")
