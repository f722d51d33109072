"""Parameters as chapters set them and as the contract gives them."""

import pytest
from small_book import CELLS, book  # noqa: F401

from report.checks.declarations import check_declarations
from report.checks.pages import read_pages

SCHEMA = """properties:
  as_of: {type: string, description: A day., chapters: [one, two]}
  one_share: {type: number, description: A share., chapters: [one]}
  two_share: {type: number, description: A share., chapters: [two]}
"""
GOOD = 'as_of = "2026-01-01"\none_share = 0.5'


@pytest.fixture
def say(book):  # noqa: F811
    """The findings on a chapter whose parameters cell holds a text."""
    (book.root / "params").mkdir()
    book.write("params/schema.yml", SCHEMA)

    def findings(source: str, tag="parameters"):
        first, _, *others = CELLS
        book.set_cells(first, ("code", source, tag), *others)
        return check_declarations(read_pages(book.root)[0], book.root / "params")

    return findings


def test_a_chapter_that_sets_what_it_is_given_has_no_finding(say):
    assert say(GOOD) == []


def test_a_parameter_that_is_not_set_is_told_with_its_name(say):
    (finding,) = say('as_of = "2026-01-01"')
    assert finding.message == "does not set the parameter one_share"
    assert finding.column == "cell 2" and "params/schema.yml" in finding.cure


def test_a_parameter_of_other_chapters_is_told_with_where_to_add_this_one(say):
    (finding,) = say(GOOD + "\ntwo_share = 1")
    assert (finding.value, finding.message) == ("two_share", "is no parameter of this chapter")
    assert finding.cure == "Add one to the `chapters` of two_share in params/schema.yml."


def test_a_parameter_that_nobody_declares_is_told_with_the_nearest_name(say):
    (finding,) = say(GOOD + "\none_shore = 1")
    assert finding.value == "one_shore" and "Did you mean 'one_share'?" in finding.cure


def test_a_cell_that_is_no_python_or_has_another_tag_is_told_elsewhere(say):
    assert say("as_of = = 1") == []
    assert say("anything = 1", tag="other") == []
