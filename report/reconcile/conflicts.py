"""Turns a system of claims into all its minimal conflicting sets, with proof.

A conflict is a set of claims that cannot all hold, while any of its proper
subsets can: an irreducible infeasible subset (van Loon, 1981), also called a
minimal unsatisfiable subset.
All are found by hitting-set dualisation (Bailey and Stuckey, PADL 2005): leave out
a smallest set of claims that breaks every conflict known so far; either the rest
holds together, or it hides another conflict, which is cut down to its core.
When every such set has been tried, no conflict is left to find.
Each conflict is proved in exact fractions (`report.reconcile.proofs`).
"""

from dataclasses import dataclass
from heapq import heapify, heappop

from report.constraints import Component, System
from report.reconcile.elimination import TooManyRowsError, find_small_sets
from report.reconcile.numeric import Numeric
from report.reconcile.proofs import Conflict, prove_conflict

MAX_CONFLICTS = 1_000
# Bounds of the search in one component: sets of claims tried, hitting sets kept
# at a time (their number can grow exponentially), and, where these do not
# suffice, the size up to which all conflicts are found all the same.
MAX_CHECKS = 1_000
MAX_HITTING_SETS = 2_000
SMALL = 3
MAX_ROWS = 20_000


@dataclass(frozen=True)
class Conflicts:
    """Conflicts, smallest first.

    complete: there are no others.
    complete_to: there are no others of at most so many claims (None if complete).
    open_parts: claims of the components in which the search stopped early.
    cut: whether more were found than asked for.
    """

    found: tuple[Conflict, ...]
    complete: bool
    complete_to: int | None = None
    open_parts: tuple[tuple[str, ...], ...] = ()
    cut: bool = False

    def list_settled(self) -> list[Conflict]:
        """Those beside which no other of their part and size can be missing.

        What else an open part yields depends on where its search stopped, and so
        on claims that have nothing to do with it: it is true, but no sample to compare.
        """
        unsure = frozenset(name for part in self.open_parts for name in part)
        return [
            one for one in self.found
            if self.complete or len(one.claim_ids) <= (self.complete_to or 0)
            or not (self.cut or unsure & set(one.claim_ids))
        ]  # fmt: skip

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
            tuple(found[:limit]), False, min([last, *proved]), tuple(open_parts), cut=True
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
