"""Shows that identities are read, chosen and checked before anything is solved."""

import pandas as pd
import pytest

from report.findings import ReportError
from report.identities import (
    check_identities,
    join_measures,
    read_identities,
    select_identities,
)
from tests.synthetic import is_sentence, make_identity, read_repository, read_table

MEASURES = pd.DataFrame(
    [
        {"measure_id": "test.whole", "counting_unit": "box"},
        {"measure_id": "test.part", "counting_unit": "box"},
        {"measure_id": "test.coins", "counting_unit": "usd"},
        {"measure_id": "test.persons", "counting_unit": "person"},
        {"measure_id": "test.times", "counting_unit": "person_time"},
        {"measure_id": "test.unit_not_stated", "counting_unit": "unknown"},
    ]
)
GOOD = {
    "identity_id": "one",
    "kind": "sum",
    "whole_measure_id": "test.whole",
    "part_measure_ids": "test.part",
    "scope": "",
    "status": "documented",
    "default": "true",
}


def read(**changes):
    return read_identities(pd.DataFrame([GOOD | changes]), MEASURES)


def test_the_identities_of_the_repository_are_read_and_name_known_sources():
    _, identities = read_repository()
    sources = set(read_table("sources.csv")["source_id"])
    assert {identity.source_id for identity in identities.values()} <= sources
    assert identities["same-series"].status == "hypothesis"
    assert not identities["same-series"].default


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "equals"}, "is unknown"),
        ({"status": "obvious"}, "is unknown"),
        ({"scope": "week"}, "is unknown"),
        ({"part_measure_ids": ""}, "is empty"),
        ({"part_measure_ids": "test.nowhere"}, "test.nowhere"),
        ({"part_measure_ids": "test.coins"}, r"test.coins \(usd\)"),
        ({"part_measure_ids": "test.persons"}, "compares test.persons"),
        (
            {
                "whole_measure_id": "test.unit_not_stated",
                "part_measure_ids": "test.coins",
            },
            "compares test.coins",
        ),
    ],
)
def test_a_faulty_identity_is_named_by_row(changes, message):
    with pytest.raises(ReportError, match=message) as caught:
        read(**changes)
    assert caught.value.findings[0].row == 2
    assert is_sentence(caught.value.findings[0].cure)


def test_a_measure_that_no_table_holds_is_told_once_in_its_own_column():
    for column, other in (
        ("part_measure_ids", {"whole_measure_id": "test.coins"}),
        ("whole_measure_id", {"part_measure_ids": "test.coins"}),
    ):
        with pytest.raises(ReportError) as caught:
            read(**{column: "test.nowhere"}, **other)
        (finding,) = caught.value.findings
        assert (finding.column, finding.value) == (column, "test.nowhere")


def test_persons_may_be_set_under_person_times_but_not_made_equal_to_them():
    pair = {"whole_measure_id": "test.times", "part_measure_ids": "test.persons"}
    assert read(kind="part_of", **pair)
    with pytest.raises(ReportError, match="compares"):
        read(kind="same_series", **pair)


def test_defaults_can_be_left_out_and_hypotheses_assumed():
    identities = {
        "on": make_identity("sum", "test.a", "test.b", identity_id="on"),
        "off": make_identity(
            "sum", "test.c", "test.d", identity_id="off", default=False
        ),
    }
    assert [i.identity_id for i in select_identities(identities)] == ["on"]
    chosen = select_identities(identities, ["off"], ["on"])
    assert [i.identity_id for i in chosen] == ["off"]
    with pytest.raises(ReportError, match="unknown identity 'nowhere'. Known: off, on"):
        select_identities(identities, ["nowhere"])


def test_a_measure_that_would_be_a_part_of_itself_is_a_contradiction():
    two = make_identity("part_of", "test.a", "test.b")
    back = make_identity("sum", "test.b", "test.a", "test.c")
    with pytest.raises(ReportError, match="contradict") as caught:
        check_identities([two, back])
    assert len(caught.value.findings) == 2
    check_identities([two])


def test_equal_series_make_a_part_of_itself_a_contradiction_too():
    same = make_identity("same_series", "test.a", "test.b")
    part = make_identity("sum", "test.a", "test.b", "test.c")
    with pytest.raises(ReportError, match="part of itself"):
        check_identities([same, part])


def test_chains_of_equal_series_share_one_name():
    names = join_measures(
        [
            make_identity("same_series", "test.c", "test.d"),
            make_identity("same_series", "test.d", "test.a"),
            make_identity("same_series", "test.x", "test.y"),
        ]
    )
    assert {names[m] for m in ("test.a", "test.c", "test.d")} == {"test.a"}
    assert names["test.y"] == "test.x"
