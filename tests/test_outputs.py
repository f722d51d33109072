"""What the renderer that myst-nb asks first makes of a chapter's outputs."""

from types import SimpleNamespace

import pytest

from report.figures import FIGURE_MIME, TABLE_MIME, cite_cell
from report.numbers import MIME as NUMBER_MIME
from report.sphinxext import outputs
from report.sphinxext.outputs import ReportOutputs
from report.sphinxext.tables import group_rows


def ask(mime: str, domains: dict):
    """The answer to an output, in a book with these domains."""
    renderer = SimpleNamespace(renderer=SimpleNamespace(sphinx_env=SimpleNamespace(domains=domains)))
    data = SimpleNamespace(mime_type=mime, content={"key": "one", "name": "one"}, line=1)
    return ReportOutputs.handle_mime(renderer, data, inline=False)


@pytest.mark.parametrize("mime", [FIGURE_MIME, TABLE_MIME, NUMBER_MIME])
def test_a_book_without_the_extension_shows_outputs_in_its_own_way(mime):
    assert ask(mime, {"std": None}) is None


def test_other_outputs_are_left_to_myst_nb():
    assert ask("text/plain", {"report": None}) is None


def test_a_cell_cites_in_brackets_so_that_its_source_is_not_what_it_speaks_of(monkeypatch):
    asked = []
    monkeypatch.setattr(outputs, "_cite", lambda *call: asked.append(call) or [])
    content = outputs._cell_content(None, cite_cell("affirms", ["s1"]), 3)
    assert content[0] == "affirms" and asked == [(None, ["s1"], 3, "cite:p")]


def test_the_head_of_a_column_of_numbers_is_set_as_its_numbers_are():
    group = group_rows(["Word", "Count"], [], numeric=[1])
    assert [entry["classes"] for entry in group[2][0]] == [[], ["numeric"]]
