"""The specification curve: every combination, its choices, and what turns it."""

import pytest

from report.evidence import read_evidence
from report.exhibits import curve
from report.figures import draw_svg
from report.multiverse import read_multiverse
from report.paths import PARAMS

THEMES = read_multiverse(PARAMS / "multiverse.yml")


@pytest.fixture(scope="module")
def evidence():
    return read_evidence("2026-11-24")


@pytest.fixture(scope="module")
def answered(evidence):
    return curve.run_theme(evidence, "enforcement")


def test_every_decision_and_option_has_a_name_for_readers():
    for theme in THEMES.values():
        assert set(theme["decisions"]) <= set(curve.DECISIONS)
        options = {str(o) for part in theme["decisions"].values() for o in part}
        assert options <= set(curve.OPTIONS)


def test_directions_add_up_and_carry_their_claims(answered):
    _, frame = answered
    counts = {name: one.value for name, one in curve.count(frame).items()}
    assert counts["rises"] + counts["falls"] + counts["unclear"] == counts["all"]
    assert 0 < counts["contradicted"] < counts["all"]
    assert "cbp-fy2024-total" in curve.count(frame)["all"].lineage


def test_what_turns_the_answer_and_what_does_not_are_named(answered):
    turning, idle = curve.say_turning(*answered), curve.say_idle(*answered)
    assert turning.startswith("which stretches of time are compared (in ")
    assert "the reading of rounding" in idle and "stretches" not in idle
    assert turning.lineage == idle.lineage == curve.count(answered[1])["all"].lineage


def test_a_title_counts_and_a_sentence_gives_both_ends(answered, evidence):
    _, frame = answered
    assert curve.say_counts(frame).startswith(f"Of {len(frame)} combinations")
    assert "neither" not in curve.say_counts(frame)
    assert curve.say_counts(frame, "Stops").startswith(f"Stops: of {len(frame)} combinations")
    _, transfers = curve.run_theme(evidence, "labor-transfers")
    assert "neither" in curve.say_counts(transfers)
    assert curve.say_span(frame).startswith("Changes run from \N{MINUS SIGN}99 percent")


def test_the_grid_has_a_dot_for_each_choice_that_plays_a_part(answered):
    theme, frame = answered
    choices = curve.list_choices(theme, frame)
    used = (frame[list(theme["decisions"])] != "-").sum().sum()
    assert len(choices) == used
    assert choices.groupby("height")["option"].nunique().max() == 1


def test_each_decision_stands_once_above_its_options(answered):
    theme, frame = answered
    svg = draw_svg(curve.draw_curve(theme, frame), "curve")[0]
    used = [name for name in theme["decisions"] if set(frame[name]) != {"-"}]
    for name in used:
        words = curve.DECISIONS[name]
        assert svg.count(f">{words[:1].upper()}{words[1:]}<") == 1


def test_the_legend_calls_a_direction_as_the_title_does(evidence):
    theme, transfers = curve.run_theme(evidence, "labor-transfers")
    svg = draw_svg(curve.draw_curve(theme, transfers), "curve")[0]
    assert ">neither<" in svg and "unclear" not in svg and ">0%<" in svg


def test_marks_that_rest_on_a_contradiction_are_hollow(answered):
    spec = str(curve.draw_curve(*answered).to_dict())
    assert curve.KINDS[0] in spec and curve.KINDS[1] in spec


def test_a_table_names_choices_in_words_with_sources(answered, evidence):
    table = curve.tabulate(evidence, *answered)
    assert {"letter", "old dashboard", "CBP in 2026"} <= set(table["Counting"])
    assert table["Change, percent"].is_monotonic_increasing
    assert table["source_id"].all()


def test_before_anything_was_stated_the_curve_is_empty_and_still_drawn():
    theme, frame = curve.run_theme(read_evidence("2024-01-01"), "enforcement")
    assert frame.empty and curve.count(frame)["all"].value == 0
    assert curve.say_turning(theme, frame) == "no single choice"
    assert curve.say_idle(theme, frame) == "none" and curve.say_span(frame) == ""
    assert curve.draw_curve(theme, frame).to_dict()


def test_a_figure_that_needs_a_later_claim_is_left_out():
    theme, frame = curve.run_theme(read_evidence("2025-12-31"), "enforcement")
    assert "cbp_2026" not in set(frame["counting"])
    assert not any(claim_id.startswith("cbp-fy") for claim_id in theme["among"])
