"""Prose, one sentence a line, and never rendered otherwise."""

import pytest
import yaml
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from report.formatting.sentences import EXTENSIONS, is_rendered_alike, split_sentences


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("One rose. Two fell.", ["One rose.", "Two fell."]),
        ("Did it? It did! So be it.", ["Did it?", "It did!", "So be it."]),
        ("It rose in 2023. The next year it fell.",
         ["It rose in 2023.", "The next year it fell."]),
        ("It rose. {num}`key` is more.", ["It rose.", "{num}`key` is more."]),
        ("It is *firm.* Nobody asked.", ["It is *firm.*", "Nobody asked."]),
        ('They said "it fell." Others did not.',
         ['They said "it fell."', "Others did not."]),
        ("It fell (see the table). Then it rose.",
         ["It fell (see the table).", "Then it rose."]),
        ("It fell.  “Why” was not said.", ["It fell.", "“Why” was not said."]),
        ("A sentence that\ngoes on. And another", ["A sentence that goes on.", "And another"]),
        ("Two lines.\n224 came.", ["Two lines.", "224 came."]),
        ("- One rose. Two fell.\n- Three.", ["- One rose.", "  Two fell.", "- Three."]),
        ("> One rose. Two fell.", ["> One rose.", "> Two fell."]),
        ("1. One rose. Two fell.", ["1. One rose.", "   Two fell."]),
    ],
)  # fmt: skip
def test_each_sentence_gets_its_line(text, lines):
    assert split_sentences(text).split("\n") == lines


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. House and J. Smith met in No. 5 of p. 12.",
        "Some, e.g. Tibet, i.e. one, et al. Then more.",
        "On Nov. 24 Sen. A. met Rep. B. Nothing was said.",
        "He said \"It fell. It rose.\" of that.",
        "The rule (It is long. It is old.) holds.",
        "Read `a. B. C` and [a. B](x.y Z) and $a. B$.",
        "It fell. {cite:p}`some2026key`",
        "It fell... Then it rose.",
        "**A heading.** The text goes on",
        "It fell.it rose. it stays",
        "The ratio is 0.5 Or so.",
        "A hard break.  \nHere, too\\\nand on.",
        "```\nOne. Two. Three.\n```",
        ":::{note}\nOne. Two. Three.\n:::",
        "| One. Two. | Three. Four. |\n| --- | --- |\n| A. B. | C. D. |",
        "# One. Two. Three",
        "$$\na. B\n$$",
        "<div>\nOne. Two.\n</div>",
        "",
    ],
)
def test_what_is_no_surely_ended_sentence_stays(text):
    assert split_sentences(text) == text


def test_a_break_that_would_make_a_list_is_not_made():
    text = "They came in the year. 1) is the number of the rule."
    assert split_sentences(text) == text


def test_the_syntax_that_is_read_is_the_syntax_of_the_book():
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    assert set(EXTENSIONS) == set(config["parse"]["myst_enable_extensions"])


PIECES = st.sampled_from(
    ["One", "two", "U.S.", "No.", "5", "2024.", "fell.", "why?", '"Yes."', "(So. Be)", "e.g.",
     "`a. B`", "{num}`key`", "{cite:p}`key`", "*it.*", "**So.**", "[a](b. C)", "$x. Y$", "1.",
     "-", ">", "#", "+", "12)", "|", "---", "===", "%", "```", ":::", "  ", "\\", "&amp;",
     "<b>", "{#id}", "(label)=", "\u2028", "རིག", "中文。", "نص.", "​", "\t"]
)  # fmt: skip
JOINTS = st.sampled_from([" ", " ", " ", "\n", "\n", "  \n", "\n\n", "\n> ", "\n- ", "\n   "])


@settings(deadline=None)
@given(st.lists(st.tuples(PIECES, JOINTS), max_size=25))
def test_no_text_is_rendered_otherwise_and_twice_is_once(pieces):
    text = "".join(piece + joint for piece, joint in pieces)
    once = split_sentences(text)
    assert is_rendered_alike(text, once)
    assert split_sentences(once) == once


@settings(deadline=None)
@given(st.text(alphabet="Aa. \n-*_`\"(){}[]>#1|$:~=\\<&\t", max_size=80))
def test_no_odd_text_is_rendered_otherwise_and_twice_is_once(text):
    once = split_sentences(text)
    assert is_rendered_alike(text, once)
    assert split_sentences(once) == once


def test_a_text_that_the_reader_of_the_book_cannot_read_stays():
    text = "One rose. Two fell.\n\n> %\n> "
    assert split_sentences(text) == text


def test_a_changed_word_is_not_alike():
    assert not is_rendered_alike("One rose.", "One fell.")
    assert not is_rendered_alike("One `a`.", "One `b`.")
    assert not is_rendered_alike("{num}`a`", "{num}`b`")
    assert not is_rendered_alike("One.\n\nTwo.", "One.\nTwo.")
