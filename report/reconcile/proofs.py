"""Turns a set of claims into a proved conflict, or refuses it.

Proved in exact fractions: the set is infeasible, by weights under which its rows
add up to a contradiction (Farkas), and it is feasible without any one claim.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from report.constraints import System, build_system
from report.findings import ReportError
from report.reconcile.exact import Verdict, decide, proves_infeasible
from report.reconcile.numeric import list_rows


@dataclass(frozen=True)
class Conflict:
    """A smallest set of claims that cannot all hold.

    identities: those assumed relations without which it would not be one.
    proof: weights of claim rows and hard rows whose sum contradicts itself, as
        text: "3/2 x letter-monthly-2023 (high)".
    allowed, required: what the proof adds up to, in the unit of its first total or,
        without one, of a claim; the claims allow no more than the one and ask for no
        less than the other.
    """

    claim_ids: tuple[str, ...]
    identities: tuple[str, ...]
    proof: tuple[str, ...]
    allowed: float = 0.0
    required: float = 0.0


def prove_conflict(system: System, claim_ids: Iterable[str]) -> Conflict:
    """The conflict with its proof in exact fractions.

    Raises ReportError if the set is feasible, or stays infeasible without one of
    its claims.
    """
    claim_ids = tuple(sorted(claim_ids))
    small = system.restrict(claim_ids)
    rows = list_rows(small)
    verdict = decide(rows)
    if verdict.feasible or not proves_infeasible(rows, verdict.multipliers):
        raise ReportError(f"not proved to be a conflict: {', '.join(claim_ids)}")
    for claim_id in claim_ids:
        rest = [other for other in claim_ids if other != claim_id]
        if not decide(list_rows(system.restrict(rest))).feasible:
            raise ReportError(f"not minimal: {', '.join(claim_ids)} without {claim_id}")
    identities = find_needed_identities(small)
    proof = tuple(describe_proof(rows, verdict))
    return Conflict(claim_ids, identities, proof, *add_up(small, rows, verdict))


def add_up(small: System, rows, verdict: Verdict) -> tuple[float, float]:
    """(allowed, required): the upper and the lower ends, weighted as in the proof.

    Weights are scaled so that the first claim of a total counts once.
    """
    weights = verdict.multipliers
    units = [
        weight
        for (number, _), weight in weights.items()
        if (claim := small.claims.get(rows[number].origin))
        and claim.statistic in ("total", "count")
    ]
    unit = units[0] if units else max(weights.values())
    ends = {"high": Fraction(0), "low": Fraction(0)}
    for (number, side), weight in weights.items():
        ends[side] += weight / unit * Fraction(getattr(rows[number], side))
    return float(ends["high"]), float(ends["low"])


def find_needed_identities(small: System) -> tuple[str, ...]:
    """The identities without which these claims would hold together."""
    needed = []
    for identity in small.identities:
        others = [other for other in small.identities if other != identity]
        if _changes(identity, small) and holds_under(small, others):
            needed.append(identity.identity_id)
    return tuple(needed)


def describe_proof(rows, verdict: Verdict) -> Iterable[str]:
    """The weighted row sides that add up to a contradiction."""
    for (number, side), weight in verdict.multipliers.items():
        yield f"{weight} x {rows[number].origin} ({side})"


def _changes(identity, small: System) -> bool:
    measures = set(identity.measures) | {small.names.get(identity.whole_measure_id)}
    involved = {unknown.series.measure for unknown in small.grid.unknowns}
    return bool(measures & involved)


def holds_under(small: System, identities) -> bool:
    """Whether the claims hold together under these identities instead."""
    looser = build_system(small.claims, identities, small.rules)
    return decide(list_rows(looser)).feasible
