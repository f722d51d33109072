"""What of a page its readers see, sentence by sentence, in its place."""

import pytest
from small_book import book  # noqa: F401

from report.checks.pages import read_pages
from report.checks.prose import COMPUTED, mask_markup, read_sentences


def sentences(book, name="index.md"):
    pages, _ = read_pages(book.root)
    page = next(page for page in pages if page.file == name)
    return [" ".join(s.text.split()) for s in read_sentences(page) if s.text.strip()]


@pytest.mark.parametrize(
    "hidden",
    [
        "{cite:p}`key2020a`", "{numref}`figure-1`", "`code 1`", "https://x.org/2",
        "<!-- 3 -->", "[^4]", "{{ five5 }}", "<span id='6'>", "](chapter-7.ipynb)",
    ],
)  # fmt: skip
def test_what_readers_do_not_see_is_blank_and_everything_else_keeps_its_place(hidden):
    source = f"[Before {hidden} after" if hidden[0] == "]" else f"Before {hidden} after"
    plain = mask_markup(source)
    assert len(plain) == len(source) and not any(c.isdigit() for c in plain)
    assert plain.index("after") == source.index("after")


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("{doc}`the 3 chapters <x>`", "the 3 chapters"),
        ("[page 4](x-5.md)", "page 4"),
        ("{num}`a-1|million` b", COMPUTED + " b"),
    ],
)
def test_words_that_stand_for_a_link_are_seen_and_a_number_is_a_sign(source, seen):
    assert " ".join(mask_markup(source).split()) == seen


def test_blocks_of_code_are_blank_and_the_body_of_a_note_is_not(book):
    text = "```\ncode 1\n```\n\n```{note} Title 2\n:name: n-3\nBody 4.\n```\n"
    book.write("index.md", text)
    assert " ".join(sentences(book)) == "Title 2 Body 4."


def test_a_stop_ends_a_sentence_but_not_after_a_single_letter(book):
    text = "A. Zenz says 1. He says 2.\nIt {cite:t}`x`. Last “2.” End of UFLPA. Yes.\n"
    book.write("index.md", text)
    assert sentences(book) == [
        "A. Zenz says 1.", "He says 2.", "It .", 'Last " ."', "End of UFLPA.", "Yes.",
    ]  # fmt: skip


def test_items_and_rows_are_sentences_of_their_own(book):
    book.write("index.md", "- one\n- two\n\n| a | b |\n| c | d |\n")
    assert sentences(book) == ["- one", "- two", "| a | b |", "| c | d |"]


def test_a_quotation_has_the_sources_cited_next_after_it(book):
    text = 'X "a 1" {cite:p}`k1,{see}k2{p. 3}` "b" {cite:p}`k3`.\n\n"c"\n'
    book.write("index.md", text)
    pages, _ = read_pages(book.root)
    quotations = [q for s in read_sentences(pages[0]) for q in s.quotations]
    assert [(q.text, q.sources) for q in quotations] == [
        ("a 1", ("k1", "k2")), ("b", ("k3",)), ("c", ()),
    ]  # fmt: skip


def test_texts_of_several_words_in_code_are_read_with_their_values_as_computed(book):
    book.insert("code", 'f(f"up by {x:.1f} in 2", "id", title="a {name:percent} b")')
    found = sentences(book, "chapters/one.ipynb")
    assert {f"up by {COMPUTED} in 2", f"a {COMPUTED} b"} <= {*found}
    assert "id" not in found
