"""No number typed by hand, and no comparison that would not turn with the data."""

import pytest
from small_book import book  # noqa: F401

from report import paths
from report.checks import describe_coverage
from report.checks.naked import check_numerals, count_numerals
from report.checks.pages import read_pages
from report.findings import errors

QUOTES = {"known2026key": ["close to 650,000 Tibetans", "twelve of them"]}


def findings(book, quotes=QUOTES):
    return check_numerals(read_pages(book.root)[0], quotes)


def words(book, text, quotes=QUOTES):
    book.write("index.md", text)
    return [finding.value for finding in findings(book, quotes)]


def test_the_report_itself_has_no_error_and_says_its_share():
    pages, _ = read_pages(paths.ROOT)
    assert not errors(check_numerals(pages, None))
    assert "numerals lead to their source" in describe_coverage()[-1]


@pytest.mark.parametrize(
    "text",
    [
        "There were 648,000 persons.", "It was 4.7 times as many.", "Up by 89 percent.",
        "# The 12 months", "| a | 5 |\n| - | - |", "- item with 3 parts",
        "In 2016 shipments it says.", "It costs $421.", "A {doc}`list of 4 <x>`.",
        "Math $3x$ here.", "![Chart of 7 bars](x.png)",
    ],
)  # fmt: skip
def test_a_numeral_typed_by_hand_is_told(book, text):
    assert len(words(book, text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "On 22 January 2026 and in FY2024.", "Plans for 2021 to 2025, the 13th plan.",
        "Convention 29, Section 307, Article 5, edition 2026.1.", "In March 2024-25.",
        "Read `code 5` and {num}`five-5|million`.", "See {numref}`f-1`.",
        "Nine months of 2017, five years, a five-year plan.", "The two sides differ.",
        "One of them was first.", "CC BY 4.0 and Python 3.11", "On 2026-01-22.",
    ],
)  # fmt: skip
def test_names_dates_and_spans_are_no_numbers(book, text):
    assert words(book, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It names twelve factories.", ["twelve"]),
        ("Hundreds of thousands moved.", ["Hundreds", "thousands"]),
        ("{num}`x` million of them.", ["million"]),
        ("Two prefectures and a dozen towns.", ["Two", "dozen"]),
    ],
)
def test_numbers_in_words_are_numbers(book, text, found):
    assert sorted(words(book, text)) == sorted(found)


def test_a_quotation_anchored_in_a_quote_of_its_source_may_hold_numbers(book):
    text = "They say “650,000 Tibetans” and \"twelve of them\" {cite:p}`known2026key`."
    assert words(book, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "They say “650,001 Tibetans” {cite:p}`known2026key`.",
        "They say “650,000 Tibetans” {cite:p}`other2020key`.",
        "They say “650,000 Tibetans”.\n\nLater {cite:p}`known2026key`.",
        "{cite:t}`known2026key` say “650,000 Tibetans”.",
    ],
)
def test_a_number_in_a_quotation_that_no_cited_source_holds_is_told(book, text):
    book.write("index.md", text)
    (finding,) = findings(book)
    assert finding.message == "stands in a quotation that no cited source holds"


def test_without_the_tables_a_citation_is_enough(book):
    assert words(book, "They say “9 of 9” {cite:p}`x2020y`.", quotes=None) == []


@pytest.mark.parametrize(
    "word",
    [
        "rose", "fell", "increased", "more than", "less than", "above", "below",
        "higher", "lower", "most", "none", "doubled", "twice", "fourfold", "majority",
        "at least", "exceeded", "smaller", "nearly",
    ],
)  # fmt: skip
def test_a_word_that_compares_beside_a_computed_number_is_told(book, word):
    assert words(book, f"It says, {word} {{num}}`x` of them.") == [word]
    assert words(book, f"It says, {word} of them. Here {{num}}`x`.") == []


def test_a_comparing_word_that_is_published_or_quoted_is_fine(book):
    assert words(book, "It {num}`x-rose` to {num}`x`, they say “it rose”.") == []


def test_a_fixed_phrase_that_compares_nothing_is_fine(book):
    assert words(book, "The counts above, by a majority of {num}`x`.") == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('figure("a", c, title="A fall by 89 percent")', ["89"]),
        ('t = f"Stops fell to {text(n)} a month"', ["fell"]),
        ('t = tell(n, "more than {fall:ratio} times")', ["more than"]),
        ('alt = "Bars of twelve months, from 5 sources"', ["5"]),
        ('publish("up", direction(x, "rose", "fell"))', []),
        ('unit = "million persons"; y = 1000', []),
        ('title = f"Plans for 2021 to 2025: {text(n)}"', []),
        ("# twelve of 5\nx = 3", []),
    ],
)
def test_titles_notes_and_alternative_texts_in_code_are_read_too(book, code, found):
    book.insert("code", code)
    assert [finding.value for finding in findings(book)] == found


def test_a_finding_names_file_line_cell_word_and_cure(book):
    book.insert("markdown", "First line.\nThere were 648 of them.")
    (finding,) = findings(book)
    assert (finding.file, finding.column) == ("chapters/one.ipynb", "cell 4")
    assert "There were 648" in book.line(finding)
    assert "{num}`key`" in finding.cure


def test_a_finding_in_a_page_names_the_line_of_the_word(book):
    book.write("index.md", "# Index\n\nA sentence that\nruns on to 7 of them.\n")
    assert findings(book)[0].row == 4


def test_the_share_counts_what_is_computed_and_quoted_among_all(book):
    text = "{num}`a`, {num}`b`, 5, in 2024, “650,000” {cite:p}`known2026key`."
    book.write("index.md", text)
    tally = count_numerals(read_pages(book.root)[0], QUOTES)
    assert (tally.leading, tally.all, tally.named) == (3, 4, 1)
    assert str(tally).startswith("3 of 4 numerals lead to their source, 75 percent")
    book.write("index.md", text.replace(" 5,", ""))
    tally = count_numerals(read_pages(book.root)[0], QUOTES)
    assert "3 of 3 numerals lead to their source, 100 percent" in str(tally)
