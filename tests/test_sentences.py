"""Pages as sentences that readers see, each with an id that new data leave alone."""

import pytest

from report.estimates import Estimate
from report.numbers import describe_number
from report.records.sentences import plain, read_sentences


def published(value: int) -> dict:
    return {"n": describe_number("n", Estimate(value, value, value, "person", None, frozenset()))}


def rows(text: str, value=5) -> list[dict]:
    return read_sentences("chapters/one", [text], published(value))


def test_one_line_is_one_sentence_under_its_heading():
    found = rows("# Title\n\nFirst one.\nSecond one.\n")
    assert [row["text"] for row in found] == ["Title", "First one.", "Second one."]
    assert {row["section"] for row in found} == {"Title"}


def test_numbers_are_filled_in_and_leave_the_id_as_it_is():
    before, after = rows("It has {num}`n`.")[0], rows("It has {num}`n`.", 6)[0]
    assert "5" in before["text"] and "6" in after["text"]
    assert before["numbers"] == "n"
    assert (before["sentence_id"], before["wording"]) == (after["sentence_id"], after["wording"])


def test_the_style_of_a_number_and_its_citation_are_wording_and_no_other_sentence():
    before, after = rows("It has {num}`n`.")[0], rows("It has {num}`n|rounded` {cite:p}`s`.")[0]
    assert before["wording"] != after["wording"] and after["sources"] == "s"
    edited = rows("It had {num}`n`.")[0]
    assert edited["sentence_id"] != before["sentence_id"]


def test_a_sentence_that_stands_twice_has_two_ids():
    ids = [row["sentence_id"] for row in rows("Same.\nSame.\n")]
    assert len(set(ids)) == 2 and ids[1] == f"{ids[0]}-2"


@pytest.mark.parametrize("line, text", [
    ("- A **bold** and *soft* `word`.", "A bold and soft word."),
    ("1. See [the text](https://example.org/a_b).", "See the text."),
    ("See the {doc}`register <claims>` and {numref}`chart`.", "See the register and chart."),
    ("Two {term}`entities <entity>` and a {term}`claim`.", "Two entities and a claim."),
    ("As {cite:p}`one,two` say.", "As [one, two] say."),
    ("> 2 * 3 * 4 = 24", "2 * 3 * 4 = 24"),
])  # fmt: skip
def test_markup_is_taken_off(line, text):
    assert rows(line)[0]["text"] == text


def test_directives_labels_comments_and_rules_of_tables_are_no_sentences():
    text = "(label)=\n# Title\n\n```{claims-register}\nText in it.\n```\n<!-- no -->\n\n| --- |\n"
    assert [row["text"] for row in rows(text)] == ["Title"]


def test_an_unknown_number_shows_its_key():
    assert plain("It has {num}`other`.", {}) == "It has {num}other."
