"""Comparisons that prose states, and what they say on a day without the claim."""

import pytest

from report.exhibits import readings
from report.estimates import Estimate, NotStated
from report.evidence import read_evidence

LATER = NotStated("later", "2024-01-01")


@pytest.fixture(scope="module")
def evidence():
    return read_evidence("2026-11-24")


def persons(value, low=None, high=None, measure="persons", unit="person"):
    low, high = value if low is None else low, value if high is None else high
    return Estimate(value, low, high, unit, measure, {"synthetic"})


def test_a_total_is_divided_by_the_years_of_its_period_or_of_another_reading(evidence):
    six = readings.yearly_mean(evidence, "xuar-cumulative-2016-2021")
    five = readings.yearly_mean(evidence, "xuar-cumulative-2016-2021", until=2020)
    assert six.value == pytest.approx(14_330_000 / 6)
    assert five.value == pytest.approx(14_330_000 / 5)
    assert six.unit == five.unit == "person_time/year"


def test_a_total_is_divided_by_its_months(evidence):
    mean = readings.monthly_mean(evidence, "customs-exports-us-8m-2025")
    assert mean.value == pytest.approx(2_500_000_000 / 8)


def test_the_low_end_of_an_open_figure_is_its_floor():
    floor = readings.low_end(persons(2.2, 2.2, float("inf")))
    assert (floor.value, floor.low, floor.high) == (2.2, 2.2, 2.2)


def test_the_ends_and_the_print_of_a_figure_are_numbers_of_their_own():
    rounded = persons(60, 55, 70)
    assert readings.low_end(rounded).value == 55
    assert readings.high_end(rounded).value == 70
    assert readings.printed(rounded).high == 60


def test_supposing_a_unit_leaves_a_note():
    like = persons(1, unit="person_time")
    supposed = readings.suppose(persons(3), like, "unit unknown")
    assert supposed.unit == "person_time" and "unit unknown" in supposed.notes[0]


def test_a_gap_is_a_fraction_of_the_larger_in_either_order():
    one, other = persons(648), persons(650, measure="another")
    for pair in ((one, other), (other, one)):
        gap = readings.gap_between(*pair, "two countings")
        assert gap.value == pytest.approx(2 / 650) and gap.unit == "fraction"


def test_two_figures_can_both_hold_only_if_their_bounds_meet():
    assert readings.can_both_hold(persons(5, 4, 6), persons(7, 6, 8))
    assert not readings.can_both_hold(persons(5, 4, 5), persons(7, 6, 8))


def test_a_printed_share_must_be_what_count_and_target_give():
    share = persons(0.905, 0.9045, 0.906, unit="fraction", measure="share")
    count, target = persons(543_000, 542_500, 544_000), persons(600_000, measure="target")
    assert readings.share_fits(share, count, target)
    assert not readings.share_fits(share, persons(560_000), target)


def test_a_word_follows_its_condition():
    assert readings.word(True, "fits", "does not fit") == "fits"
    assert readings.word(False, "fits", "does not fit") == "does not fit"


def test_a_word_rests_on_its_own_claims_and_not_on_all_that_its_cell_read(evidence):
    assert readings.word(True, "fits", "does not fit", persons(1)).lineage == {"synthetic"}
    for say in (readings.seen, readings.quote_claim):
        assert say(evidence, "oped-tibet-2025").lineage == {"oped-tibet-2025"}


def test_what_was_not_stated_stays_so_in_every_reading():
    known = persons(1)
    for result in (
        readings.low_end(LATER),
        readings.printed(LATER),
        readings.suppose(known, LATER, "reason"),
        readings.gap_between(known, LATER, "reason"),
        readings.times_per_person(LATER, known),
    ):
        assert isinstance(result, NotStated)
    assert readings.word(True, "fits", "does not", LATER) == "[not stated by 2024-01-01]"


def test_the_grade_and_the_way_a_text_was_seen_are_said(evidence):
    words = readings.seen(evidence, "tibet-persons-2024")
    assert words == "grade C, seen only on a copying site"


def test_a_later_claim_has_neither_grade_nor_words():
    early = read_evidence("2024-01-01")
    assert readings.seen(early, "oped-tibet-2025") == "not stated by 2024-01-01"
    assert readings.quote_claim(early, "oped-tibet-2025") == "[not stated by 2024-01-01]"


def test_the_words_quoted_with_a_claim_come_in_quotation_marks(evidence):
    words = readings.quote_claim(evidence, "oped-tibet-2025")
    assert words == "“state-mandated employment”"
