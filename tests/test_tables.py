"""Two tables of a figure's data are compared row by row."""

from hypothesis import given
from hypothesis import strategies as st

from report.records.tables import MOST_TOLD, compare_tables, find_sources

HEAD = ["Year", "Boxes", "source_id"]


def table(*rows) -> list[list[str]]:
    return [HEAD, *map(list, rows)]


def test_rows_of_one_table_alone_are_added_or_removed():
    rows = compare_tables(table(("2001", "1", "a")), table(("2002", "9", "b")))
    assert [row["Year"] for row in rows.added] == ["2002"]
    assert [row["Year"] for row in rows.removed] == ["2001"]
    assert list(rows.words) == ["row added: 2002, 9, b", "row removed: 2001, 1, a"]


def test_a_row_that_keeps_most_cells_is_one_that_changed():
    rows = compare_tables(table(("2001", "1", "a")), table(("2001", "2", "a")))
    assert not rows.added and not rows.removed
    assert list(rows.words) == ["row 2001, a: Boxes 1 → 2"]


def test_the_order_of_rows_is_no_change_and_a_repeated_row_is():
    one, two = ("2001", "1", "a"), ("2002", "2", "b")
    assert list(compare_tables(table(one, two), table(two, one)).words) == []
    assert len(compare_tables(table(one), table(one, one)).added) == 1


def test_a_long_list_of_rows_is_cut_and_says_by_how_many():
    more = [(str(year), str(year * 7), f"s{year}") for year in range(MOST_TOLD + 2)]
    words = list(compare_tables(table(), table(*more)).words)
    assert len(words) == MOST_TOLD + 1 and words[-1] == "row added: 2 more"


def test_sources_are_those_of_the_rows_that_differ_in_a_column_or_in_a_cell():
    before = [["Year", "Said", "source_id"], ["2001", "x [c, d]", "a"], ["2002", "y", "b"]]
    after = [["Year", "Said", "source_id"], ["2001", "z [c]", "a"], ["2002", "y", "b"]]
    assert find_sources(compare_tables(before, after)) == {"a", "c", "d"}


CELLS = st.tuples(*[st.sampled_from("123")] * 3)


@given(st.lists(CELLS, max_size=6), st.lists(CELLS, max_size=6))
def test_what_is_told_leads_from_one_table_to_the_other(before, after):
    rows = compare_tables(table(*before), table(*after))

    def plain(found):
        return [tuple(row.values()) for row in found]

    left = list(before)
    for row in plain(rows.removed) + plain(old for old, _ in rows.changed):
        left.remove(row)
    made = left + plain(rows.added) + plain(new for _, new in rows.changed)
    assert sorted(made) == sorted(after)
