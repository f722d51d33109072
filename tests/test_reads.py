"""Which claims a figure or table is said to rest on: what its chapter has read."""

import pandas as pd
import pytest

from report import reads
from report.evidence import read_evidence
from report.figures import table

ROWS = pd.DataFrame({"A": [1], "source_id": ["cns2025tibet"]})


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(reads, "_CLAIMS", set())


def shown_claims() -> list[str]:
    return table("some-table", ROWS, title="Rows").payload["claims"]


def test_a_table_rests_on_all_that_was_asked_for_before_it_and_on_nothing_else():
    evidence = read_evidence("2026-11-24")
    assert shown_claims() == []
    evidence.claim("tibet-persons-2021")
    evidence.series("tibet.transfers.person_times")
    claims = shown_claims()
    assert {"tibet-persons-2021", "tibet-person-times-2018"} <= set(claims)
    assert "cbp-fy2024-total" not in claims and claims == sorted(claims)


def test_a_table_rests_on_nothing_that_was_stated_later():
    evidence = read_evidence("2024-12-31")
    evidence.claim("tibet-persons-2024")
    evidence.total("tibet-persons-2024")
    assert evidence.rows("tibet-persons-2024", "tibet-persons-2021")["claim_id"].size == 1
    assert shown_claims() == ["tibet-persons-2021"]
