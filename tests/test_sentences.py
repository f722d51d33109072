"""Sentences as readers see them, and ids that outlive new numbers."""

from report.records.sentences import read_sentences
from report.records.wordings import keep_ids, match_sentences
from report.records import Record

NUMBERS = {"boxes": {"key": "boxes", "text": "1,200", "value": 1200.0, "style": "count"}}
PAGE = """# Boxes

Testland counts {num}`boxes` *boxes* {cite:p}`known2026key,other2026key`.
See {doc}`the list <chapters/claims>` and {numref}`one-chart`.

```{note}
Nobody quotes a directive.
```

| Place | Count |
| --- | --- |
| Testland | {num}`boxes|million` |

- A list has **sentences** too.
"""


def read(text=PAGE, numbers=NUMBERS, page="chapters/one"):
    return read_sentences(page, [text], numbers)


def test_numbers_are_filled_in_and_markup_is_taken_out():
    assert [row["text"] for row in read()] == [
        "Boxes",
        "Testland counts 1,200 boxes [known2026key, other2026key].",
        "See the list and one-chart.",
        "Place | Count",
        "Testland | 0 million",
        "A list has sentences too.",
    ]


def test_a_sentence_knows_its_numbers_its_sources_and_its_section():
    row = read()[1]
    assert row["numbers"] == "boxes"
    assert row["sources"] == "known2026key other2026key"
    assert row["section"] == "Boxes"


def test_a_number_that_nobody_publishes_stays_visible():
    assert "{num}boxes" in read(numbers={})[1]["text"]


def test_an_id_outlives_new_values_and_sentences_put_before_it():
    other = {"boxes": NUMBERS["boxes"] | {"value": 7.0, "text": "7"}}
    ids = [row["sentence_id"] for row in read()]
    assert ids == [row["sentence_id"] for row in read(numbers=other)]
    more = read("A new sentence.\n\n" + PAGE)
    assert set(ids) <= {row["sentence_id"] for row in more}


def test_two_equal_sentences_have_two_ids():
    rows = read("The same.\n\nThe same.\n")
    assert len({row["sentence_id"] for row in rows}) == 2


def test_an_edited_sentence_is_the_same_one_and_keeps_its_id():
    before = Record("before", {"sentences": read()})
    edited = PAGE.replace("A list has", "Each list has")
    after = Record("after", {"sentences": read(edited)})
    kept = keep_ids(after, before)
    assert [r["sentence_id"] for r in kept.table("sentences")] == [
        r["sentence_id"] for r in before.table("sentences")
    ]
    assert kept.table("sentences")[-1]["text"].startswith("Each list")


def test_a_sentence_on_another_page_is_another_sentence():
    pairs = match_sentences(read("Only this here."), read("Only this here, now.", page="two"))
    assert [(bool(old), bool(new)) for old, new in pairs] == [(True, False), (False, True)]
