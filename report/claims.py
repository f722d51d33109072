"""Turns rows of claims.csv into claims: who said what, and what the words allow.

A claim is a statement, not a fact.
Here each row becomes a `Claim`, whose printed number becomes an interval by
`report.intervals`; what claims say together is modelled in `report.constraints`.
"""

import math
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction

from report.estimates import Estimate
from report.findings import Finding, ReportError
from report.intervals import (
    READINGS,
    RELATIONS,
    Interval,
    count_months,
    read_relation,
)

STATISTICS = (
    "total", "count", "monthly_mean", "annual_mean",
    "share", "ratio", "growth", "parts_sum",
)  # fmt: skip
NEEDS_BASE = frozenset({"ratio", "growth"})
MEANS = {"monthly_mean": "month", "annual_mean": "year"}

# What a claim's unit may be called beside the counting unit of its measure.
READS_AS = {("shipment", "entry"), ("job", "position"), ("fraction", None),
            ("ratio", None)}  # fmt: skip
# How loaders write an empty cell; pandas.NA cannot even be compared with itself.
EMPTY = frozenset({"", "None", "nan", "NaT", "<NA>"})
DATES = ("period_start", "period_end", "base_start", "base_end")
MONEY = frozenset({"usd", "yuan"})
FILE = "data/claims.csv"


@dataclass(frozen=True)
class Claim:
    """One figure, stated by one actor, in one source: a row of claims.csv.

    Column names are kept. Beyond them: `counting_unit` and `kind` come from
    measures.csv, `row` is the line in the file.
    """

    claim_id: str
    measure_id: str
    statistic: str
    relation: str
    value: float
    unit: str
    theme: str = ""
    actor_id: str = ""
    place: str = ""
    period_start: date | None = None
    period_end: date | None = None
    period_label: str = ""
    base_start: date | None = None
    base_end: date | None = None
    value_high: float | None = None
    rounding: float = 0.0
    source_id: str = ""
    reported_by: str = ""
    stated_on: str = ""
    locator: str = ""
    quote: str = ""
    note: str = ""
    numerator_measure_id: str = ""
    base_measure_id: str = ""
    base_place: str = ""
    cutoff_id: str = ""
    superseded_by: str = ""
    subset: str = ""
    year_basis: str = ""
    counting_unit: str = "unknown"
    kind: str = "flow"
    row: int = 0

    def interval(self, reading: str = READINGS[0]) -> Interval:
        """The true values that the words and the printed grain allow."""
        # A whole number printed to the last unit is a count, not a rounding.
        reading = "exact" if self.is_counted_one_by_one else reading
        return read_relation(
            self.relation, self.value, self.value_high, self.rounding, reading
        )

    def estimate(self, reading: str = READINGS[0]) -> Estimate:
        """The claim as an estimate, in the unit of its statistic.

        A mean is a rate ("shipment/month"); `total_estimate` gives the total.
        """
        low, high, *_ = self.interval(reading)
        unit = self.unit
        if self.statistic in MEANS:
            unit = f"{unit}/{MEANS[self.statistic]}"
        lineage, how = frozenset({self.claim_id}), f"[{self.claim_id}]"
        return Estimate(
            self.value, low, high, unit, self.measure_id, lineage, how=how
        )

    def total_estimate(self, reading: str = READINGS[0]) -> Estimate:
        """The total of the period: a mean times its number of months or years."""
        estimate = self.estimate(reading)
        if self.statistic not in MEANS:
            return estimate
        count = float(self.length)
        return estimate * Estimate(count, count, count, MEANS[self.statistic])

    @property
    def length(self) -> Fraction:
        """What a total is divided by to give this statistic."""
        if self.statistic not in MEANS:
            return Fraction(1)
        months = count_months(self.period_start, self.period_end)
        return months / 12 if self.statistic == "annual_mean" else months

    @property
    def has_period(self) -> bool:
        return self.period_start is not None and self.period_end is not None

    @property
    def is_counted_one_by_one(self) -> bool:
        """Whether the number is a count to the last unit."""
        whole = self.statistic in ("total", "count", "parts_sum")
        return whole and self.rounding == 1 and float(self.value).is_integer()


def read_claims(claims, measures) -> dict[str, Claim]:
    """The claims by id, in the order of the table.

    claims, measures: frames with the columns of data/claims.csv and
    data/measures.csv; dates as ISO text, `date` or timestamps.
    Raises ReportError with all findings: unknown statistic or relation, a base
    or a half period missing, a unit that does not fit, an empty interval, a
    period that overlaps its own base.
    A later reading that is not in the frame is no fault: it may not have been
    stated by the day to which the frame was cut.
    """
    known = {row["measure_id"]: row for row in measures.to_dict("records")}
    found, read = [], {}
    for line, row in enumerate(claims.to_dict("records"), start=2):
        claim = _read_claim(row, known.get(row["measure_id"]), line, found)
        if claim is not None:
            if claim.claim_id in read:
                found.append(_finding(claim, "claim_id", "is used twice", "Rename it."))
            read[claim.claim_id] = claim
    if found:
        raise ReportError("claims cannot be read:", found)
    return read


def _read_claim(row, measure, line: int, found: list) -> Claim | None:
    cells = {f.name: _cell(row.get(f.name), f.name) for f in fields(Claim)}
    cells["row"] = line
    faults = list(_find_cell_faults(cells, measure))
    if not faults:
        cells["kind"] = measure["kind"]
        cells["counting_unit"] = measure["counting_unit"]
        claim = Claim(**{k: v for k, v in cells.items() if v is not None})
        faults = list(_find_claim_faults(claim))
    for column, message, cure in faults:
        value = str(row.get(column, ""))
        found.append(Finding(FILE, line, column, value, message, cure))
    return None if faults else claim


def _find_cell_faults(cells: dict, measure):
    if measure is None:
        yield "measure_id", "is not in measures.csv", "Add the measure."
    for column, allowed in (("statistic", STATISTICS), ("relation", RELATIONS)):
        if cells[column] not in allowed:
            yield column, "is unknown", f"Use one of {', '.join(allowed)}."
    for column in ("value", "rounding", "value_high"):
        needed = column == "value" or (
            column == "value_high" and cells["relation"] == "between"
        )
        number = cells[column]
        if number is None and needed or number is not None and not _is_number(number):
            yield column, "is not a finite number", "Give the printed number."
    for column in DATES:
        if isinstance(cells[column], str):
            yield column, "is not a day", "Write it as YYYY-MM-DD."


def _find_claim_faults(claim: Claim):
    for start, end in (("period_start", "period_end"), ("base_start", "base_end")):
        first, last = getattr(claim, start), getattr(claim, end)
        if (first is None) != (last is None):
            yield start, "is half a period", f"Give {start} and {end}, or neither."
        elif first is not None and last < first:
            yield end, "lies before the start", "Swap or mend the dates."
    if claim.statistic in NEEDS_BASE and claim.base_start is None and claim.has_period:
        yield "base_start", "is missing: there is nothing to compare", "Add the base."
    if claim.rounding < 0:
        yield "rounding", "is negative, so that the interval is empty", "Make it > 0."
    elif claim.relation == "between" and claim.value_high < claim.value:
        yield "value_high", "is below value: the interval is empty", "Swap the two."
    if claim.statistic in NEEDS_BASE and _overlap(claim):
        yield "base_start", "overlaps the period compared with it", "Separate the two."
    if not _unit_fits(claim):
        wanted = f"is not the measure's counting unit {claim.counting_unit}"
        yield "unit", wanted, "Mend the unit or choose another measure."


def _overlap(claim: Claim) -> bool:
    dates = (claim.period_start, claim.period_end, claim.base_start, claim.base_end)
    if None in dates or claim.numerator_measure_id or claim.base_measure_id:
        return False
    return claim.base_start <= claim.period_end and claim.period_start <= claim.base_end


def _unit_fits(claim: Claim) -> bool:
    pair = (claim.unit, claim.counting_unit)
    dimensionless = (claim.unit, None) in READS_AS
    if claim.statistic in ("share", "ratio", "growth"):
        return dimensionless
    if claim.counting_unit == "unknown":
        return claim.unit not in MONEY and not dimensionless
    return claim.unit == claim.counting_unit or pair in READS_AS


def _finding(claim: Claim, column: str, message: str, cure: str) -> Finding:
    value = str(getattr(claim, column))
    return Finding(FILE, claim.row, column, value, message, cure)


def _is_number(value) -> bool:
    return isinstance(value, float) and math.isfinite(value)


def _cell(value, column: str):
    """A cell as a plain value; None where it is empty, whatever the loader gave."""
    if str(value).strip() in EMPTY:
        return None
    if column in ("value", "value_high", "rounding"):
        try:
            return float(value)
        except ValueError:
            return str(value)
    if column in DATES:
        try:
            return date.fromisoformat(str(value)[:10])
        except ValueError:
            return str(value)
    return str(value)
