"""Turns rows into all conflicts of at most so many claims, by eliminating unknowns.

Fourier-Motzkin elimination in exact fractions (Schrijver, Theory of Linear and
Integer Programming, 1986, ch. 12): two rows in which an unknown has opposite
signs are added so that it cancels; what is left without unknowns is true or a
contradiction, and the claims that went into it are a conflict.
Combining rows only adds claims, so whatever grows beyond the wanted size is
dropped, and the search is complete up to that size.
It is exponential in the size, hence meant for three or four claims.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm

from report.constraints.grid import Row
from report.reconcile.exact import list_sides

# A bound is a number and an infinitesimal beside it; see `report.reconcile.exact`.
Bound = tuple[Fraction, Fraction]
Key = tuple[tuple[int, int], ...]
Table = dict[Key, list[tuple[Bound, int]]]
NOTHING = (Fraction(0), Fraction(0))


class TooManyRowsError(Exception):
    """The elimination outgrew its limit; nothing is proved."""


def find_small_sets(
    rows: Iterable[Row], claim_ids: Iterable[str], size: int, max_rows: int
) -> list[frozenset[str]]:
    """All minimal infeasible sets of at most `size` claims.

    rows: those of the claims, whose `origin` is in claim_ids, and hard rows.
    Raises TooManyRowsError if more than max_rows are alive at a time.
    """
    names = list(claim_ids)
    bits = {claim_id: 1 << i for i, claim_id in enumerate(names)}
    rows, known = list(rows), []
    for most in range(1, size + 1):
        known = _eliminate(rows, bits, most, known, max_rows)
    return [
        frozenset(name for name in names if bits[name] & claims) for claims in known
    ]


def _eliminate(rows, bits, most: int, known: list[int], max_rows: int) -> list[int]:
    table: Table = {}
    known = list(known)
    left: set[int] = set()
    for (number, _), terms, bound in list_sides(rows):
        claims = bits.get(rows[number].origin, 0)
        _add(table, *_as_integers(terms, bound), claims, known)
        left |= set(terms)
    while left:
        column = _choose_column(table, left)
        left.discard(column)
        for terms, bound, claims in _combine(table, column, most, known):
            _add(table, terms, bound, claims, known)
        if sum(map(len, table.values())) > max_rows:
            raise TooManyRowsError
    return [c for c in known if not any(o != c and o & ~c == 0 for o in known)]


def _choose_column(table: Table, left: set[int]) -> int:
    # The unknown whose elimination adds the fewest rows.
    positive, negative = dict.fromkeys(left, 0), dict.fromkeys(left, 0)
    for key, bounds in table.items():
        for column, factor in key:
            (positive if factor > 0 else negative)[column] += len(bounds)

    def growth(column: int) -> tuple[int, int]:
        more, less = positive[column], negative[column]
        return more * (less + 1) - more - less, column

    return min(left, key=growth)


def _combine(table: Table, column: int, most: int, known: list[int]):
    upper, lower = [], [({column: -1}, -1, [(NOTHING, 0)])]  # the unknown is >= 0
    for key in [key for key in table if any(c == column for c, _ in key)]:
        terms = dict(key)
        side = upper if terms[column] > 0 else lower
        side.append((terms, terms[column], table.pop(key)))
    for above, a, highs in upper:
        for below, b, lows in lower:
            pairs = [
                (high, low, some | others)
                for high, some in highs
                for low, others in lows
                if (some | others).bit_count() <= most
                and not _holds_conflict(some | others, known)
            ]
            terms = _mix(above, -b, below, a) if pairs else {}
            for high, low, claims in pairs:
                bound = (high[0] * -b + low[0] * a, high[1] * -b + low[1] * a)
                yield terms, bound, claims


def _mix(a: dict[int, int], times: int, b: dict[int, int], over: int):
    mixed = {column: factor * times for column, factor in a.items()}
    for column, factor in b.items():
        mixed[column] = mixed.get(column, 0) + factor * over
    return {column: factor for column, factor in mixed.items() if factor}


def _add(table: Table, terms, bound: Bound, claims: int, known: list[int]) -> None:
    if bound >= NOTHING and all(factor <= 0 for factor in terms.values()):
        return  # holds for whatever is at least 0
    if _holds_conflict(claims, known):
        return
    if not terms:
        known.append(claims)
        return
    divisor = gcd(*terms.values())
    key = tuple(sorted((column, f // divisor) for column, f in terms.items()))
    bound = bound[0] / divisor, bound[1] / divisor
    kept = table.setdefault(key, [])
    # The sets are compared first: that is far cheaper than comparing fractions.
    if any(some & ~claims == 0 and other <= bound for other, some in kept):
        return  # fewer claims already say as much
    kept[:] = [k for k in kept if claims & ~k[1] or not bound <= k[0]]
    kept.append((bound, claims))


def _holds_conflict(claims: int, known: list[int]) -> bool:
    # A row that rests on a known conflict leads only to larger sets.
    return any(conflict & ~claims == 0 for conflict in known)


def _as_integers(terms, bound: Bound):
    common = lcm(*(Fraction(factor).denominator for factor in terms.values()))
    whole = {column: int(factor * common) for column, factor in terms.items()}
    return whole, (bound[0] * common, bound[1] * common)
