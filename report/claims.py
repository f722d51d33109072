"""Turns rows of claims.csv into claims: who said what, and what the words allow.

A claim is a statement, not a fact.
Here each row becomes a `Claim`, whose printed number becomes an interval: the set
of true values under which the source could have printed what it printed.
What claims say together is modelled in `report.system`.

| relation  | interval of the true value, printed value v, grain g          |
| --------- | ------------------------------------------------------------- |
| equal     | by the reading, below; a whole count with grain 1 is exact     |
| about     | [v - g, v + g]: "nearly" and "close to" say that the number    |
|           | was moved, so one whole grain each way, not half of one        |
| more_than | (v, unbounded): "over" gives a floor and no ceiling            |
| at_least  | [v, unbounded)                                                 |
| at_most   | (unbounded, v]                                                 |
| between   | from the low end of v to the high end of value_high            |

| reading              | equal means        | why                            |
| -------------------- | ------------------ | ------------------------------ |
| rounded_or_truncated | [v - g/2, v + g)   | 984.67 is printed as 984       |
| rounded              | [v - g/2, v + g/2] | either way of breaking a tie   |
| truncated            | [v, v + g)         | digits cut                     |
| exact                | [v, v]             | the printed number itself      |

For negative numbers the readings are mirrored, since cutting digits moves a
number towards 0.
"""

import math
from dataclasses import dataclass, fields
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from report.estimates import Estimate
from report.findings import Finding, ReportError

READINGS = ("rounded_or_truncated", "rounded", "truncated", "exact")
RELATIONS = ("equal", "about", "more_than", "at_least", "at_most", "between")
STATISTICS = (
    "total", "count", "monthly_mean", "annual_mean",
    "share", "ratio", "growth", "parts_sum",
)  # fmt: skip
NEEDS_BASE = frozenset({"ratio", "growth"})
MEANS = {"monthly_mean": "month", "annual_mean": "year"}

# What a claim's unit may be called beside the counting unit of its measure.
READS_AS = {("shipment", "entry"), ("job", "position"), ("fraction", None),
            ("ratio", None)}  # fmt: skip
MONEY = frozenset({"usd", "yuan"})
# A month of a period that does not consist of whole months.
DAYS_A_MONTH = Fraction(1461, 48)


class Interval(NamedTuple):
    """Bounds of a true value as exact fractions; an open end is left out."""

    low: Fraction | float
    high: Fraction | float
    low_open: bool = False
    high_open: bool = False


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
    counting_unit: str = "unknown"
    kind: str = "flow"
    row: int = 0

    def interval(self, reading: str = READINGS[0]) -> Interval:
        """The true values that the words and the printed grain allow."""
        value, grain = exact(self.value), exact(self.rounding)
        if self.relation == "equal":
            return self._printed(value, reading)
        if self.relation == "between":
            low = self._printed(value, reading)
            high = self._printed(exact(self.value_high), reading)
            return Interval(low.low, high.high, low.low_open, high.high_open)
        return {
            "about": Interval(value - grain, value + grain),
            "more_than": Interval(value, math.inf, True, True),
            "at_least": Interval(value, math.inf, False, True),
            "at_most": Interval(-math.inf, value, True, False),
        }[self.relation]

    def estimate(self, reading: str = READINGS[0]) -> Estimate:
        """The claim as an estimate, in the unit of its statistic.

        A mean is a rate ("shipment/month"); `total_estimate` gives the total.
        """
        low, high, *_ = self.interval(reading)
        unit = self.unit
        if self.statistic in MEANS:
            unit = f"{unit}/{MEANS[self.statistic]}"
        lineage = frozenset({self.claim_id})
        return Estimate(self.value, low, high, unit, self.measure_id, lineage)

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
        """A whole number printed to the last unit is a count, not a rounding."""
        whole = self.statistic in ("total", "count", "parts_sum")
        return whole and self.rounding == 1 and float(self.value).is_integer()

    def _printed(self, value: Fraction, reading: str) -> Interval:
        if reading == "exact" or self.is_counted_one_by_one:
            return Interval(value, value)
        return read_printed(value, exact(self.rounding), reading)


def read_claims(claims, measures) -> dict[str, Claim]:
    """The claims by id, in the order of the table.

    claims, measures: frames with the columns of data/claims.csv and
    data/measures.csv; dates as ISO text, `date` or timestamps.
    Raises ReportError with all findings: unknown statistic or relation, a base
    or a half period missing, a unit that does not fit, an empty interval, a
    period that overlaps its own base.
    """
    known = {row["measure_id"]: row for row in measures.to_dict("records")}
    found, read = [], {}
    for line, row in enumerate(claims.to_dict("records"), start=2):
        claim = _read_claim(row, known.get(row["measure_id"]), line, found)
        if claim is not None:
            if claim.claim_id in read:
                found.append(_finding(claim, "claim_id", "is used twice", "rename it"))
            read[claim.claim_id] = claim
    for claim in read.values():
        if claim.superseded_by and claim.superseded_by not in read:
            found.append(_finding(claim, "superseded_by", "is no claim", "name one"))
    if found:
        raise ReportError("claims cannot be read", found)
    return read


def read_printed(value: Fraction, grain: Fraction, reading: str) -> Interval:
    """The true values that would be printed as `value` with this grain."""
    if reading not in READINGS:
        raise ReportError(f"unknown reading {reading!r}; one of {', '.join(READINGS)}")
    if value < 0:
        low, high, low_open, high_open = read_printed(-value, grain, reading)
        return Interval(-high, -low, high_open, low_open)
    below = Fraction(0) if reading == "truncated" else grain / 2
    above = grain / 2 if reading == "rounded" else grain
    return Interval(value - below, value + above, False, reading != "rounded")


def count_months(start: date, end: date) -> Fraction:
    """Months in an inclusive period: whole ones if it consists of such."""
    after = end + timedelta(days=1)
    if start.day == 1 and after.day == 1:
        return Fraction((after.year - start.year) * 12 + after.month - start.month)
    return Fraction((after - start).days) / DAYS_A_MONTH


def exact(number: float) -> Fraction:
    """The decimal that was printed, not the float nearest to it."""
    return Fraction(str(number))


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
        found.append(Finding("data/claims.csv", line, column, value, message, cure))
    return None if faults else claim


def _find_cell_faults(cells: dict, measure):
    if measure is None:
        yield "measure_id", "is not in measures.csv", "add the measure"
    for column, allowed in (("statistic", STATISTICS), ("relation", RELATIONS)):
        if cells[column] not in allowed:
            yield column, "is unknown", f"use one of {', '.join(allowed)}"
    for column in ("value", "rounding", "value_high"):
        needed = column == "value" or (
            column == "value_high" and cells["relation"] == "between"
        )
        number = cells[column]
        if number is None and needed or number is not None and not _is_number(number):
            yield column, "is not a finite number", "give the printed number"


def _find_claim_faults(claim: Claim):
    for start, end in (("period_start", "period_end"), ("base_start", "base_end")):
        first, last = getattr(claim, start), getattr(claim, end)
        if (first is None) != (last is None):
            yield start, "is half a period", f"give {start} and {end}, or neither"
        elif first is not None and last < first:
            yield end, "lies before the start", "swap or mend the dates"
    if claim.statistic in NEEDS_BASE and claim.base_start is None and claim.has_period:
        yield "base_start", "is missing: there is nothing to compare", "add the base"
    if claim.rounding < 0:
        yield "rounding", "is negative, so that the interval is empty", "make it > 0"
    elif claim.relation == "between" and claim.value_high < claim.value:
        yield "value_high", "is below value: the interval is empty", "swap the two"
    if claim.statistic in NEEDS_BASE and _overlap(claim):
        yield "base_start", "overlaps the period compared with it", "separate the two"
    if not _unit_fits(claim):
        wanted = f"is not the measure's counting unit {claim.counting_unit}"
        yield "unit", wanted, "mend the unit or choose another measure"


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
    return Finding("data/claims.csv", claim.row, column, value, message, cure)


def _is_number(value) -> bool:
    return isinstance(value, float) and math.isfinite(value)


def _cell(value, column: str):
    """A cell as a plain value; None where it is empty, whatever the loader gave."""
    if value is None or value != value or str(value).strip() in ("", "NaT", "<NA>"):
        return None
    if column in ("value", "value_high", "rounding"):
        try:
            return float(value)
        except ValueError:
            return str(value)
    if column in ("period_start", "period_end", "base_start", "base_end"):
        return date.fromisoformat(str(value)[:10])
    return str(value)
