"""Turns estimates into the comparisons, and the words for them, that prose states.

What was not stated by the day comes back as such from every function here.
"""

from dataclasses import replace

from report.estimates import Estimate, NotStated
from report.exhibits.shapes import add_years
from report.numbers import Word
from report.wording import SEEN_AS


def yearly_mean(evidence, claim_id: str, until: int | None = None) -> Estimate:
    """The total of a claim per year of its period, or of the period cut at `until`."""
    total = evidence.total(claim_id)
    if isinstance(total, NotStated):
        return total
    row = add_years(evidence.rows(claim_id)).iloc[0]
    years = until - row["first"] + 1 if until else row["months"] / 12
    return total / Estimate(years, years, years, "year")


def monthly_mean(evidence, claim_id: str) -> Estimate:
    """The total of a claim per month of its period."""
    total = evidence.total(claim_id)
    if isinstance(total, NotStated):
        return total
    return spread(total, add_years(evidence.rows(claim_id)).iloc[0]["months"])


def spread(total: Estimate, months: int) -> Estimate:
    """A total of so many months as their monthly mean."""
    return total / Estimate(months, months, months, "month")


def printed(estimate: Estimate) -> Estimate:
    """The printed number itself, for a level that was set and not measured."""
    return _at(estimate, estimate.value)


def low_end(estimate: Estimate) -> Estimate:
    """The lower bound as a number of its own: the floor that "at least" names."""
    return _at(estimate, estimate.low, "the lower bound of ")


def high_end(estimate: Estimate) -> Estimate:
    """The upper bound as a number of its own."""
    return _at(estimate, estimate.high, "the upper bound of ")


def _at(estimate: Estimate, bound: float, named: str = "") -> Estimate:
    if isinstance(estimate, NotStated):
        return estimate
    how = f"{named}{estimate.how}"
    return replace(estimate, value=bound, low=bound, high=bound, how=how)


def times_per_person(times: Estimate, persons: Estimate) -> Estimate:
    """How often a person was transferred on average: person-times over persons."""
    rate = times / persons
    return rate if isinstance(rate, NotStated) else replace(rate, unit="ratio")


def share_fits(share: Estimate, count: Estimate, target: Estimate) -> bool:
    """True if a printed share of a target is what count and target give."""
    reason = "persons reached beside the persons aimed at"
    return can_both_hold(share, count.compare(printed(target), reason))


def suppose(estimate: Estimate, like: Estimate, reason: str) -> Estimate:
    """The same number if it counted what `like` counts; the source does not say so."""
    if missing := _missing(estimate, like):
        return missing
    return replace(estimate, unit=like.unit).as_measure(like.measure, reason)


def gap_between(one: Estimate, other: Estimate, reason: str) -> Estimate:
    """How far two figures lie apart, as a fraction of the larger."""
    if missing := _missing(one, other):
        return missing
    small, large = sorted((one, other), key=lambda estimate: estimate.value)
    return replace(1 - small.compare(large, reason), unit="fraction")


def can_both_hold(one: Estimate, other: Estimate) -> bool:
    """True if some number lies within the bounds of both, or one is not stated."""
    if _missing(one, other):
        return True
    return one.low <= other.high and other.low <= one.high


def word(condition: bool, yes: str, no: str, *estimates: Estimate) -> str:
    """`yes` or `no`, or that an estimate was not stated by the day.

    estimates: all on which the condition rests, since the word then rests on them.
    """
    missing = _missing(*estimates)
    text = missing.words if missing else yes if condition else no
    return Word.of(text, *estimates, how="a comparison of these figures with their bounds")


def seen(evidence, claim_id: str) -> str:
    """How good the text behind a claim is: "grade C, seen only on a copying site"."""
    later = evidence.claim(claim_id)
    if isinstance(later, NotStated):
        return Word.of(f"not stated by {later.as_of}", later)
    source_id = evidence.rows(claim_id)["source_id"].iloc[0]
    source = evidence.data.sources.set_index("source_id").loc[source_id]
    words = f"grade {source['grade']}, {SEEN_AS[source['seen_as']]}"
    return Word.of(words, later, how="the grade of its source, and how it was seen")


def quote_claim(evidence, claim_id: str) -> str:
    """The words quoted with a claim, in quotation marks."""
    later = evidence.claim(claim_id)
    if isinstance(later, NotStated):
        return Word.of(later.words, later)
    quote = evidence.rows(claim_id)["quote"].iloc[0]
    words = f"\N{LEFT DOUBLE QUOTATION MARK}{quote}\N{RIGHT DOUBLE QUOTATION MARK}"
    return Word.of(words, later, how="quoted with the claim")


def _missing(*estimates: Estimate) -> NotStated | None:
    return next((one for one in estimates if isinstance(one, NotStated)), None)
