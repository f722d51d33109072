"""Turns rows into a witness or a proof that there is none, in exact fractions.

The least-index dual simplex (Bland, 1977) over rationals; strict ends are kept
exact by an infinitesimal beside each number, as in Dutertre and de Moura,
A Fast Linear-Arithmetic Solver for DPLL(T), CAV 2006.
Meant for the few rows of one conflict, not for whole systems.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import isinf

from report.constraints.grid import Row
from report.findings import ReportError

# Far above what a conflict needs; a guard against being given a whole system.
MAX_PIVOTS = 5_000
# Beyond so many unknowns an exact decision takes too long to be asked for.
MAX_UNKNOWNS = 60


@dataclass(frozen=True)
class Verdict:
    """What exact arithmetic says about rows over unknowns that are at least 0.

    witness: values of the unknowns that satisfy every row, or None.
    multipliers: if infeasible, positive weights of row sides, by (row number,
        "low" or "high"), whose weighted sum reads: at least 0 is less than 0.
    """

    witness: dict[int, Fraction] | None
    multipliers: dict[tuple[int, str], Fraction]

    @property
    def feasible(self) -> bool:
        return self.witness is not None


def decide(rows: Iterable[Row]) -> Verdict:
    """Whether the rows have a common solution, proved either way.

    Raises ReportError beyond MAX_PIVOTS.
    """
    rows = list(rows)
    sides = list(list_sides(rows))
    body, value = _start(sides)
    for _ in range(MAX_PIVOTS):
        negative = [name for name, (a, b) in value.items() if (a, b) < (0, 0)]
        if not negative:
            return Verdict(_find_witness(rows, value), {})
        leaving = min(negative)
        entering = min((j for j, a in body[leaving].items() if a < 0), default=None)
        if entering is None:
            return Verdict(None, _find_multipliers(leaving, body, sides))
        _pivot(body, value, leaving, entering)
    raise ReportError(
        f"no exact answer within {MAX_PIVOTS} pivots for {len(rows)} rows. "
        "Ask about fewer claims."
    )


def satisfies(rows: Iterable[Row], witness: dict[int, Fraction]) -> bool:
    """Whether exact values satisfy every row, strict ends included."""
    return all(_holds(row, witness) for row in rows)


def proves_infeasible(rows: Iterable[Row], multipliers) -> bool:
    """Whether the weighted sum of the row sides contradicts itself (Farkas).

    multipliers: those of a `Verdict`; a sum with a weight that is not above 0 proves nothing.
    """
    sides = {key: side for key, *side in list_sides(list(rows))}
    sums: dict[int, Fraction] = {}
    bound, slack = Fraction(0), Fraction(0)
    for key, weight in multipliers.items():
        terms, (value, below) = sides[key]
        bound, slack = bound + weight * value, slack + weight * below
        for column, factor in terms.items():
            sums[column] = sums.get(column, 0) + weight * factor
    positive = all(weight > 0 for weight in multipliers.values())
    return positive and min(sums.values(), default=0) >= 0 and (bound, slack) < (0, 0)


def list_sides(rows: list[Row]):
    """Each finite end as (key, terms, (bound, infinitesimal)): terms <= bound."""
    for number, row in enumerate(rows):
        if not isinf(row.high):
            bound = Fraction(row.high), Fraction(-1 if row.high_open else 0)
            yield (number, "high"), row.terms, bound
        if not isinf(row.low):
            negated = {column: -factor for column, factor in row.terms.items()}
            bound = -Fraction(row.low), Fraction(-1 if row.low_open else 0)
            yield (number, "low"), negated, bound


def _start(sides):
    # Names: unknowns ("x", column) start at 0, slacks ("y", number) are basic.
    body, value = {}, {}
    for number, (_, terms, bound) in enumerate(sides):
        body["y", number] = {("x", c): Fraction(f) for c, f in terms.items()}
        value["y", number] = bound
    return body, value


def _pivot(body, value, leaving, entering) -> None:
    row, (bound, small) = body.pop(leaving), value.pop(leaving)
    factor = row.pop(entering)
    row = {name: a / factor for name, a in row.items()}
    row[leaving] = 1 / factor
    bound, small = bound / factor, small / factor
    for name, other in body.items():
        times = other.pop(entering, None)
        if times is None:
            continue
        for column, a in row.items():
            new = other.get(column, 0) - times * a
            if new:
                other[column] = new
            else:
                other.pop(column, None)
        old, old_small = value[name]
        value[name] = old - times * bound, old_small - times * small
    body[entering], value[entering] = row, (bound, small)


def _find_multipliers(leaving, body, sides):
    weights = {leaving: Fraction(1)} | body[leaving]
    return {
        sides[number][0]: weight
        for (letter, number), weight in sorted(weights.items())
        if letter == "y" and weight
    }


def _find_witness(rows, value) -> dict[int, Fraction]:
    # The infinitesimal becomes a number small enough for every strict end.
    size = Fraction(1)
    while True:
        witness = {
            name[1]: a + b * size for name, (a, b) in value.items() if name[0] == "x"
        }
        if satisfies(rows, witness) and min(witness.values(), default=0) >= 0:
            return witness
        size /= 2


def _holds(row: Row, witness) -> bool:
    total = sum((f * witness.get(c, 0) for c, f in row.terms.items()), Fraction(0))
    above = total > row.low if row.low_open else total >= row.low
    below = total < row.high if row.high_open else total <= row.high
    return above and below
