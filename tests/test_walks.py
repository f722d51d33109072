"""Bridges as chapters show them: every step, and the unexplained one by name."""

import pytest

from report.evidence import read_evidence
from report.exhibits import bridges

LETTER = "letter-383-to-cbp-984"
FOLD = "fourfold-fall-to-89-percent-rise"
CLOSE = "un-650000-to-648000"


@pytest.fixture(scope="module")
def evidence():
    return read_evidence("2026-11-24")


@pytest.fixture(scope="module")
def walks(evidence):
    return bridges.find_bridges(evidence, LETTER, FOLD, CLOSE)


def test_explained_and_unexplained_parts_make_the_whole_way(evidence, walks):
    for name, whole in ((LETTER, 984 - 383), (FOLD, 1.89 * 1062 / 224)):
        known, still = (bridges.find_part(evidence, walks, name, x) for x in (1, 0))
        both = known.value * still.value if name == FOLD else known.value + still.value
        assert both == pytest.approx(whole)
    assert still.lineage and still.unit == "ratio"


def test_a_bridge_without_its_claims_does_not_stand_and_is_said_so():
    early = read_evidence("2025-12-31")
    assert bridges.find_bridges(early, LETTER) == []
    part = bridges.find_part(early, [], LETTER, False)
    assert part == "[not stated by 2025-12-31]"
    assert bridges.list_steps(early, []).empty
    steps = bridges.tidy_waterfall(early, [], LETTER, "a", "b")
    assert steps.empty and "source_id" in steps
    assert bridges.draw_waterfall(steps, "shipments").to_dict()


def test_a_table_starts_with_the_first_number_and_names_what_is_unexplained(
    evidence, walks
):
    table = bridges.list_steps(evidence, walks[:1])
    assert list(table["Reaches"]) == ["383", "383.08", "984.67", "984"]
    assert list(table["Change"]) == ["", "+0.08", "+601.58", "\N{MINUS SIGN}0.67"]
    assert table["Step"][2] == "definition, not accounted for"
    assert "thompsoncoburn2025sectors" in table["source_id"][1]
    assert "× 7.96" in set(bridges.list_steps(evidence, walks[1:2])["Change"])


def test_a_waterfall_draws_both_numbers_and_each_step(evidence, walks):
    steps = bridges.tidy_waterfall(evidence, walks, LETTER, "Letter", "CBP")
    assert list(steps["Step"])[0] == "Letter" and list(steps["Step"])[-1] == "CBP"
    assert list(steps["Kind"]).count("not accounted for") == 1
    # Each bar begins where the last one ended.
    assert list(steps["From"][2:4]) == list(steps["To"][1:3])
    assert "not accounted for" in str(bridges.draw_waterfall(steps, "x").to_dict())


def test_printing_alone_may_suffice(walks):
    assert bridges.is_zero_within(walks, CLOSE)
    assert not bridges.is_zero_within(walks, LETTER)
