"""What each page says of itself in lists of pages."""

import pytest
from docutils import nodes
from docutils.utils import new_document
from lxml import html

from report.sphinxext.theme import LONGEST_DESCRIPTION, describe


def page(*paragraphs: str) -> nodes.document:
    document = new_document("page")
    document += [nodes.paragraph("", text) for text in paragraphs]
    return document


def test_a_page_is_described_by_its_first_two_paragraphs():
    assert describe(page("Does it rise?", "It does.", "And so on.")) == "Does it rise? It does."


def test_a_long_description_is_cut_behind_a_word():
    said = describe(page("word " * 100))
    assert said.endswith("word…") and len(said) <= LONGEST_DESCRIPTION


def test_a_page_without_a_text_is_described_by_nothing_of_its_own():
    assert describe(None) == "" and describe(page()) == ""


@pytest.mark.book
def test_every_page_has_one_description_and_no_two_the_same(built):
    pages = sorted(built.root.glob("_build/html/**/*.html"))
    found = [html.parse(path).xpath("//meta[@name='description']/@content") for path in pages]
    assert len(pages) > 10 and all(len(said) == 1 and said[0].strip() for said in found)
    assert len({said[0] for said in found}) == len(pages)


@pytest.mark.book
@pytest.mark.parametrize("name", ["claims", "sources", "numbers"])
def test_each_register_lists_its_sections(built, name):
    page = html.parse(built.root / f"_build/html/chapters/{name}.html")
    listed = page.xpath("//nav[@id='on-this-page']//a/@href")
    assert {f"#{one}" for one in page.xpath("//article/section/section/@id")} <= set(listed)
    assert len(listed) > 2
