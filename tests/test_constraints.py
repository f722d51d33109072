"""Shows how claims and identities become unknowns and rows."""

from datetime import date
from fractions import Fraction

import pytest

from report.constraints import Rules, build_system
from report.reconcile.exact import decide
from report.findings import ReportError
from report.reconcile.numeric import list_rows
from tests.synthetic import by_id, make_claim, make_identity


def holds(*claims, identities=(), rules=Rules()):
    """Whether claims hold together, in exact fractions."""
    system = build_system(by_id(*claims), identities, rules)
    return decide(list_rows(system)).feasible


def test_unknowns_lie_between_all_borders():
    year = make_claim("year", 100, "2024-01-01", "2024-12-31")
    spring = make_claim("spring", 30, "2024-03-10", "2024-05-31")
    system = build_system(by_id(year, spring))
    periods = [(q.start, q.end) for q in system.grid.unknowns]
    assert periods == [
        (date(2024, 1, 1), date(2024, 3, 9)),
        (date(2024, 3, 10), date(2024, 5, 31)),
        (date(2024, 6, 1), date(2024, 12, 31)),
    ]
    assert len(system.components) == 1


def test_a_part_of_a_period_cannot_exceed_the_whole():
    year = make_claim("year", 100, "2024-01-01", "2024-12-31")
    assert holds(year, make_claim("month", 100, "2024-03-01", "2024-03-31"))
    assert not holds(year, make_claim("month", 101, "2024-03-01", "2024-03-31"))


def test_a_monthly_mean_is_its_total_by_the_months():
    mean = {"statistic": "monthly_mean"}
    total = make_claim("total", 11816, "2023-10-01", "2024-09-30")
    assert holds(total, make_claim("mean", 984, "2023-10-01", "2024-09-30", **mean))
    assert not holds(total, make_claim("mean", 986, "2023-10-01", "2024-09-30", **mean))


def test_growth_compares_monthly_means_of_periods_of_different_length():
    growth = {
        "statistic": "growth",
        "unit": "fraction",
        "rounding": 0.01,
        "base_start": "2023-01-01",
        "base_end": "2023-12-31",
    }
    before = make_claim("before", 1200, "2023-01-01", "2023-12-31")
    half = make_claim("half", 1200, "2024-01-01", "2024-06-30")
    double = make_claim("growth", 1.0, "2024-01-01", "2024-06-30", **growth)
    none = make_claim("growth", 0.0, "2024-01-01", "2024-06-30", **growth)
    assert holds(before, half, double)
    assert not holds(before, half, none)


def test_a_leap_day_is_no_growth():
    growth = {
        "statistic": "growth",
        "unit": "fraction",
        "rounding": 0.0,
        "base_start": "2019-01-01",
        "base_end": "2019-07-13",
    }
    assert holds(
        make_claim("before", 100, "2019-01-01", "2019-07-13"),
        make_claim("after", 150, "2020-01-01", "2020-07-13"),
        make_claim("growth", 0.5, "2020-01-01", "2020-07-13", **growth),
    )


def test_a_share_has_a_denominator_with_a_place_and_a_period_of_its_own():
    share = {
        "statistic": "share",
        "unit": "fraction",
        "rounding": 0.001,
        "numerator_measure_id": "test.boxes",
        "base_measure_id": "test.target",
        "base_start": "2024-01-01",
        "base_end": "2024-12-31",
    }
    target = make_claim(
        "target",
        600,
        "2024-01-01",
        "2024-12-31",
        measure_id="test.target",
        kind="level",
    )
    done = make_claim("done", 543, "2024-01-01", "2024-07-31")
    right = make_claim("share", 0.905, "2024-01-01", "2024-07-31", **share)
    wrong = make_claim("share", 0.95, "2024-01-01", "2024-07-31", **share)
    assert holds(target, done, right)
    assert not holds(target, done, wrong)


def persons(claim_id, value, start, end):
    return make_claim(
        claim_id,
        value,
        start,
        end,
        measure_id="test.persons",
        unit="person",
        counting_unit="person",
    )


def test_persons_of_a_year_are_at_least_each_part_and_at_most_their_sum():
    first = persons("first", 60, "2024-01-01", "2024-06-30")
    second = persons("second", 50, "2024-07-01", "2024-12-31")
    for total, possible in ((59, False), (60, True), (110, True), (111, False)):
        year = persons("year", total, "2024-01-01", "2024-12-31")
        assert holds(first, second, year) is possible


def test_persons_counted_in_two_overlapping_spans_are_counted_once():
    one = persons("one", 50, "2024-01-01", "2024-08-31")
    two = persons("two", 50, "2024-05-01", "2024-12-31")
    both = persons("both", 30, "2024-05-01", "2024-08-31")
    assert holds(one, two, both, persons("all", 70, "2024-01-01", "2024-12-31"))
    assert not holds(one, two, both, persons("all", 71, "2024-01-01", "2024-12-31"))


def test_stocks_of_two_days_do_not_bind_each_other():
    level = {"kind": "stock"}
    assert holds(
        make_claim("a", 55, "2024-01-01", "2024-01-01", **level),
        make_claim("b", 51, "2024-06-01", "2024-06-01", **level),
    )
    assert not holds(
        make_claim("a", 55, "2024-01-01", "2024-01-01", **level),
        make_claim("b", 51, "2024-01-01", "2024-01-01", **level),
    )


def test_a_stock_grows_by_what_is_added_between_two_days():
    steps = make_identity("stock_flow", "test.stock", "test.added")
    stock = {"measure_id": "test.stock", "kind": "stock"}
    claims = (
        make_claim("before", 107, "2024-11-25", "2024-11-25", **stock),
        make_claim("after", 144, "2025-01-15", "2025-01-15", **stock),
    )
    added = {"measure_id": "test.added"}
    right = make_claim("added", 37, "2025-01-15", "2025-01-15", **added)
    wrong = make_claim("added", 38, "2025-01-15", "2025-01-15", **added)
    assert holds(*claims, right, identities=[steps])
    assert not holds(*claims, wrong, identities=[steps])
    assert holds(*claims, wrong)


def test_a_sum_ties_parts_to_the_whole_within_one_reading_only():
    status = make_identity("sum", "test.boxes", "test.in", "test.out", scope="reading")
    period = ("2024-01-01", "2024-12-31")
    whole = make_claim("whole", 10, *period)
    taken = make_claim("in", 4, *period, measure_id="test.in")
    left = make_claim("out", 7, *period, measure_id="test.out")
    assert not holds(whole, taken, left, identities=[status])
    later = make_claim(
        "out", 7, *period, measure_id="test.out", source_id="test-later-source"
    )
    assert holds(whole, taken, later, identities=[status])


def test_parts_in_all_places_are_at_most_the_whole():
    origins = make_identity(
        "parts_of",
        "test.boxes",
        "test.boxes.origin",
        whole_place="Testland",
        part_places=("*",),
    )
    period = ("2024-01-01", "2024-12-31")
    origin = {"measure_id": "test.boxes.origin"}
    whole = make_claim("whole", 10, *period)
    one = make_claim("one", 6, *period, place="Northland", **origin)
    two = make_claim("two", 5, *period, place="Southland", **origin)
    assert not holds(whole, one, two, identities=[origins])
    assert holds(whole, one, identities=[origins])


def test_parts_that_may_overlap_are_each_at_most_the_whole():
    within = make_identity("part_of", "test.boxes", "test.red", "test.big")
    period = ("2024-01-01", "2024-12-31")
    whole = make_claim("whole", 10, *period)
    red = make_claim("red", 8, *period, measure_id="test.red")
    big = make_claim("big", 8, *period, measure_id="test.big")
    huge = make_claim("huge", 11, *period, measure_id="test.big")
    assert holds(whole, red, big, identities=[within])
    assert not holds(whole, huge, identities=[within])


def test_persons_are_at_most_person_times():
    within = make_identity("part_of", "test.times", "test.persons")
    times = make_claim(
        "times",
        100,
        "2024-01-01",
        "2024-12-31",
        measure_id="test.times",
        unit="person_time",
        counting_unit="person_time",
    )
    some = persons("some", 100, "2024-01-01", "2024-12-31")
    many = persons("many", 101, "2024-01-01", "2024-12-31")
    assert holds(times, some, identities=[within])
    assert not holds(times, many, identities=[within])


def test_an_unseen_cut_off_leaves_room_up_to_the_last_possible_day():
    early = make_claim("early", 10, "2024-01-01", "2024-07-13", cutoff_id="test-july")
    late = make_claim("late", 12, "2024-01-01", "2024-07-13")
    assert holds(early, late)
    assert not holds(early, make_claim("late", 9, "2024-01-01", "2024-07-13"))
    other = make_claim("other", 11, "2024-01-01", "2024-07-13", cutoff_id="test-july")
    assert not holds(early, other)


def test_claims_without_a_common_definition_never_bind_each_other():
    loose = {"measure_id": "test.boxes.unspecified"}
    assert holds(
        make_claim("a", 10, "2024-01-01", "2024-12-31", **loose),
        make_claim("b", 20, "2024-01-01", "2024-12-31", **loose),
    )


def test_two_subsets_of_one_measure_do_not_bind_each_other():
    assert holds(
        make_claim("a", 2, "2024-01-01", "2024-12-31", subset="companies"),
        make_claim("b", 8, "2024-01-01", "2024-12-31", subset="subsidiaries"),
    )


def test_a_replaced_reading_is_out_unless_first_readings_are_asked_for():
    claims = by_id(
        make_claim("first", 14, "2025-07-01", "2025-07-31", superseded_by="later"),
        make_claim("later", 184, "2025-07-01", "2025-07-31"),
    )
    assert set(build_system(claims).claim_rows) == {"later"}
    first = build_system(claims, rules=Rules(first_readings=True))
    assert set(first.claim_rows) == {"first"}
    assert first.outside == {"later": "a later reading"}


def test_sources_can_be_kept_apart():
    claims = (
        make_claim("a", 10, "2024-01-01", "2024-12-31", source_id="test-one"),
        make_claim("b", 20, "2024-01-01", "2024-12-31", source_id="test-two"),
    )
    assert not holds(*claims)
    assert holds(*claims, rules=Rules(one_vintage=False))


def test_a_year_without_a_basis_can_be_read_as_fiscal():
    fiscal = make_claim("fiscal", 4597, "2023-10-01", "2024-09-30")
    mean = make_claim(
        "mean",
        383,
        "2024-01-01",
        "2024-12-31",
        statistic="monthly_mean",
        year_basis="not_stated",
    )
    before = make_claim("quarter", 1, "2023-10-01", "2023-12-31")
    after = make_claim("next", 2500, "2024-10-01", "2024-12-31")
    assert not holds(fiscal, mean, before, after)
    assert holds(fiscal, mean, before, after, rules=Rules(fiscal_years=True))


def test_what_constrains_nothing_is_named_with_its_reason():
    claims = by_id(
        make_claim("sum", 3, "2024-01-01", "2024-12-31", statistic="parts_sum"),
        make_claim(
            "share", 0.3, "2024-01-01", "2024-12-31", statistic="share", unit="fraction"
        ),
    )
    outside = build_system(claims).outside
    assert outside["sum"] == "our own arithmetic"
    assert "not seen" in outside["share"]


def test_a_quantity_that_was_not_asked_for_is_named():
    system = build_system(by_id(make_claim("a", 1, "2024-01-01", "2024-12-31")))
    march = date(2024, 3, 1), date(2024, 3, 31)
    month = system.quantity("test.boxes", "Testland", *march)
    with pytest.raises(ReportError, match="Name the quantity"):
        system.grid.express(month)


def test_contradictory_identities_are_refused_before_solving():
    pair = [
        make_identity("part_of", "test.a", "test.b", identity_id="test-up"),
        make_identity("part_of", "test.b", "test.a", identity_id="test-down"),
    ]
    with pytest.raises(ReportError, match="contradict"):
        build_system(by_id(make_claim("a", 1, "2024-01-01", "2024-12-31")), pair)


def test_units_never_mix_in_a_row_of_claims():
    boxes = make_claim("boxes", 1, "2024-01-01", "2024-12-31")
    coins = make_claim(
        "coins", 5, "2024-01-01", "2024-12-31", measure_id="test.coins", unit="usd"
    )
    system = build_system(by_id(boxes, coins))
    for rows in system.claim_rows.values():
        for row in rows:
            measures = {system.grid.unknowns[c].series.measure for c in row.terms}
            assert len(measures) == 1
    assert len(system.components) == 2


def test_the_rows_of_a_strict_word_stay_strict():
    more = make_claim("more", 4, "2024-01-01", "2024-12-31", relation="more_than")
    (row,) = build_system(by_id(more)).claim_rows["more"]
    assert (row.low, row.low_open) == (Fraction(4), True)
