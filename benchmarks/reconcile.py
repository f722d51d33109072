"""Turns synthetic claims into times: how the engine grows, beside a named peer.

The peer for "do they hold together" is one linear programme over all claims,
without the split into components, in HiGHS with sparse rows; the peer for
conflicts is the textbook deletion filter over it (Chinneck and Dravnieks, 1991),
which finds a single conflict.

Run from the repository root: python -m benchmarks.reconcile
"""

import random
import time
from datetime import date, timedelta

from report.claims import Claim
from report.constraints import build_system
from report.reconcile import is_feasible
from report.reconcile.conflicts import find_conflicts
from report.reconcile.numeric import list_rows

MONTHS = 24
SEED = 20260124


def make_claims(measures: int, claims_each: int, planted: int, shared: int = 1):
    """True claims about invented measures, then `planted` contradictions.

    shared: how many contradictions are put into one measure.
    """
    rng = random.Random(SEED)
    claims: dict[str, Claim] = {}
    truths = [[rng.randint(0, 900) for _ in range(MONTHS)] for _ in range(measures)]
    for number, truth in enumerate(truths):
        for copy in range(claims_each):
            first = rng.randrange(MONTHS)
            last = rng.randrange(first, MONTHS)
            add_claim(claims, f"m{number:03}-{copy:03}", number, truth, first, last)
    for plant in range(planted):
        number = (plant // shared) % measures
        first = plant % shared * (MONTHS // shared)
        name = f"m{number:03}-planted-{plant:03}"
        # Two months, and a wrong total of both: no two of the three conflict.
        add_claim(claims, f"{name}-a", number, truths[number], first, first)
        add_claim(claims, f"{name}-b", number, truths[number], first + 1, first + 1)
        add_claim(claims, f"{name}-c", number, truths[number], first, first + 1, 5)
    return claims


def add_claim(claims, name, number, truth, first, last, wrong=0) -> None:
    """A total of the months first to last, off by `wrong`."""
    start = date(2023 + first // 12, first % 12 + 1, 1)
    after = last + 1
    end = date(2023 + after // 12, after % 12 + 1, 1) - timedelta(days=1)
    claims[name] = Claim(
        claim_id=name,
        measure_id=f"test.measure-{number}",
        statistic="total",
        relation="equal",
        value=float(sum(truth[first : last + 1]) + wrong),
        unit="box",
        period_start=start,
        period_end=end,
        place="Testland",
        rounding=1.0,
        source_id="test-source",
        counting_unit="box",
    )


def measure(work) -> tuple[float, object]:
    """Seconds and result of the better of two runs."""
    times = []
    for _ in range(2):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return min(times), result


def measure_conflicts(claims) -> tuple[float, object]:
    """Seconds to build the system and find all its conflicts, and these."""
    return measure(lambda: find_conflicts(build_system(claims)))


def solve_whole(system, claim_ids) -> bool:
    """The peer: one linear programme over all rows of these claims."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    rows = [row for row in list_rows(system) if is_in(row, system, claim_ids)]
    cells, limits = [], []
    for row in rows:
        for bound, sign in ((row.high, 1), (row.low, -1)):
            if abs(float(bound)) != float("inf"):
                for column, factor in row.terms.items():
                    cells.append((len(limits), column, sign * float(factor)))
                limits.append(sign * float(bound))
    line, column, value = (np.array(part) for part in zip(*cells, strict=True))
    shape = len(limits), len(system.grid.unknowns)
    matrix = csr_array((value, (line, column)), shape=shape)
    result = linprog(np.zeros(shape[1]), matrix, limits, bounds=(0, None))
    return result.status == 0


def is_in(row, system, claim_ids) -> bool:
    """Whether a row is hard or belongs to one of the claims."""
    return row.origin not in system.claim_rows or row.origin in claim_ids


def filter_whole(system) -> list[str]:
    """The peer's one conflict: drop each claim for good if the rest stays bad."""
    kept = list(system.claim_rows)
    for claim_id in list(kept):
        rest = [other for other in kept if other != claim_id]
        if not solve_whole(system, set(rest)):
            kept = rest
    return kept


def print_feasibility() -> None:
    """Seconds to say whether claims hold together, by their number."""
    print("\nHold together or not (10 claims a measure; target: 1000 in 1 s)")
    print(f"{'claims':>7} {'measures':>8} {'engine s':>9} {'peer LP s':>9}")
    for measures in (25, 50, 100, 200):
        claims = make_claims(measures, 10, 0)

        def ask(claims=claims):
            return is_feasible(build_system(claims)).feasible

        def ask_peer(claims=claims):
            return solve_whole(build_system(claims), set(claims))

        ours, answer = measure(ask)
        theirs, same = measure(ask_peer)
        assert answer == same
        print(f"{len(claims):>7} {measures:>8} {ours:>9.2f} {theirs:>9.2f}")


def print_conflicts() -> None:
    """Seconds to find and prove all conflicts, by how many are planted."""
    print("\nAll conflicts of 300 claims (target: 10 planted in 5 s)")
    print(f"{'planted':>7} {'found':>6} {'all?':>5} {'engine s':>9}  peer, one")
    for planted in (1, 5, 10, 20):
        claims = make_claims(30, 10, planted)
        surplus = len(claims) - 300  # the plants take the place of other claims
        claims = dict(list(claims.items())[surplus:])
        system = build_system(claims)
        ours, found = measure_conflicts(claims)
        start = time.perf_counter()
        one = filter_whole(system)
        theirs = time.perf_counter() - start
        print(
            f"{planted:>7} {len(found):>6} {found.complete!s:>5} {ours:>9.2f}"
            f"  {theirs:.2f} s for one of {len(one)} claims"
        )


def print_one_component() -> None:
    """Seconds where all planted conflicts lie in one measure: the hard case."""
    print("\nAll conflicts, all planted in one measure of 10 claims")
    print(f"{'planted':>7} {'found':>6} {'all?':>5} {'engine s':>9}")
    for planted in (1, 2, 3, 4, 6):
        claims = make_claims(1, 10, planted, shared=planted)
        ours, found = measure_conflicts(claims)
        print(f"{planted:>7} {len(found):>6} {found.complete!s:>5} {ours:>9.2f}")


def print_components() -> None:
    """Seconds by the number of components, a conflict in each tenth."""
    print("\nGrowth with components (10 claims each, a conflict in each tenth)")
    print(f"{'components':>10} {'engine s':>9} {'ms each':>8}")
    for measures in (20, 40, 80, 160, 320):
        claims = make_claims(measures, 10, measures // 10)
        ours, _ = measure_conflicts(claims)
        print(f"{measures:>10} {ours:>9.2f} {1000 * ours / measures:>8.2f}")


if __name__ == "__main__":
    print_feasibility()
    print_conflicts()
    print_one_component()
    print_components()
