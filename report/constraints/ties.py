"""Turns identities into rows between the unknowns of actual series.

An identity speaks of measures; a tie joins the series of one place, and of one
reading where a measure is a state at the reading date.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from report.constraints.grid import (
    ADDITIVE,
    ONE_DAY,
    Grid,
    Quantity,
    Row,
    Series,
    Terms,
    at_least,
    subtract,
)
from report.identities import Identity


@dataclass(frozen=True)
class Tie:
    """An identity between actual series."""

    identity: Identity
    whole: Series
    parts: tuple[Series, ...]


def find_ties(identities, names, grid: Grid) -> list[Tie]:
    """The series that each identity joins, place by place, reading by reading.

    names: measure -> the name that stands for it. A sum whose whole or part nobody
    reported gets a series of its own in the grid.
    """
    ties = []
    for identity in identities:
        if identity.kind != "same_series":
            ties += _find_ties(identity, names, grid)
    return [tie for tie in ties if tie.whole in grid.kinds and tie.parts]


def _find_ties(identity: Identity, names, grid: Grid):
    whole = names.get(identity.whole_measure_id, identity.whole_measure_id)
    parts = [names.get(part, part) for part in identity.parts]
    there = [s for s in grid.kinds if s.measure in parts]
    if identity.part_places:
        place = identity.whole_place
        here = {s.reading for s in there}
        for reading in sorted(here):
            chosen = [s for s in there if s.reading == reading and s.place != place]
            if identity.part_places != ("*",):
                chosen = [s for s in chosen if s.place in identity.part_places]
            yield Tie(identity, Series(whole, place, reading), tuple(sorted(chosen)))
        return
    for place, reading in sorted({(s.place, s.reading) for s in there}):
        tied = _whole_reading(identity, whole, place, reading, grid)
        members = [Series(part, place, reading) for part in parts]
        if identity.kind == "sum":
            for series in [Series(whole, place, tied), *members]:
                grid.kinds.setdefault(series, ADDITIVE)
        present = tuple(s for s in members if s in grid.kinds)
        yield Tie(identity, Series(whole, place, tied), present)


def _whole_reading(identity, whole, place, reading, grid) -> str:
    # A status is tied to the shared series of the whole, unless every source
    # has a series of its own.
    apart = Series(whole, place, reading) in grid.kinds
    return "" if identity.scope == "reading" and not apart else reading


def spread_borders(grid: Grid, ties: list[Tie]) -> None:
    """Gives parts each other's borders and wholes those of their parts.

    Borders need not go down from whole to part: a part can always be spread over
    the finer periods of its whole in proportion.
    """
    before = -1
    while before != (before := _count_borders(grid)):
        for tie in ties:
            if tie.identity.kind == "stock_flow":
                days = {end + ONE_DAY for _, end in grid.spans[tie.whole]}
                for part in tie.parts:
                    grid.borders[part] |= days
                continue
            for kept in (grid.borders, grid.spans, grid.cuts):
                joined = set().union(*(kept[part] for part in tie.parts))
                # Each part of a part_of stands alone and keeps its own.
                shared = tie.parts if tie.identity.kind != "part_of" else ()
                for series in (tie.whole, *shared):
                    kept[series] |= joined


def _count_borders(grid: Grid) -> int:
    kept = (grid.borders, grid.spans, grid.cuts)
    return sum(len(days) for sets in kept for days in sets.values())


def find_tie_rows(ties: list[Tie], grid: Grid) -> Iterable[Row]:
    """The identities as rows, one for each common period of their series."""
    for tie in ties:
        origin = tie.identity.identity_id
        if tie.identity.kind == "stock_flow":
            yield from _find_step_rows(tie, grid)
        elif tie.identity.kind == "part_of":
            for part in tie.parts:
                for whole, terms in _pair_blocks(tie.whole, [part], grid):
                    yield at_least(whole, terms, origin)
        else:
            closed = tie.identity.kind == "sum"
            for whole, terms in _pair_blocks(tie.whole, tie.parts, grid):
                row = at_least(whole, terms, origin)
                yield row._replace(high=Fraction(0), high_open=False) if closed else row


def _pair_blocks(whole: Series, parts, grid: Grid):
    """(whole, sum of parts) as terms, for every period in which both have some."""
    periods = [(*block, "") for block in grid.blocks(parts[0])]
    for start, end, cutoff in [*periods, *sorted(grid.cuts[parts[0]])]:
        if _is_known(whole, start, end, cutoff, grid):
            terms: Terms = {}
            for part in parts:
                terms |= grid.express(Quantity(part, start, end, cutoff))
            yield grid.express(Quantity(whole, start, end, cutoff)), terms


def _is_known(series: Series, start, end, cutoff, grid: Grid) -> bool:
    if grid.kinds[series] == ADDITIVE and not cutoff:
        return {start, end + ONE_DAY} <= grid.borders[series]
    return Quantity(series, start, end, cutoff) in grid.index


def _find_step_rows(tie: Tie, grid: Grid) -> Iterable[Row]:
    stocks = sorted(grid.blocks(tie.whole), key=lambda block: block[1])
    for (_, before), (_, after) in pairwise(stocks):
        steps: Terms = {}
        for part in tie.parts:
            steps |= grid.express(Quantity(part, before + ONE_DAY, after))
        rise = subtract(
            _stock(tie.whole, after, grid), _stock(tie.whole, before, grid)
        )
        row = at_least(rise, steps, tie.identity.identity_id)
        yield row._replace(high=Fraction(0), high_open=False)


def _stock(series: Series, day: date, grid: Grid) -> Terms:
    block = next(block for block in grid.blocks(series) if block[1] == day)
    return grid.express(Quantity(series, *block))
