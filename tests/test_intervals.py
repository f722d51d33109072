"""Shows what a printed number can mean."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.findings import ReportError
from report.intervals import (
    READINGS,
    Interval,
    count_months,
    read_printed,
    read_relation,
)

values = st.fractions(-1000, 1000, max_denominator=1000)


def contains(interval: Interval, value) -> bool:
    above = value > interval.low if interval.low_open else value >= interval.low
    below = value < interval.high if interval.high_open else value <= interval.high
    return above and below


@given(values)
def test_the_default_reading_holds_every_value_that_rounds_or_cuts_to_the_number(true):
    rounded = Fraction(round(true))
    cut = Fraction(int(true))
    assert contains(read_printed(rounded, Fraction(1), "rounded"), true)
    if cut:
        assert contains(read_printed(cut, Fraction(1), "truncated"), true)
        assert contains(read_printed(cut, Fraction(1), "rounded_or_truncated"), true)
    if rounded:
        lenient = read_printed(rounded, Fraction(1), "rounded_or_truncated")
        assert contains(lenient, true) or abs(true - rounded) == Fraction(1, 2)


def test_984_may_be_984_67_cut_but_not_rounded():
    mean = Fraction(11816, 12)
    assert contains(read_relation("equal", 984, None, 1, "rounded_or_truncated"), mean)
    assert contains(read_relation("equal", 984, None, 1, "truncated"), mean)
    assert not contains(read_relation("equal", 984, None, 1, "rounded"), mean)
    assert not contains(read_relation("equal", 984, None, 1, "exact"), mean)


def test_negative_numbers_are_cut_towards_zero():
    interval = read_relation("equal", -0.4, None, 0.01, "truncated")
    assert contains(interval, Fraction(-405, 1000))
    assert not contains(interval, Fraction(-395, 1000))


def test_words_set_the_ends():
    default = READINGS[0]
    assert read_relation("about", 650000, None, 10000, default)[:2] == (640000, 660000)
    more = read_relation("more_than", 100, None, 100, default)
    assert not contains(more, 100)
    assert contains(more, 10**9)
    assert contains(read_relation("at_least", 100, None, 100, default), 100)
    assert contains(read_relation("at_most", 100, None, 100, default), 100)
    assert not contains(read_relation("at_most", 100, None, 100, default), 101)
    assert read_relation("between", 100, 200, 10, default)[:2] == (95, 210)


def test_decimals_are_the_printed_ones():
    low, high, *_ = read_relation("equal", 0.89, None, 0.01, READINGS[0])
    assert (low, high) == (Fraction(885, 1000), Fraction(9, 10))


def test_a_number_without_a_grain_is_taken_as_it_stands():
    assert read_relation("equal", 5, None, 0, READINGS[0])[:2] == (5, 5)


def test_an_unknown_reading_is_refused_with_the_known_ones():
    with pytest.raises(ReportError, match="truncated"):
        read_printed(Fraction(1), Fraction(1), "guessed")


def test_whole_months_are_counted_and_other_periods_measured_in_days():
    assert count_months(date(2024, 2, 1), date(2024, 3, 31)) == 2
    assert count_months(date(2023, 10, 1), date(2024, 9, 30)) == 12
    assert count_months(date(2024, 2, 1), date(2024, 2, 10)) < Fraction(1, 2)
