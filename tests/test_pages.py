"""Chapters that cannot be read."""

import pytest
from small_book import CELLS, book  # noqa: F401

from report.checks.pages import read_pages


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", "is empty"),
        (b'{"cells": [', "is not JSON"),
        (b'{"cells": "\xe9"}', "is not UTF-8 at byte 11"),
        (b"{}", "is not a notebook"),
        (b"[1]", "is not a notebook"),
        (b'{"cells": [{"cell_type": "code"}]}', "is not a notebook"),
    ],
)
def test_a_notebook_that_cannot_be_read_is_one_finding(book, raw, fault):
    book.notebook.write_bytes(raw)
    finding = book.only_finding()
    assert finding.file == "chapters/one.ipynb"
    assert finding.message.startswith(fault)
    assert finding.cure == "Restore it with: git checkout -- chapters/one.ipynb"


def test_broken_json_is_told_with_its_line(book):
    book.notebook.write_text('{\n"cells": [\n,]}', "utf-8")
    assert book.only_finding().row == 3


def test_a_source_saved_as_one_string_is_read_like_a_list_of_lines(book):
    notebook = book.read()
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    book.save(notebook)
    pages, unread = read_pages(book.root)
    assert [cell.source for cell in pages[-1].cells] == [source for _, source, *_ in CELLS]
    assert unread == []
