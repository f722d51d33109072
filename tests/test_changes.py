"""What changed between two records, by how much, and through what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_records import (
    POSITION, SOURCE, claim, figure, number, parameter, part, record, sentence,
)  # fmt: skip

from report.records.changes import find_changes


def kinds(change) -> list[str]:
    return [cause.kind for cause in change.causes]


def only_number(before, after):
    (found,) = [c for c in find_changes(before, after) if c.table == "numbers"]
    return found


def test_equal_records_have_no_changes():
    tables = {"numbers": [number("a", 1)], "claims": [claim("a")], "figures": [figure("f")]}
    assert find_changes(record(**tables), record("after", **tables)) == []


def test_a_revised_claim_moves_its_number_by_how_much_through_the_data():
    before = record(numbers=[number("a", 100)], claims=[claim("a", 100)])
    after = record(numbers=[number("a", 110)], claims=[claim("a", 110)])
    found = only_number(before, after)
    assert (found.absolute, found.percent) == (10, 10)
    (cause,) = found.causes
    assert (cause.kind, cause.group) == ("data", "source revision")
    assert "100 → 110" in cause.detail


def test_a_changed_value_of_an_unchanged_print_is_a_correction():
    before = record(numbers=[number("a", 100)], claims=[claim("a", 100)])
    after = record(numbers=[number("a", 90)], claims=[claim("a", 90, printed="100")])
    assert kinds(only_number(before, after)) == ["correction"]


def test_a_number_that_says_the_same_and_rests_on_other_claims_has_not_moved():
    before = record(numbers=[number("sum", 1, lineage="a")], claims=[claim("a")])
    joined = {"claims": [claim("a"), claim("b")]}
    (same,) = numbers_of(before, record(numbers=[number("sum", 1, lineage="a b")], **joined))
    assert same.only_rests_otherwise and same.causes
    (moved,) = numbers_of(before, record(numbers=[number("sum", 2, lineage="a b")], **joined))
    assert not moved.only_rests_otherwise
    (new,) = numbers_of(record(), before)
    assert not new.only_rests_otherwise


def numbers_of(before, after):
    return [change for change in find_changes(before, after) if change.table == "numbers"]


def test_a_claim_that_joins_the_lineage_is_new_data():
    before = record(numbers=[number("sum", 1, lineage="a")], claims=[claim("a")])
    after = record(
        numbers=[number("sum", 2, lineage="a b", how="[a] + [b]")],
        claims=[claim("a"), claim("b")],
    )
    (cause,) = only_number(before, after).causes
    assert (cause.kind, cause.group) == ("data", "new data")


def test_a_remark_on_a_claim_explains_no_number():
    before = record(numbers=[number("a", 1)], claims=[claim("a")], inputs=[part("report/x.py", "1")])
    after = record(
        numbers=[number("a", 2)], claims=[claim("a", note="Seen again.")],
        inputs=[part("report/x.py", "2")],
    )  # fmt: skip
    assert kinds(only_number(before, after)) == ["code"]


def test_a_parameter_in_the_slice_is_a_cause_and_one_beside_it_is_not():
    given = {"claims": [claim("a")]}
    before = record(
        numbers=[number("a", 1, parameters="year")],
        parameters=[parameter("year", 1), parameter("other", 1)], **given,
    )  # fmt: skip
    after = record(
        numbers=[number("a", 2, parameters="year")],
        parameters=[parameter("year", 2), parameter("other", 2)], **given,
    )  # fmt: skip
    (cause,) = only_number(before, after).causes
    assert (cause.kind, cause.detail) == ("parameter", "year: 1 → 2")


def test_the_day_of_knowledge_is_no_cause_where_new_data_explain_a_number():
    days = [[parameter("as_of", f"202{n}-01-01")] for n in (5, 6)]
    row = {"parameters": "as_of"}
    before = record(numbers=[number("a", 1, **row)], claims=[claim("a", 1)], parameters=days[0])
    after = record(numbers=[number("a", 2, **row)], claims=[claim("a", 2)], parameters=days[1])
    assert kinds(only_number(before, after)) == ["data"]
    hidden = record(
        numbers=[number("a", text="[not stated by 2025-01-01]", **row)],
        claims=[claim("a", 2)], parameters=days[0],
    )  # fmt: skip
    assert kinds(only_number(hidden, after)) == ["parameter"]


def test_all_causes_are_named_where_there_are_several():
    before = record(numbers=[number("a", 1)], claims=[claim("a", 1)])
    after = record(numbers=[number("a", 3, code="c1")], claims=[claim("a", 2)])
    assert kinds(only_number(before, after)) == ["data", "method"]


def test_the_program_is_the_cause_only_where_nothing_nearer_is():
    parts = [[part("report/numbers.py", n), part("code cell 1", n)] for n in "12"]
    before = record(numbers=[number("a", 1)], claims=[claim("a", 1)], inputs=parts[0])
    code = record(numbers=[number("a", 2)], claims=[claim("a", 1)], inputs=parts[1])
    assert kinds(only_number(before, code)) == ["code"]
    data = record(numbers=[number("a", 2)], claims=[claim("a", 2)], inputs=parts[1])
    assert kinds(only_number(before, data)) == ["data"]


def test_what_nothing_recorded_explains_is_called_so():
    before, after = (record(numbers=[number("a", n)], claims=[claim("a")]) for n in (1, 2))
    assert kinds(only_number(before, after)) == ["unexplained"]


def test_a_number_of_no_claim_follows_the_rows_read_in_its_sources():
    row = {"lineage": "", "sources": "test-source"}
    one, two = POSITION | {"position_id": "one"}, POSITION | {"position_id": "two"}
    before = record(numbers=[number("n", text="1", **row)], positions=[one])
    after = record(numbers=[number("n", text="2", **row)], positions=[one, two])
    assert kinds(only_number(before, after)) == ["data"]


@pytest.mark.parametrize("grades, expected", [("AB", ["data"]), ("AA", ["unexplained"])])
def test_a_word_on_the_grade_follows_the_source_of_its_claim(grades, expected):
    records = [
        record(
            numbers=[number("a", text=f"seen {n}")], claims=[claim("a")],
            sources=[SOURCE | {"source_id": "test-source", "grade": grade}],
        )
        for n, grade in enumerate(grades)
    ]  # fmt: skip
    assert kinds(only_number(*records)) == expected


def test_sign_rank_direction_and_conflict_come_before_any_size():
    said = [sentence("s", "Both.", "low", "high")]
    claims = {name: claim(name) for name in ("big", "turns", "low", "high", "word")}
    before = record(
        numbers=[number("big", 1), number("turns", 1), number("low", 1), number("high", 2),
                 number("word", text="rose")],
        claims=list(claims.values()), sentences=said,
    )  # fmt: skip
    conflict = {"conflict_id": "big+turns", "kind": "of one actor", "claims": "big turns",
                "identities": "", "allowed": "1", "required": "2"}  # fmt: skip
    after = record(
        numbers=[number("big", 1000), number("turns", -1), number("low", 3), number("high", 2),
                 number("word", text="fell")],
        claims=list(claims.values()), sentences=said, conflicts=[conflict],
    )  # fmt: skip
    found = find_changes(before, after)
    assert [(c.name, c.marks) for c in found] == [
        ("turns", ("sign",)), ("low", ("rank",)), ("word", ("direction",)),
        ("big+turns", ("conflict",)), ("big", ()),
    ]  # fmt: skip


def test_a_word_that_changes_only_its_digits_states_no_other_direction():
    before, after = (record(numbers=[number("w", text=f"in {n} of 40 pairs")], claims=[claim("w")])
                     for n in (1, 2))  # fmt: skip
    assert only_number(before, after).marks == ()


def test_a_figure_names_the_rows_that_changed_and_the_claims_of_their_sources():
    data = [{"f": [["Year", "Boxes", "source_id"], ["2024", n, "test-source"]]} for n in "12"]
    more = claim("elsewhere", 9, source_id="other-source")
    before = record(data=data[0], figures=[figure("f")], claims=[claim("a", 1)])
    after = record(data=data[1], figures=[figure("f")], claims=[claim("a", 2), more])
    (found,) = [c for c in find_changes(before, after) if c.table == "figures"]
    assert found.details == ("row 2024, test-source: Boxes 1 → 2",)
    assert [cause.detail for cause in found.causes] == ["claim a: value 1 → 2"]


def test_a_sentence_follows_its_numbers_and_an_edited_one_its_words():
    rows = [[number("a", n)] for n in (1, 2)]
    claims = [[claim("a", n)] for n in (1, 2)]
    said = [[sentence("s", f"It has {n}.", "a"), sentence("t", f"Text {n}.", wording=f"w{n}")]
            for n in (1, 2)]  # fmt: skip
    before, after = (
        record(numbers=rows[n], claims=claims[n], sentences=said[n]) for n in (0, 1)
    )
    found = {c.name: kinds(c) for c in find_changes(before, after) if c.table == "sentences"}
    assert found == {"s": ["data"], "t": ["wording"]}


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=5), st.data())
def test_exactly_the_numbers_whose_values_differ_are_listed(values, data):
    moved = data.draw(st.lists(st.integers(-5, 5), min_size=len(values), max_size=len(values)))
    before, after = (
        record(numbers=[number(f"n{i}", v) for i, v in enumerate(row)],
               claims=[claim(f"n{i}", v) for i, v in enumerate(row)])
        for row in (values, moved)
    )  # fmt: skip
    found = {c.name for c in find_changes(before, after) if c.table == "numbers"}
    assert found == {f"n{i}" for i, (a, b) in enumerate(zip(values, moved)) if a != b}


def test_a_moved_number_has_its_ranges_and_an_open_end_is_none():
    before = record(numbers=[number("a", 2, low="1", high="3")], claims=[claim("a", 2)])
    after = record(numbers=[number("a", 4, low="3.5", high="")], claims=[claim("a", 4)])
    assert only_number(before, after).ranges == ((1, 3), (3.5, None))


def test_a_word_and_a_number_that_is_not_there_have_no_range():
    words = [record(numbers=[number("a", text=text)], claims=[claim("a")]) for text in ("x", "y")]
    assert only_number(*words).ranges == (None, None)
    after = record(numbers=[number("a", 4, low="4", high="4")])
    assert only_number(record(), after).ranges == (None, (4, 4))
