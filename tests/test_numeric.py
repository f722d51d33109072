"""Shows that the solver's answers are read with care."""

import pytest

from report.reconcile import numeric
from report.constraints import build_system
from report.reconcile.numeric import Numeric, SolverError
from tests.synthetic import by_id, make_claim

YEAR = ("2024-01-01", "2024-12-31")


def make_numeric(*claims):
    system = build_system(by_id(*claims))
    return Numeric(system, system.components[0]), system


def test_an_infeasible_answer_names_claims_that_contradict_each_other():
    solver, system = make_numeric(
        make_claim("a", 1, *YEAR), make_claim("b", 3, *YEAR), make_claim("c", 1, *YEAR)
    )
    answer = solver.check(system.claims)
    assert not answer.feasible
    assert "b" in answer.support
    assert solver.check(["a", "c"]).feasible


def test_what_lies_within_the_tolerance_is_decided_exactly():
    solver, system = make_numeric(
        make_claim("more", 12, *YEAR, relation="more_than"),
        make_claim("exact", 12, *YEAR),
    )
    assert not solver.check(system.claims).feasible
    solver, system = make_numeric(
        make_claim("least", 12, *YEAR, relation="at_least"),
        make_claim("exact", 12, *YEAR),
    )
    assert solver.check(system.claims).feasible


def test_a_bound_is_exact_although_the_solver_is_not():
    solver, system = make_numeric(
        make_claim("mean", 383, *YEAR, statistic="monthly_mean")
    )
    value, is_open, duals = solver.find_end({0: 1}, -1)
    assert (value, is_open) == (12 * 384, True)
    assert set(duals) == {"mean"}


@pytest.mark.parametrize("status", [1, 4])
def test_no_other_status_is_read_as_an_answer(monkeypatch, status):
    class Stopped:
        message = "numerical difficulties"

    Stopped.status = status
    solver, system = make_numeric(make_claim("a", 1, *YEAR))
    monkeypatch.setattr(numeric, "_run", lambda *arrays: Stopped())
    with pytest.raises(SolverError, match="difficulties"):
        solver.check(system.claims)
    with pytest.raises(SolverError, match="difficulties"):
        solver.find_end({0: 1}, 1)
