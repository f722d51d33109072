"""Shows that the benchmark measures what it says, on a small scale."""

from benchmarks.reconcile import filter_whole, make_claims, solve_whole
from report.reconcile.conflicts import find_conflicts
from report.constraints import build_system
from report.reconcile import is_feasible


def test_planted_contradictions_are_found_and_nothing_else():
    assert not find_conflicts(build_system(make_claims(3, 4, 0))).found
    found = find_conflicts(build_system(make_claims(3, 4, 2)))
    names = ("m000-planted-000", "m001-planted-001")
    planted = {frozenset(f"{name}-{letter}" for letter in "abc") for name in names}
    assert planted <= {frozenset(conflict.claim_ids) for conflict in found}


def test_the_peer_gives_the_same_answer():
    for planted in (0, 1):
        system = build_system(make_claims(3, 4, planted))
        answer = is_feasible(system).feasible
        assert solve_whole(system, set(system.claims)) is answer


def test_the_peer_finds_one_of_the_conflicts():
    system = build_system(make_claims(2, 3, 1))
    conflicts = [set(conflict.claim_ids) for conflict in find_conflicts(system)]
    assert set(filter_whole(system)) in conflicts
