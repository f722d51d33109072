"""Turns claims and identities into a system of linear constraints; solves nothing.

Unknowns are totals over elementary periods (`report.constraints.grid`); every claim is
one or two rows over them (`report.constraints.rows`), which may conflict; every identity
is rows that are not up for dispute (`report.constraints.ties`).
All unknowns are at least 0.
This is the data balancing problem (Stone, Champernowne and Meade, 1942) without
its adjustment: first ask whether the constraints have a solution at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from report.claims import Claim
from report.constraints.grid import ADDITIVE, Grid, Quantity, Row, Series
from report.constraints.rows import (
    Rules,
    compare_lengths,
    find_claim_rows,
    find_reason_outside,
    find_series_kind,
    find_terms,
    read_fiscal_year,
)
from report.constraints.ties import find_tie_rows, find_ties, spread_borders
from report.identities import Identity, check_identities, join_measures


@dataclass
class System:
    """Rows over unknowns that are at least 0.

    terms: what each claim that constrains is about, and its denominator.
    claim_rows: the rows of each claim that constrains; these may conflict.
    hard_rows: rows of identities and of the grid; all hold at zero, so they
        never conflict by themselves.
    outside: claims that constrain nothing, with the reason.
    names: measure -> the name that stands for all of its same_series identities.
    quantities: what was asked for beside the claims, as `build_system` takes it.
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
        """The system of only these claims, with the unknowns that they need.

        quantities: as `build_system` takes them. Raises KeyError for another claim.
        """
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
    """Claims and rows that share unknowns, directly or through others.

    columns: places of the unknowns in `Grid.unknowns`.
    """

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

    claims: by id, as `report.claims.read_claims` gives them.
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


def choose_terms(claims, identities, names, rules) -> tuple[dict, dict]:
    """(numerator, denominator or None) of each claim that constrains, and why the
    others do not; both by claim id.

    names: measure -> the name that stands for it, as of `join_measures`.
    """
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


def list_quantities(terms, asked, claims, names):
    """Every quantity that needs unknowns, with the kind of its series.

    terms: claim id -> (numerator, denominator or None); asked: further quantities.
    """
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


def find_implied_value(system: System, claim_id: str, witness) -> float:
    """The statistic that values of the unknowns give for a claim, in its own unit.

    witness: column -> value; an unknown that it lacks is 0.
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
