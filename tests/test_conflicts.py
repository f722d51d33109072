"""Shows that all minimal conflicts are found, each with its proof."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.reconcile.conflicts import (
    find_conflicts,
    prove_conflict,
    search_component,
    search_small,
)
from report.constraints import Rules, build_system
from report.reconcile.exact import decide
from report.findings import ReportError
from report.reconcile.numeric import list_rows
from tests.synthetic import by_id, make_claim, make_identity

MONTH_ENDS = {1: 31, 2: 29, 3: 31, 4: 30}
RELATIONS = ("equal", "more_than", "at_most", "about")


@st.composite
def small_systems(draw):
    """Up to seven claims about two measures over four months, often at odds."""
    claims = []
    for number in range(draw(st.integers(2, 7))):
        first = draw(st.integers(1, 4))
        last = draw(st.integers(first, 4))
        measure = draw(st.sampled_from(["test.boxes", "test.red"]))
        statistic = draw(st.sampled_from(["total", "total", "monthly_mean"]))
        claims.append(
            make_claim(
                f"claim-{number}",
                draw(st.integers(0, 6)),
                f"2024-{first:02}-01",
                f"2024-{last:02}-{MONTH_ENDS[last]}",
                measure_id=measure,
                statistic=statistic,
                relation=draw(st.sampled_from(RELATIONS)),
            )
        )
    within = make_identity("part_of", "test.boxes", "test.red")
    return build_system(by_id(*claims), [within] if draw(st.booleans()) else [])


def find_by_brute_force(system):
    """Minimal infeasible sets, by trying every subset exactly."""
    found = []
    names = sorted(system.claims)
    for size in range(1, len(names) + 1):
        for chosen in combinations(names, size):
            if not any(set(known) <= set(chosen) for known in found):
                if not decide(list_rows(system.restrict(chosen))).feasible:
                    found.append(chosen)
    return found


@pytest.mark.long
@given(small_systems())
@settings(max_examples=120, deadline=None)
def test_the_conflicts_are_those_of_brute_force(system):
    conflicts = find_conflicts(system)
    assert conflicts.complete
    assert [c.claim_ids for c in conflicts] == find_by_brute_force(system)


@given(small_systems(), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_elimination_finds_all_conflicts_up_to_its_size(system, size):
    from report.reconcile.elimination import find_small_sets

    found = find_small_sets(list_rows(system), system.claims, size, 100_000)
    wanted = {s for s in find_by_brute_force(system) if len(s) <= size}
    assert {tuple(sorted(s)) for s in found} == wanted


def test_the_published_example_of_liffiton_and_sakallah_is_reproduced():
    # M. H. Liffiton and K. A. Sakallah, Algorithms for Computing Minimal
    # Unsatisfiable Subsets of Constraints, J. Automated Reasoning 40 (2008):
    # (a)(not a)(not a or b)(not b) has the minimal unsatisfiable subsets
    # {1, 2} and {1, 3, 4}. Here a and b are totals between 0 and 1.
    period = ("2024-01-01", "2024-12-31")
    share = {
        "statistic": "share",
        "unit": "fraction",
        "measure_id": "test.b",
        "base_measure_id": "test.a",
    }
    system = build_system(
        by_id(
            make_claim("c1", 1, *period, relation="at_least", measure_id="test.a"),
            make_claim("c2", 0, *period, relation="at_most", measure_id="test.a"),
            make_claim("c3", 1, *period, relation="at_least", **share),
            make_claim("c4", 0, *period, relation="at_most", measure_id="test.b"),
        )
    )
    found = find_conflicts(system)
    assert [c.claim_ids for c in found] == [("c1", "c2"), ("c1", "c3", "c4")]
    assert found.complete


def test_a_column_balance_that_does_not_close_is_one_conflict():
    # Feed, distillate and bottom flow (kg/h) of the binary distillation column in
    # Basic Concepts in Data Reconciliation (North Carolina State University and
    # University of Ottawa, 2003), table 4.1: 1095.475 is not 478.402 + 488.232.
    balance = make_identity("sum", "test.feed", "test.distillate", "test.bottom")
    flows = {"feed": 1095.475, "distillate": 478.402, "bottom": 488.232}
    claims = [
        make_claim(
            name, value, "2003-01-01", "2003-01-01",
            measure_id=f"test.{name}", rounding=0.001,
        )
        for name, value in flows.items()
    ]  # fmt: skip
    (conflict,) = find_conflicts(build_system(by_id(*claims), [balance]))
    assert conflict.claim_ids == ("bottom", "distillate", "feed")
    assert conflict.identities == ("test-sum",)


def test_conflicts_that_only_touch_are_found():
    period = ("2024-01-01", "2024-12-31")
    touching = by_id(
        make_claim("more", 12, *period, relation="more_than"),
        make_claim("exact", 12, *period),
    )
    (conflict,) = find_conflicts(build_system(touching))
    assert conflict.claim_ids == ("exact", "more")


def test_an_unlikely_sliver_is_not_a_conflict():
    period = ("2024-01-01", "2024-12-31")
    claims = by_id(
        make_claim("more", 5_000_000_000, *period, relation="more_than"),
        make_claim("mean", 416_666_666.667, *period, statistic="monthly_mean",
                   rounding=0.001),
    )  # fmt: skip
    assert not find_conflicts(build_system(claims)).found


def make_crowd(pairs: int):
    """Claims that disagree in so many ways that listing all is out of reach."""
    claims = []
    for month in range(1, 5):
        for copy in range(pairs):
            end = f"2024-{month:02}-{MONTH_ENDS[month]}"
            name = f"month-{month}-{copy}"
            claims.append(make_claim(name, copy, f"2024-{month:02}-01", end))
    claims.append(make_claim("year", 0, "2024-01-01", "2024-04-30"))
    return build_system(by_id(*claims))


def test_a_search_that_stops_early_says_so_and_still_lists_all_small_conflicts():
    system = make_crowd(5)
    stopped = find_conflicts(system, checks=3)
    assert not stopped.complete
    assert stopped.complete_to == 3
    assert stopped.open_parts
    pairs = {c.claim_ids for c in stopped if len(c.claim_ids) == 2}
    assert len(pairs) == 4 * 10 + 4 * 4


def make_knot(copies: int):
    """Two claims at odds, and many that only four at a time overrun a year."""
    claims = [make_claim("year", 35, "2024-01-01", "2024-04-30"),
              make_claim("low", 3, "2024-01-01", "2024-01-31", measure_id="test.other"),
              make_claim("high", 4, "2024-01-01", "2024-01-31", measure_id="test.other"),
              make_claim("first", 1, "2024-01-01", "2024-01-31")]  # fmt: skip
    for month, copy in product(range(1, 5), range(copies)):
        end = f"2024-{month:02}-{MONTH_ENDS[month]}"
        name = f"month-{month}-{copy}"
        claims.append(make_claim(name, 9, f"2024-{month:02}-01", end, relation="at_least"))
    return build_system(by_id(*claims))


def test_settled_conflicts_do_not_depend_on_where_the_search_stopped():
    stops = [find_conflicts(make_knot(5), checks=checks) for checks in (20, 60)]
    assert len({tuple(c.claim_ids for c in found) for found in stops}) == 2
    settled = [[c.claim_ids for c in found.list_settled()] for found in stops]
    assert settled[0] == settled[1]
    assert ("high", "low") in settled[0] and ("first", "month-1-0") in settled[0]
    assert all(len(ids) <= 3 for ids in settled[0])


def test_in_a_part_that_was_searched_to_its_end_every_conflict_is_settled():
    found = find_conflicts(make_knot(1))
    assert found.complete and found.list_settled() == list(found)
    assert max(len(c.claim_ids) for c in found) > 3


def test_a_limit_keeps_the_smallest_and_is_not_complete():
    system = make_crowd(3)
    everything = find_conflicts(system)
    assert everything.complete
    few = find_conflicts(system, limit=2)
    assert [c.claim_ids for c in few] == [c.claim_ids for c in everything][:2]
    assert not few.complete
    assert all(len(c.claim_ids) <= few.complete_to for c in few.list_settled())


def test_what_is_no_conflict_cannot_be_proved_to_be_one():
    period = ("2024-01-01", "2024-12-31")
    claims = by_id(
        make_claim("a", 1, *period),
        make_claim("b", 2, *period),
        make_claim("c", 1, *period),
    )
    system = build_system(claims)
    with pytest.raises(ReportError, match="not proved"):
        prove_conflict(system, ["a", "c"])
    with pytest.raises(ReportError, match="not minimal"):
        prove_conflict(system, ["a", "b", "c"])
    assert prove_conflict(system, ["a", "b"]).proof


def test_a_single_claim_can_be_a_conflict():
    claims = by_id(
        make_claim("negative", -3, "2024-01-01", "2024-12-31", relation="at_most")
    )
    (conflict,) = find_conflicts(build_system(claims, rules=Rules()))
    assert conflict.claim_ids == ("negative",)


def test_both_searches_agree_where_both_finish():
    system = make_crowd(3)
    for component in system.components:
        found, complete = search_component(system, component, 10_000, 10_000)
        small, size = search_small(system, component)
        assert complete
        assert {s for s in found if len(s) <= size} == set(small)


def test_a_solver_that_gives_no_answer_is_never_read_as_one(monkeypatch):
    from report.reconcile import numeric

    class Stopped:
        status, message = 1, "iteration limit reached"

    monkeypatch.setattr(numeric, "_run", lambda *arrays: Stopped())
    with pytest.raises(numeric.SolverError, match="iteration limit"):
        find_conflicts(make_crowd(2))
