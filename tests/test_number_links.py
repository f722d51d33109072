"""How the text of a number is broken into lines."""

import pytest

from report.sphinxext.numbers import keep_together


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1.6 million", ["1.6\N{NO-BREAK SPACE}million"]),
        ("about $419 million", ["about", "$419\N{NO-BREAK SPACE}million"]),
        ("[not stated by 2024-06-01]", ["[not", "stated", "by", "2024-06-01]"]),
    ],
)
def test_a_long_number_may_end_a_line_between_words_and_never_behind_its_digits(text, lines):
    assert keep_together(text).split(" ") == lines
