"""Turns a system of claims into answers: what holds together, what follows, why.

1. `is_feasible`: can all claims hold together?
2. `find_conflicts`: which smallest sets cannot?
3. `find_ranges`: what do the claims leave open for a quantity, reported or not?
4. `find_adjustments`: which least change would make all hold?
5. `explain`: which claims bind a range?

Nothing here is the truth: a range is what these claims allow, and an adjustment
is a distance between claims, not a correction.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from report.conflicts import Conflict, Conflicts, find_conflicts
from report.exact import decide, satisfies
from report.findings import ReportError
from report.grid import PERSONS, Quantity, Terms, describe_quantity
from report.numeric import Numeric, as_fractions, list_rows
from report.system import Component, System, find_implied_value

__all__ = [
    "Adjustment", "Conflict", "Conflicts", "Feasibility", "Range", "explain",
    "find_adjustments", "find_conflicts", "find_range", "find_ranges",
    "is_feasible", "list_targets",
]  # fmt: skip

# How much a claim of each grade resists a change, in the least-change problem.
GRADE_WEIGHTS = {"A": 4.0, "B": 2.0, "C": 1.0}
DENOMINATORS = (1, 12, 1_000, 1_000_000)
# Beyond so many unknowns an exact decision takes too long to be asked for.
EXACT_UNKNOWNS = 60


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
class Range:
    """The tightest interval that the claims leave for a quantity.

    low, high: bounds; `high` is infinite where nothing limits it.
    low_open, high_open: the bound is a limit that is not itself allowed.
    low_claims, high_claims: claims that bind each bound, with dual values: how
        far the bound moves when the claim's own bound moves by one.
    conflict: the claims contradict each other, so there is no range.
    """

    name: str
    low: float
    high: float
    low_open: bool = False
    high_open: bool = False
    low_claims: tuple[tuple[str, float], ...] = ()
    high_claims: tuple[tuple[str, float], ...] = ()
    conflict: bool = False


@dataclass(frozen=True)
class Adjustment:
    """How far one claim must give way in the least change that makes all hold."""

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
        exact = certify_witness(system, component, numeric, answer.witness)
        certified &= exact is not None
        values |= exact or answer.witness
    if bad:
        return Feasibility(False, None, certified, tuple(bad))
    unknowns = enumerate(system.grid.unknowns)
    witness = {quantity: float(values.get(i, 0.0)) for i, quantity in unknowns}
    return Feasibility(True, witness, certified)


def certify_witness(
    system: System, component: Component, numeric: Numeric, witness
) -> dict[int, Fraction] | None:
    """An exact witness near the one of the solver, or an exact one of its own."""
    for limit in DENOMINATORS:
        exact = as_fractions(witness, limit)
        if exact and min(exact.values()) >= 0 and satisfies(numeric.rows, exact):
            return exact
    if len(component.columns) > EXACT_UNKNOWNS:
        return None
    return decide(numeric.rows).witness


def find_ranges(
    system: System, targets: Mapping[str, Iterable[Quantity]]
) -> list[Range]:
    """The range of each named target, a sum of quantities of the system."""
    solvers = Solvers(system)
    return [find_range(solvers, name, parts) for name, parts in targets.items()]


def find_range(solvers: "Solvers", name: str, quantities) -> Range:
    """The range of a sum of quantities; unknowns under no claim are at least 0
    and unbounded."""
    terms = solvers.express(quantities)
    low, high = End(), End()
    for component, own in solvers.split(terms):
        if component is None:
            high = high + End(math.inf, True)
        elif not solvers.is_possible(component):
            return Range(name, -math.inf, math.inf, True, True, conflict=True)
        else:
            low = low + solvers.find_end(component, own, 1)
            high = high + solvers.find_end(component, own, -1)
    return Range(
        name, low.value, high.value, low.open, high.open, low.claims, high.claims
    )


def explain(system: System, name: str, quantities: Iterable[Quantity]) -> str:
    """In words, the range of a quantity and the claims that bind it."""
    found = find_range(Solvers(system), name, quantities)
    if found.conflict:
        return f"{name}: no range, because the claims contradict each other."
    lines = [f"{name}: {describe_range(found)}."]
    for side, claims in (("low", found.low_claims), ("high", found.high_claims)):
        for claim_id, dual in claims:
            lines.append(f"- {side} end: {claim_id}, moving it {dual:g} for each unit")
        if not claims:
            lines.append(f"- {side} end: no claim binds it")
    return "\n".join(lines)


def describe_range(found: Range) -> str:
    """The interval in words, such as "more than 15,958, at most 15,972.5"."""
    if found.conflict:
        return "no range: the claims contradict each other"
    low = f"{'more than' if found.low_open else 'at least'} {found.low:,.6g}"
    if abs(found.low) >= 1:
        low = f"{'more than' if found.low_open else 'at least'} {found.low:,.10g}"
    if math.isinf(found.high):
        return f"{low}, unbounded above"
    word = "less than" if found.high_open else "at most"
    return f"{low}, {word} {found.high:,.10g}"


def list_targets(system: System) -> dict[str, list[Quantity]]:
    """Every unknown period under some claim, by its name, for `find_ranges`.

    Of persons only the elementary periods are listed, not all spans.
    """
    columns = {column for c in system.components for column in c.columns}
    return {
        describe_quantity(quantity): [quantity]
        for column, quantity in enumerate(system.grid.unknowns)
        if column in columns and _is_elementary(system, quantity)
    }


def find_adjustments(
    system: System, grades: Mapping[str, str] | None = None
) -> list[Adjustment]:
    """The least weighted change that makes all claims hold; changed claims only.

    The sum of relative changes, each weighted by the grade of the claim's source
    (`grades`: source_id to A, B or C), is least: weighted least absolute
    deviations, so that few claims move. Other solutions may cost as little.
    It says how far claims stand apart, not which of them is right.
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


@dataclass(frozen=True)
class End:
    """One end of a range while it is being summed over components."""

    value: float = 0.0
    open: bool = False
    claims: tuple[tuple[str, float], ...] = ()

    def __add__(self, other: "End") -> "End":
        claims = tuple(sorted({*self.claims, *other.claims}))
        return End(self.value + other.value, self.open or other.open, claims)


class Solvers:
    """The components of a system with their solvers, each built when needed."""

    def __init__(self, system: System):
        self.system = system
        self.by_column = {
            column: component
            for component in system.components
            for column in component.columns
        }
        self.built: dict[tuple, Numeric] = {}
        self.possible: dict[tuple, bool] = {}

    def express(self, quantities: Iterable[Quantity]) -> Terms:
        """A sum of quantities as terms; raises ReportError if one is unknown."""
        terms: Terms = {}
        for quantity in quantities:
            for column, factor in self.system.grid.express(quantity).items():
                terms[column] = terms.get(column, Fraction(0)) + factor
        return terms

    def split(self, terms: Terms):
        """(component or None, its terms) for terms that span several."""
        groups: dict = {}
        for column, factor in terms.items():
            component = self.by_column.get(column)
            key = component.columns if component else None
            groups.setdefault(key, (component, {}))[1][column] = factor
        return list(groups.values())

    def get(self, component: Component) -> Numeric:
        """The solver of a component."""
        if component.columns not in self.built:
            self.built[component.columns] = Numeric(self.system, component)
        return self.built[component.columns]

    def is_possible(self, component: Component) -> bool:
        """Whether the claims of a component hold together."""
        key = component.columns
        if key not in self.possible:
            answer = self.get(component).check(component.claim_ids)
            self.possible[key] = answer.feasible
        return self.possible[key]

    def find_end(self, component: Component, terms: Terms, sign: int) -> End:
        """The least (1) or greatest (-1) value of terms within one component."""
        bound = self.get(component).find_end(terms, sign)
        if bound is None:
            return End(-sign * math.inf, True)
        value, is_open, duals = bound
        claims = {i: d for i, d in duals.items() if i in self.system.claim_rows}
        return End(value, is_open, tuple(sorted(claims.items())))


def _is_elementary(system: System, quantity: Quantity) -> bool:
    series, start, end, cutoff = quantity
    if cutoff or system.grid.kinds[series] != PERSONS:
        return True
    inside = [d for d in system.grid.borders[series] if start < d <= end]
    return not inside


def _find_implied(system: System, claim_id: str, witness: dict[int, float]) -> float:
    """The statistic that a witness gives for a claim."""
    try:
        return find_implied_value(system, claim_id, witness)
    except ZeroDivisionError as error:
        raise ReportError(f"{claim_id}: the base would be 0") from error
