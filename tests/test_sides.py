"""Sides: on whose statements a number rests, and what each side itself states."""

from types import SimpleNamespace

import pandas as pd
import pytest
from copied_data import DataCopy, data  # noqa: F401

from report.provenance import Chain
from report.sides import Countings, Side, read_sides

NORTH, SOUTH = (Side(i, i.upper(), f"the {i}", f"who counts as {i}") for i in ("north", "south"))
ACTORS = pd.DataFrame({
    "actor_id": ["n1", "n2", "s1", "s2", "x"], "name": ["N1", "N2", "S1", "S2", "X"],
    "side_id": ["north", "north", "south", "south", "other"],
})  # fmt: skip
WHOLE, HALF = ("2020-01-01", "2020-12-31"), ("2020-01-01", "2020-06-30")


def claim(claim_id, actor_id, value, period=WHOLE, statistic="total", measure="test.boxes"):
    return {
        "claim_id": claim_id, "actor_id": actor_id, "value": value, "printed": value,
        "measure_id": measure, "unit": "box", "place": "Testland", "statistic": statistic,
        "relation": "equal", "period_start": period[0], "period_end": period[1],
        "period_label": "/".join(period), "source_id": "s",
    }  # fmt: skip


def countings(*claims):
    same = {"kind": "same_series", "whole_measure_id": "test.boxes"}
    same |= {"part_measure_ids": "test.cases"}
    tables = SimpleNamespace(
        claims=pd.DataFrame(claims), actors=ACTORS, identities=pd.DataFrame([same]),
        measures=pd.DataFrame({"measure_id": ["test.boxes", "test.cases"]}),
        sources=pd.DataFrame({"source_id": ["s"]}),
    )  # fmt: skip
    return Countings(Chain(tables), ACTORS, [NORTH, SOUTH])


def printed(claim_id):
    return {"lineage": [claim_id], "value": 1.0, "how": f"[{claim_id}]"}


def test_a_number_rests_on_the_sides_of_all_its_claims():
    asked = countings(claim("a", "n1", 1), claim("b", "s1", 2), claim("c", "n2", 3))
    assert asked.of_number({"lineage": ["a", "c"]}) == ["north"]
    assert asked.of_number({"lineage": ["b", "c"]}) == ["north", "south"]
    assert asked.of_number({"lineage": []}) == []


def test_a_side_answers_with_its_own_figure_and_its_period():
    asked = countings(claim("a", "n1", 1), claim("b", "s1", 2))
    assert asked.find_own(printed("a")) == {"south": "SOUTH: Total: 2 boxs, 2020-01-01/2020-12-31"}


def test_a_computed_number_a_word_and_a_number_of_the_side_itself_get_no_answer():
    asked = countings(claim("a", "n1", 1), claim("b", "s1", 2), claim("c", "n2", 3))
    assert asked.find_own(printed("a") | {"how": "[a] + [b]"}) == {}
    assert asked.find_own({"lineage": ["a"], "how": "[a]"}) == {}
    assert "north" not in asked.find_own(printed("a"))


def test_actors_of_no_side_answer_for_none():
    assert countings(claim("a", "n1", 1), claim("b", "x", 2)).find_own(printed("a")) == {}


@pytest.mark.parametrize("near, far", [
    (claim("b", "s1", 2), claim("c", "s2", 3, HALF)),
    (claim("b", "s1", 2), claim("c", "s2", 3, statistic="monthly_mean")),
    (claim("b", "s1", 2), claim("c", "s2", 3, measure="test.cases")),
    (claim("b", "s1", 2, statistic="monthly_mean"), claim("c", "s2", 3, HALF)),
])  # fmt: skip
def test_the_nearest_statement_answers_alone(near, far):
    for rows in ((near, far), (far, near)):
        (said,) = countings(claim("a", "n1", 1), *rows).find_own(printed("a")).values()
        assert ": 2 box" in said and ": 3 box" not in said


def test_equally_near_statements_stand_together_and_what_is_said_twice_once():
    rows = [claim(f"b{n}", "s1", value) for n, value in enumerate((2, 2, 3, 4))]
    (said,) = countings(claim("a", "n1", 1), *rows).find_own(printed("a")).values()
    assert said.count("boxs") == 2 and said.count(": 2 ") == 1
    assert said.endswith("more in its card")


def test_only_sides_that_are_offered_are_read(data):  # noqa: F811
    offered = [side.side_id for side in read_sides(data.folder)]
    assert offered and "other" not in offered
    data.set("sides", data.row_of("sides", offered[0]), offered="false")
    assert [side.side_id for side in read_sides(data.folder)] == offered[1:]


@pytest.mark.parametrize("side", ["", "north-west"])
def test_an_actor_without_a_side_of_the_table_is_asked_for_one(data: DataCopy, side):  # noqa: F811
    data.set("actors", 2, side_id=side)
    finding = data.only_finding()
    assert (finding.file, finding.row, finding.column) == ("data/actors.csv", 2, "side_id")
