"""Shows what the engine answers, on synthetic claims and on the repository's own."""

import math
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.reconcile.conflicts import find_conflicts, search_small
from report.constraints import Rules, build_system
from report.reconcile.exact import decide
from report.identities import select_identities
from report.reconcile.numeric import list_rows
from report.reconcile import (
    describe_range,
    explain,
    find_adjustments,
    find_ranges,
    is_feasible,
    list_targets,
)
from tests.synthetic import by_id, make_claim, make_identity, read_repository

US = "United States"
CBP = "uflpa.shipments.cbp_2026"
LETTER = {"letter-monthly-2023", "letter-monthly-2024"}
MONTH_ENDS = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30}


@pytest.fixture(scope="module")
def repository():
    return read_repository()


def select_dispute(claims):
    """The claims of the letter and of CBP's statement of 2026."""
    return {
        i: c
        for i, c in claims.items()
        if c.measure_id.endswith(".letter") or c.measure_id == CBP
    }


def find_dispute_conflicts(repository, assume=(), rules=Rules()):
    claims, identities = repository
    active = select_identities(identities, assume)
    return find_conflicts(build_system(select_dispute(claims), active, rules))


def test_letter_and_cbp_contradict_each_other_if_they_are_one_series(repository):
    found = find_dispute_conflicts(repository, ["same-series"])
    assert found.complete
    sets = [set(conflict.claim_ids) for conflict in found]
    assert LETTER | {"cbp-fy2024-total"} in sets
    assert LETTER | {"cbp-fy2024-monthly"} in sets
    assert LETTER | {"cbp-fy2025-total", "cbp-growth-fy2025"} in sets
    assert all(LETTER <= s for s in sets)
    main = next(c for c in found if "cbp-fy2024-total" in c.claim_ids)
    assert (main.allowed, main.required) == (12 * 335 + 12 * 384, 11816)
    assert all(conflict.identities == ("same-series",) for conflict in found)


def test_the_conflict_is_found_from_the_whole_table(repository):
    claims, identities = repository
    system = build_system(claims, select_identities(identities, ["same-series"]))
    (component,) = [
        c for c in system.components if "cbp-fy2024-total" in c.claim_ids
    ]
    found = find_conflicts(system.restrict(component.claim_ids))
    assert tuple(sorted(LETTER | {"cbp-fy2024-total"})) in {
        conflict.claim_ids for conflict in found
    }


def test_letter_and_cbp_hold_together_if_they_count_differently(repository):
    claims, identities = repository
    dispute = select_dispute(claims)
    system = build_system(dispute, select_identities(identities))
    answer = is_feasible(system)
    assert answer.feasible
    assert answer.certified
    assert not find_conflicts(system).found


def test_about_15968_of_cbps_total_would_be_left_to_two_months(repository):
    claims, identities = repository
    months = [
        (CBP, US, date(2024, 10, 1), date(2024, 10, 31)),
        (CBP, US, date(2025, 9, 1), date(2025, 9, 30)),
    ]
    active = select_identities(identities, ["same-series"])
    system = build_system(select_dispute(claims), active, quantities=months)
    rest = [system.quantity(*month) for month in months]
    (blocked,) = find_ranges(system, {"rest": rest})
    assert blocked.conflict
    for left_out in LETTER:
        (found,) = find_ranges(system.without([left_out]), {"rest": rest})
        assert (found.low, found.high) == (15958, 15973)
        assert found.low < 22398 - 5 * 1062 - 5 * 224 < found.high
        assert {claim_id for claim_id, _ in found.low_claims} == {
            "cbp-fy2025-total",
            "letter-previous-five-months",
            "letter-april-august-2025",
        }


def test_the_letters_own_numbers_rise_on_the_year_and_fall_within_it(repository):
    claims, identities = repository
    letter = {i: c for i, c in claims.items() if c.measure_id.endswith(".letter")}
    system = build_system(letter, select_identities(identities))
    assert is_feasible(system).feasible


def find_letter_conflicts(repository, fiscal_years):
    """Small conflicts that need the letter to read the old dashboard."""
    claims, identities = repository
    active = select_identities(identities, ["letter-old-dashboard"])
    system = build_system(claims, active, Rules(fiscal_years=fiscal_years))
    sets = [s for c in system.components for s in search_small(system, c)[0]]
    return [s for s in sets if any(i.startswith("letter-monthly") for i in s)]


@pytest.mark.long
def test_the_letter_fits_the_old_dashboard_only_with_fiscal_years(repository):
    calendar = find_letter_conflicts(repository, fiscal_years=False)
    assert {"letter-monthly-2023", "js-cy2023-total"} in calendar
    assert {"letter-monthly-2024", "mc-monthly-cy2024"} in calendar
    assert not find_letter_conflicts(repository, fiscal_years=True)


def test_the_wider_count_of_all_authorities_is_below_cbps_later_one(repository):
    claims, identities = repository
    official = {i: c for i, c in claims.items() if i.startswith("cbp-")}
    active = select_identities(identities, ["cbp-2026-within-all"])
    sets = [set(c.claim_ids) for c in find_conflicts(build_system(official, active))]
    assert {"cbp-all-fy2024", "cbp-fy2024-total"} in sets


@pytest.mark.parametrize(
    "pair",
    [
        {"cbp-fy2024-monthly", "cbp-fy2024-total"},
        {"cbp-fy2024-total", "cbp-fy2025-total", "cbp-growth-fy2025"},
    ],
)
def test_cut_numbers_conflict_only_under_strict_rounding(repository, pair):
    strict = find_dispute_conflicts(repository, rules=Rules(reading="rounded"))
    assert pair in [set(conflict.claim_ids) for conflict in strict]
    assert not find_dispute_conflicts(repository).found
    assert not find_dispute_conflicts(
        repository, rules=Rules(reading="truncated")
    ).found


def test_printed_parts_that_do_not_sum_are_found(repository):
    claims, identities = repository
    system = build_system(
        claims, select_identities(identities), Rules(one_vintage=False)
    )
    found = find_conflicts(system)
    assert found.complete
    sets = [set(conflict.claim_ids) for conflict in found]
    for month in ("2023-04", "2023-05"):
        parts = {f"old-cum-{s}-{month}" for s in ("denied", "released", "pending")}
        assert parts | {f"old-cum-{month}"} in sets
    itt = {"itt-denied-2025", "itt-denied-2025-auto", "itt-denied-2025-apparel"}
    assert itt in sets


def test_the_trade_representatives_78_additions_fit_no_interval(repository):
    claims, identities = repository
    lists = {i: c for i, c in claims.items() if "entity_list" in c.measure_id}
    found = find_conflicts(build_system(lists, select_identities(identities)))
    assert found.complete
    sets = [set(conflict.claim_ids) for conflict in found]
    assert {
        "entity-list-2024-06",
        "entity-list-2025-08",
        "entity-list-added-2024-2025",
    } in sets
    assert all("entity-list-added-2024-2025" in s for s in sets)


@st.composite
def planted(draw):
    """True monthly numbers, and claims that print them by the rules."""
    truth = draw(st.lists(st.integers(0, 5000), min_size=6, max_size=6))
    claims = []
    for number in range(draw(st.integers(1, 6))):
        first = draw(st.integers(1, 6))
        last = draw(st.integers(first, 6))
        statistic = draw(st.sampled_from(["total", "monthly_mean"]))
        grain = draw(st.sampled_from([1, 10, 100]))
        value = Fraction(sum(truth[first - 1 : last]))
        if statistic == "monthly_mean":
            value /= last - first + 1
        cut = draw(st.booleans())
        printed = int(value / grain) if cut else round(value / grain)
        claims.append(
            make_claim(
                f"claim-{number}",
                printed * grain,
                f"2024-{first:02}-01",
                f"2024-{last:02}-{MONTH_ENDS[last]}",
                statistic=statistic,
                rounding=float(grain),
            )
        )
    return truth, claims


@given(planted())
@settings(max_examples=60, deadline=None)
def test_true_numbers_printed_by_the_rules_never_conflict(case):
    truth, claims = case
    system = build_system(by_id(*claims))
    answer = is_feasible(system)
    assert answer.feasible
    assert answer.certified
    assert not find_conflicts(system).found


@given(planted())
@settings(max_examples=40, deadline=None)
def test_ranges_contain_the_truth_and_are_attained(case):
    truth, claims = case
    system = build_system(by_id(*claims))
    for found, (quantity,) in zip(
        find_ranges(system, list_targets(system)),
        list_targets(system).values(),
        strict=True,
    ):
        true = sum(truth[quantity.start.month - 1 : quantity.end.month])
        assert found.low <= true <= found.high
        rows = list_rows(system)
        terms = system.grid.express(quantity)
        for end, is_open, inward in (
            (found.low, found.low_open, 1),
            (found.high, found.high_open, -1),
        ):
            if math.isinf(end):
                continue
            step = Fraction(1, 10**9) * inward if is_open else 0
            exact = Fraction(end).limit_denominator(10**4)
            at_end = rows[0]._replace(
                terms=terms, low=exact + step, high=exact + step,
                low_open=False, high_open=False,
            )  # fmt: skip
            beyond = at_end._replace(
                low=-math.inf if inward > 0 else exact + Fraction(1, 1000),
                high=exact - Fraction(1, 1000) if inward > 0 else math.inf,
            )
            assert decide([*rows, at_end]).feasible
            assert not decide([*rows, beyond]).feasible


def test_an_unbounded_range_is_said_to_be_so():
    system = build_system(
        by_id(make_claim("a", 100, "2024-01-01", "2024-12-31", relation="more_than"))
    )
    (found,) = find_ranges(system, list_targets(system))
    assert (found.low, found.high, found.low_open) == (100, math.inf, True)
    assert describe_range(found) == "more than 100, unbounded above"


def test_what_no_claim_touches_is_at_least_zero_and_unbounded():
    month = ("test.boxes", "Testland", date(2025, 1, 1), date(2025, 1, 31))
    claims = by_id(make_claim("a", 100, "2024-01-01", "2024-12-31"))
    system = build_system(claims, quantities=[month])
    (found,) = find_ranges(system, {"january": [system.quantity(*month)]})
    assert (found.low, found.high, found.conflict) == (0, math.inf, False)


def test_a_part_that_nobody_reported_gets_the_remainder():
    status = make_identity("sum", "test.boxes", "test.in", "test.out", scope="reading")
    period = ("2024-01-01", "2024-12-31")
    claims = by_id(
        make_claim("whole", 10, *period),
        make_claim("in", 4, *period, measure_id="test.in"),
    )
    system = build_system(claims, [status])
    ranges = {r.name: r for r in find_ranges(system, list_targets(system))}
    (rest,) = [r for name, r in ranges.items() if name.startswith("test.out")]
    assert (rest.low, rest.high) == (6, 6)


def test_an_explanation_names_the_claims_that_bind():
    claims = by_id(
        make_claim("year", 100, "2024-01-01", "2024-12-31"),
        make_claim("spring", 30, "2024-03-01", "2024-05-31"),
        make_claim("idle", 90, "2024-01-01", "2024-12-31", relation="at_least"),
    )
    system = build_system(claims)
    rest = [q for q in system.grid.unknowns if q.start == date(2024, 6, 1)]
    words = explain(system, "the rest", rest)
    assert "at least 0, at most 70" in words
    assert "high end: year" in words
    assert "high end: spring" in words
    assert "idle" not in words
    assert "low end: no claim binds it" in words


def test_an_explanation_of_a_contradiction_says_so():
    claims = by_id(
        make_claim("a", 1, "2024-01-01", "2024-12-31"),
        make_claim("b", 2, "2024-01-01", "2024-12-31"),
    )
    system = build_system(claims)
    assert "contradict" in explain(system, "the year", system.grid.unknowns)


def test_an_infeasible_system_names_its_components_and_proves_them():
    claims = by_id(
        make_claim("a", 1, "2024-01-01", "2024-12-31"),
        make_claim("b", 2, "2024-01-01", "2024-12-31"),
        make_claim("c", 2, "2024-01-01", "2024-12-31", measure_id="test.red"),
    )
    answer = is_feasible(build_system(claims))
    assert not answer.feasible
    assert answer.witness is None
    assert answer.certified
    assert answer.contradicting == (("a", "b"),)


def test_the_least_change_moves_the_claim_of_the_lower_grade():
    claims = by_id(
        make_claim("official", 100, "2024-01-01", "2024-12-31", source_id="test-a"),
        make_claim("copy", 90, "2024-01-01", "2024-12-31", source_id="test-c"),
    )
    system = build_system(claims)
    (change,) = find_adjustments(system, {"test-a": "A", "test-c": "C"})
    assert (change.claim_id, change.printed) == ("copy", 90)
    assert change.adjusted == pytest.approx(100)
    (other,) = find_adjustments(system, {"test-a": "C", "test-c": "A"})
    assert (other.claim_id, other.adjusted) == ("official", pytest.approx(90))


def test_nothing_is_adjusted_where_all_holds_together():
    claims = by_id(make_claim("a", 1, "2024-01-01", "2024-12-31"))
    assert find_adjustments(build_system(claims)) == []
