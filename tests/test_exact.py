"""Shows that exact answers are proved and agree with a solver."""

from fractions import Fraction
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.reconcile.exact import decide, proves_infeasible, satisfies
from report.constraints.grid import Row


def row(terms, low, high, low_open=False, high_open=False):
    fractions = {column: Fraction(factor) for column, factor in terms.items()}
    return Row(fractions, low, high, low_open, high_open, "test")


@st.composite
def systems(draw):
    columns = draw(st.integers(1, 4))
    rows = []
    for _ in range(draw(st.integers(1, 6))):
        factors = draw(st.lists(st.integers(-2, 2), min_size=columns, max_size=columns))
        low = draw(st.integers(-4, 4))
        width = draw(st.integers(0, 3))
        is_open = draw(st.booleans()) and width > 0
        terms = {c: f for c, f in enumerate(factors) if f}
        rows.append(row(terms, Fraction(low), Fraction(low + width), is_open, is_open))
    return rows


@given(systems())
@settings(max_examples=150, deadline=None)
def test_every_answer_is_proved(rows):
    verdict = decide(rows)
    if verdict.feasible:
        assert satisfies(rows, verdict.witness)
        assert min(verdict.witness.values(), default=0) >= 0
    else:
        assert proves_infeasible(rows, verdict.multipliers)


@given(systems())
@settings(max_examples=60, deadline=None)
def test_closed_rows_are_decided_as_highs_decides_them(rows):
    from scipy.optimize import linprog

    rows = [r._replace(low_open=False, high_open=False) for r in rows]
    width = 1 + max((c for r in rows for c in r.terms), default=0)
    upper, limits = [], []
    for r in rows:
        factors = [float(r.terms.get(c, 0)) for c in range(width)]
        upper += [factors, [-f for f in factors]]
        limits += [float(r.high), -float(r.low)]
    status = linprog([0] * width, upper, limits, bounds=(0, None)).status
    assert status == (0 if decide(rows).feasible else 2)


def test_a_strict_end_that_is_touched_is_infeasible():
    five = Fraction(5)
    touching = [row({0: 1}, -inf, five, True, True), row({0: 1}, five, inf)]
    assert not decide(touching).feasible
    touching[0] = touching[0]._replace(high_open=False)
    assert decide(touching).witness == {0: 5}


def test_a_sliver_far_below_any_tolerance_is_found():
    tiny = Fraction(1, 10**30)
    rows = [row({0: 1}, Fraction(5), Fraction(5) + tiny, True, True)]
    witness = decide(rows).witness
    assert 5 < witness[0] < 5 + tiny


def test_a_false_proof_is_refused():
    rows = [row({0: 1}, Fraction(1), Fraction(2))]
    assert not proves_infeasible(rows, {(0, "low"): Fraction(1)})
    assert not proves_infeasible(rows, {(0, "low"): Fraction(-1)})


def test_a_false_witness_is_refused():
    rows = [row({0: 1}, Fraction(1), Fraction(2), True)]
    assert not satisfies(rows, {0: Fraction(1)})
    assert satisfies(rows, {0: Fraction(3, 2)})


def test_too_long_a_search_says_so(monkeypatch):
    from report.reconcile import exact
    from report.findings import ReportError

    monkeypatch.setattr(exact, "MAX_PIVOTS", 1)
    rows = [row({0: 1}, Fraction(1), inf), row({1: 1}, Fraction(1), inf)]
    with pytest.raises(ReportError, match="no exact answer"):
        decide(rows)
