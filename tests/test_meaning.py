"""Rules that read two cells, two tables, the calendar or the day of collection."""

import pytest
from copied_data import data  # noqa: F401

from report.findings import ERROR, WARNING
from report.checks.meaning import first_day


def change(data, claim_id, **cells):
    row = data.row_of("claims", claim_id)
    data.set("claims", row, **cells)
    return row


@pytest.mark.parametrize("day", ["2023-02-30", "2023-13-01", "2023-1-5", "2023"])
def test_a_period_day_that_does_not_exist_is_one_error(data, day):
    row = change(data, "un-xinjiang-plan-2021-2025", period_end=day)
    finding = data.only_finding()
    assert (finding.row, finding.column, finding.value) == (row, "period_end", day)
    assert (finding.message, finding.severity) == ("is not a date", ERROR)


@pytest.mark.parametrize("day", ["2023-02-30", "2023-13", "0000"])
def test_a_partial_date_that_does_not_exist_is_one_error(data, day):
    data.set("positions", 2, stated_on=day)
    assert data.only_finding().message == "is not a date"


def test_a_partial_date_in_another_form_is_one_error(data):
    data.set("events", 2, date="May 2020")
    assert data.only_finding().message.startswith("does not fit the pattern")


def test_partial_dates_begin_with_their_first_day():
    assert first_day("2024-02").isoformat() == "2024-02-01"
    assert first_day("2024").isoformat() == "2024-01-01"
    assert first_day("") is None


@pytest.mark.parametrize("gap", ["period_start", "period_end"])
def test_half_a_period_is_an_error(data, gap):
    row = change(data, "un-xinjiang-plan-2021-2025", **{gap: ""})
    finding = data.only_finding()
    assert (finding.row, finding.column, finding.severity) == (row, gap, ERROR)


def test_half_a_base_period_is_an_error(data):
    change(data, "cbp-growth-fy2025", base_end="")
    assert data.only_finding().column == "base_end"


def test_a_period_that_ends_before_it_starts_is_an_error(data):
    change(data, "un-xinjiang-plan-2021-2025", period_end="2020-12-31")
    finding = data.only_finding()
    assert finding.message == "lies before period_start, 2021-01-01"
    assert finding.severity == ERROR


def test_a_base_that_ends_before_it_starts_is_an_error(data):
    change(data, "cbp-growth-fy2025", base_end="2022-09-30")
    assert data.only_finding().column == "base_end"


def test_a_growth_without_a_base_is_an_error(data):
    change(data, "cbp-growth-fy2025", base_start="", base_end="")
    finding = data.only_finding()
    assert finding.message == "is empty, though this is a growth"


def test_a_total_with_a_base_is_a_warning(data):
    change(
        data, "cbp-fy2024-total", base_start="2022-10-01", base_end="2023-09-30"
    )
    finding = data.only_finding()
    assert (finding.column, finding.severity) == ("statistic", WARNING)


def test_an_upper_end_without_between_is_an_error(data):
    change(data, "cbp-fy2024-total", value_high="12000")
    assert data.only_finding().message == "is filled, though the relation is equal"


def test_between_without_an_upper_end_is_an_error(data):
    change(data, "cf-typical-2025", value_high="")
    assert data.only_finding().column == "value_high"


def test_an_upper_end_below_the_lower_is_an_error(data):
    change(data, "cf-typical-2025", value_high="99")
    assert data.only_finding().message == "is not above value, 100"


def test_a_statement_before_its_period_ended_is_a_warning(data):
    change(data, "cbp-fy2024-total", stated_on="2024-05")
    finding = data.only_finding()
    assert finding.message == "lies before period_end, 2024-09-30"
    assert finding.severity == WARNING


def test_a_statement_in_the_month_in_which_its_period_ended_is_fine(data):
    change(data, "cbp-fy2024-total", stated_on="2024-09")
    assert data.findings() == []


def test_a_plan_may_be_stated_before_its_period(data):
    change(data, "un-xinjiang-plan-2021-2025", stated_on="2021-02")
    assert data.findings() == []


def test_a_period_end_said_to_be_an_upper_bound_may_lie_after_the_statement(data):
    label = "FY2024 (the end is an upper bound)"
    change(data, "cbp-fy2024-total", stated_on="2024-05", period_label=label)
    assert data.findings() == []


def test_a_statement_after_the_collection_is_a_warning(data):
    change(data, "cbp-fy2024-total", stated_on="2099-01")
    finding = data.only_finding()
    assert finding.message.startswith("lies after")
    assert finding.severity == WARNING


def test_an_event_set_in_advance_may_lie_after_the_collection(data):
    data.set("events", 2, date="2099")
    assert data.findings() == []


def test_a_quote_of_eleven_words_is_a_warning(data):
    data.set("events", 2, quote="a b c d e f g h i j k")
    finding = data.only_finding()
    assert finding.message == "has 11 words, more than 10"
    assert finding.severity == WARNING


def test_a_chinese_quote_counts_as_one_word(data):
    data.set("events", 2, quote="西藏去年农牧民转移就业人数达到六十九万")
    assert data.findings() == []


def test_persons_under_a_measure_of_person_times_are_an_error(data):
    change(data, "un-xinjiang-plan-2021-2025", unit="person")
    finding = data.only_finding()
    assert finding.message == "does not fit its measure, which counts person_time"
    assert finding.severity == ERROR


def test_person_times_under_a_measure_of_persons_are_an_error(data):
    change(data, "un-tibet-affected-2024", unit="person_time")
    assert data.only_finding().message.endswith("which counts person")


def test_a_share_in_persons_is_an_error(data):
    change(data, "xuar-willing-2021", unit="person")
    assert data.only_finding().message == "is not the unit of a share"


def test_a_percent_written_as_a_whole_number_is_a_warning(data):
    change(data, "cbp-growth-fy2025", value="89")
    assert data.only_finding().cure == "Write 0.89 for 89 percent."


def test_a_theme_that_differs_from_its_measure_is_a_warning(data):
    change(data, "cbp-fy2024-total", theme="tibet")
    finding = data.only_finding()
    assert (finding.column, finding.severity) == ("theme", WARNING)


def test_a_sum_of_ours_under_another_name_is_an_error(data):
    change(data, "sum-cum-2023-04", actor_id="us-cbp")
    assert data.only_finding().severity == ERROR


def test_a_figure_of_ours_that_is_no_sum_is_an_error(data):
    change(data, "cbp-fy2024-total", actor_id="report-computed")
    assert any(f.column == "statistic" for f in data.findings())


def test_a_source_that_nothing_uses_is_a_warning(data):
    row = data.row_of("sources", "zenz2023conceptual")
    data.set("sources", row, note="")
    finding = data.only_finding()
    assert finding.message == "is used by no other row"
    assert finding.severity == WARNING
