"""Turns the periods that claims speak of into the unknowns that they share.

An unknown is the total of one series in one elementary period, which lies between
two neighbouring borders of all periods that bear on the series.
Three kinds of series need three kinds of unknowns:

- additive flows (entries, dollars, person-times): one unknown an elementary
  period; a longer period is their sum;
- persons: one unknown for each span of elementary periods, because the same
  person may be counted in several. Numbers of persons are the sizes of unions
  of sets, hence monotone and submodular over spans (Schrijver, Combinatorial
  Optimization, 2003, ch. 44): a span has at least the persons of each part and
  at most their sum;
- states (stocks and levels): one unknown for each period as printed.

A reading whose last day was not seen ends at an unknown day: it has an unknown of
its own, at most the total up to the last possible day.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from report.findings import ReportError

ADDITIVE, PERSONS, STATE = "additive", "persons", "state"
ONE = Fraction(1)
ONE_DAY = timedelta(days=1)
Terms = dict[int, Fraction]


class Series(NamedTuple):
    """One measure in one place; `reading` sets apart what must not be tied."""

    measure: str
    place: str
    reading: str = ""


class Quantity(NamedTuple):
    """The total of a series over an inclusive period, reported or not."""

    series: Series
    start: date
    end: date
    cutoff: str = ""


class Row(NamedTuple):
    """low <= sum of coefs times unknowns <= high, and where that comes from."""

    terms: Terms
    low: Fraction | float
    high: Fraction | float
    low_open: bool
    high_open: bool
    origin: str


@dataclass
class Grid:
    """The unknowns of a system, and how a quantity is expressed in them.

    kinds: series -> ADDITIVE, PERSONS or STATE. borders: days on which an elementary
    period begins, the day after the last included. spans: periods as they were asked
    for. cuts: those that end on an unseen day, with its id. unknowns, index: the
    quantity of each column, and back.
    """

    kinds: dict[Series, str] = field(default_factory=dict)
    borders: dict[Series, set[date]] = field(default_factory=lambda: defaultdict(set))
    spans: dict[Series, set] = field(default_factory=lambda: defaultdict(set))
    cuts: dict[Series, set] = field(default_factory=lambda: defaultdict(set))
    unknowns: list[Quantity] = field(default_factory=list)
    index: dict[Quantity, int] = field(default_factory=dict)
    sorted_borders: dict[Series, list[date]] = field(default_factory=dict)

    def add(self, quantity: Quantity, kind: str) -> None:
        """Makes room for a quantity; call before `number_unknowns`."""
        series, start, end, cutoff = quantity
        self.kinds[series] = kind
        self.spans[series].add((start, end))
        if kind != STATE:
            self.borders[series] |= {start, end + ONE_DAY}
        if cutoff:
            self.cuts[series].add((start, end, cutoff))

    def number_unknowns(self) -> None:
        """Gives every unknown its column, in a stable order."""
        for series in sorted(self.kinds):
            self.sorted_borders[series] = sorted(self.borders[series])
            for start, end in self.blocks(series):
                self._number(Quantity(series, start, end))
            for start, end, cutoff in sorted(self.cuts[series]):
                self._number(Quantity(series, start, end, cutoff))

    def blocks(self, series: Series) -> list[tuple[date, date]]:
        """The inclusive periods that have an unknown of their own."""
        kind = self.kinds[series]
        if kind == STATE:
            return sorted(self.spans[series])
        days = sorted(self.borders[series])
        if kind == ADDITIVE:
            return [(a, b - ONE_DAY) for a, b in zip(days, days[1:], strict=False)]
        return [
            (start, end - ONE_DAY)
            for i, start in enumerate(days)
            for end in days[i + 1 :]
        ]

    def express(self, quantity: Quantity) -> Terms:
        """The quantity as a sum of unknowns.

        Raises ReportError if the grid was built without its borders.
        """
        series, start, end, cutoff = quantity
        if cutoff or self.kinds.get(series) != ADDITIVE:
            columns = [self.index.get(quantity)]
        else:
            columns = self._cover(series, start, end)
        if not columns or None in columns:
            raise ReportError(
                f"the system has no unknown for {describe_quantity(quantity)}. "
                "Name the quantity when building it."
            )
        return {column: ONE for column in columns}

    def find_structure_rows(self) -> Iterable[Row]:
        """What holds between the unknowns of one series whatever is claimed."""
        for series in sorted(self.kinds):
            for start, end, cutoff in sorted(self.cuts[series]):
                part = self.express(Quantity(series, start, end, cutoff))
                whole = self.express(Quantity(series, start, end))
                yield at_least(whole, part, "unseen cut-off")
            if self.kinds[series] == PERSONS:
                yield from self._find_person_rows(series)

    def _find_person_rows(self, series: Series) -> Iterable[Row]:
        days = self.sorted_borders[series]

        def persons(i: int, j: int) -> Terms:
            quantity = Quantity(series, days[i], days[j] - ONE_DAY)
            return {self.index[quantity]: ONE} if i < j else {}

        for i in range(len(days)):
            for j in range(i + 2, len(days)):
                left, right = persons(i, j - 1), persons(i + 1, j)
                whole, both = persons(i, j), persons(i + 1, j - 1)
                yield at_least(whole, left, "persons")
                yield at_least(whole, right, "persons")
                yield at_least(left | right, whole | both, "persons")

    def _cover(self, series: Series, start: date, end: date) -> list[int] | None:
        days = self.sorted_borders[series]
        if not {start, end + ONE_DAY} <= self.borders[series]:
            return None
        first, last = days.index(start), days.index(end + ONE_DAY)
        pairs = zip(days[first:last], days[first + 1 : last + 1], strict=True)
        return [self.index[Quantity(series, a, b - ONE_DAY)] for a, b in pairs]

    def _number(self, quantity: Quantity) -> None:
        self.index[quantity] = len(self.unknowns)
        self.unknowns.append(quantity)


def at_least(more: Terms, less: Terms, origin: str) -> Row:
    """The row that says: `more` is at least `less`."""
    return Row(subtract(more, less), Fraction(0), float("inf"), False, True, origin)


def subtract(a: Terms, b: Terms, times: Fraction = ONE) -> Terms:
    """a - times * b, without the unknowns that cancel; neither is changed."""
    result = dict(a)
    for column, factor in b.items():
        result[column] = result.get(column, 0) - times * factor
    return {column: factor for column, factor in result.items() if factor}


def describe_quantity(quantity: Quantity) -> str:
    """The quantity in words: measure, place, period."""
    series, start, end, cutoff = quantity
    period = str(start) if start == end else f"{start} to {end}"
    words = f"{series.measure}, {series.place}, {period}"
    if cutoff:
        words += f" (ends on an unseen day, {cutoff})"
    return words + (f" [{series.reading}]" if series.reading else "")
