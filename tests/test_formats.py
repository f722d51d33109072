"""Citations parse in public parsers and say the same in each format."""

import json
import warnings
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from report.citation.formats import TYPES, make_key, say, write_bibtex, write_csl, write_ris
from report.citation.metadata import Author, Metadata, Part

PERSON = Author(family="van Synthetic", given="Ada")
BARE = Metadata(
    "A synthetic report", "2031.2", (Author(name="The {Group}"), PERSON), ("MIT", "CC-BY-4.0")
)
SET = replace(
    BARE, doi="10.1234/synthetic_x", url="https://example.org/a_b", released="2031-04-05",
    keywords=("one", "two"), abstract="Short.",
)  # fmt: skip
PARTS = [
    None,
    Part("chapter", "tibet", "Tibet", "chapters/tibet.html"),
    Part("figure", "a-chart", "It fell by 5%", "chapters/tibet.html", "a-chart"),
    Part("table", "a-table", "Who said $5", "chapters/tibet.html", "a-table"),
    Part("number", "a_number", "Number a_number: 648,000", "chapters/numbers.html", "number-a_n"),
    Part("data", "data", "Data", "chapters/cite.html", "the-data", "swh:1:dir:0"),
]
# Letters that break naive writers, among others of all scripts.
TITLES = st.text(
    st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp"])
    | st.sampled_from("{}\\%$&#_^~\"@,"),
    min_size=1, max_size=60,
).filter(lambda text: text.strip("{}\\ \u00a0\u3000").strip())  # fmt: skip


def read_bibtex(text):
    return {entry.key: entry for entry in bibtexparser.parse_string(text).entries}


@pytest.mark.parametrize("metadata", [BARE, SET])
def test_each_format_has_a_record_a_subject_in_a_public_parser(metadata):
    keys = [make_key(metadata, part) for part in PARTS]
    assert len(set(keys)) == len(PARTS)
    bibtex = write_bibtex(metadata, PARTS)
    assert list(read_bibtex(bibtex)) == keys
    assert list(parse_string(bibtex, "bibtex").entries) == keys
    records = rispy.loads(write_ris(metadata, PARTS))
    assert [record["id"] for record in records] == keys
    assert [item["id"] for item in json.loads(write_csl(metadata, PARTS))] == keys


def test_the_kinds_are_those_that_each_format_knows():
    records = rispy.loads(write_ris(BARE, PARTS))
    entries = read_bibtex(write_bibtex(BARE, PARTS)).values()
    items = json.loads(write_csl(BARE, PARTS))
    kinds = [TYPES[part.kind if part else "report"] for part in PARTS]
    assert [entry.entry_type for entry in entries] == [kind[0] for kind in kinds]
    assert [record["type_of_reference"] for record in records] == [kind[1] for kind in kinds]
    assert [item["type"] for item in items] == [kind[2] for kind in kinds]
    assert {kind[1] for kind in kinds} <= set(rispy.TYPE_OF_REFERENCE_MAPPING)


def test_title_authors_edition_and_year_agree_in_all_formats():
    (report, chapter, *_), = [rispy.loads(write_ris(SET, PARTS))]
    assert report["authors"] == ["The {Group}", "van Synthetic, Ada"]
    assert (report["title"], report["year"], report["edition"]) == (SET.title, "2031", "2031.2")
    assert chapter["title"] == "Tibet" and chapter["secondary_title"] == SET.title
    entry = read_bibtex(write_bibtex(SET, PARTS))[make_key(SET)].fields_dict
    assert entry["title"].value.strip("{}") == SET.title and entry["year"].value == "2031"
    assert entry["number"].value == "2031.2"
    item = json.loads(write_csl(SET, PARTS))[0]
    assert item["issued"] == {"date-parts": [[2031, 4, 5]]}
    assert item["author"] == [
        {"literal": "The {Group}"}, {"family": "van Synthetic", "given": "Ada"}
    ]  # fmt: skip


def test_address_and_doi_are_everywhere_once_set_and_nowhere_before():
    for write in (write_bibtex, write_ris, write_csl):
        bare, full = write(BARE, PARTS), write(SET, PARTS)
        assert "http" not in bare and "10.1234" not in bare
        assert "https://example.org/a_b/chapters/numbers.html#number-a_n" in full
        assert full.count("10.1234/synthetic") >= len(PARTS)
    assert "http" not in say(BARE) + say(BARE, PARTS[1])
    assert say(SET).endswith("edition 2031.2. https://doi.org/10.1234/synthetic_x")
    assert say(SET, PARTS[2]).endswith("https://example.org/a_b/chapters/tibet.html#a-chart")


def test_a_part_is_named_within_the_report():
    assert say(BARE, PARTS[2]) == (
        "The {Group}, Ada van Synthetic, “It fell by 5%”, figure a-chart, "
        "in: A synthetic report, edition 2031.2."
    )


def test_data_are_cited_with_the_name_of_their_content():
    texts = [say(BARE, PARTS[-1]), *(write(BARE, PARTS) for write in (write_bibtex, write_ris))]
    assert all(text.count("swh:1:dir:0") == 1 for text in [*texts, write_csl(BARE, PARTS)])
    assert say(SET, PARTS[-1]).endswith("2031.2. swh:1:dir:0. https://example.org/a_b/"
                                        "chapters/cite.html#the-data")  # fmt: skip


def test_another_parameter_set_is_part_of_every_citation():
    other = replace(BARE, parameter_set="before")
    texts = [say(other), say(other, PARTS[1]), write_ris(other, [None]), write_csl(other, [None])]
    assert all("arameter set before" in text for text in [*texts, write_bibtex(other, [None])])
    assert make_key(other) != make_key(BARE)


def test_a_csl_processor_writes_title_and_author():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source = CiteProcJSON(json.loads(write_csl(SET, PARTS)))
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, source, formatter.plain)
        for key in source:
            bibliography.register(Citation([CitationItem(key)]))
        written = [str(line) for line in bibliography.bibliography()]
    assert len(written) == len(PARTS)
    assert any("van Synthetic" in line and "Tibet" in line for line in written)


@pytest.mark.long
@given(title=TITLES)
def test_no_title_breaks_a_file_or_leaks_into_the_next_record(title):
    parts = [Part("figure", "one", title, "a.html"), PARTS[1]]
    bibtex = write_bibtex(BARE, parts)
    assert len(parse_string(bibtex, "bibtex").entries) == len(read_bibtex(bibtex)) == 2
    records = rispy.loads(write_ris(BARE, parts))
    assert len(records) == 2
    assert records[0]["title"] == " ".join(title.split())
    assert json.loads(write_csl(BARE, parts))[0]["title"] == title
