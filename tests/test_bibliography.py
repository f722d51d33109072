"""Sources and bibliography, both ways, and what pybtex makes of the entries."""

import csv
import re

import pytest
from copied_data import data  # noqa: F401
from hypothesis import example, given, settings
from hypothesis import strategies as st

from report import paths
from report.checks.bibliography import (
    bibtex_entry,
    check_bibliography,
    read_entries,
)

SOURCE = {
    "source_id": "synthetic2026test",
    "kind": "press",
    "publisher": "Example & Sons",
    "title": "A Title",
    "authors": "",
    "published": "2026-01-22",
    "url": "https://example.org/a_b%20c?d=1&e=2#f~g",
    "language": "en",
    "seen_as": "excerpt",
    "grade": "B",
    "note": "",
}


LETTERS = "aZé西ئ %#_&$~-'`\\\"^<>.,@!?"
TITLES = st.text(LETTERS, min_size=1).map(str.strip).filter(len)


@pytest.fixture
def bibliography(tmp_path):
    path = tmp_path / "references.bib"
    path.write_text(paths.BIBLIOGRAPHY.read_text("utf-8"), "utf-8")
    return path


def replace(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def only(findings):
    assert len(findings) == 1, "\n".join(map(str, findings)) or "no finding"
    return findings[0]


def printed(entry: str) -> str:
    """What a reader sees in the list of references."""
    from pybtex.database import parse_string
    from pybtex.plugin import find_plugin

    style = find_plugin("pybtex.style.formatting", "plain")()
    formatted = style.format_bibliography(parse_string(entry, "bibtex"))
    return " ".join(item.text.render_as("text") for item in formatted)


def test_sources_and_bibliography_agree():
    assert check_bibliography() == []


def test_each_source_of_the_file_is_as_the_data_make_it_in_order_of_its_key():
    text = paths.BIBLIOGRAPHY.read_text("utf-8")
    with (paths.DATA / "sources.csv").open(encoding="utf-8", newline="") as file:
        entries = {row["source_id"]: bibtex_entry(row) for row in csv.DictReader(file)}
    for key, entry in entries.items():
        assert entry in text, f"{key} is not as the data make it:\n{entry}"
    keys = [key for key in re.findall(r"^@\w+\{(\w+),", text, re.M) if key in entries]
    assert keys == sorted(entries)


def test_a_source_without_an_entry_is_told_with_the_entry_to_paste(bibliography):
    replace(bibliography, "{afp2026alarmed,", "{afp2026alarm,")
    missing, spare = check_bibliography(bibliography)
    assert (missing.file, missing.column) == ("data/sources.csv", "source_id")
    assert missing.message == "has no entry in references.bib"
    entry = missing.cure.removeprefix("Paste into references.bib: ")
    assert "UN experts alarmed" in printed(entry)
    assert "\n" not in missing.cure
    assert spare.value == "afp2026alarm"


def test_the_cure_pasted_ends_the_finding(bibliography, data):
    records = data.records("sources")
    data.write("sources", [*records, ["synthetic2026new", *records[1][1:]]])
    finding = only(check_bibliography(bibliography, data.folder))
    entry = finding.cure.removeprefix("Paste into references.bib: ")
    bibliography.write_text(bibliography.read_text("utf-8") + entry, "utf-8")
    assert check_bibliography(bibliography, data.folder) == []


def test_an_entry_without_a_source_is_told_with_its_line(bibliography):
    lines = bibliography.read_text("utf-8").count("\n")
    with bibliography.open("a", encoding="utf-8") as file:
        file.write("@misc{nobody1999, title = {x}}\n")
    finding = only(check_bibliography(bibliography))
    assert (finding.row, finding.value) == (lines + 1, "nobody1999")
    assert finding.message == "is not in data/sources.csv"


def test_literature_needs_no_source(bibliography):
    with bibliography.open("a", encoding="utf-8") as file:
        file.write("@book{nobody1999, title={x}, keywords = {methods, literature}}\n")
    assert check_bibliography(bibliography) == []


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("title = {{UN experts alarmed", "title = {{UN experts calm", "title"),
        ("http://www.sinodaily.com/afp/2601", "http://www.sinodaily.com/x/2601", "url"),
        ("# jan,\n  year = {2026}", "# jan, year = {2025}", "year"),
        ("month = {22~} # jan", "month = {23~} # jan", "month"),
        ("note = {Grade B.", "note = {Grade A.", "note"),
    ],
)
def test_each_field_that_disagrees_is_named(bibliography, old, new, column):
    text = bibliography.read_text("utf-8")
    head, mark, tail = text.partition("@misc{afp2026alarmed,")
    assert old in tail
    bibliography.write_text(head + mark + tail.replace(old, new, 1), "utf-8")
    finding = only(check_bibliography(bibliography))
    assert finding.column == column
    assert finding.row == head.count("\n") + 1
    assert "afp2026alarmed" in finding.message
    assert "@misc{afp2026alarmed," in finding.cure


def test_a_changed_source_is_told_until_its_entry_follows(data):
    row = data.row_of("sources", "afp2026alarmed")
    data.set("sources", row, grade="C")
    finding = only(check_bibliography(folder=data.folder))
    assert finding.column == "note"
    assert "Grade C." in finding.cure


def test_a_source_with_an_impossible_month_is_left_to_the_check_of_the_data(data):
    row = data.row_of("sources", "afp2026alarmed")
    data.set("sources", row, published="2026-13")
    assert check_bibliography(folder=data.folder) == []


def test_a_missing_bibliography_is_one_finding(tmp_path):
    finding = only(check_bibliography(tmp_path / "references.bib"))
    assert (finding.file, finding.message) == ("references.bib", "is missing")


def test_a_bibliography_that_is_no_bibtex_is_one_finding(bibliography):
    replace(bibliography, "@misc{afp2025exports,\n  author = {{", "@misc{afp {{{")
    assert only(check_bibliography(bibliography)).row


def test_an_entry_twice_is_one_finding(bibliography):
    text = bibliography.read_text("utf-8")
    bibliography.write_text(text + "@misc{afp2025exports, title={x}}\n", "utf-8")
    finding = only(check_bibliography(bibliography))
    assert "afp2025exports" in finding.message


def test_special_characters_and_all_scripts_are_printed_as_they_are():
    title = "100% of #1_a & $5 ~ x--y \\z ''q'' “Q” été 西藏 ئۇيغۇر བོད་ <b>"
    text = printed(bibtex_entry(SOURCE | {"title": title}))
    assert title in text
    assert "Example & Sons." in text
    assert SOURCE["url"] in text


@settings(max_examples=60, deadline=None)
@given(TITLES)
@example("$-$").via("a formula of TeX")
@example("$^2$").via("a formula of TeX")
def test_any_title_is_read_back_as_it_was(title):
    from pybtex.database import parse_string
    from pybtex.richtext import Text

    entry = bibtex_entry(SOURCE | {"title": title})
    (found,) = parse_string(entry, "bibtex").entries.values()
    shown = Text.from_latex(found.fields["title"]).render_as("text")
    assert shown.split() == title.split()


def test_the_day_is_printed_where_it_is_known():
    assert "22\xa0January 2026" in printed(bibtex_entry(SOURCE))
    month = printed(bibtex_entry(SOURCE | {"published": "2026-01"}))
    assert "January 2026" in month and "22" not in month.split("URL")[0]


def test_an_undated_text_has_no_year_and_says_so():
    entry = bibtex_entry(SOURCE | {"published": ""})
    assert "year" not in entry and "month" not in entry
    assert "Undated. Grade B. Seen as an excerpt." in entry


def test_the_note_names_a_language_that_is_not_english():
    assert "In Chinese." in bibtex_entry(SOURCE | {"language": "zh"})


def test_named_authors_are_split_and_a_body_is_kept_whole():
    names = {"authors": "Doe, Jane; Roe, R."}
    assert "author = {Doe, Jane and Roe, R.}" in bibtex_entry(SOURCE | names)
    assert "Jane Doe and R. Roe" in printed(bibtex_entry(SOURCE | names))
    chinese = printed(bibtex_entry(SOURCE | {"authors": "甲乙、丙丁 et al."}))
    assert "甲乙, 丙丁, and others" in chinese
    assert r"author = {{Example \& Sons}}" in bibtex_entry(SOURCE)


def test_a_brace_in_an_address_cannot_break_the_file():
    entry = bibtex_entry(SOURCE | {"url": "https://example.org/{a"})
    assert "https://example.org/%7Ba" in printed(entry)
