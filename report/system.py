"""Turns claims and identities into a system of linear constraints; solves nothing.

Unknowns are totals over elementary periods (`report.grid`); every claim is one or
two rows over them, every identity is rows that are not up for dispute:

| statistic            | row                                                   |
| -------------------- | ----------------------------------------------------- |
| total, count         | T in interval                                         |
| monthly, annual mean | T / length in interval                                |
| share                | T - s * W, s in interval, W the total it is a share of |
| ratio, growth        | M - r * B, r in interval, M and B means a month, so   |
|                      | that periods of different length compare              |
| parts_sum            | none: our own arithmetic is not a claim               |

All unknowns are at least 0.
This is the data balancing problem (Stone, Champernowne and Meade, 1942) without
its adjustment: first ask whether the constraints have a solution at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from report.claims import READINGS, Claim, count_months
from report.grid import (
    ADDITIVE,
    ONE_DAY,
    PERSONS,
    STATE,
    Grid,
    Quantity,
    Row,
    Series,
    Terms,
    at_least,
    subtract,
)
from report.identities import Identity, check_identities, join_measures

COMPARED = ("share", "ratio", "growth")


@dataclass(frozen=True)
class Rules:
    """How claims are read.

    reading: what a printed number means, see `report.claims`.
    first_readings: take the figure that was later replaced, not its successor.
    one_vintage: tie the readings of one measure that different sources give;
        False lets every source have its own series, so that only what a source
        says against itself remains.
    fiscal_years: read a year whose basis is not stated as a US fiscal year, from
        1 October before; as printed it is a calendar year.
    """

    reading: str = READINGS[0]
    first_readings: bool = False
    one_vintage: bool = True
    fiscal_years: bool = False


@dataclass
class System:
    """Rows over unknowns that are at least 0.

    terms: what each claim that constrains is about, and its denominator.
    claim_rows: the rows of each claim that constrains; these may conflict.
    hard_rows: rows of identities and of the grid; all hold at zero, so they
        never conflict by themselves.
    outside: claims that constrain nothing, with the reason.
    """

    claims: dict[str, Claim]
    identities: tuple[Identity, ...]
    rules: Rules
    grid: Grid
    terms: dict[str, tuple[Quantity, Quantity | None]]
    claim_rows: dict[str, list[Row]]
    hard_rows: list[Row]
    outside: dict[str, str]
    names: dict[str, str] = field(default_factory=dict)
    quantities: tuple = ()

    def restrict(self, claim_ids: Iterable[str], quantities=()) -> "System":
        """The system of only these claims, with the unknowns that they need."""
        chosen = {claim_id: self.claims[claim_id] for claim_id in claim_ids}
        return build_system(chosen, self.identities, self.rules, quantities)

    def without(self, claim_ids: Iterable[str]) -> "System":
        """The system with some claims left out and all its quantities kept."""
        left_out = set(claim_ids)
        kept = [claim_id for claim_id in self.claims if claim_id not in left_out]
        return self.restrict(kept, self.quantities)

    def quantity(self, measure: str, place: str, start: date, end: date) -> Quantity:
        """A quantity under the name that its measure has in this system."""
        return Quantity(Series(self.names.get(measure, measure), place), start, end)

    @cached_property
    def components(self) -> list["Component"]:
        """The parts of the system that share no unknown, largest first."""
        return find_components(self)


@dataclass(frozen=True)
class Component:
    """Claims and rows that share unknowns, directly or through others."""

    columns: tuple[int, ...]
    claim_ids: tuple[str, ...]
    hard_rows: tuple[Row, ...]


def build_system(
    claims: Mapping[str, Claim],
    identities: Iterable[Identity] = (),
    rules: Rules = Rules(),
    quantities: Iterable[tuple[str, str, date, date]] = (),
) -> System:
    """The system that claims and identities make.

    quantities: (measure_id, place, start, end) of what nobody need have reported;
        the system gets unknowns for them, so that their range can be asked.
    Raises ReportError for identities that contradict each other.
    """
    identities, quantities = tuple(identities), tuple(quantities)
    check_identities(identities)
    if rules.fiscal_years:
        claims = {i: read_fiscal_year(claim) for i, claim in claims.items()}
    names = join_measures(identities)
    terms, outside = choose_terms(claims, identities, names, rules)
    asked = [Quantity(Series(names.get(m, m), p), s, e) for m, p, s, e in quantities]
    grid = Grid()
    for quantity, kind in list_quantities(terms, asked, claims, names):
        grid.add(quantity, kind)
    ties = find_ties(identities, names, grid)
    spread_borders(grid, ties)
    grid.number_unknowns()
    claim_rows = {i: find_claim_rows(claims[i], terms[i], grid, rules) for i in terms}
    hard_rows = [*grid.find_structure_rows(), *find_tie_rows(ties, grid)]
    return System(
        claims=dict(claims),
        identities=identities,
        rules=rules,
        grid=grid,
        terms=terms,
        claim_rows=claim_rows,
        hard_rows=hard_rows,
        outside=outside,
        names=names,
        quantities=quantities,
    )


def read_fiscal_year(claim: Claim) -> Claim:
    """A claim for "2024" as one for the fiscal year 2024, if it may be that."""
    if claim.year_basis != "not_stated":
        return claim
    start, end = claim.period_start, claim.period_end
    if (start.month, start.day, end.month, end.day) != (1, 1, 12, 31):
        return claim
    return replace(
        claim,
        period_start=date(start.year - 1, 10, 1),
        period_end=date(end.year, 9, 30),
        year_basis="read as fiscal",
    )


def choose_terms(claims, identities, names, rules) -> tuple[dict, dict]:
    """(numerator, denominator or None) of each claim that constrains, and why
    the others do not."""
    replaced = {c.superseded_by for c in claims.values() if c.superseded_by in claims}
    by_reading = {p for i in identities if i.scope == "reading" for p in i.parts}
    terms, outside = {}, {}
    for claim_id, claim in claims.items():
        reason = find_reason_outside(claim, replaced, claims, rules)
        if reason:
            outside[claim_id] = reason
        else:
            terms[claim_id] = find_terms(claim, names, by_reading, rules)
    return terms, outside


def find_reason_outside(claim: Claim, replaced, claims, rules: Rules) -> str:
    """Why a claim constrains nothing; empty if it does."""
    if claim.statistic == "parts_sum":
        return "our own arithmetic"
    if not claim.has_period:
        return "no period was seen"
    if claim.statistic == "share" and not claim.base_measure_id:
        return "what it is a share of was not seen"
    if rules.first_readings and claim.claim_id in replaced:
        return "a later reading"
    if not rules.first_readings and claim.superseded_by in claims:
        return f"replaced by {claim.superseded_by}"
    return ""


def find_terms(claim: Claim, names, by_reading, rules: Rules):
    """The quantity a claim is about and the one that it is compared with."""

    def series(measure: str, place: str) -> Series:
        apart = measure in by_reading or not rules.one_vintage
        reading = claim.source_id if apart else ""
        if "unspecified" in measure:  # each may follow a definition of its own
            reading = claim.claim_id
        if claim.subset:  # a part that has no measure of its own
            reading = f"{reading} {claim.subset}".strip()
        return Series(names.get(measure, measure), place, reading)

    measure, cutoff = claim.numerator_measure_id or claim.measure_id, claim.cutoff_id
    start, end = claim.period_start, claim.period_end
    about = Quantity(series(measure, claim.place), start, end, cutoff)
    if claim.statistic not in COMPARED:
        return about, None
    # A denominator with a period of its own is a whole year's target or the
    # base period; only growth compares two readings cut on the same unseen day.
    own = claim.base_start is not None
    base_series = series(
        claim.base_measure_id or measure, claim.base_place or claim.place
    )
    base = Quantity(
        base_series,
        claim.base_start if own else start,
        claim.base_end if own else end,
        "" if own and claim.base_measure_id else cutoff,
    )
    return about, base


def list_quantities(terms, asked, claims, names):
    """Every quantity that needs unknowns, with the kind of its series."""
    kinds = {}
    for claim in claims.values():
        kind = find_series_kind(claim.kind, claim.counting_unit)
        kinds[names.get(claim.measure_id, claim.measure_id)] = kind
    for claim_id, pair in terms.items():
        own = find_series_kind(claims[claim_id].kind, claims[claim_id].counting_unit)
        for quantity in filter(None, pair):
            yield quantity, kinds.get(quantity.series.measure, own)
    for quantity in asked:
        yield quantity, kinds.get(quantity.series.measure, ADDITIVE)


def find_series_kind(kind: str, counting_unit: str) -> str:
    """How the periods of a measure relate to each other."""
    if kind != "flow":
        return STATE
    return PERSONS if counting_unit == "person" else ADDITIVE


@dataclass(frozen=True)
class Tie:
    """An identity between actual series."""

    identity: Identity
    whole: Series
    parts: tuple[Series, ...]


def find_ties(identities, names, grid: Grid) -> list[Tie]:
    """The series that each identity joins, place by place, reading by reading."""
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


def find_claim_rows(claim: Claim, terms, grid: Grid, rules: Rules) -> list[Row]:
    """A claim as rows; an open end stays open."""
    about, base = terms
    low, high, low_open, high_open = claim.interval(rules.reading)
    total = grid.express(about)
    if base is None:
        per = {column: 1 / claim.length for column in total}
        return [Row(per, low, high, low_open, high_open, claim.claim_id)]
    shift = 1 if claim.statistic == "growth" else 0
    scale = 1 if claim.statistic == "share" else compare_lengths(about, base, grid)
    scaled = {column: factor * scale for column, factor in total.items()}
    other, none, inf = grid.express(base), Fraction(0), float("inf")
    rows = []
    if low > -inf:
        above = subtract(scaled, other, low + shift)
        rows.append(Row(above, none, inf, low_open, True, claim.claim_id))
    if high < inf:
        below = subtract(scaled, other, high + shift)
        rows.append(Row(below, -inf, none, True, high_open, claim.claim_id))
    return rows


def find_implied_value(system: System, claim_id: str, witness) -> float:
    """The statistic that values of the unknowns give for a claim.

    Raises ZeroDivisionError if the denominator is 0.
    """
    about, base = system.terms[claim_id]
    total = _evaluate(system.grid, about, witness)
    claim = system.claims[claim_id]
    if base is None:
        return total / float(claim.length)
    if claim.statistic != "share":
        total *= float(compare_lengths(about, base, system.grid))
    value = total / _evaluate(system.grid, base, witness)
    return value - 1 if claim.statistic == "growth" else value


def _evaluate(grid: Grid, quantity: Quantity, witness) -> float:
    return sum(witness.get(column, 0.0) for column in grid.express(quantity))


def compare_lengths(about: Quantity, base: Quantity, grid: Grid) -> Fraction:
    """Months of the base for one month of the period, for additive flows.

    Periods between the same days of two years count as equally long, so that a
    leap day is no growth; persons, stocks and levels have no length.
    """
    if grid.kinds[about.series] != ADDITIVE:
        return Fraction(1)
    days = [[(d.month, d.day) for d in (q.start, q.end)] for q in (about, base)]
    if days[0] == days[1]:
        return Fraction(1)
    return count_months(base.start, base.end) / count_months(about.start, about.end)


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


def find_components(system: System) -> list[Component]:
    """Claims and hard rows grouped by the unknowns that they share.

    Groups without a claim are left out: nothing in them can conflict.
    """
    leader = list(range(len(system.grid.unknowns)))

    def find(column: int) -> int:
        while leader[column] != column:
            leader[column] = column = leader[leader[column]]
        return column

    owned = [row for rows in system.claim_rows.values() for row in rows]
    for row in [*owned, *system.hard_rows]:
        first, *rest = row.terms or [0]
        for column in rest:
            leader[find(column)] = find(first)
    # The rows of one claim stand or fall together.
    for rows in system.claim_rows.values():
        for row in rows[1:]:
            leader[find(next(iter(row.terms)))] = find(next(iter(rows[0].terms)))
    return _gather(system, find)


def _gather(system: System, find) -> list[Component]:
    columns, claims, hard = defaultdict(list), defaultdict(list), defaultdict(list)
    for column in range(len(system.grid.unknowns)):
        columns[find(column)].append(column)
    for claim_id, rows in system.claim_rows.items():
        claims[find(next(iter(rows[0].terms)))].append(claim_id)
    for row in filter(lambda row: row.terms, system.hard_rows):
        hard[find(next(iter(row.terms)))].append(row)
    parts = [
        Component(tuple(columns[c]), tuple(claims[c]), tuple(hard[c])) for c in claims
    ]
    return sorted(parts, key=lambda part: (-len(part.claim_ids), part.claim_ids))
