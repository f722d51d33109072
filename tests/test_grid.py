"""Shows how unknowns are laid out and named."""

from datetime import date

from report.constraints.grid import (
    ADDITIVE,
    PERSONS,
    STATE,
    Grid,
    Quantity,
    Series,
    at_least,
    describe_quantity,
    subtract,
)

BOXES = Series("test.boxes", "Testland")
YEAR = Quantity(BOXES, date(2024, 1, 1), date(2024, 12, 31))
MAY = Quantity(BOXES, date(2024, 5, 1), date(2024, 5, 31))


def make_grid(kind):
    grid = Grid()
    for quantity in (YEAR, MAY):
        grid.add(quantity, kind)
    grid.number_unknowns()
    return grid


def test_an_additive_year_is_the_sum_of_its_periods():
    grid = make_grid(ADDITIVE)
    assert len(grid.unknowns) == 3
    assert len(grid.express(YEAR)) == 3
    assert len(grid.express(MAY)) == 1
    assert not list(grid.find_structure_rows())


def test_persons_have_an_unknown_for_each_span_and_rows_between_them():
    grid = make_grid(PERSONS)
    assert len(grid.unknowns) == 6
    assert len(grid.express(YEAR)) == 1
    assert {row.origin for row in grid.find_structure_rows()} == {"persons"}


def test_states_keep_their_periods_apart():
    grid = make_grid(STATE)
    assert sorted(grid.unknowns) == sorted([YEAR, MAY])
    assert not list(grid.find_structure_rows())


def test_rows_drop_unknowns_that_cancel():
    assert subtract({0: 1, 1: 1}, {1: 1}) == {0: 1}
    assert at_least({0: 1}, {0: 1}, "test").terms == {}


def test_a_quantity_is_described_in_words():
    cut = YEAR._replace(cutoff="test-july")
    assert describe_quantity(MAY) == "test.boxes, Testland, 2024-05-01 to 2024-05-31"
    assert "unseen day, test-july" in describe_quantity(cut)
