"""What can hold together, as chapters say it: with, without, and before the day."""

import pytest

from report.estimates import NotStated
from report.evidence import read_evidence
from report.exhibits import reconciliation
from report.exhibits.statements import LETTER, NEW

FACING = ("cbp-fy2024-total", "letter-monthly-2024")
MONTHS = [("2024-10-01", "2024-10-31"), ("2025-09-01", "2025-09-30")]
WORDS = {"yes": "hold", "no": "contradict"}


@pytest.fixture(scope="module")
def evidence():
    return read_evidence("2026-11-24")


@pytest.fixture(scope="module")
def early():
    return read_evidence("2025-12-31")


def ask(evidence, *assume, **rules):
    claims = evidence.known_claims(*LETTER, NEW)
    return reconciliation.ask(evidence, claims, assume, **rules)


def test_the_statements_hold_apart_and_contradict_as_one_series(evidence):
    apart, one = ask(evidence), ask(evidence, "same-series")
    assert apart.feasible and apart.complete and not apart.conflicts
    assert not one.feasible and one.complete
    say = reconciliation.say_verdict
    held, at_odds = (say(evidence, answer, *FACING, **WORDS) for answer in (apart, one))
    assert held == "hold" and held.lineage == set(apart.system.claims)
    assert at_odds == "contradict" and {*FACING, "letter-monthly-2023"} < at_odds.lineage
    assert at_odds.lineage < held.lineage


def test_the_smallest_conflict_names_both_sides_and_what_they_add_up_to(evidence):
    conflict = reconciliation.find_conflict(ask(evidence, "same-series"), *FACING)
    assert conflict.claim_ids == (FACING[0], "letter-monthly-2023", FACING[1])
    allowed, required = reconciliation.find_sums(evidence, conflict, *FACING)
    assert (allowed.value, required.value) == (8628, 11816)
    assert allowed.lineage == set(conflict.claim_ids) and allowed.unit == "shipment"


def test_read_as_fiscal_years_two_claims_suffice(evidence):
    answer = ask(evidence, "same-series", fiscal_years=True)
    assert reconciliation.find_conflict(answer, *FACING).claim_ids == FACING


def test_before_cbps_reply_no_conflict_exists_and_its_sums_are_not_stated(early):
    one = ask(early, "same-series")
    assert one.feasible
    assert reconciliation.say_conflicts(one) == "no set of them contradicts itself"
    conflict = reconciliation.find_conflict(one, *FACING)
    sums = reconciliation.find_sums(early, conflict, *FACING)
    assert all(isinstance(one, NotStated) for one in sums)
    verdict = reconciliation.say_verdict(early, one, *FACING, **WORDS)
    assert verdict == "[not stated by 2025-12-31]"


def test_a_conflict_that_is_gone_though_all_is_stated_is_said_to_be_gone(evidence):
    sums = reconciliation.find_sums(evidence, None, *FACING)
    assert sums == ("[no contradiction]",) * 2


def left_over(evidence, without="letter-monthly"):
    claims = evidence.known_claims(*LETTER, NEW)
    rest = {i: c for i, c in claims.items() if not i.startswith(without)}
    assume = ["same-series"]
    return reconciliation.find_left_over(evidence, rest, assume, NEW, MONTHS)


def test_about_15968_are_left_to_two_months(evidence):
    total, first, second = (
        evidence.total(name)
        for name in ("cbp-fy2025-total", "letter-previous-five-months",
                     "letter-april-august-2025")
    )  # fmt: skip
    printed = total - (first + second).as_measure(NEW, "a test")
    low, high = reconciliation.find_ends(left_over(evidence), printed)
    assert printed.value == 15968
    # The engine's range is what interval arithmetic gives.
    assert (low.value, high.value) == (15958, 15973) == (printed.low, printed.high)
    assert low.lineage == printed.lineage


def test_a_range_inside_a_conflict_or_without_a_limit_is_said_so(evidence, early):
    blocked = left_over(evidence, without="none")
    printed = evidence.total("cbp-fy2025-total")
    words = reconciliation.find_ends(blocked, printed)
    assert words == ("[no range: the claims contradict each other]",) * 2
    open_end = left_over(early)
    assert reconciliation.find_ends(open_end, printed)[1] == "[no limit]"
    later = early.total("cbp-fy2025-total")
    assert reconciliation.find_ends(open_end, later) == (later, later)


def test_strict_rounding_alone_finds_a_matter_of_printing(evidence, early):
    claims = evidence.known_claims(*LETTER, NEW)
    sets = [c.claim_ids for c in reconciliation.ask_strictly(evidence, claims)]
    assert ("cbp-fy2024-monthly", "cbp-fy2024-total") in sets
    said = reconciliation.say_strict_sets(sets, claims)
    assert said == f"{len(sets)} sets" and said.lineage == set(claims)
    assert reconciliation.say_strict_sets(sets[:1], claims) == "1 set"
    assert reconciliation.say_strict_sets([], claims) == "no set"
    assert reconciliation.ask_strictly(early, early.known_claims(*LETTER)) == ()


def test_each_source_is_asked_by_itself_and_shares_can_be_left_out(evidence):
    names = ("old-status", "itt-denied-parts")
    alone = reconciliation.ask_each_source(evidence, *names)
    claims = alone.system.claims
    for conflict in alone.conflicts:
        assert len({claims[i].source_id for i in conflict.claim_ids}) == 1
    counts = reconciliation.keep_counts(alone.conflicts, claims)
    assert 0 < len(counts) < len(alone.conflicts)
    sums = sorted((c.allowed, c.required) for c in counts)
    assert sums == [(3588, 3591), (4269, 4272), (5806, 6322)]


def test_a_table_has_a_row_a_claim_and_one_for_the_sum(evidence):
    one = ask(evidence, "same-series")
    conflict = reconciliation.find_conflict(one, *FACING)
    table = reconciliation.list_conflicts(evidence, [conflict])
    assert list(table["Who"])[-1] == "Together" and len(table) == 4
    assert "at most 8,628 allowed, at least 11,816 asked for" in set(table["Stated"])
    assert table["source_id"][0] == "sourcingjournal2026priority"
    assert reconciliation.list_conflicts(evidence, []).empty


def test_how_many_conflicts_there_are_is_counted_honestly(evidence):
    one = ask(evidence, "same-series")
    words = "4 smallest sets contradict themselves, and there are no others"
    assert reconciliation.say_conflicts(one) == words
    assert reconciliation.say_conflicts(one).lineage == set(one.system.claims)
    cut = reconciliation.Answer(one.system, False, one.conflicts[:1], complete=False)
    words = "1 smallest set contradicts itself, and there may be others"
    assert reconciliation.say_conflicts(cut) == words
    none = reconciliation.Answer(one.system, False, (), complete=False)
    assert reconciliation.say_conflicts(none) == "none was found, and there may be some"
