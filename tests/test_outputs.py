"""What the renderer that myst-nb asks first makes of a chapter's outputs."""

from types import SimpleNamespace

import pytest

from report.figures import FIGURE_MIME, TABLE_MIME
from report.numbers import MIME as NUMBER_MIME
from report.sphinxext.outputs import ReportOutputs


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
