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

from report.constraints import Component, System
from report.constraints.grid import Row, Terms
from report.findings import ReportError
from report.reconcile.exact import decide

TOLERANCE = 1e-9  # what HiGHS is asked to keep
UNSURE = 1e-5  # a total violation below it, in scaled units, is decided exactly
OPEN_GAP = 4e-6  # an open end is moved inward by this much before HiGHS sees it
NO_DUAL = 1e-7  # a row whose dual value is no larger has no part in an answer
DENOMINATOR = 1_000_000  # the largest of fractions that stand for floats


class SolverError(ReportError):
    """The solver ended neither with an optimum nor with a proof of none."""


@dataclass(frozen=True)
class Answer:
    """Whether claims hold together, and what shows it.

    witness: if they do, a possible value by column, in the claims' own units; empty
        where exact fractions decided.
    support: if they do not, claims that the duals name; these contradict each other.
    """

    feasible: bool
    witness: dict[int, float]
    support: frozenset[str]


class Numeric:
    """The rows of one component as scaled arrays, built once, asked often.

    matrix: rows by unknowns, claims' rows first, each row over its largest
        coefficient. low, high: a bound a row, over that coefficient and over `scale`,
        the largest bound of all, so that the tolerances fit any unit.
    """

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
        """Whether these claims of the component, with all its hard rows, hold together.

        Raises SolverError where the solver ends without an answer.
        """
        chosen = set(claim_ids)
        price, witness, support = self._solve_elastic(chosen)
        if price <= TOLERANCE:
            return Answer(True, witness, frozenset())
        if price < UNSURE:
            return self._decide_exactly(chosen, support)
        return Answer(False, {}, support)

    def find_end(self, terms: Terms, sign: int):
        """The least (sign 1) or greatest (-1) value of terms under all claims.

        Returns (bound, open, dual value by claim), or None if there is no bound; the
        bound is in the unit of the terms.
        `open` means that the bound is a limit that is not reached.
        The bound is exact where its dual proof holds in fractions.
        The claims must hold together; raises SolverError if no end is found.
        """
        import numpy as np

        cost = np.zeros(len(self.position))
        for column, factor in terms.items():
            cost[self.position[column]] = sign * float(factor)
        above, below = np.flatnonzero(self.has_low), np.flatnonzero(self.has_high)
        lows, highs = self.low - self.inward_low, self.high + self.inward_high
        upper = np.vstack([-self.matrix[above], self.matrix[below]])
        limits = np.concatenate([-lows[above], highs[below]])
        result = _run(cost, upper, limits)
        if result.status == 3 or result.status == 4 and _is_unbounded(result):
            return None
        if result.status != 0:
            raise SolverError(f"no bound was found: {result.message}")
        marginals = result.ineqlin.marginals if len(limits) else ()
        sides = [*((i, "low") for i in above), *((i, "high") for i in below)]
        used = [
            (i, side, _as_fraction(-marginal / float(self.largest[i])))
            for (i, side), marginal in zip(sides, marginals, strict=True)
            if -marginal > NO_DUAL
        ]
        value = self._prove_end(terms, sign, used)
        if value is None:
            value = round(float(result.fun) * self.scale, 6)
        return self._describe_end(sign * value, used)

    def find_least_change(self, weights: dict[str, float]):
        """(witness, claims that give way) of the least weighted relative change.

        weights: claim id -> how much it resists; the witness is by column, in the
        claims' own units. Raises SolverError where the solver ends without an answer.
        """
        prices = {i: w * self._relative(i) for i, w in weights.items()}
        _, witness, _ = self._solve_elastic(set(weights), prices)
        values = as_fractions(witness, DENOMINATOR)
        moved = set()
        for row in self.rows[: len(self.owners)]:
            total = float(sum(f * values[c] for c, f in row.terms.items()))
            slip = max(float(row.low) - total, total - float(row.high))
            if slip > UNSURE * self.scale:
                moved.add(row.origin)
        return witness, moved

    def _relative(self, claim_id: str) -> float:
        # A change counts by its share of the printed number; rows of shares and
        # growth stand for their base, whose size is not known beforehand.
        row = next(r for r in self.rows if r.origin == claim_id)
        ends = [abs(float(e)) for e in (row.low, row.high) if e and not isinf(e)]
        largest = float(max(abs(f) for f in row.terms.values()))
        return self.scale * largest / max(ends) if ends else 1.0

    def _prove_end(self, terms: Terms, sign: int, used) -> Fraction | None:
        """The bound that the duals prove, if they do: weak duality in fractions."""
        rest = {column: sign * Fraction(factor) for column, factor in terms.items()}
        bound = Fraction(0)
        for i, side, weight in used:
            row, toward = self.rows[i], 1 if side == "low" else -1
            bound += toward * weight * Fraction(row.low if side == "low" else row.high)
            for column, factor in row.terms.items():
                rest[column] = rest.get(column, 0) - toward * weight * factor
        return bound if min(rest.values(), default=0) >= 0 else None

    def _describe_end(self, value, used):
        duals: dict[str, float] = {}
        is_open = False
        for i, side, weight in used:
            row = self.rows[i]
            is_open |= row.low_open if side == "low" else row.high_open
            duals[row.origin] = duals.get(row.origin, 0.0) + float(weight)
        return float(value), is_open, duals

    def _fill_arrays(self) -> None:
        import numpy as np

        shape = len(self.rows), len(self.position)
        self.matrix = np.zeros(shape)
        self.low, self.high = np.empty(shape[0]), np.empty(shape[0])
        self.largest = []
        for i, row in enumerate(self.rows):
            largest = max((abs(f) for f in row.terms.values()), default=1)
            self.largest.append(largest)
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

    def _solve_elastic(self, chosen: set[str], prices: dict | None = None):
        import numpy as np

        keep, soft = self._keep(chosen), len(self.owners)
        above = np.flatnonzero(keep & self.has_low)
        below = np.flatnonzero(keep & self.has_high)
        upper = np.vstack([-self.matrix[above], self.matrix[below]])
        limits = np.concatenate([-self.low[above], self.high[below]])
        sides = np.concatenate([above, below])
        priced = np.flatnonzero(sides < soft)
        slack = np.zeros((len(sides), len(priced)))
        slack[priced, np.arange(len(priced))] = -1
        cost = np.zeros(upper.shape[1] + len(priced))
        cost[upper.shape[1] :] = [
            prices[self.owners[sides[k]]] if prices else 1.0 for k in priced
        ]
        result = _run(cost, np.hstack([upper, slack]), limits)
        if result.status != 0:
            raise SolverError(f"feasibility was not decided: {result.message}")
        weights = -result.ineqlin.marginals
        named = [sides[k] for k in priced if weights[k] > NO_DUAL]
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


def list_rows(system: System) -> list[Row]:
    """Every row of a system, claims first."""
    owned = [row for rows in system.claim_rows.values() for row in rows]
    return [*owned, *system.hard_rows]


def as_fractions(witness: dict[int, float], limit: int) -> dict[int, Fraction]:
    """A float witness as the nearest fractions with small denominators."""
    return {c: Fraction(v).limit_denominator(limit) for c, v in witness.items()}


def _run(cost, upper, limits):
    from scipy.optimize import linprog

    options = {
        "primal_feasibility_tolerance": TOLERANCE,
        "dual_feasibility_tolerance": TOLERANCE,
    }
    if upper.shape[0] == 0:
        upper, limits = None, None
    return linprog(
        cost, upper, limits, bounds=(0, None), method="highs", options=options
    )


def _as_fraction(weight: float) -> Fraction:
    return Fraction(float(weight)).limit_denominator(DENOMINATOR)


def _is_unbounded(result) -> bool:
    return "unbounded" in result.message.lower()
