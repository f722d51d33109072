"""Turns one component of a system into answers of HiGHS: yes, no, bounds.

Every claim row may be broken at a price, so that one linear programme answers
both ways: at price 0 it yields a witness, above it the dual values name the rows
that contradict each other (Farkas; Chinneck, Feasibility and Infeasibility in
Optimization, 2008, ch. 6).
Whatever lies too near the tolerance to tell is decided in exact fractions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import isinf

from report.exact import decide
from report.findings import ReportError
from report.grid import Row, Terms
from report.system import Component, System

TOLERANCE = 1e-9  # what HiGHS is asked to keep
UNSURE = 1e-5  # a total violation below it, in scaled units, is decided exactly
OPEN_GAP = 4e-6  # an open end is moved inward by this much before HiGHS sees it


class SolverError(ReportError):
    """The solver ended neither with an optimum nor with a proof of none."""


@dataclass(frozen=True)
class Answer:
    """feasible; a witness by column; else the claims that the duals name."""

    feasible: bool
    witness: dict[int, float]
    support: frozenset[str]


class Numeric:
    """The rows of one component as scaled arrays, built once, asked often."""

    def __init__(self, system: System, component: Component):
        self.system, self.component = system, component
        self.position = {column: i for i, column in enumerate(component.columns)}
        rows = [r for i in component.claim_ids for r in system.claim_rows[i]]
        self.rows = [*rows, *component.hard_rows]
        self.owners = [row.origin for row in rows]
        self.scale = max(
            (abs(float(b)) for r in rows for b in (r.low, r.high) if not isinf(b)),
            default=1.0,
        ) or 1.0  # fmt: skip
        self._fill_arrays()

    def check(self, claim_ids: Iterable[str]) -> Answer:
        """Whether these claims hold together; raises SolverError if unknown."""
        chosen = set(claim_ids)
        price, witness, support = self._solve_elastic(chosen)
        if price <= TOLERANCE:
            return Answer(True, witness, frozenset())
        if price < UNSURE:
            return self._decide_exactly(chosen, support)
        return Answer(False, {}, support)

    def find_bound(self, terms: Terms, claim_ids, sign: int) -> float | None:
        """The least (sign 1) or greatest (-1) value of the terms; None if there
        is none. The claims must hold together."""
        status, value, _, _ = self.optimise(terms, claim_ids, sign)
        return value if status == 0 else None

    def optimise(self, terms: Terms, claim_ids, sign: int):
        """(status, value, witness, dual value by claim) of one bound.

        Open ends count as closed here: the bound is a limit, which may not be
        reached. Status 0 is optimal, 3 unbounded; others raise SolverError.
        """
        import numpy as np

        chosen = set(claim_ids)
        keep = self._keep(chosen)
        cost = np.zeros(len(self.position))
        for column, factor in terms.items():
            cost[self.position[column]] = sign * float(factor)
        equal = keep & (self.low == self.high)
        above, below = keep & ~equal & self.has_low, keep & ~equal & self.has_high
        ends_low = self.low - self.inward_low
        ends_high = self.high + self.inward_high
        upper = np.vstack([-self.matrix[above], self.matrix[below]])
        limits = np.concatenate([-ends_low[above], ends_high[below]])
        result = _run(cost, upper, limits, self.matrix[equal], self.low[equal])
        if result.status == 4 or result.status == 2 and _is_unbounded(result):
            result.status = 3
        if result.status not in (0, 3):
            raise SolverError(f"no bound was found: {result.message}")
        if result.status == 3:
            return 3, None, None, {}
        duals = self._read_duals(result, (above, below, equal))
        value = sign * result.fun * self.scale
        return 0, value, result.x * self.scale, duals

    def _fill_arrays(self) -> None:
        import numpy as np

        shape = len(self.rows), len(self.position)
        self.matrix = np.zeros(shape)
        self.low, self.high = np.empty(shape[0]), np.empty(shape[0])
        for i, row in enumerate(self.rows):
            largest = max((abs(f) for f in row.terms.values()), default=1)
            for column, factor in row.terms.items():
                self.matrix[i, self.position[column]] = float(factor / largest)
            unit = float(largest) * self.scale
            self.low[i] = float(row.low) / unit
            self.high[i] = float(row.high) / unit
        opens = np.array([[r.low_open, r.high_open] for r in self.rows]).reshape(-1, 2)
        self.inward_low = OPEN_GAP * opens[:, 0]
        self.inward_high = OPEN_GAP * opens[:, 1]
        self.low, self.high = self.low + self.inward_low, self.high - self.inward_high
        self.has_low, self.has_high = np.isfinite(self.low), np.isfinite(self.high)

    def _keep(self, chosen: set[str]):
        import numpy as np

        keep = np.ones(len(self.rows), dtype=bool)
        keep[: len(self.owners)] = [owner in chosen for owner in self.owners]
        return keep

    def _solve_elastic(self, chosen: set[str]):
        import numpy as np

        keep, soft = self._keep(chosen), len(self.owners)
        above, below = np.flatnonzero(keep & self.has_low), None
        below = np.flatnonzero(keep & self.has_high)
        upper = np.vstack([-self.matrix[above], self.matrix[below]])
        limits = np.concatenate([-self.low[above], self.high[below]])
        sides = np.concatenate([above, below])
        priced = np.flatnonzero(sides < soft)
        slack = np.zeros((len(sides), len(priced)))
        slack[priced, np.arange(len(priced))] = -1
        cost = np.concatenate([np.zeros(upper.shape[1]), np.ones(len(priced))])
        result = _run(cost, np.hstack([upper, slack]), limits)
        if result.status != 0:
            raise SolverError(f"feasibility was not decided: {result.message}")
        weights = -result.ineqlin.marginals
        named = [sides[k] for k in priced if weights[k] > 1e-7]
        support = frozenset(self.owners[i] for i in named)
        values = result.x[: upper.shape[1]] * self.scale
        witness = dict(zip(self.component.columns, values.tolist(), strict=True))
        return result.fun, witness, support

    def _decide_exactly(self, chosen: set[str], support: frozenset[str]) -> Answer:
        # The few claims that the duals name are proved first; only if they hold
        # together must all be looked at.
        for claim_ids in (sorted(support), sorted(chosen)):
            verdict = decide(list_rows(self.system.restrict(claim_ids)))
            if not verdict.feasible:
                return Answer(False, {}, frozenset(claim_ids))
        return Answer(True, {}, frozenset())

    def _read_duals(self, result, masks) -> dict[str, float]:
        import numpy as np

        above, below, equal = (np.flatnonzero(mask) for mask in masks)
        weights = np.concatenate([result.ineqlin.marginals, result.eqlin.marginals])
        duals: dict[str, float] = {}
        for i, weight in zip([*above, *below, *equal], weights, strict=True):
            if abs(weight) > 1e-7:
                origin = self.rows[i].origin
                duals[origin] = duals.get(origin, 0.0) + abs(float(weight))
        return duals


def list_rows(system: System) -> list[Row]:
    """Every row of a system, claims first."""
    owned = [row for rows in system.claim_rows.values() for row in rows]
    return [*owned, *system.hard_rows]


def as_fractions(witness: dict[int, float], limit: int) -> dict[int, Fraction]:
    """A float witness as the nearest fractions with small denominators."""
    return {c: Fraction(v).limit_denominator(limit) for c, v in witness.items()}


def _run(cost, upper, limits, equal=None, values=None):
    from scipy.optimize import linprog

    options = {
        "primal_feasibility_tolerance": TOLERANCE,
        "dual_feasibility_tolerance": TOLERANCE,
    }
    if upper.shape[0] == 0:
        upper, limits = None, None
    if equal is not None and equal.shape[0] == 0:
        equal, values = None, None
    return linprog(
        cost, upper, limits, equal, values, bounds=(0, None), method="highs",
        options=options,
    )  # fmt: skip


def _is_unbounded(result) -> bool:
    return "unbounded" in result.message.lower()
