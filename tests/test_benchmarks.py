"""Shows that the benchmark measures what it says, on a small scale."""

from pathlib import Path

from benchmarks.reconcile import filter_whole, make_claims, solve_whole
from conftest import ROOT
from report.constraints import build_system
from report.reconcile import is_feasible
from report.reconcile.conflicts import find_conflicts


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


def test_the_stock_peer_is_installed_from_a_copy_and_leaves_nothing_here(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import book

    called = []
    monkeypatch.setattr(book, "WORK", tmp_path)
    monkeypatch.setattr(book.subprocess, "run", lambda words, check: called.append(words))
    book.install_stock(tmp_path / "stock")
    source = Path(called[-1][-1])
    assert source.is_relative_to(tmp_path) and (source / "pyproject.toml").is_file()
