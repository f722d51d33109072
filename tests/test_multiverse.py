"""Shows that every defensible choice is run, and which one turns the answer."""

import copy

import pytest

from report.estimates import IncomparableError
from report.findings import ReportError
from report.multiverse import (
    count_directions,
    find_turning_choices,
    list_specifications,
    read_multiverse,
    run_multiverse,
)
from tests.synthetic import ROOT, by_id, is_sentence, make_claim, read_repository

CLAIMS = by_id(
    make_claim("old", 100, "2023-01-01", "2023-12-31"),
    make_claim("new", 150, "2024-01-01", "2024-12-31"),
    make_claim("small", 50, "2024-01-01", "2024-12-31", measure_id="test.red"),
    make_claim("coins", 5, "2024-01-01", "2024-12-31", unit="usd", measure_id="test.c"),
)
THEME = {
    "question": "Did it rise?",
    "decisions": {
        "counting": ["all", "red", "coins"],
        "side": ["left", "right"],
        "reading": ["rounded_or_truncated", "rounded"],
    },
    "figures": [
        {"when": {"counting": "all"}, "later": "new", "earlier": "old"},
        {"when": {"counting": "red"}, "later": "small", "earlier": "old"},
    ],
    "among": ["new", "old"],
}


@pytest.fixture(scope="module")
def repository():
    claims, identities = read_repository()
    return read_multiverse(ROOT / "params" / "multiverse.yml"), claims, identities


def test_choices_that_play_no_part_are_counted_once():
    specifications = list_specifications(THEME)
    defined = [s for s in specifications if s["figure"]]
    assert len(defined) == 4
    assert {s["choices"]["side"] for s in defined} == {"-"}
    assert len(specifications) - len(defined) == 4


def test_rows_are_sorted_and_carry_direction_and_claims():
    frame = run_multiverse(THEME, CLAIMS, {})
    assert list(frame["estimate"]) == [-0.5, -0.5, 0.5, 0.5]
    assert list(frame["direction"]) == ["falls", "falls", "rises", "rises"]
    assert frame["claims"][0] == "old small"
    assert "set against" in frame["notes"][0]
    assert count_directions(frame) == {"rises": 2, "falls": 2, "unclear": 0}


def test_the_choice_that_turns_the_answer_is_named():
    table = find_turning_choices(run_multiverse(THEME, CLAIMS, {}), THEME)
    first = table.iloc[0]
    assert (first["decision"], first["pairs"], first["turned"]) == ("counting", 2, 2)
    assert "counting=red: -50.0%" in first["example"]
    assert set(table["decision"][1:]) == {"side", "reading"}
    assert not table["turned"][1:].any()


def test_bounds_on_both_sides_are_unclear():
    claims = CLAIMS | by_id(
        make_claim("new", 100, "2024-01-01", "2024-12-31", relation="about",
                   rounding=10.0)
    )  # fmt: skip
    frame = run_multiverse(THEME, claims, {})
    assert count_directions(frame)["unclear"] == 2


def test_units_never_mix_unless_the_file_says_why():
    theme = copy.deepcopy(THEME)
    figure = {"when": {"counting": "coins"}, "later": "coins", "earlier": "old"}
    theme["figures"].append(figure)
    with pytest.raises(IncomparableError):
        run_multiverse(theme, CLAIMS, {})
    figure["kinds_differ"] = "a test"
    assert "a test" in " ".join(run_multiverse(theme, CLAIMS, {})["notes"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{question: q, decisions: {a: [b]}}", "figures"),
        ("{question: q, decisions: {a: [b]}, figures: [{when: {a: c}, growth: x}]}",
         "names no option of a"),
        ("{question: q, decisions: {a: [b]}, figures: [{when: {a: b}}]}", "no formula"),
        ("{question: q, decisions: {reading: [vague]}, figures: [{growth: x}]}",
         "is unknown"),
    ],
)  # fmt: skip
def test_a_faulty_multiverse_is_named(tmp_path, text, message):
    path = tmp_path / "multiverse.yml"
    path.write_text(f"themes:\n  test: {text}\n", encoding="utf-8")
    with pytest.raises(ReportError, match=message) as caught:
        read_multiverse(path)
    assert all(is_sentence(finding.cure) for finding in caught.value.findings)


def test_the_window_turns_the_enforcement_answer(repository):
    themes, claims, identities = repository
    theme = themes["enforcement"]
    frame = run_multiverse(theme, claims, identities)
    counts = count_directions(frame)
    assert counts["rises"] > 0
    assert counts["falls"] > 0
    assert counts["unclear"] == 0
    assert find_turning_choices(frame, theme).iloc[0]["decision"] == "window"
    within = frame[frame["window"] == "within_fy2025"]
    assert set(within["direction"]) == {"falls"}


def test_specifications_that_assume_one_series_are_marked_as_contradicting(repository):
    themes, claims, identities = repository
    frame = run_multiverse(themes["enforcement"], claims, identities)
    one = frame["assumed"] == "same-series"
    assert one.any()
    assert not frame[one]["holds_together"].any()
    assert frame[~one]["holds_together"].all()


def test_every_theme_of_the_repository_runs(repository):
    themes, claims, identities = repository
    for name, theme in themes.items():
        frame = run_multiverse(theme, claims, identities)
        assert len(frame) > 10, name
        assert set(frame["claims"].str.split().explode()) <= set(claims)


def test_the_tibetan_answer_turns_on_the_year_it_is_compared_with(repository):
    themes, claims, identities = repository
    frame = run_multiverse(themes["tibet"], claims, identities)
    on_2021 = frame[frame["earlier"].str.startswith("y2021")]
    assert set(on_2021["direction"]) == {"falls"}
    assert set(frame[frame["earlier"] == "y2018"]["direction"]) == {"rises"}
