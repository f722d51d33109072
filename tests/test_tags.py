"""The tags of the PDF: what a screen reader needs, each check with a PDF that fails it."""

import pdf_tags
import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, NameObject, TextStringObject
from test_pdf import FIGURE, chapter, make

TABLE = (
    "<table><thead><tr><th>Year</th><th>Persons</th></tr></thead><tbody><tr><th>2021</th>"
    '<td>7</td></tr></tbody></table>'
)
LISTED = (
    '<ul><li><p>One <a href="#one"><span>two words</span></a></p><p>more</p></li>'
    '<li>Two <a href="https://example.org/x">out</a></li></ul>'
)
NAMES = '<p>In شەرقىي and <a href="#one">西藏 and བོད, 2021</a>.</p>'


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tags")
    return make(folder, chapter("One", FIGURE + TABLE + LISTED + NAMES), chapter("Two", "<p>x</p>"))


def test_a_small_pdf_has_no_fault_in_its_tags(sound):
    assert pdf_tags.find_tag_faults(sound) == []


def damage(path, target, change):
    """A copy of the PDF in which `change` has been made to every element."""
    writer = PdfWriter(clone_from=path)
    for thing in writer._objects:
        if isinstance(thing, dict) and ("/S" in thing or "/Subtype" in thing):
            change(thing)
    writer.write(target)
    return target


def rename(old, new):
    def change(entry):
        if entry.get("/S") == old:
            entry[NameObject("/S")] = NameObject(new)

    return change


def drop(kind, name):
    def change(entry):
        if entry.get("/S", entry.get("/Subtype")) == kind:
            entry.get("/A", entry).pop(name, None)
            entry.pop(name, None)

    return change


def empty(kind):
    def change(entry):
        if entry.get("/S") == kind:
            entry[NameObject("/K")] = ArrayObject()

    return change


def turn(entry):
    if entry.get("/S") == "/Document":
        entry[NameObject("/K")] = ArrayObject(reversed(entry["/K"]))


def blank(entry):
    if entry.get("/Subtype") == "/Link":
        entry[NameObject("/Contents")] = TextStringObject("")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (rename("/H2", "/H4"), "a heading that skips a level"),
        (empty("/H2"), "a heading without words"),
        (drop("/Figure", "/Alt"), "a figure without alternative text"),
        (rename("/TH", "/TD"), "a table without header cells"),
        (drop("/TH", "/Scope"), "a header cell that heads neither row nor column"),
        (drop("/TD", "/Headers"), "a cell without a header"),
        (rename("/Link", "/Span"), "a link annotation that is in no link, or a link without one"),
        (blank, "a link that does not say where it leads, or is not printed"),
        (drop("/Link", "/F"), "a link that does not say where it leads, or is not printed"),
        (empty("/Link"), "a link without words"),
        (rename("/LBody", "/P"), "an item of a list without a body"),
        (drop("/Span", "/Lang"), "a passage that does not say its language"),
        (turn, "content out of its order"),
        (empty("/P"), "content that no element holds"),
    ],
)
def test_a_fault_in_the_tags_is_seen(sound, tmp_path, change, fault):
    assert fault in pdf_tags.find_tag_faults(damage(sound, tmp_path / "x.pdf", change))


def test_a_pdf_without_a_language_is_seen(sound, tmp_path):
    writer = PdfWriter(clone_from=sound)
    del writer.root_object["/Lang"]
    writer.write(tmp_path / "x.pdf")
    assert "no language" in pdf_tags.find_tag_faults(tmp_path / "x.pdf")


def test_a_link_is_announced_by_its_words_and_an_outward_one_by_its_address_too(sound):
    pdf = pdf_tags.Tagged(sound)
    said = {a["/Contents"] for link in pdf.elements("/Link") for a in link.annotations}
    assert {"two words", "out (https://example.org/x)"} <= said


def test_what_stands_inside_a_link_has_no_second_annotation(sound):
    pdf = pdf_tags.Tagged(sound)
    links = [link for link in pdf.elements("/Link") if "two words" in pdf.text(link)]
    assert [len(link.annotations) for link in links] == [1]
    assert all(not inner.annotations for link in links for inner in list(link.walk())[1:])


def test_header_cells_name_the_row_or_the_column_that_they_head(sound):
    pdf = pdf_tags.Tagged(sound)
    scopes = {pdf.text(e).strip(): e.entry["/A"]["/Scope"] for e in pdf.elements("/TH")}
    assert scopes["Persons"] == "/Column" and scopes["2021"] == "/Row"


def test_each_script_is_named_by_its_language(sound):
    pdf = pdf_tags.Tagged(sound)
    named = {e.language for e in pdf.elements() if e.content}
    assert named == {"en", "ug", "zh", "bo"}


def test_words_and_passages_of_a_link_are_read_in_their_order(sound):
    pdf = pdf_tags.Tagged(sound)
    (read,) = [pdf.text(e) for e in pdf.elements("/P") if "2021" in pdf.text(e)]
    assert read.replace(" ", "").endswith("西藏andབོད,2021.")
    assert not any("and" in pdf.text(e) for e in pdf.elements() if e.entry.get("/Lang") == "zh")


def test_running_heads_and_page_numbers_are_no_content(sound):
    pdf = pdf_tags.Tagged(sound)
    streams = [page.get_contents().get_data() for page in pdf.reader.pages]
    assert all(b"/Pagination" in stream for stream in streams[1:])
    assert pdf_tags.find_tag_faults(sound) == []


@pytest.mark.book
def test_the_tags_of_the_real_book_have_no_fault(built):
    assert pdf_tags.find_tag_faults(built.root / "_build" / "pdf" / "report.pdf") == []
