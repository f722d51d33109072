"""A name leads to one state of the book, and editions are counted in whole numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_records import number, record

from report import paths
from report.findings import MisuseError
from report.records import write_record
from report.records.states import (
    compare_states, list_earlier, list_editions, load_state, order,
)  # fmt: skip


@pytest.fixture
def editions(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "EDITIONS", tmp_path)
    for n, edition in enumerate(("2001.10", "2001.9", "2002.1"), 1):
        write_record(record(edition, numbers=[number("a", n)]), tmp_path / edition)
    (tmp_path / ".2003.1.new").mkdir()
    return tmp_path


def test_editions_are_listed_oldest_first_and_nothing_else_is(editions):
    assert list_editions() == ["2001.9", "2001.10", "2002.1"]


def test_a_version_knows_the_editions_before_it_and_not_itself(editions):
    assert list_earlier("2001.10") == ["2001.9"]
    assert list_earlier("2002.1") == ["2001.9", "2001.10"]
    assert list_earlier("2001.1") == []
    assert list_earlier("a draft") == list_editions()


def test_two_editions_are_compared_by_their_names(editions):
    (change,), names = compare_states("2001.9", "2002.1")
    assert (change.before, change.after, names) == ("2", "3", ("2001.9", "2002.1"))


def test_a_folder_with_a_record_is_a_state_too(editions, tmp_path):
    write_record(record("x", numbers=[number("a", 7)]), tmp_path / "elsewhere")
    assert load_state(str(tmp_path / "elsewhere")).name == "elsewhere"


def test_an_unknown_name_is_refused_with_the_nearest_and_the_known(editions):
    with pytest.raises(MisuseError, match="Did you mean '2001.10'.*Known: 2001.9, 2001.10"):
        load_state("2001.11")


def test_without_any_edition_it_is_said_that_none_is_frozen(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "EDITIONS", tmp_path)
    with pytest.raises(MisuseError, match="none is frozen yet"):
        load_state("2001.1")


@given(st.lists(st.integers(0, 99), min_size=2, max_size=3),
       st.lists(st.integers(0, 99), min_size=2, max_size=3))  # fmt: skip
def test_editions_order_as_their_numbers_do(one, other):
    names = [".".join(map(str, numbers)) for numbers in (one, other)]
    assert (order(names[0]) < order(names[1])) == (one < other)
