"""Which claims a word rests on when it does not know them itself."""

import pytest

from report import reads
from report.evidence import read_evidence
from report.numbers import describe_number


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    for name in ("_CLAIMS", "_SOURCES", "_ALL_CLAIMS", "_ALL_SOURCES"):
        monkeypatch.setattr(reads, name, set())


def test_a_word_rests_on_what_its_cell_asked_for():
    evidence = read_evidence("2026-11-24")
    evidence.claim("tibet-persons-2021")
    reads.forget()
    evidence.claim("tibet-persons-2024")
    assert describe_number("a-word", "below")["lineage"] == ["tibet-persons-2024"]


def test_a_word_of_a_cell_that_asked_nothing_rests_on_all_that_was_asked():
    evidence = read_evidence("2026-11-24")
    evidence.claim("tibet-persons-2021")
    evidence.series("tibet.transfers.person_times")
    reads.forget()
    lineage = describe_number("a-word", "below")["lineage"]
    assert "tibet-persons-2021" in lineage and "tibet-person-times-2018" in lineage


def test_a_word_on_positions_rests_on_their_sources():
    reads.note_sources(["sourcingjournal2026priority"])
    payload = describe_number("a-word", "affirms")
    assert payload["lineage"] == [] and payload["sources"] == ["sourcingjournal2026priority"]
