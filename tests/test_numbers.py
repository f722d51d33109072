"""How an estimate is printed, and what a number refuses."""

import pytest

from report.estimates import Estimate, NotStated
from report.evidence import read_evidence
from report.findings import ReportError
from report.numbers import (
    Word,
    describe_number,
    direction,
    format_number,
    publish,
    publish_stated,
    style_as_printed,
    tell,
    text,
)


def estimate(value, unit="person", low=None, high=None):
    low, high = value if low is None else low, value if high is None else high
    return Estimate(value, low, high, unit, None, {"synthetic-claim"})


@pytest.mark.parametrize(
    ("value", "unit", "style", "text"),
    [
        (648000, "person", None, "648,000"),
        (13_750_000, "person_time", "million", "13.75 million"),
        (0.8956, "fraction", None, "90 percent"),
        (0.8956, "fraction", "percent1", "89.6 percent"),
        (-0.065, "fraction", "percent1", "\N{MINUS SIGN}6.5 percent"),
        (-0.065, "fraction", "size-percent1", "6.5 percent"),
        (2.5704, "ratio", None, "2.57"),
        (421_466, "usd/shipment", None, "$420,000"),
        (483_000_000, "usd", "dollars-million", "$483 million"),
    ],
)
def test_a_number_is_printed_in_the_style_of_its_unit_or_the_one_asked_for(
    value, unit, style, text
):
    assert describe_number("a-key", estimate(value, unit), style)["text"] == text


def test_a_number_keeps_value_bounds_unit_and_lineage():
    payload = describe_number("a-key", estimate(10, low=9, high=float("inf")))
    assert payload["low"] == 9 and payload["high"] is None
    assert payload["lineage"] == ["synthetic-claim"]


def test_a_figure_not_yet_stated_says_so():
    payload = describe_number("a-key", NotStated("synthetic-claim", "2024-05-01"))
    assert payload["text"] == "[not stated by 2024-05-01]"
    assert payload["lineage"] == ["synthetic-claim"]


def test_a_style_given_in_prose_replaces_that_of_the_chapter():
    payload = describe_number("a-key", estimate(13_750_000))
    assert format_number(payload, "million") == "13.75 million"


def test_an_unknown_style_is_refused_with_those_that_exist():
    with pytest.raises(ReportError, match="no style 'milion'.*million"):
        describe_number("a-key", estimate(1), "milion")


def test_a_key_with_capitals_or_blanks_is_refused():
    for key in ("A key", "key_one", ""):
        with pytest.raises(ReportError, match="lower-case"):
            describe_number(key, estimate(1))


def test_the_word_of_direction_follows_the_bounds():
    assert direction(estimate(0.1)) == "rose"
    assert direction(estimate(-0.1)) == "fell"
    assert direction(estimate(0.1, low=-0.1, high=0.2)) == "did not change"
    assert direction(NotStated("x", "2024-05-01")) == "[not stated by 2024-05-01]"


def test_a_sentence_is_chosen_by_what_had_been_stated():
    numbers = {"new": NotStated("later-claim", "2024-01-01"), "old": estimate(4597)}
    sentences = ("From {old} to {new}", "It held {old:count}", "Nothing")
    assert tell(numbers, *sentences) == "It held 4,597"
    assert tell(numbers, sentences[0]) == "From 4,597 to [not stated by 2024-01-01]"


def test_a_share_keeps_the_digits_that_its_source_printed():
    evidence = read_evidence("2026-11-24")
    shares = ["cbp-growth-fy2025", "xuar-willing-2021", "scio-south-share-2017-2020"]
    styles = [style_as_printed(evidence, claim_id) for claim_id in shares]
    assert styles == ["percent", "percent1", "percent2"]
    assert style_as_printed(evidence, "tibet-persons-2024") is None


def test_the_words_of_a_source_stand_before_its_number_in_every_style():
    payload = describe_number("a-key", estimate(80_000), lead="more than ")
    assert payload["text"] == "more than 80,000"
    assert format_number(payload, "million") == "more than 0.08 million"


def test_a_number_is_printed_for_a_title_as_in_prose():
    assert text(estimate(648_000)) == "648,000"
    assert text(NotStated("later", "2024-01-01"), lead="about ") == (
        "[not stated by 2024-01-01]"
    )


def test_a_claim_is_published_with_its_wording(capsys):
    publish_stated(read_evidence("2026-11-24"), "aspi-persons-2017-2019")
    assert "stated-aspi-persons-2017-2019" in capsys.readouterr().out


def test_a_text_that_does_not_say_what_it_rests_on_is_refused():
    with pytest.raises(ReportError, match="does not say what it rests on.*Word.on"):
        publish("a-key", "rose")
    publish("a-key", "2021", parameter="tibet_compare_year")


def test_a_word_rests_on_estimates_words_claims_or_sources():
    first = Word.on(3, ["b", "a"], how="a count")
    assert describe_number("a-key", first)["lineage"] == ["a", "b"]
    both = describe_number("a-key", Word.of("rose", first, estimate(1)))
    assert both["lineage"] == ["a", "b", "synthetic-claim"] and both["sources"] == []
    read = describe_number("a-key", Word.read_in("a name", ["a-source"]))
    assert read["lineage"] == [] and read["sources"] == ["a-source"]
