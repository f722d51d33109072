"""Turns a system of claims into all its minimal conflicting sets, with proof.

A conflict is a set of claims that cannot all hold, while any of its proper
subsets can: an irreducible infeasible subset (van Loon, 1981), also called a
minimal unsatisfiable subset.
All are found by hitting-set dualisation (Bailey and Stuckey, PADL 2005): leave out
a smallest set of claims that breaks every conflict known so far; either the rest
holds together, or it hides another conflict, which is cut down to its core.
When every such set has been tried, no conflict is left to find.
Each conflict is proved in exact fractions: infeasible, and feasible without any
one of its claims.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heapify, heappop

from report.elimination import TooManyRowsError, find_small_sets
from report.exact import Verdict, decide, proves_infeasible
from report.findings import ReportError
from report.numeric import Numeric, list_rows
from report.constraints import Component, System, build_system

MAX_CONFLICTS = 1_000
# Bounds of the search in one component: sets of claims tried, hitting sets kept
# at a time (their number can grow exponentially), and, where these do not
# suffice, the size up to which all conflicts are found all the same.
MAX_CHECKS = 1_000
MAX_HITTING_SETS = 2_000
SMALL = 3
MAX_ROWS = 20_000


@dataclass(frozen=True)
class Conflict:
    """A smallest set of claims that cannot all hold.

    identities: those assumed relations without which it would not be one.
    proof: weights of claim rows and hard rows whose sum contradicts itself, as
        text: "3/2 x letter-monthly-2023 (high)".
    """

    claim_ids: tuple[str, ...]
    identities: tuple[str, ...]
    proof: tuple[str, ...]


@dataclass(frozen=True)
class Conflicts:
    """Conflicts, smallest first.

    complete: there are no others.
    complete_to: there are no others of at most so many claims (None if complete).
    open_parts: claims of the components in which the search stopped early.
    """

    found: tuple[Conflict, ...]
    complete: bool
    complete_to: int | None = None
    open_parts: tuple[tuple[str, ...], ...] = ()

    def __iter__(self):
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


def find_conflicts(
    system: System, limit: int = MAX_CONFLICTS, checks: int = MAX_CHECKS
) -> Conflicts:
    """All minimal conflicting sets of claims, up to `limit`, smallest first.

    checks: how many sets of claims may be tried in each component; where that
        does not suffice, all sets of at most SMALL claims are added and
        `complete` is False.
    Raises SolverError where the solver gives no clear answer, ReportError where
    a conflict cannot be proved.
    """
    found, open_parts, proved = [], [], []
    for component in system.components:
        sets, complete = search_component(system, component, limit, checks)
        if not complete:
            open_parts.append(component.claim_ids)
            small, size = search_small(system, component)
            sets, proved = sorted({*sets, *small}, key=sorted), [*proved, size]
        found += [prove_conflict(system, claim_ids) for claim_ids in sets]
    found.sort(key=lambda conflict: (len(conflict.claim_ids), conflict.claim_ids))
    if len(found) > limit:
        last = len(found[limit].claim_ids) - 1
        return Conflicts(
            tuple(found[:limit]), False, min([last, *proved]), tuple(open_parts)
        )
    complete_to = min(proved) if open_parts else None
    return Conflicts(tuple(found), not open_parts, complete_to, tuple(open_parts))


def search_component(
    system: System, component: Component, limit: int, checks: int
) -> tuple[list[frozenset[str]], bool]:
    """The conflicts inside one component, and whether these are all."""
    oracle = Oracle(system, component)
    conflicts: list[int] = []
    everything = (1 << len(component.claim_ids)) - 1
    waiting, tried = [(0, 0)], []  # (size, set of claims left out)
    while waiting:
        many = len(waiting) + len(tried) > MAX_HITTING_SETS
        if many or oracle.checks >= checks or len(conflicts) >= limit:
            return [oracle.name(c) for c in conflicts], False
        left_out = waiting[0][1]
        support = oracle.find_support(everything & ~left_out)
        if support is None:
            tried.append(heappop(waiting)[1])
            continue
        conflicts.append(oracle.shrink(support))
        # A tried set broke every conflict found since, so it needs no growing.
        waiting = extend_hitting_sets([s for _, s in waiting], tried, conflicts[-1])
    return [oracle.name(c) for c in conflicts], True


def extend_hitting_sets(waiting: list[int], tried: list[int], conflict: int):
    """The minimal sets that break the known conflicts and this one (Berge), as a
    heap by size."""
    kept = [s for s in waiting if s & conflict]
    single = [1 << i for i in range(conflict.bit_length()) if conflict >> i & 1]
    grown = [s | bit for s in waiting if not s & conflict for bit in single]
    # A grown set is minimal unless it contains one that broke the conflict as it
    # was; grown sets never contain each other.
    old = [*kept, *tried]
    new = {g for g in grown if not any(k & ~g == 0 for k in old)}
    heap = [(s.bit_count(), s) for s in [*kept, *new]]
    heapify(heap)
    return heap


def search_small(system: System, component: Component):
    """All conflicts of at most SMALL claims, and the size that was managed."""
    rows = [row for i in component.claim_ids for row in system.claim_rows[i]]
    rows += component.hard_rows
    for size in range(SMALL, 0, -1):
        try:
            sets = find_small_sets(rows, component.claim_ids, size, MAX_ROWS)
        except TooManyRowsError:
            continue
        return sets, size
    return [], 0


class Oracle:
    """Answers whether claims of a component hold together, remembering proofs.

    Sets of claims are numbers here, one bit a claim.
    """

    def __init__(self, system: System, component: Component):
        self.numeric = Numeric(system, component)
        self.claim_ids = component.claim_ids
        self.bits = {name: 1 << i for i, name in enumerate(self.claim_ids)}
        self.possible: list[int] = []
        self.impossible: list[int] = []
        self.checks = 0

    def name(self, claims: int) -> frozenset[str]:
        """The ids of the claims in a set."""
        return frozenset(i for i in self.claim_ids if self.bits[i] & claims)

    def find_support(self, claims: int) -> int | None:
        """Claims that contradict each other among these, None if none do."""
        if any(claims & ~known == 0 for known in self.possible):
            return None
        for known in self.impossible:
            if known & ~claims == 0:
                return known
        self.checks += 1
        answer = self.numeric.check(self.name(claims))
        if answer.feasible:
            self.possible.append(claims)
            return None
        support = sum(self.bits[name] for name in answer.support)
        self.impossible.append(support)
        return support

    def shrink(self, claims: int) -> int:
        """One conflict within an infeasible set, by the deletion filter
        (Chinneck and Dravnieks, 1991)."""
        for bit in [self.bits[name] for name in sorted(self.name(claims))]:
            if bit & claims:
                support = self.find_support(claims & ~bit)
                claims = claims if support is None else support
        return claims


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
    identities = find_needed_identities(small, verdict)
    return Conflict(claim_ids, identities, tuple(describe_proof(rows, verdict)))


def find_needed_identities(small: System, verdict: Verdict) -> tuple[str, ...]:
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


