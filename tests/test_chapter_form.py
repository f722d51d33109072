"""The form of notebooks, and the table of contents."""

import pytest
from small_book import CELLS, TOC, book  # noqa: F401

from report.checks.chapters import BYTES, CELLS as MOST_CELLS


def test_a_book_in_form_has_no_finding(book):
    assert book.findings() == []


def test_a_notebook_without_cells_is_named(book):
    book.set_cells()
    assert book.only_finding().message == "has no cells"


@pytest.mark.parametrize(
    "change", [{"execution_count": 3}, {"outputs": [{"output_type": "stream"}]}]
)
def test_a_stored_output_is_told_with_its_cell(book, change):
    notebook = book.read()
    notebook["cells"][2] |= change
    book.save(notebook)
    finding = book.only_finding()
    assert finding.message == "holds a stored output or execution count"
    assert finding.column == "cell 3"


def test_a_cell_without_an_id_is_told(book):
    notebook = book.read()
    del notebook["cells"][1]["id"]
    book.save(notebook)
    finding = book.only_finding()
    assert (finding.column, finding.message) == ("cell 2", "has no id")


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("def f():\n    return 1", "defines a function"),
        ("class A:\n    pass", "defines a class"),
        ("x = open(name)", "calls open"),
        ("x = pd.read_csv(name)", "calls read_csv"),
        ("x = name.read_text()", "calls read_text"),
        ('x = "/srv/x.csv"', "holds the path '/srv/x.csv'"),
        ('x = "../x.csv"', "holds the path '../x.csv'"),
        ('x = "data/x.csv"', "holds the path 'data/x.csv'"),
        ('x = "C:/x.csv"', "holds the path 'C:/x.csv'"),
        ('x = f"~/x{1}"', "holds the path '~/x'"),
        ("%matplotlib inline", "is not Python: invalid syntax"),
        ("!ls", "is not Python: invalid syntax"),
    ],
)
def test_logic_in_a_chapter_is_told_with_its_line(book, source, fault):
    book.insert("code", "y = 1\n" + source)
    finding = book.only_finding()
    assert (finding.column, finding.message) == ("cell 4", fault)
    assert finding.value in source
    assert source.splitlines()[0][:4] in book.line(finding)


@pytest.mark.parametrize(
    "source",
    ['x = "a/b"', 'x = "/"', 'x = "a / b"', "x = opened(name)", "y = lambda: 1"],
)
def test_what_only_looks_like_a_path_or_a_reader_is_fine(book, source):
    book.insert("code", source)
    assert book.findings() == []


def test_ten_lines_are_fine_and_eleven_are_not(book):
    ten = "\n\n".join(f"x{n} = {n}" for n in range(10))
    book.insert("code", ten)
    assert book.findings() == []
    book.insert("code", ten + "\ny = 1")
    finding = book.only_finding()
    assert finding.message == "has 11 lines, more than 10"
    assert '"id": "c4"' in book.line(finding)


@pytest.mark.parametrize("tags", [(), ("parameters", "parameters")])
def test_none_or_two_cells_of_parameters_are_told(book, tags):
    first, _, chart, last = CELLS
    cells = [("code", f"x{n} = 1", tag) for n, tag in enumerate(tags)]
    book.set_cells(first, *cells, chart, last)
    message = f"has {len(tags)} cells tagged `parameters`"
    assert book.only_finding().message == message


def test_a_chapter_that_does_not_begin_with_a_title_is_told(book):
    book.set_cells(*CELLS[1:], ("markdown", "{numref}`one-chart`"))
    assert [f.message for f in book.findings()] == ["is not a heading"]


def test_a_chapter_without_its_last_section_is_told(book):
    book.set_cells(*CELLS, ("markdown", "## More"))
    assert book.only_finding().message == "has '## More' as its last section"


def test_a_heading_inside_a_code_block_is_no_section(book):
    book.set_cells(*CELLS, ("markdown", "```\n## More\n```"))
    assert book.findings() == []


def test_too_many_cells_are_told(book):
    more = [("markdown", "x")] * (MOST_CELLS - len(CELLS) + 1)
    book.set_cells(*CELLS[:-1], *more, CELLS[-1])
    assert book.only_finding().message == f"has {MOST_CELLS + 1} cells, more than 80"


def test_too_many_bytes_are_told(book):
    book.insert("markdown", "x" * BYTES)
    assert "bytes, more than 80,000" in book.only_finding().message


def test_a_chapter_missing_from_the_contents_is_told_with_its_line_to_add(book):
    book.write("chapters/two.md", "# Two\n")
    finding = book.only_finding()
    assert (finding.file, finding.message) == (
        "chapters/two.md",
        "is not in _toc.yml",
    )
    assert "`- file: chapters/two`" in finding.cure


def test_an_entry_without_a_file_is_told_with_its_line_and_the_nearest_name(book):
    book.write("chapters/methods.md", "# Methods\n")
    book.write("_toc.yml", TOC + "  - file: chapters/method\n")
    entry = book.findings()[0]
    assert (entry.file, entry.row, entry.value) == ("_toc.yml", 5, "chapters/method")
    assert entry.cure.startswith("Did you mean 'chapters/methods'?")


def test_entries_in_parts_and_sections_are_seen(book):
    book.write("chapters/two.md", "# Two\n")
    book.write(
        "_toc.yml",
        "root: index\nparts:\n- caption: A\n  chapters:\n  - file: chapters/one\n"
        "    sections:\n    - file: chapters/two.md\n",
    )
    assert book.findings() == []


@pytest.mark.parametrize(
    ("text", "fault"), [(None, "is missing"), ("a: [", "is not YAML")]
)
def test_contents_that_cannot_be_read_are_one_finding(book, text, fault):
    (book.root / "_toc.yml").unlink()
    if text:
        book.write("_toc.yml", text)
    finding = book.only_finding()
    assert (finding.file, finding.message) == ("_toc.yml", fault)


def test_two_sentences_on_a_line_are_told_with_their_line_and_the_cure(book):
    book.insert("markdown", "One rose. Two fell.")
    finding = book.only_finding()
    assert (finding.value, finding.cure) == ('"One rose. Two fell."', "Type: report fmt")
    assert "One rose. Two fell." in book.line(finding)


def test_metadata_of_an_editor_are_told(book):
    notebook = book.read()
    notebook["cells"][0]["metadata"] = {"collapsed": True}
    book.save(notebook)
    assert "in the form of all chapters" in book.only_finding().message


def test_a_page_of_prose_is_held_to_the_same_form(book):
    book.write("index.md", "# Index\n\nOne rose. Two fell.\n")
    finding = book.only_finding()
    assert (finding.file, finding.row) == ("index.md", 3)
