"""Shows that bridges reach their end and keep the unexplained part visible."""

import copy

import pytest

from report.bridges import build_bridge, read_bridges
from report.findings import ReportError
from tests.synthetic import ROOT, by_id, is_sentence, make_claim, read_repository

YEAR = ("2024-01-01", "2024-12-31")
CLAIMS = by_id(
    make_claim("one", 100, *YEAR),
    make_claim("two", 250, *YEAR, measure_id="test.red"),
    make_claim("three", 300, *YEAR, measure_id="test.red"),
    make_claim("heads", 50, *YEAR, measure_id="test.persons", unit="person"),
)
PLAN = {
    "bridge_id": "test-bridge",
    "title": "From one to three",
    "form": "difference",
    "start": "one",
    "end": "three",
    "steps": [
        {"kind": "scope", "words": "wider", "to": "two"},
        {"kind": "definition", "words": "unseen", "to": "three", "explained": False},
    ],
}


@pytest.fixture(scope="module")
def bridges():
    claims, _ = read_repository()
    plans = read_bridges(ROOT / "data" / "bridges.yml")
    return {plan["bridge_id"]: build_bridge(plan, claims) for plan in plans}


def test_steps_sum_to_the_difference_and_the_rest_is_unexplained():
    bridge = build_bridge(PLAN, CLAIMS)
    assert [step.change.value for step in bridge.steps] == [150, 50]
    assert bridge.unexplained == 50
    assert bridge.lineage == {"one", "two", "three"}


def test_steps_that_do_not_reach_the_end_are_refused_with_the_gap():
    short = copy.deepcopy(PLAN)
    short["steps"].pop()
    with pytest.raises(ReportError, match="reach 250 box, not 300"):
        build_bridge(short, CLAIMS)
    with pytest.raises(ReportError, match="reach 100 box"):
        build_bridge(PLAN | {"steps": []}, CLAIMS)


def test_factors_multiply_and_may_change_the_unit():
    steps = [{"kind": "definition", "words": "heads", "to": "heads"}]
    plan = PLAN | {"form": "ratio", "end": "heads", "steps": steps}
    bridge = build_bridge(plan, CLAIMS)
    (step,) = bridge.steps
    assert (step.change.value, step.change.unit) == (0.5, "person/box")
    assert bridge.unexplained == 1


def test_differences_of_two_units_are_refused():
    steps = [{"kind": "definition", "words": "heads", "to": "heads"}]
    with pytest.raises(ReportError, match="person"):
        build_bridge(PLAN | {"end": "heads", "steps": steps}, CLAIMS)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("form: sum", "unknown form"),
        ("kind: guess", "unknown kind 'guess'"),
        ("title:", "title"),
    ],
)
def test_a_faulty_plan_is_named(tmp_path, change, message):
    lines = {
        "title": "title: A test",
        "form": "form: difference",
        "kind": "kind: scope",
    }
    key = change.split(":")[0]
    lines[key] = "" if change == "title:" else change
    path = tmp_path / "bridges.yml"
    path.write_text(
        "bridges:\n"
        "  - bridge_id: test-bridge\n"
        f"    {lines['title']}\n    {lines['form']}\n"
        "    start: one\n    end: two\n    steps:\n"
        f"      - {{{lines['kind']}, words: w, to: two}}\n",
        encoding="utf-8",
    )
    with pytest.raises(ReportError, match=message) as caught:
        read_bridges(path)
    assert all(is_sentence(finding.cure) for finding in caught.value.findings)


def test_the_five_bridges_of_the_repository_stand(bridges):
    assert set(bridges) == {
        "letter-383-to-cbp-984",
        "fourfold-fall-to-89-percent-rise",
        "un-650000-to-648000",
        "tibet-persons-to-person-times-2018",
        "three-official-totals-fy2024",
    }
    for bridge in bridges.values():
        assert bridge.steps[-1].after.value == pytest.approx(bridge.end.value)


def test_between_383_and_984_nearly_all_is_a_definition_that_was_not_seen(bridges):
    bridge = bridges["letter-383-to-cbp-984"]
    assert bridge.unexplained == pytest.approx((11816 - 4597) / 12)
    explained = [s.change.value for s in bridge.steps if s.explained]
    assert all(abs(change) < 1 for change in explained)


def test_from_650000_to_648000_printing_alone_suffices(bridges):
    (step,) = bridges["un-650000-to-648000"].steps
    assert step.change.low <= 0 <= step.change.high
    assert bridges["un-650000-to-648000"].unexplained == 0
