"""Who said what on which question, and when somebody acted."""

import pytest

from report.exhibits import positions
from report.evidence import read_evidence
from report.numbers import describe_number


@pytest.fixture(scope="module")
def evidence():
    return read_evidence("2026-11-24")


def test_a_quotation_stands_in_marks_and_is_missing_before_it_was_said(evidence):
    quote = positions.quote_position(evidence, "us-cbp", "q-enforcement-declining")
    assert quote == "\N{LEFT DOUBLE QUOTATION MARK}enforcement is up\N{RIGHT DOUBLE QUOTATION MARK}"
    early = read_evidence("2025-06-30")
    missing = positions.quote_position(early, "us-cbp", "q-enforcement-declining")
    assert missing == "[not stated by 2025-06-30]"


def test_of_several_texts_the_one_to_quote_can_be_named(evidence):
    usual = positions.quote_position(evidence, "cair", "q-action")
    named = positions.quote_position(evidence, "cair", "q-action", "cair2022enforcement")
    assert named == "\N{LEFT DOUBLE QUOTATION MARK}vigorous enforcement\N{RIGHT DOUBLE QUOTATION MARK}"
    assert named != usual


def test_silence_is_no_position(evidence):
    table = positions.list_positions(evidence, least=1)
    stated = table[table["stance"] != "nothing seen"]
    assert set(table["actor"]) == set(stated["actor"])
    fewer = positions.list_positions(evidence, least=3)
    assert 0 < fewer["actor"].nunique() < table["actor"].nunique()


def test_a_question_is_contested_by_a_yes_and_a_no_and_not_by_silence(evidence):
    table = positions.list_positions(evidence)
    table = table[table["question_id"] == "q-entity-list"]
    assert set(table["stance"]) == {"affirms", "nothing seen"}
    assert positions.count_positions(table)["contested"] == 0


def test_each_cell_of_the_matrix_cites_its_own_sources(evidence):
    table = positions.cross_positions(positions.list_positions(evidence), "enforcement")
    cell = table.set_index("Actor").loc["CBP", "9. Enforcement declining"]
    assert cell == {"text": "denies", "sources": ["sourcingjournal2026priority"]}
    assert "source_id" not in table


def test_the_heads_of_the_matrix_are_words_and_no_ids(evidence):
    listed = positions.list_positions(evidence)
    table = positions.cross_positions(listed, *set(listed["theme"]))
    heads = [head.partition(". ")[2] for head in table if ". " in head]
    assert len(heads) > 10 and all(head[0].isupper() for head in heads)
    assert "Forced labour in Tibet" in heads


def test_a_matrix_without_a_row_can_still_be_shown(evidence):
    none = positions.list_positions(evidence).iloc[:0]
    assert "source_id" in positions.cross_positions(none, "enforcement")


def test_acts_start_on_the_day_asked_for_and_keep_their_partial_dates(evidence):
    acts = positions.list_acts(evidence, "2025-12-01")
    assert acts["Day"].min().isoformat() >= "2025-12-01"
    assert "2025-12" in set(acts["Date"])
    assert acts["Group"].notna().all()


def test_an_empty_timeline_says_so(evidence):
    acts = positions.list_acts(evidence, "2025-12-01").iloc[:0]
    assert "No dated act" in positions.tell_timeline(acts)


def test_the_native_name_is_read_from_the_table(evidence):
    assert positions.native_name(evidence, "etge").startswith("شەرقىي")


def test_quotes_and_counts_rest_on_the_texts_of_positions_and_on_no_claim_read_beside_them(
    evidence, monkeypatch
):
    evidence.claim("tibet-persons-2024")
    quote = describe_number("said", positions.quote_position(evidence, "ohchr", "q-crime"))
    assert quote["lineage"] == [] and len(quote["sources"]) == 1
    published = {}
    monkeypatch.setattr(positions, "publish", lambda key, word: published.update({key: word}))
    listed = positions.list_positions(evidence)
    stated = listed[listed["stance"] != "nothing seen"]
    positions.publish_counts(stated, stated["source_id"])
    assert set(published) >= {"responses-actors", "responses-contested"}
    for key, word in published.items():
        number = describe_number(key, word)
        assert number["lineage"] == []
        assert number["sources"] == sorted(set(stated["source_id"]))


def test_a_place_or_a_name_rests_on_nothing_that_was_read_and_says_what_it_is(evidence):
    for word in (positions.number_question(evidence, "q-crime"),
                 positions.native_name(evidence, "etge")):  # fmt: skip
        number = describe_number("word", word)
        assert number["lineage"] == number["sources"] == [] and number["how"]
