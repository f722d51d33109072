"""Turns claims that hold together into the ranges that they leave for quantities.

A range is the least and the greatest value that a quantity, reported or not, takes
in any solution: two linear programmes, whose dual values name the claims that
bind, and prove the bound (weak duality).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from report.constraints import Component, System
from report.constraints.grid import PERSONS, Quantity, Row, Terms, describe_quantity
from report.reconcile.exact import MAX_UNKNOWNS, decide
from report.reconcile.numeric import DENOMINATOR, Numeric


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


def find_ranges(
    system: System, targets: Mapping[str, Iterable[Quantity]]
) -> list[Range]:
    """The range of each named target, a sum of quantities of the system.

    Bounds are in the unit of the target's measure. Raises ReportError for a quantity
    for which the system has no unknown, SolverError where no end is found.
    """
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
    # Below 1 more digits would be those of the solver.
    digits = 10 if abs(found.low) >= 1 else 6
    low = f"{'more than' if found.low_open else 'at least'} {found.low:,.{digits}g}"
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
        is_open = is_open or not self.is_attained(component, terms, value)
        claims = {i: d for i, d in duals.items() if i in self.system.claim_rows}
        return End(value, is_open, tuple(sorted(claims.items())))

    def is_attained(self, component: Component, terms: Terms, value: float) -> bool:
        """Whether a bound that no strict end proves open is reached all the same.

        Two bounds may meet, one strict and one not, and the duals show only one.
        Beyond MAX_UNKNOWNS it is taken as reached.
        """
        rows = self.get(component).rows
        strict = any(
            row.low_open and not math.isinf(row.low)
            or row.high_open and not math.isinf(row.high)
            for row in rows
        )
        if not strict or len(component.columns) > MAX_UNKNOWNS:
            return True
        end = Fraction(value).limit_denominator(DENOMINATOR)
        return decide([*rows, Row(terms, end, end, False, False, "end")]).feasible


def _is_elementary(system: System, quantity: Quantity) -> bool:
    series, start, end, cutoff = quantity
    if cutoff or system.grid.kinds[series] != PERSONS:
        return True
    inside = [d for d in system.grid.borders[series] if start < d <= end]
    return not inside
