"""Paragraphs of two states side by side, where their words differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.review.paragraphs import find_edits, read_paragraphs
from report.review.states import State

TOC = "format: jb-book\nroot: index\n"


@pytest.fixture(scope="module")
def make(tmp_path_factory):
    def made(text: str) -> State:
        root = tmp_path_factory.mktemp("state")
        (root / "_toc.yml").write_text(TOC, "utf-8")
        (root / "index.md").write_text(text, "utf-8")
        return State(root, "a state")

    return made


BASE = "# Head\n\nOne sentence.\nAnother one of it.\n\n- an item\n- a second item\n"


def test_lines_joined_or_parted_and_paragraphs_moved_are_no_edit(make):
    moved = "# Head\n\n- a second item\n\n- an item\n\nOne  sentence. Another one of it.\n"
    assert find_edits(make(BASE), make(moved)) == []


def test_an_edited_paragraph_keeps_the_name_that_it_had(make):
    before = make(BASE)
    (first,) = find_edits(before, make(BASE.replace("One sentence", "Any sentence")))
    (then,) = find_edits(before, make(BASE.replace("One sentence", "Some other sentence")))
    assert first.name == then.name
    assert (first.before.text, first.after.text) == (
        "One sentence. Another one of it.", "Any sentence. Another one of it.",
    )  # fmt: skip


def test_added_and_removed_paragraphs_are_told_apart(make):
    (added,) = find_edits(make(BASE), make(BASE + "\nSomething wholly new.\n"))
    (removed,) = find_edits(make(BASE), make(BASE.replace("- a second item\n", "")))
    assert added.before is None and added.after.text == "Something wholly new."
    assert removed.after is None and removed.before.text == "a second item"


def test_text_in_a_directive_and_in_a_table_is_prose_too(make):
    text = "# Head\n\n```{note}\nA note.\n```\n\n| a | b |\n| --- | --- |\n| one | two |\n"
    said = [one.text for one in read_paragraphs(make(text))]
    assert said == ["Head", "A note.", "a | b", "one | two"]


@given(st.lists(st.sampled_from(["One a.", "Two b.", "Three c.", "One a. Two b."]), max_size=6))
def test_names_are_never_given_twice(make, texts):
    names = [one.name for one in read_paragraphs(make("\n\n".join(texts)))]
    assert len(names) == len(set(names)) == len(texts)
