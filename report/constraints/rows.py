"""Turns one claim into rows over the unknowns, or says why it constrains nothing.

| statistic            | row                                                   |
| -------------------- | ----------------------------------------------------- |
| total, count         | T in interval                                         |
| monthly, annual mean | T / length in interval                                |
| share                | T - s * W, s in interval, W the total it is a share of |
| ratio, growth        | M - r * B, r in interval, M and B means a month, so   |
|                      | that periods of different length compare              |
| parts_sum            | none: our own arithmetic is not a claim               |
"""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from report.claims import Claim
from report.constraints.grid import (
    ADDITIVE,
    PERSONS,
    STATE,
    Grid,
    Quantity,
    Row,
    Series,
    subtract,
)
from report.intervals import READINGS, count_months

COMPARED = ("share", "ratio", "growth")


@dataclass(frozen=True)
class Rules:
    """How claims are read.

    reading: what a printed number means, see `report.intervals`.
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


def find_reason_outside(claim: Claim, replaced, claims, rules: Rules) -> str:
    """Why a claim constrains nothing; empty if it does.

    replaced: ids of the claims that are a later reading of one of `claims`.
    """
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
    """The quantity a claim is about and the one that it is compared with, or None.

    names: measure -> the name that stands for it; by_reading: measures that are a
    state at the reading date, so that each source has a series of its own.
    """

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


def find_series_kind(kind: str, counting_unit: str) -> str:
    """How the periods of a measure relate to each other."""
    if kind != "flow":
        return STATE
    return PERSONS if counting_unit == "person" else ADDITIVE


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


def find_claim_rows(claim: Claim, terms, grid: Grid, rules: Rules) -> list[Row]:
    """A claim as one row, or for a share, ratio or growth as up to two; an open end
    stays open.

    terms: the pair of `find_terms`, of which the grid must know both.
    """
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
