"""Heads of pages: Zotero's rules, Dublin Core, Signposting, JSON-LD as RDF."""

import json
from dataclasses import replace

import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from zotero import Head, file_as

from report.citation.heads import Page, write_head
from report.citation.metadata import Author, Metadata, Part

SCHEMA = Namespace("https://schema.org/")
BARE = Metadata("A <synthetic> \"report\"", "2031.2", (Author(name="Contributors"),), ("CC0-1.0",))
PERSON = Author(family="Synthetic", given="Ada", orcid="https://orcid.org/0000-0000-0000-0000")
SET = replace(
    BARE, authors=(PERSON,), doi="10.1234/x", url="https://example.org/r", released="2031-04-05"
)
CHAPTER = Part("chapter", "tibet", "Tibet", "chapters/tibet.html")
REPORT = Page("index.html", BARE.title, "report", (CHAPTER,), ("_downloads/a.csv",),
              "swh:1:dir:0", pdf=True)  # fmt: skip
CLAIM = {
    "claim_id": "one", "publisher": "P", "published": "2030", "actor": "An actor",
    "figure": "Total: 5 </script><b>", "period": "2029", "source": "chapters/sources.html#source-s",
    "pages": ["chapters/tibet.html"],
}  # fmt: skip
REGISTER = Page("chapters/claims.html", "Claims", "claims", claims=(CLAIM,))
TIBET = Page(
    "chapters/tibet.html", "Tibet", "tibet",
    (Part("figure", "a", "A chart", "chapters/tibet.html", "a"),
     Part("table", "b", "A table", "chapters/tibet.html", "b")),
    rests_on=("chapters/claims.html#claim-one",),
)  # fmt: skip
PAGES = [REPORT, TIBET, REGISTER]


def head(metadata, page) -> Head:
    return Head(write_head(metadata, page))


def graph(metadata, page) -> Graph:
    """The page's JSON-LD as RDF, read without a network."""
    (text,) = head(metadata, page).data
    base = f"https://base.example/{page.file}"
    return Graph().parse(data=text, format="json-ld", base=base)


@pytest.mark.parametrize("metadata", [BARE, SET])
def test_zotero_files_the_report_as_a_report_and_a_chapter_as_a_part_of_a_book(metadata):
    assert [file_as(head(metadata, page)) for page in PAGES] == [
        "report", "bookSection", "bookSection"
    ]  # fmt: skip


def test_no_page_has_the_tags_of_both_kinds():
    for page in PAGES:
        names = {name for name, _ in head(SET, page).metas}
        both = {"citation_technical_report_institution", "citation_inbook_title"}
        assert len(names & both) == 1


def test_a_page_with_both_would_be_filed_by_the_last():
    text = write_head(BARE, REPORT) + '<meta name="citation_inbook_title" content="x">'
    assert file_as(Head(text)) == "bookSection"


def test_no_tag_is_empty_and_no_dublin_core_names_a_kind():
    for metadata in (BARE, SET):
        for page in PAGES:
            metas = head(metadata, page).metas
            assert all(content for _, content in metas)
            assert "DC.type" not in {name for name, _ in metas}


def test_titles_authors_and_dates_are_those_of_the_page():
    report, tibet = head(SET, REPORT), head(SET, TIBET)
    assert report.all("citation_title") == report.all("DC.title") == [BARE.title]
    assert tibet.all("citation_title") == tibet.all("DC.title") == ["Tibet"]
    assert tibet.all("citation_inbook_title") == [BARE.title]
    assert report.all("citation_author") == ["Synthetic, Ada"]
    assert report.all("citation_publication_date") == ["2031/04/05"]
    assert head(BARE, REPORT).all("citation_publication_date") == ["2031"]


def test_address_doi_and_author_are_in_the_head_once_they_are_set_and_not_before():
    bare, full = head(BARE, REPORT), head(SET, REPORT)
    for name in ("citation_doi", "citation_public_url", "citation_pdf_url", "DC.identifier"):
        assert bare.all(name) == [] and full.all(name)
    assert bare.linked("cite-as") == [] and full.linked("cite-as") == ["https://doi.org/10.1234/x"]
    assert bare.linked("author") == [] and full.linked("author") == [PERSON.orcid]
    assert full.all("citation_pdf_url") == ["https://example.org/r/report.pdf"]
    assert head(SET, replace(REPORT, pdf=False)).all("citation_pdf_url") == []


def test_signposts_lead_from_the_report_to_its_parts_and_back():
    report, tibet = head(BARE, REPORT), head(BARE, TIBET)
    assert report.linked("item") == ["report.pdf", "chapters/tibet.html", "_downloads/a.csv"]
    assert tibet.linked("collection") == ["../index.html"]
    assert tibet.linked("describedby") == [f"../cite/tibet.{e}" for e in ("bib", "ris", "json")]
    assert report.linked("license") == ["https://spdx.org/licenses/CC0-1.0"]
    assert set(report.linked("type")) == {SCHEMA.Report.toPython(), SCHEMA.AboutPage.toPython()}


def test_json_ld_says_report_parts_and_data_and_names_the_same_things_on_each_page():
    whole, part = graph(BARE, REPORT), graph(BARE, TIBET)
    report = URIRef("https://base.example/index.html")
    chapter = URIRef("https://base.example/chapters/tibet.html")
    assert (report, RDF.type, SCHEMA.Report) in whole
    assert (report, SCHEMA.hasPart, chapter) in whole
    assert (chapter, SCHEMA.isPartOf, report) in part
    (data,) = whole.subjects(RDF.type, SCHEMA.Dataset)
    assert whole.value(data, SCHEMA.identifier).toPython() == "swh:1:dir:0"
    assert {part.value(p, RDF.type) for p in part.objects(chapter, SCHEMA.hasPart)} == {
        SCHEMA.ImageObject, SCHEMA.Table
    }  # fmt: skip


def test_a_claim_appears_in_its_source_and_in_the_chapters_that_rest_on_it():
    claims, part = graph(BARE, REGISTER), graph(BARE, TIBET)
    claim = URIRef("https://base.example/chapters/claims.html#claim-one")
    chapter = URIRef("https://base.example/chapters/tibet.html")
    assert (claim, RDF.type, SCHEMA.Claim) in claims
    found = set(claims.objects(claim, SCHEMA.appearance))
    assert found == {chapter, URIRef("https://base.example/chapters/sources.html#source-s")}
    assert (chapter, SCHEMA.mentions, claim) in part


def test_with_an_address_all_names_are_full_addresses():
    names = {str(name) for name in graph(SET, REPORT).subjects() if isinstance(name, URIRef)}
    assert all(name.startswith(("https://example.org/r/", "https://orcid.org/")) for name in names)


def test_no_text_ends_the_element_that_holds_it():
    (text,) = head(BARE, REGISTER).data
    assert json.loads(text)["hasPart"][0]["text"].startswith("Total: 5 </script><b>")
    assert write_head(BARE, REGISTER).count("</script>") == 1
