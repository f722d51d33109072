"""Shows that answers are put into words and rows that can be followed back."""

import csv
import io
import json

import pytest

from report.reconcile.conflicts import find_conflicts
from report.constraints import Rules, build_system
from report.findings import ReportError
from report.reconcile.verdicts import (
    COLUMNS,
    describe_claim,
    describe_completeness,
    describe_conflict,
    describe_kind,
    find_printing_conflicts,
    reconcile,
    reconcile_data,
    render,
)
from tests.synthetic import by_id, make_claim, make_identity, read_repository

YEAR = ("2024-01-01", "2024-12-31")
CLAIMS = by_id(
    make_claim("a", 1000, *YEAR, theme="one", actor_id="test-ministry"),
    make_claim("b", 2000, *YEAR, theme="one", actor_id="test-paper"),
    make_claim("mean", 83, *YEAR, theme="one", statistic="monthly_mean"),
    make_claim("c", 5, *YEAR, theme="two", measure_id="test.red", relation="more_than"),
)
IDENTITIES = {
    "test-same": make_identity(
        "same_series",
        "test.boxes",
        "test.red",
        identity_id="test-same",
        default=False,
        status="hypothesis",
    )
}


def test_text_says_what_holds_and_names_actor_measure_period_unit_and_source():
    text = render(reconcile(CLAIMS, IDENTITIES))
    assert text.startswith("4 claims cannot all hold together.")
    for words in (
        "test-ministry states a total of 1,000 box for test.boxes",
        "2024-01-01 to 2024-12-31",
        "[a; test-source]",
        "between actors",
        "there are no others",
        "allow at most 1,000 where at least 2,000 is stated",
        "more than 5, unbounded above",
        "is not a better estimate",
    ):
        assert words in text


def test_json_and_csv_hold_the_same_rows():
    result = reconcile(CLAIMS, IDENTITIES, grades={"test-source": "B"})
    from_json = json.loads(render(result, "json"))
    rows = list(csv.DictReader(io.StringIO(render(result, "csv"))))
    assert from_json["feasible"] is False
    assert from_json["complete"] is True
    assert [row["id"] for row in rows] == [row["id"] for row in from_json["rows"]]
    assert set(rows[0]) == set(COLUMNS)
    assert {"conflict", "range", "adjustment"} <= {row["answer"] for row in rows}


def test_a_theme_limits_the_claims():
    assert reconcile(CLAIMS, IDENTITIES, theme="two").feasibility.feasible
    with pytest.raises(ReportError, match="Known: one, two"):
        reconcile(CLAIMS, IDENTITIES, theme="three")


def test_an_assumption_is_printed_with_the_answer():
    text = render(reconcile(CLAIMS, IDENTITIES, ["test-same"]))
    assert "assuming test-same" in text
    with pytest.raises(ReportError, match="unknown identity"):
        reconcile(CLAIMS, IDENTITIES, ["nothing"])


def test_an_unknown_format_is_refused():
    with pytest.raises(ReportError, match="text, json, csv"):
        render(reconcile(CLAIMS, IDENTITIES, theme="two"), "xml")


def test_a_conflict_is_told_with_the_assumption_it_needs():
    part = make_identity("part_of", "test.boxes", "test.red")
    claims = by_id(
        make_claim("whole", 1, *YEAR),
        make_claim("part", 2, *YEAR, measure_id="test.red"),
    )
    (conflict,) = find_conflicts(build_system(claims, [part]))
    words = describe_conflict(conflict, claims, {"test-actor": "The Test Ministry"})
    assert "if test-part_of is assumed" in words
    assert "The Test Ministry states" in words
    assert "Any one of them left out" in words


def test_where_a_contradiction_lies():
    one, other = CLAIMS["a"], CLAIMS["b"]
    later = make_claim("later", 1, *YEAR, source_id="test-later")
    mean = CLAIMS["mean"]
    assert describe_kind([one, other]) == "between actors"
    assert "different sources" in describe_kind([mean, later])
    assert describe_kind([mean]) == "one actor's figures in one source"


def test_words_of_relations_and_bases_are_kept():
    ratio = make_claim(
        "ratio", 4, *YEAR, statistic="ratio", unit="ratio", relation="more_than",
        base_start="2023-01-01", base_end="2023-12-31",
    )  # fmt: skip
    words = describe_claim(ratio)
    assert "more than 4" in words
    assert "against 2023-01-01 to 2023-12-31" in words
    between = make_claim("b", 1, *YEAR, relation="between", value_high=2.0)
    assert "between 1 and 2" in describe_claim(between)


def test_what_only_strict_rounding_finds_is_a_matter_of_printing():
    claims = by_id(
        make_claim("total", 11816, *YEAR),
        make_claim("cut", 984, *YEAR, statistic="monthly_mean"),
        make_claim("wrong", 500, *YEAR, statistic="monthly_mean"),
    )
    (printing,) = find_printing_conflicts(claims, [], Rules())
    assert printing.claim_ids == ("cut", "total")


def test_an_unfinished_search_is_described_as_such():
    claims = by_id(*(make_claim(f"c{i}", i, *YEAR) for i in range(6)))
    stopped = find_conflicts(build_system(claims), checks=1)
    assert "more than 3 claims" in describe_completeness(stopped)


def test_the_enforcement_claims_of_the_repository_are_told_in_words():
    claims, identities = read_repository()
    dispute = {i: c for i, c in claims.items() if i.startswith(("letter-", "cbp-fy"))}
    text = render(reconcile(dispute, identities, ["same-series"]))
    assert "if same-series is assumed (between actors)" in text
    assert "us-cbp states a total of 11,816 shipment" in text


SAID = ("cbp-fy2024-total", "letter-monthly-2023", "letter-monthly-2024")


@pytest.mark.long
@pytest.mark.parametrize(("assume", "there"), [(["same-series"], True), ([], False)])
def test_the_data_alone_hold_the_conflict_only_as_one_series(assume, there):
    result = reconcile_data(assume, "enforcement")
    found = {conflict.claim_ids: conflict for conflict in result.conflicts}
    assert (SAID in found) is there
    assert not result.feasibility.feasible  # other sources contradict each other
    if there:
        assert found[SAID].identities == ("same-series",)
        assert (found[SAID].allowed, found[SAID].required) == (8628, 11816)
        assert "if same-series is assumed (between actors)" in render(result)
