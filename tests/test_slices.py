"""The code and the parameters behind one number, and nothing beside them."""

import pytest

from report.records.slices import Program

CELLS = [
    ("year = 1\nother = 2", ["parameters"]),
    ("from report.numbers import publish", []),
    ("a = load(year)\nb = load(other)", []),
    ('publish("first", a)\npublish("second", b)', []),
]


def program(*cells) -> Program:
    return Program([
        {"cell_type": "code", "source": source, "metadata": {"tags": tags}}
        for source, tags in cells
    ])  # fmt: skip


def changed(number: int, source: str) -> Program:
    cells = list(CELLS)
    cells[number] = (source, cells[number][1])
    return program(*cells)


def test_a_number_rests_on_its_own_parameter_alone():
    found = program(*CELLS)
    assert found.slice(3, "first").parameters == ("year",)
    assert found.slice(3, "second").parameters == ("other",)


def test_a_changed_line_moves_what_rests_on_it_and_nothing_else():
    before, after = program(*CELLS), changed(2, "a = load(year)\nb = load(other) + 1")
    assert before.slice(3, "first") == after.slice(3, "first")
    assert before.slice(3, "second").code != after.slice(3, "second").code


@pytest.mark.parametrize("number, source", [
    (2, "a  =  load( year )  # why\nb = load(other)"),
    (1, "from report.numbers import publish, direction"),
    (0, "year = 7\nother = 2"),
])  # fmt: skip
def test_spaces_comments_imports_and_values_of_parameters_are_no_method(number, source):
    assert program(*CELLS).slice(3, "first") == changed(number, source).slice(3, "first")


def test_a_name_that_is_changed_in_place_keeps_its_changes():
    cells = [CELLS[0], ("rows = load(1)\nrows['x'] = year\nrows.append(other)", []),
             ('publish("sum", rows)', [])]  # fmt: skip
    assert program(*cells).slice(2, "sum").parameters == ("other", "year")


def test_a_name_that_was_given_anew_forgets_what_it_was():
    cells = [CELLS[0], ("a = year\na = other", []), ('publish("sum", a)', [])]
    assert program(*cells).slice(2, "sum").parameters == ("other",)


def test_a_key_that_is_put_together_finds_its_line():
    cells = [CELLS[0], ('for n in (1, 2):\n    publish(f"n-{n}", year)\npublish("x", other)', [])]
    found = program(*cells)
    assert found.slice(1, "n-2").parameters == ("year",)
    assert found.slice(1, "x").parameters == ("other",)


def test_a_line_of_the_shell_stops_nothing():
    assert program(("!ls", []), *CELLS[:1], ('publish("a", year)', [])).slice(2, "a").code
