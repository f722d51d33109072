"""Turns claims known on a day into what can hold together, as words and rows.

What was not stated by the day enters no question; a conflict that needs it does
not exist then, and is said not to.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from report.claims import Claim
from report.constraints import Rules, System, build_system
from report.estimates import Estimate, NotStated
from report.exhibits.statements import list_statements
from report.identities import read_identities, select_identities
from report.numbers import Word
from report.reconcile import Conflict, Range, find_conflicts, find_ranges, is_feasible
from report.reconcile.verdicts import find_printing_conflicts

STATES = "United States"
FITS = "a search for counts that fit every claim as printed"


@dataclass(frozen=True)
class Answer:
    """What the engine says of some claims under some assumptions.

    feasible: all can hold together. conflicts: smallest sets that cannot, fewest
    claims first. complete: there are no others.
    """

    system: System
    feasible: bool
    conflicts: tuple[Conflict, ...]
    complete: bool


def ask(
    evidence,
    claims: Mapping[str, Claim],
    assume: Iterable[str] = (),
    **rules,
) -> Answer:
    """Whether claims can hold together, and which smallest sets cannot.

    assume: ids of identities taken beside the defaults; rules: fields of `Rules`.
    """
    system = build_system(claims, _select(evidence, assume), Rules(**rules))
    conflicts = find_conflicts(system)
    feasible = is_feasible(system).feasible
    return Answer(system, feasible, conflicts.found, conflicts.complete)


def ask_each_source(evidence, *identity_ids: str) -> Answer:
    """What each source says against itself on the measures of these identities."""
    chosen = [one for one in _select(evidence, identity_ids)
              if one.identity_id in identity_ids]  # fmt: skip
    measures = {measure for identity in chosen for measure in identity.measures}
    claims = evidence.known_claims(*measures)
    return ask(evidence, claims, identity_ids, one_vintage=False)


def ask_strictly(evidence, claims: Mapping[str, Claim]) -> tuple[Conflict, ...]:
    """Sets that conflict only if each printed number is strictly rounded."""
    return find_printing_conflicts(claims, _select(evidence))


def find_conflict(answer: Answer, *claim_ids: str) -> Conflict | None:
    """The smallest conflict that holds all these claims, if there is one."""
    chosen = set(claim_ids)
    sets = (c for c in answer.conflicts if chosen <= set(c.claim_ids))
    return next(sets, None)


def find_sums(evidence, conflict: Conflict | None, *claim_ids: str):
    """(allowed, required): what the claims of a conflict add up to.

    Without a conflict both are the first claim that is not stated yet, or the
    words that nothing contradicts.
    """
    if conflict is None:
        missing = find_missing(evidence, *claim_ids)
        asked = map(evidence.claim, claim_ids)
        return (missing or Word.of("[no contradiction]", *asked),) * 2
    lineage, unit = frozenset(conflict.claim_ids), _find_unit(evidence, conflict)
    ends = (conflict.allowed, "the most that these claims allow together"), (
        conflict.required, "the least that one of them asks for"
    )  # fmt: skip
    return tuple(Estimate(end, end, end, unit, None, lineage, how=how) for end, how in ends)


def find_missing(evidence, *claim_ids: str) -> NotStated | None:
    """The first of these claims that was not stated by the day."""
    estimates = map(evidence.claim, claim_ids)
    return next((one for one in estimates if isinstance(one, NotStated)), None)


def find_left_over(
    evidence, claims: Mapping[str, Claim], assume, measure_id: str, periods
) -> Range:
    """The range that claims leave for a measure in some periods taken together.

    periods: pairs of ISO dates, first and last day.
    """
    days = [tuple(map(date.fromisoformat, period)) for period in periods]
    asked = [(measure_id, STATES, *pair) for pair in days]
    system = build_system(claims, _select(evidence, assume), quantities=asked)
    (found,) = find_ranges(system, {measure_id: [system.quantity(*q) for q in asked]})
    return found


def find_ends(found: Range, printed: Estimate):
    """(low, high) of a range as estimates in the unit of the printed difference.

    What is not stated is handed on; a side that nothing limits is said so.
    """
    if isinstance(printed, NotStated):
        return printed, printed
    ends = (found.low, found.low_claims, "the least"), (
        found.high, found.high_claims, "the most"
    )  # fmt: skip
    if found.conflict:
        return (Word.of("[no range: the claims contradict each other]", printed),) * 2
    return tuple(_find_end(*end, printed) for end in ends)


def _find_end(value: float, claims, which: str, printed: Estimate):
    if value == float("inf"):
        return Word.of("[no limit]", printed)
    lineage = frozenset(claim_id for claim_id, _ in claims)
    ends = {"value": value, "low": value, "high": value}
    ends["how"] = f"{which} that the claims leave, each within its bounds"
    return replace(printed, **ends, lineage=lineage or printed.lineage)


def say_verdict(evidence, answer: Answer, *claim_ids: str, yes: str, no: str) -> Word:
    """`yes` or `no`, or that one of the claims was not stated by the day.

    `no` rests on the claims that conflict, `yes` on all that were asked.
    """
    if missing := find_missing(evidence, *claim_ids):
        return Word.of(missing.words, missing)
    if answer.feasible:
        return Word.on(yes, answer.system.claims, how=FITS)
    at_odds = {i for conflict in answer.conflicts for i in conflict.claim_ids}
    return Word.on(no, at_odds or answer.system.claims, how=FITS)


def say_conflicts(answer: Answer) -> Word:
    """How many smallest sets contradict themselves, and if there are others."""
    number = len(answer.conflicts)
    sets = "set contradicts itself" if number == 1 else "sets contradict themselves"
    others = "and there are no others" if answer.complete else "and there may be others"
    words = f"{number} smallest {sets}, {others}"
    if not number:
        none = "no set of them contradicts itself"
        words = none if answer.complete else "none was found, and there may be some"
    return Word.on(words, answer.system.claims, how=FITS)


def say_strict_sets(conflicts: Iterable[Conflict], claims: Mapping[str, Claim]) -> Word:
    """How many sets of the claims `ask_strictly` found: "5 sets"."""
    number = len(tuple(conflicts))
    words = f"{number or 'no'} set{'' if number < 2 else 's'}"
    return Word.on(words, claims, how=FITS)


def keep_counts(conflicts: Iterable[Conflict], claims) -> list[Conflict]:
    """Conflicts of counts alone, without those that put a share in a count's place."""
    return [
        conflict
        for conflict in conflicts
        if all(claims[i].statistic != "share" for i in conflict.claim_ids)
    ]


def list_conflicts(evidence, conflicts: Iterable[Conflict], by="Who") -> pd.DataFrame:
    """One row a claim, numbered by conflict, then what these claims add up to.

    by: the column of `list_statements` that introduces each claim.
    """
    columns = ["Set", by, "Stated", "Period", "source_id"]
    tables = [pd.DataFrame(columns=columns)]
    for number, conflict in enumerate(conflicts, start=1):
        said = list_statements(evidence.rows(*conflict.claim_ids))
        ends = conflict.allowed, conflict.required
        allowed, required = (f"{end:,.0f}" for end in ends)
        words = f"at most {allowed} allowed, at least {required} asked for"
        total = {by: "Together", "Stated": words, "Period": "", "source_id": ""}
        both = pd.concat([said, pd.DataFrame([total])]).assign(Set=str(number))
        tables.append(both[columns])
    return pd.concat(tables, ignore_index=True)


def _select(evidence, assume: Iterable[str] = ()):
    data = evidence.data
    return select_identities(read_identities(data.identities, data.measures), assume)


def _find_unit(evidence, conflict: Conflict) -> str:
    rows = evidence.rows(*conflict.claim_ids)
    totals = rows[rows["statistic"].isin(["total", "count"])]
    return (totals if len(totals) else rows)["unit"].iloc[0]
