"""Turns a system of claims into answers: what holds together, what follows, why.

1. `is_feasible`: can all claims hold together?
2. `find_conflicts`: which smallest sets cannot?
3. `find_ranges`: what do the claims leave open for a quantity, reported or not?
4. `find_adjustments`: which least change would make all hold?
5. `explain`: which claims bind a range?

Nothing here is the truth: a range is what these claims allow, and an adjustment
is a distance between claims, not a correction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from report.constraints import Component, System, find_implied_value
from report.constraints.grid import Quantity
from report.findings import ReportError
from report.reconcile.conflicts import Conflict, Conflicts, find_conflicts
from report.reconcile.exact import MAX_UNKNOWNS, decide, satisfies
from report.reconcile.numeric import Numeric, as_fractions, list_rows
from report.reconcile.ranges import (
    Range,
    describe_range,
    explain,
    find_ranges,
    list_targets,
)

__all__ = [
    "Adjustment", "Conflict", "Conflicts", "Feasibility", "Range", "describe_range",
    "explain", "find_adjustments", "find_conflicts", "find_ranges", "is_feasible",
    "list_targets",
]  # fmt: skip

# How much a claim of each grade resists a change, in the least-change problem.
GRADE_WEIGHTS = {"A": 4.0, "B": 2.0, "C": 1.0}
DENOMINATORS = (1, 12, 1_000, 1_000_000)


@dataclass(frozen=True)
class Feasibility:
    """Whether all claims can hold together.

    witness: one possible value for each unknown, if feasible; not an estimate.
    certified: the answer was checked in exact fractions.
    contradicting: claims of the components that have no solution.
    """

    feasible: bool
    witness: dict[Quantity, float] | None
    certified: bool
    contradicting: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Adjustment:
    """How far one claim must give way in the least change that makes all hold.

    printed, adjusted: in the claim's own statistic and unit. weight: of its grade.
    """

    claim_id: str
    printed: float
    adjusted: float
    weight: float


def is_feasible(system: System) -> Feasibility:
    """Whether all claims can hold together, with a witness.

    Raises SolverError where the solver gives no clear answer.
    """
    values, certified, bad = {}, True, []
    for component in system.components:
        numeric = Numeric(system, component)
        answer = numeric.check(component.claim_ids)
        if not answer.feasible:
            bad.append(component.claim_ids)
            rows = list_rows(system.restrict(answer.support))
            certified &= not decide(rows).feasible
            continue
        exact = certify_witness(component, numeric, answer.witness)
        certified &= exact is not None
        values |= exact or answer.witness
    if bad:
        return Feasibility(False, None, certified, tuple(bad))
    unknowns = enumerate(system.grid.unknowns)
    witness = {quantity: float(values.get(i, 0.0)) for i, quantity in unknowns}
    return Feasibility(True, witness, certified)


def certify_witness(
    component: Component, numeric: Numeric, witness: dict[int, float]
) -> dict[int, Fraction] | None:
    """An exact witness near the one of the solver, or an exact one of its own.

    Both are values by column; None where there is none, or where more unknowns than
    MAX_UNKNOWNS keep it from being decided.
    """
    for limit in DENOMINATORS:
        exact = as_fractions(witness, limit)
        if exact and min(exact.values()) >= 0 and satisfies(numeric.rows, exact):
            return exact
    if len(component.columns) > MAX_UNKNOWNS:
        return None
    return decide(numeric.rows).witness


def find_adjustments(
    system: System, grades: Mapping[str, str] | None = None
) -> list[Adjustment]:
    """The least weighted change that makes all claims hold; changed claims only.

    The sum of relative changes, each weighted by the grade of the claim's source
    (`grades`: source_id to A, B or C), is least: weighted least absolute
    deviations, so that few claims move. Other solutions may cost as little.
    It says how far claims stand apart, not which of them is right.
    Raises SolverError where the solver gives no clear answer, ReportError where a
    ratio's base would be 0.
    """
    grades, found = grades or {}, []
    for component in system.components:
        numeric = Numeric(system, component)
        if numeric.check(component.claim_ids).feasible:
            continue
        weights = {
            claim_id: GRADE_WEIGHTS[grades.get(system.claims[claim_id].source_id, "C")]
            for claim_id in component.claim_ids
        }
        witness, moved = numeric.find_least_change(weights)
        for claim_id in sorted(moved):
            claim = system.claims[claim_id]
            value = _find_implied(system, claim_id, witness)
            found.append(Adjustment(claim_id, claim.value, value, weights[claim_id]))
    return found


def _find_implied(system: System, claim_id: str, witness: dict[int, float]) -> float:
    """The statistic that a witness gives for a claim."""
    try:
        return find_implied_value(system, claim_id, witness)
    except ZeroDivisionError as error:
        raise ReportError(
            f"{claim_id}: the least change would make its base 0, so that it has no value. "
            "Leave it out."
        ) from error
