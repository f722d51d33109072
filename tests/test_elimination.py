"""Shows that elimination finds small conflicts, or says that it cannot."""

import pytest

from report.constraints import build_system
from report.reconcile.elimination import TooManyRowsError, find_small_sets
from report.reconcile.numeric import list_rows
from tests.synthetic import by_id, make_claim

MONTHS = (("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29"))


def make_rows():
    system = build_system(
        by_id(
            make_claim("january", 3, *MONTHS[0]),
            make_claim("february", 4, *MONTHS[1]),
            make_claim("both", 8, "2024-01-01", "2024-02-29"),
            make_claim("other", 9, "2024-01-01", "2024-02-29"),
        )
    )
    return list_rows(system), list(system.claims)


def test_only_sets_up_to_the_size_are_given():
    rows, names = make_rows()
    assert find_small_sets(rows, names, 2, 1000) == [{"both", "other"}]
    three = find_small_sets(rows, names, 3, 1000)
    assert {"january", "february", "both"} in three
    assert {"january", "february", "other"} in three
    assert len(three) == 3


def test_strict_ends_that_touch_are_found():
    system = build_system(
        by_id(
            make_claim("more", 3, *MONTHS[0], relation="more_than"),
            make_claim("exact", 3, *MONTHS[0]),
        )
    )
    found = find_small_sets(list_rows(system), system.claims, 2, 1000)
    assert found == [{"more", "exact"}]


def test_a_search_that_outgrows_its_limit_proves_nothing():
    rows, names = make_rows()
    with pytest.raises(TooManyRowsError):
        find_small_sets(rows, names, 3, 1)
