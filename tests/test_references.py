"""Citations and labels across chapters."""

import pytest
from small_book import book  # noqa: F401

from report.checks.references import name_outputs
from report.checks.pages import Cell


@pytest.mark.parametrize("role", ["cite", "cite:p", "cite:t"])
def test_an_unknown_citation_is_told_with_line_and_nearest_key(book, role):
    book.insert("markdown", f"Text.\n{{{role}}}`known2026kex`")
    finding = book.only_finding()
    assert (finding.value, finding.column) == ("known2026kex", "cell 4")
    assert finding.message == "is not in references.bib"
    assert finding.cure.startswith("Did you mean 'known2026key'?")
    assert "known2026kex" in book.line(finding)


def test_each_key_of_a_list_is_looked_up(book):
    book.insert("markdown", "{cite:p}`known2026key, none1, {see}none2{p. 3}`")
    assert [f.value for f in book.findings()] == ["none1", "none2"]


def test_citations_are_left_alone_where_the_bibliography_cannot_be_read(book):
    book.insert("markdown", "{cite}`none`")
    assert book.findings(keys=None) == []


def test_roles_in_a_plain_code_block_are_text_and_in_a_directive_are_roles(book):
    book.write("index.md", "# I\n\n```text\n{cite}`none`\n```\n")
    assert book.findings() == []
    book.write("index.md", "# I\n\n```{note}\n{cite}`none`\n```\n")
    finding = book.only_finding()
    assert (finding.file, finding.row, finding.column) == ("index.md", 4, None)


@pytest.mark.parametrize(
    "text", ["{ref}`one-charts`", "{numref}`Figure %s <one-charts>`"]
)
def test_a_reference_without_a_label_is_told_with_the_nearest(book, text):
    book.insert("markdown", text)
    finding = book.only_finding()
    assert finding.value == "one-charts"
    assert finding.message == "refers to a label that does not exist"
    assert finding.cure.startswith("Did you mean 'one-chart'?")


@pytest.mark.parametrize(
    "target",
    ["(here)=\n## Title", "```{note}\n:name: here\nText\n```", "{#here}\n## Title"],
)
def test_a_label_in_another_page_is_found(book, target):
    book.write("index.md", f"# Index\n\n{target}\n")
    book.insert("markdown", "{ref}`here`")
    assert book.findings() == []


def test_a_label_twice_is_told_with_the_first_place(book):
    book.write("index.md", "# Index\n\n(one-chart)=\n## Title\n")
    finding = book.only_finding()
    assert finding.file == "chapters/one.ipynb"
    assert finding.message == "is a label that index.md:3 has already"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('figure("a", chart, title="t")', ["a"]),
        ('figures.table(name="b", frame=rows)', ["b"]),
        ('x = figure("a", c)\ntable("b", f)', ["a", "b"]),
        ("figure(computed, chart)", []),
        ('other("a")', []),
        ("not python(", []),
    ],
)
def test_names_of_figures_and_tables_are_read_from_calls(source, names):
    assert name_outputs(Cell(1, "code", source)) == names
