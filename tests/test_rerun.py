"""How a chapter says how to run it again."""

import re

import pytest
from small import make_small

from report.sphinxext.rerun import say_range


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"enum": [2012, 2018]}, "2012, 2018"),
        ({"minimum": 0, "maximum": 0.1}, "0 to 0.1"),
        ({"minimum_date": "2024-01-01", "maximum_date": "2024-02-01"}, "2024-01-01 to 2024-02-01"),
        ({"type": "string"}, ""),
    ],
)
def test_a_range_is_said_in_words(rule, said):
    assert say_range(rule) == said


@pytest.mark.book
def test_a_chapter_lists_its_own_parameters_with_their_values(tree):
    make_small(tree, prose="{num}`tibet-persons-2024`.\n\n```{run-again}\n```")
    tree.report("book", "--no-pdf", check=0)
    page = (tree.root / "_build/html/chapters/tibet.html").read_text("utf-8")
    page = re.sub("<[^>]+>", "", page)
    for text in ("tibet_first_year", "2010 to 2021", "report why tibet", "as_of"):
        assert text in page
    assert "dispute_july_2025" not in page
