"""Turns a printed number and the words around it into an interval of true values.

The interval is the set of true values under which a source could have printed
what it printed.

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
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from report.findings import ReportError

READINGS = ("rounded_or_truncated", "rounded", "truncated", "exact")
RELATIONS = ("equal", "about", "more_than", "at_least", "at_most", "between")
# The mean month of four years, for a period that does not consist of whole months.
DAYS_A_MONTH = Fraction(1461, 48)


class Interval(NamedTuple):
    """Bounds of a true value as exact fractions; an open end is left out."""

    low: Fraction | float
    high: Fraction | float
    low_open: bool = False
    high_open: bool = False


def read_relation(
    relation: str, value: float, value_high: float | None, grain: float, reading: str
) -> Interval:
    """The true values that a relation, a printed number and its grain allow.

    value_high: the upper number of `between`, else not looked at; grain: the unit of
    the last printed digit, in the unit of the value, 0 where the number is exact.
    Raises ReportError for an unknown reading, KeyError for an unknown relation.
    """
    printed, step = exact(value), exact(grain)
    if relation == "equal":
        return read_printed(printed, step, reading)
    if relation == "between":
        low = read_printed(printed, step, reading)
        high = read_printed(exact(value_high), step, reading)
        return Interval(low.low, high.high, low.low_open, high.high_open)
    return {
        "about": Interval(printed - step, printed + step),
        "more_than": Interval(printed, math.inf, True, True),
        "at_least": Interval(printed, math.inf, False, True),
        "at_most": Interval(-math.inf, printed, True, False),
    }[relation]


def read_printed(value: Fraction, grain: Fraction, reading: str) -> Interval:
    """The true values that would be printed as `value` with this grain.

    Raises ReportError for an unknown reading.
    """
    if reading not in READINGS:
        raise ReportError(f"unknown reading {reading!r}. Use one of {', '.join(READINGS)}.")
    if reading == "exact" or not grain:
        return Interval(value, value)
    if value < 0:
        low, high, low_open, high_open = read_printed(-value, grain, reading)
        return Interval(-high, -low, high_open, low_open)
    below = Fraction(0) if reading == "truncated" else grain / 2
    above = grain / 2 if reading == "rounded" else grain
    return Interval(value - below, value + above, False, reading != "rounded")


def count_months(start: date, end: date) -> Fraction:
    """Months in an inclusive period: whole ones if it consists of such, else its days
    over the mean length of a month."""
    after = end + timedelta(days=1)
    if start.day == 1 and after.day == 1:
        return Fraction((after.year - start.year) * 12 + after.month - start.month)
    return Fraction((after - start).days) / DAYS_A_MONTH


def exact(number: float) -> Fraction:
    """The decimal that was printed, not the float nearest to it."""
    return Fraction(str(number))
