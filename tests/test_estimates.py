"""Shows that estimates keep units, bounds and lineage."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.estimates import Estimate, IncomparableError, UnboundedError, total
from report.findings import ReportError

numbers = st.floats(-1e6, 1e6, allow_nan=False)
shares = st.floats(0, 1)


def boxes(value, low=None, high=None, claim="a", measure="test.boxes", unit="box"):
    low, high = value if low is None else low, value if high is None else high
    return Estimate(value, low, high, unit, measure, frozenset({claim}))


@st.composite
def intervals(draw):
    low, value, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    return boxes(value, low, high)


def pick(estimate, share):
    inside = estimate.low + share * (estimate.high - estimate.low)
    return min(max(inside, estimate.low), estimate.high)


@given(intervals(), intervals(), shares, shares)
def test_every_sample_lies_in_the_sum_difference_and_product(a, b, s, t):
    x, y = pick(a, s), pick(b, t)
    for result, sample in ((a + b, x + y), (a - b, x - y), (a * b, x * y)):
        slack = 1e-9 * max(1.0, abs(sample))
        assert result.low - slack <= sample <= result.high + slack


@given(intervals(), intervals(), shares, shares)
def test_every_sample_lies_in_the_quotient_or_division_is_refused(a, b, s, t):
    if b.low <= 0 <= b.high:
        with pytest.raises(UnboundedError, match="contain 0"):
            a / b
        return
    sample = pick(a, s) / pick(b, t)
    slack = 1e-9 * max(1.0, abs(sample))
    assert (a / b).low - slack <= sample <= (a / b).high + slack


@given(intervals(), intervals())
def test_lineage_is_united_and_bounds_stay_in_order(a, b):
    other = Estimate(b.value, b.low, b.high, b.unit, b.measure, frozenset({"b"}))
    for result in (a + other, a - other, a * other):
        assert result.lineage == {"a", "b"}
        assert result.low <= result.value <= result.high


def test_whole_numbers_stay_whole_and_other_bounds_are_rounded_outward():
    assert (boxes(4597) - boxes(4016)).value == 581
    third = boxes(1) / Estimate(3, 3, 3, "ratio")
    assert third.low < third.high
    assert third.low <= 1 / 3 <= third.high


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "growth_from"])
def test_mixing_measures_is_refused_naming_both(operation):
    other = boxes(2, measure="test.crates")
    with pytest.raises(IncomparableError, match=r"test\.boxes.*test\.crates"):
        getattr(boxes(1), operation)(other)


def test_mixing_units_is_refused_naming_both():
    with pytest.raises(IncomparableError, match=r"\(box\).*\(person\)"):
        boxes(1) + boxes(1, unit="person")


def test_dividing_two_measures_of_one_unit_needs_compare_and_its_reason():
    other = boxes(2, measure="test.crates")
    with pytest.raises(IncomparableError):
        boxes(4) / other
    with pytest.raises(ReportError, match="needs a reason"):
        boxes(4).compare(other, " ")
    compared = boxes(4).compare(other, "both count boxes")
    assert (compared.value, compared.unit, compared.measure) == (2, "ratio", None)
    assert compared.notes == ("both count boxes",)


def test_reading_under_another_measure_is_explicit_and_keeps_its_reason():
    read = boxes(4).as_measure("test.crates", "they are the same")
    assert (read + boxes(1, measure="test.crates")).value == 5
    assert "they are the same" in read.notes[0]


def test_rates_and_counts_cancel_their_units():
    rate = Estimate(383, 383, 384, "box/month", "test.boxes", frozenset({"a"}))
    year = Estimate(12, 12, 12, "month")
    assert ((rate * year).unit, (rate * year).high) == ("box", 4608)
    assert (rate * year).measure == "test.boxes"
    assert (rate * year / year).unit == "box/month"
    crates = boxes(2, unit="crate", measure="test.crates")
    assert boxes(6).per(crates).unit == "box/crate"


def test_a_rate_of_one_unit_by_itself_is_refused():
    with pytest.raises(IncomparableError, match="rate"):
        boxes(6).per(boxes(2))


def test_growth_is_a_fraction_of_the_base():
    growth = boxes(22398).growth_from(boxes(11816))
    assert growth.unit == "fraction"
    assert growth.value == pytest.approx(0.8956, abs=1e-4)


def test_plain_numbers_keep_unit_and_measure():
    assert (2 * boxes(3)).unit == "box"
    assert (10 - boxes(3)).value == 7
    assert (boxes(3) / 2).measure == "test.boxes"
    assert (6 / boxes(3)).unit == "1/box"
    assert (-boxes(3, 1, 4)).low == -4


def test_unbounded_estimates_stay_unbounded_and_zero_times_them_is_zero():
    over = boxes(5, 5, math.inf)
    assert (over + boxes(1)).high == math.inf
    assert (over * 0).high == 0
    assert (boxes(1) / over).low == 0


def test_bounds_out_of_order_are_refused():
    with pytest.raises(ReportError, match="low <= value <= high"):
        boxes(1, 2, 3)
    with pytest.raises(ReportError):
        boxes(math.nan)


def test_a_total_adds_estimates_of_one_measure():
    assert total([boxes(1), boxes(2), boxes(3)]).value == 6
    with pytest.raises(IncomparableError):
        total([boxes(1), boxes(2, measure="test.crates")])


def test_a_result_beyond_the_largest_float_is_unbounded_not_an_error():
    tiny = boxes(-1e-310, -1, -1e-310)
    result = boxes(1, 0, 1) / Estimate(tiny.value, tiny.low, tiny.high, "ratio")
    assert result.low == -math.inf
    assert result.high == 0
