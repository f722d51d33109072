"""A review becomes a comment that a hosting site takes: whole paragraphs, and what is left."""

import re

from hypothesis import given
from hypothesis import strategies as st

from report.review.comment import LONGEST, fit_comment

FOLDED = "<details><summary>one.py</summary>\n\nThe file is new.\n\n```diff\n+a\n```\n\n</details>"
PARTS = ("Prose", "Checklist", "Code and other files")
paragraphs = st.lists(st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=300),
    st.sampled_from([*(f"### {part}" for part in PARTS), FOLDED]),
), min_size=1, max_size=20)  # fmt: skip


def test_what_fits_is_left_as_it_is():
    text = "x" * (LONGEST - 1) + "\n"
    assert fit_comment(text) == text
    assert fit_comment("x" + text) != "x" + text


@given(paragraphs, st.integers(400, 3000))
def test_a_comment_is_never_too_long_and_holds_whole_paragraphs_from_the_start(blocks, longest):
    text = "\n\n".join(blocks) + "\n"
    comment = fit_comment(text, longest)
    assert len(comment) <= longest
    if comment != text:
        kept, rest = comment.removesuffix("\n").rpartition("**Left out here**")[::2]
        kept = kept.removesuffix("\n\n")
        assert text == kept + "\n" or not kept or text.startswith(f"{kept}\n\n")
        assert "the page `index.html`" in rest
        assert kept.count("\n<details>") == kept.count("\n</details>") or FOLDED in kept


def test_it_says_which_parts_are_left_out_and_which_is_begun():
    text = "\n\n".join(["### Prose", "a" * 300, "b" * 300, "### Checklist", "- [ ] c", "### Code"])
    kept, rest = fit_comment(text, 600).split("**Left out here**")
    assert kept == f"### Prose\n\n{'a' * 300}\n\n"
    assert re.findall("“(.*?)”", rest) == ["Prose", "Checklist", "Code"]
    assert "the rest of “Prose”" in rest


def test_a_heading_is_not_kept_without_what_stands_below_it():
    text = "\n\n".join(["a", "### Prose", "b" * 900])
    kept, rest = fit_comment(text, 500).split("**Left out here**")
    assert kept == "a\n\n" and "the rest of" not in rest and "“Prose”" in rest


def test_a_part_that_folds_away_is_left_out_whole():
    text = "\n\n".join(["### Code", "a", FOLDED.replace("+a", "+" + "a" * 900)])
    kept, rest = fit_comment(text, 700).split("**Left out here**")
    assert kept == "### Code\n\na\n\n" and "the rest of “Code”" in rest
