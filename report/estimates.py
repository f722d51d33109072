"""Turns numbers with bounds into numbers with bounds, a unit and a lineage.

An estimate is what we conclude, never what is so.
Bounds follow interval arithmetic (R. E. Moore, Interval Analysis, 1966): every
result that any values inside the bounds could give lies inside the new bounds.
They are computed in exact fractions and rounded outward to floats, so that a
bound is never too narrow and whole numbers stay whole.
Two operands are treated as independent: `a - a` is an interval around 0, not 0.
"""

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from report.findings import ReportError
from report.wording import say_not_stated

MINUS = "\N{MINUS SIGN}"
# Results without a definition of their own; they may scale any estimate.
DIMENSIONLESS = frozenset({"ratio", "fraction", "percent", "number"})


class IncomparableError(ReportError, TypeError):
    """Two estimates of different units or measures were mixed."""


class UnboundedError(ReportError, ZeroDivisionError):
    """A divisor can be zero, so that no bound can be given."""


def _hands_on_missing(method):
    """What was not stated makes every result of it not stated either."""

    @functools.wraps(method)
    def checked(self, other, *args):
        return other if isinstance(other, NotStated) else method(self, other, *args)

    return checked


@dataclass(frozen=True)
class Estimate:
    """A value between two bounds, in one unit, under one definition.

    value, low, high: floats with low <= value <= high; a bound may be infinite.
    unit: what one unit of the value is ("shipment", "usd/shipment", "ratio").
    measure: the measure_id whose definition it follows, None for results that
        follow no single one.
    lineage: ids of the claims that it rests on.
    notes: reasons given for deliberate steps across definitions.
    how: the computation in words, claims in brackets: "[a] ÷ [b] − 1".
    """

    value: float
    low: float
    high: float
    unit: str
    measure: str | None = None
    lineage: frozenset[str] = frozenset()
    notes: tuple[str, ...] = field(default=(), compare=False)
    how: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        for name in ("value", "low", "high"):
            object.__setattr__(self, name, float(getattr(self, name)))
        object.__setattr__(self, "lineage", frozenset(self.lineage))
        if not self.low <= self.value <= self.high:
            raise ReportError(
                f"an estimate needs low <= value <= high, got {self.low} <= "
                f"{self.value} <= {self.high} ({self.measure or self.unit})"
            )

    def __neg__(self) -> "Estimate":
        how = f"{MINUS}{_grouped(self)}"
        return replace(self, value=-self.value, low=-self.high, high=-self.low, how=how)

    @_hands_on_missing
    def __add__(self, other) -> "Estimate":
        other = self._comparable(other, "add")
        value = _exact(self.value) + _exact(other.value)
        low, high = _add(self.low, other.low), _add(self.high, other.high)
        return self._with(other, value, [low, high], self.unit, self.measure, "+")

    @_hands_on_missing
    def __sub__(self, other) -> "Estimate":
        other = self._comparable(other, "subtract")
        return replace(self + -other, how=_tell(self, MINUS, other))

    @_hands_on_missing
    def __mul__(self, other) -> "Estimate":
        other = self._estimate(other)
        ends = [_times(a, b) for a in self._ends() for b in other._ends()]
        value = _times(self.value, other.value)
        unit, measure = _product(self, other)
        return self._with(other, value, ends, unit, measure, "×")

    @_hands_on_missing
    def __truediv__(self, other) -> "Estimate":
        other = self._estimate(other)
        if other.unit == self.unit and other.measure != self.measure:
            raise _incomparable(self, other, "divide", "Use compare(other, reason).")
        unit, measure = _quotient(self, other)
        return self._divided(other, unit, measure)

    __radd__ = __add__
    __rmul__ = __mul__

    @_hands_on_missing
    def __rsub__(self, other) -> "Estimate":
        return -self + other

    @_hands_on_missing
    def __rtruediv__(self, other) -> "Estimate":
        return self._estimate(other)._divided(self, _inverse(self.unit), None)

    @_hands_on_missing
    def per(self, other: "Estimate") -> "Estimate":
        """This many for each one of `other`, as in usd per shipment."""
        if self.unit == other.unit:
            raise _incomparable(self, other, "give a rate of", "Divide or compare.")
        return self / other

    @_hands_on_missing
    def growth_from(self, base: "Estimate") -> "Estimate":
        """The change from `base` as a fraction of it (0.89 is 89 percent up).

        Both must be of one measure and unit; give monthly means where the two
        periods differ in length.
        """
        base = self._comparable(base, "take the growth of")
        return replace(self._divided(base, "fraction", None) - 1, unit="fraction")

    @_hands_on_missing
    def compare(self, other: "Estimate", reason: str) -> "Estimate":
        """The ratio of two measures of one kind of thing, with the reason kept."""
        if self.unit != other.unit:
            raise _incomparable(self, other, "compare", "Bring both to one unit.")
        return self._divided(other, "ratio", None)._noted(reason)

    def as_measure(self, measure: str, reason: str) -> "Estimate":
        """The same number read under another definition, with the reason kept."""
        return replace(self, measure=measure)._noted(f"read as {measure}: {reason}")

    def _ends(self) -> tuple[float, float]:
        return self.low, self.high

    def _noted(self, reason: str) -> "Estimate":
        if not reason or not reason.strip():
            raise ReportError("a step across definitions needs a reason. Give it in words.")
        return replace(self, notes=(*self.notes, reason))

    def _estimate(self, other) -> "Estimate":
        if isinstance(other, Estimate):
            return other
        return Estimate(other, other, other, "number")

    def _comparable(self, other, verb: str) -> "Estimate":
        if not isinstance(other, Estimate):
            return Estimate(other, other, other, self.unit, self.measure)
        if (self.unit, self.measure) != (other.unit, other.measure):
            raise _incomparable(self, other, verb, "Use compare or as_measure.")
        return other

    def _divided(self, other, unit, measure) -> "Estimate":
        if other.low <= 0 <= other.high:
            raise UnboundedError(
                f"cannot divide by {other.measure or other.unit}: its bounds "
                f"{other.low} to {other.high} contain 0. Divide by what cannot be 0."
            )
        ends = [_over(a, b) for a in self._ends() for b in other._ends()]
        value = _over(self.value, other.value)
        return self._with(other, value, ends, unit, measure, "÷")

    def _with(self, other, value, ends, unit, measure, sign) -> "Estimate":
        low, high = _outward(min(ends), down=True), _outward(max(ends), down=False)
        value = min(max(_nearest(value), low), high)
        lineage, notes = self.lineage | other.lineage, self.notes + other.notes
        how = _tell(self, sign, other)
        return Estimate(value, low, high, unit, measure, lineage, notes, how)


class NotStated(Estimate):
    """A figure that nobody had stated by the day in question.

    Every computation with it gives it back, so that a chapter written for all
    the evidence still runs on less of it, and says what it lacks.
    """

    def __init__(self, claim_id: str, as_of: str):
        values = {"value": math.nan, "low": math.nan, "high": math.nan, "unit": ""}
        values |= {"measure": None, "lineage": frozenset({claim_id}), "notes": ()}
        values |= {"how": f"[{claim_id}]"}
        for name, value in (values | {"as_of": as_of}).items():
            object.__setattr__(self, name, value)

    @property
    def words(self) -> str:
        """What stands in the place of the figure."""
        return say_not_stated(self.as_of)

    def _itself(self, *_args) -> "NotStated":
        return self

    __neg__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _itself
    __truediv__ = __rtruediv__ = per = growth_from = compare = as_measure = _itself


def total(estimates: Iterable[Estimate]) -> Estimate:
    """The sum of estimates of one measure; raises as `+` does."""
    first, *rest = list(estimates)
    for estimate in rest:
        first = first + estimate
    return first


def _tell(a: Estimate, sign: str, b: Estimate) -> str:
    return f"{_grouped(a)} {sign} {_grouped(b)}"


def _grouped(estimate: Estimate) -> str:
    """An operand in words; what is itself computed stands in parentheses."""
    how = estimate.how or f"{estimate.value:,.10g}"
    return f"({how})" if " " in how else how


def _exact(number: float):
    return Fraction(number) if math.isfinite(number) else number


def _add(a: float, b: float):
    # An infinite end stays infinite; two opposite ones never meet here, since
    # lows are only added to lows and highs to highs.
    finite = math.isfinite(a) and math.isfinite(b)
    return _exact(a) + _exact(b) if finite else a + b


def _times(a: float, b: float):
    if a == 0 or b == 0:  # an unbounded end times 0 is 0, not undefined
        return Fraction(0)
    return _exact(a) * _exact(b) if math.isfinite(a) and math.isfinite(b) else a * b


def _over(a: float, b: float):
    if math.isinf(b):
        return Fraction(0)
    return _exact(a) / _exact(b) if math.isfinite(a) else math.copysign(a, a * b)


def _outward(number, down: bool) -> float:
    near = _nearest(number)
    if near == number:
        return near
    if (near < number) == down:
        return near
    return math.nextafter(near, -math.inf if down else math.inf)


def _nearest(number) -> float:
    try:
        return float(number)
    except OverflowError:  # a fraction beyond the largest float
        return math.inf if number > 0 else -math.inf


def _product(a: Estimate, b: Estimate) -> tuple[str, str | None]:
    if b.unit in DIMENSIONLESS:
        return a.unit, a.measure
    if a.unit in DIMENSIONLESS:
        return b.unit, b.measure
    for rate, count in ((a, b), (b, a)):  # 383 shipment/month times 12 month
        if rate.unit.endswith("/" + count.unit):
            return rate.unit.removesuffix("/" + count.unit), rate.measure
    return f"{a.unit}*{b.unit}", None


def _quotient(a: Estimate, b: Estimate) -> tuple[str, str | None]:
    if a.unit == b.unit:
        return "ratio", None
    if b.unit in DIMENSIONLESS:
        return a.unit, a.measure
    keeps = a.measure if b.measure is None else None  # a total over 12 months
    return f"{a.unit}/{b.unit}", keeps


def _inverse(unit: str) -> str:
    return "ratio" if unit in DIMENSIONLESS else f"1/{unit}"


def _incomparable(a: Estimate, b: Estimate, verb: str, cure: str):
    names = [f"{e.measure or 'no measure'} ({e.unit})" for e in (a, b)]
    return IncomparableError(f"cannot {verb} {names[0]} and {names[1]}. {cure}")
