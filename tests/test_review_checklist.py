"""What a reviewer is asked to confirm: for each item a change that raises it, and one that
does not."""

import pytest
from synthetic_records import (
    claim, figure, number, parameter, record, sentence,
)  # fmt: skip
from synthetic_records import SOURCE as PLAIN

from report.findings import Finding
from report.records.changes import find_changes
from report.review.checklist import list_items
from report.review.faults import Faults

FAULT = Finding("data/claims.csv", 2, None, None, "is wrong", "Correct it")
ARCHIVED = "https://web.archive.org/web/2026/https://example.org/text"
CLAIM = {"quote": "one box", "locator": "page 1"}


def source(source_id="test-source", **cells: str) -> dict[str, str]:
    return PLAIN | {"source_id": source_id, "url": "", "sha256": ""} | cells


def state(name="before", **tables) -> dict:
    """A record whose one claim rests on one source, unless tables say otherwise."""
    given = {"claims": [claim("a", **CLAIM)], "sources": [source()]}
    return record(name, **(given | tables))


def items(before: dict, after: dict, findings=Faults()) -> list[str]:
    """The texts of what is to be looked at."""
    old, new = state(**before), state("after", **after)
    found = list(list_items(find_changes(old, new), old, new, findings))
    assert all(item.kind and (item.name or item.kind == "summary") for item in found)
    return [item.text for item in found]


def test_nothing_changed_asks_for_nothing():
    assert items({}, {}) == []


def test_new_findings_come_first_and_those_that_stay_or_went_are_no_item():
    moved = {"numbers": [number("a", 1, low="1", high="1")]}
    later = {"numbers": [number("a", 9, low="9", high="9")], "claims": [claim("a", 9, **CLAIM)],
             "sources": [source(sha256="0")]}  # fmt: skip
    first, *_ = items(moved, later, Faults(now=(FAULT,), new=(FAULT,)))
    assert first == "New findings of report check, 1: read them first."
    assert items({}, {}, Faults(now=(FAULT,), gone=(FAULT,))) == []


@pytest.mark.parametrize(("before", "after", "name"), [
    ({"claims": [claim("a", **CLAIM), claim("b", **CLAIM)]}, {}, "b"),
    ({"sources": [source(), source("other")]}, {}, "other"),
], ids=["claim", "source"])  # fmt: skip
def test_a_removed_row_asks_what_rests_on_it_and_one_that_stays_does_not(before, after, name):
    assert items(before, after) == [f"{name} was removed: does nothing in the text rest on it?"]
    assert items(before, before) == []


@pytest.mark.parametrize(("cells", "raised"), [
    ({}, "nor a copy"),
    ({"url": "https://example.org/?from=archive.org"}, "nor a copy"),
    ({"url": "https://notarchive.org/text"}, "nor a copy"),
    ({"sha256": "0f"}, "a private copy is named by its sha256"),
    ({"url": ARCHIVED}, ""),
    ({"url": "https://perma.cc/A1B2"}, ""),
])  # fmt: skip
def test_a_new_source_without_an_archive_link_is_named(cells, raised):
    found = items({}, {"sources": [source(), source("new", **cells)]})
    assert len(found) == bool(raised)
    assert all("New source new has no archive link" in text and raised in text for text in found)


def test_a_source_that_was_there_needs_no_archive_link():
    assert items({}, {"sources": [source(title="Another title")]}) == []


def test_another_grade_is_named_and_another_note_is_not():
    assert items({}, {"sources": [source(grade="B")]}) == [
        "The grade of test-source changed: does its text bear it?"
    ]
    assert items({}, {"sources": [source(note="Seen again.")]}) == []


def test_a_claim_without_a_quote_is_named_and_one_with_a_quote_in_a_named_copy_is_not():
    bare = [claim("a", **CLAIM), claim("new", quote="", locator="")]
    assert items({}, {"claims": bare}) == ["new has no quote to check it by."]
    kept = {"claims": [claim("a", **CLAIM), claim("new", **CLAIM)],
            "sources": [source(sha256="0f")]}  # fmt: skip
    assert items(kept | {"claims": [claim("a", **CLAIM)]}, kept) == []


@pytest.mark.parametrize("cells", [{"quote": "two boxes"}, {"locator": "page 2"}, {"printed": "2"}])
def test_a_changed_quote_whose_source_has_no_copy_is_to_be_read_there(cells):
    after = {"claims": [claim("a", **(CLAIM | cells))]}
    (text,) = items({}, after)
    assert "The quote of a is not verified" in text and "test-source" in text
    copied = {"sources": [source(sha256="0f")]}
    assert items(copied, after | copied) == []


def test_a_claim_whose_words_stand_as_they_were_needs_no_reading():
    assert items({}, {"claims": [claim("a", note="Seen again.", **CLAIM)]}) == []


def numbers(value, **cells) -> dict:
    """A number that moved with its claim, which is kept in a named copy."""
    given = {"low": str(value), "high": str(value)} | cells
    return {"numbers": [number("a", value, **given)], "claims": [claim("a", value, **CLAIM)],
            "sources": [source(sha256="0f")]}  # fmt: skip


def test_a_number_without_a_range_is_named_and_one_with_both_ends_is_not():
    assert items(numbers(10), numbers(11, high="")) == ["a has a value and no range."]
    assert items(numbers(10), numbers(11, low="")) == ["a has a value and no range."]
    assert items(numbers(10), numbers(11)) == []


def test_a_word_needs_no_range():
    words = [{"numbers": [number("a", text=text)]} for text in ("rose", "fell")]
    assert not any("range" in text for text in items(*words))


def test_a_number_that_moved_by_half_or_more_is_named_and_by_less_is_not():
    assert items(numbers(100), numbers(150)) == ["a moved by half or more."]
    assert items(numbers(100), numbers(149)) == []


def test_a_number_that_nothing_recorded_moved_is_named_and_one_with_a_cause_is_not():
    unmoved = {"claims": [claim("a", 10, **CLAIM)]}
    assert items(numbers(10), numbers(11) | unmoved) == [
        "Nothing recorded explains why a moved."
    ]
    assert items(numbers(10), numbers(11)) == []


def headline(grade: str, page: str, section: str) -> list[str]:
    """A moved number of a source of a grade, said on a page whose opening is "Answer"."""
    row = {"page": page, "section": section}
    said = {"sentences": [sentence("first", "It is so.") | {"page": page, "section": "Answer"},
                          sentence("second", "It is so many.", "a") | row]}  # fmt: skip
    graded = {"sources": [source(grade=grade, sha256="0f")]}
    return items(numbers(10) | said | graded, numbers(11) | said | graded)


def test_grade_c_behind_a_headline_is_named():
    told = "and rests on grade C: test-source."
    assert headline("C", "index", "Anywhere") == [f"a is said on the front page, {told}"]
    assert headline("C", "chapters/one", "Answer") == [
        f"a is said in the opening of chapters/one, {told}"
    ]


def test_grade_c_deeper_in_a_chapter_or_a_better_grade_in_a_headline_is_not():
    assert headline("C", "chapters/one", "Further down") == []
    assert headline("B", "index", "Anywhere") == []


def figures(kind="figure", rows="1", **cells) -> dict:
    return {"figures": [figure("chart", kind=kind, alt="One bar.") | {"rows": rows} | cells]}


def test_a_changed_alt_text_is_named_and_a_changed_title_is_not():
    assert items(figures(), figures(alt="Two bars.")) == [
        "The alt text of chart changed: does it say what the drawing shows?"
    ]
    assert items(figures(), figures(title="Other boxes")) == []


def test_a_new_figure_is_looked_at_and_a_new_table_is_not():
    assert items({}, figures()) == ["chart is new: does its alt text say what the drawing shows?"]
    assert items({}, figures(kind="table")) == []


def test_changed_data_under_an_alt_text_that_stayed_is_named():
    old, new = (record(name, {"chart": [["Boxes"], [value]]}, **figures())
                for name, value in (("before", "1"), ("after", "2")))  # fmt: skip
    (item,) = list_items(find_changes(old, new), old, new, Faults())
    assert "The data of chart changed and its alt text did not" in item.text
    redrawn = record("after", old.data, **figures(drawing="other"))
    changes = find_changes(old, redrawn)
    assert changes and not list(list_items(changes, old, redrawn, Faults()))


def test_a_correction_is_asked_for_its_reason_and_one_taken_back_is_not():
    kept = {"corrections": [{"claim_id": "a", "source_id": "test-source", "says": "1",
                             "use": "2", "expected": "", "why": "A misprint."}]}  # fmt: skip
    (text,) = items({}, kept)
    assert text.startswith("The correction of a: is its reason one")
    assert items(kept, {}) == items(kept, kept) == []


def test_a_changed_parameter_is_to_be_defended_and_one_that_is_gone_is_not():
    one, two = ({"parameters": [parameter("year", value)]} for value in (1, 2))
    assert items(one, two) == ["year is a choice: does the page on methods defend its new value?"]
    assert items(one, one) == items(one, {}) == []


def test_a_new_conflict_is_to_be_told_and_one_resolved_is_not():
    row = {"conflict_id": "a b", "kind": "claims", "claims": "a b", "identities": "",
           "allowed": "", "required": ""}  # fmt: skip
    assert items({}, {"conflicts": [row]}) == [
        "A new conflict of claims: does the text tell it?"
    ]
    assert items({"conflicts": [row]}, {}) == []
