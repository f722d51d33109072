"""A paragraph's address stays when numbers change or other paragraphs come before it."""

from types import SimpleNamespace

from docutils import nodes
from docutils.utils import new_document

from report.records.sentences import read_sentences
from report.sphinxext.paragraphs import address_paragraphs

PAGE = "chapters/one"


def addresses(*paragraphs: str) -> list[str]:
    document = new_document("one")
    section = nodes.section()
    section += [nodes.paragraph(text, text) for text in paragraphs]
    box = nodes.container()
    box += nodes.paragraph("In a box.", "In a box.")
    section += [box, nodes.paragraph("", "Made by the program.")]
    document += section
    address_paragraphs(SimpleNamespace(env=SimpleNamespace(docname=PAGE)), document)
    return [name for p in document.findall(nodes.paragraph) for name in p["ids"]]


def test_another_paragraph_before_it_leaves_an_address_as_it_is():
    (address,) = addresses("Second one.\nAnd more.")
    assert addresses("First one.", "Second one.\nAnd other words.")[1] == address


def test_two_paragraphs_that_begin_alike_have_two_addresses():
    first, second = addresses("Same.", "Same.\nBut longer.")
    assert second == f"{first}-2"


def test_the_address_is_the_id_that_the_records_give_the_sentence():
    line = "It has {num}`n|rounded` {cite:p}`s` of {term}`boxes <box>`."
    (row,) = read_sentences(PAGE, [line], {})
    assert addresses(line) == [row["sentence_id"]]


def test_a_style_a_citation_or_a_marked_term_makes_no_other_address():
    assert addresses("It has {num}`n|rounded` {term}`boxes <box>`.") == addresses(
        "It has {num}`n` boxes."
    )
