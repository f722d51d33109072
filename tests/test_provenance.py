"""The chain behind a number: claims, sources, other sides, computation."""

import json

import pytest

from report.data import load_data
from report.estimates import Estimate
from report.evidence import read_evidence
from report.numbers import Word, describe_number, direction
from report.provenance import Chain, write_prov


@pytest.fixture(scope="module")
def chain():
    return Chain(load_data())


@pytest.fixture(scope="module")
def claim():
    return read_evidence("2026-11-24").claim


def test_a_claim_as_printed_opens_to_who_said_it_where_and_how_it_was_seen(chain, claim):
    entry = chain.describe(describe_number("a-key", claim("letter-monthly-2024")))
    (said,) = entry.claims
    assert said["actor"].startswith("House Democrats")
    assert said["reported_by"] == "Sourcing Journal"
    assert said["unit"] == "unit not stated" and said["grade"] == "B"
    assert said["quote"] and said["locator"] == "paragraph 23"
    assert entry.exact == "383 shipments a month, between 382.5 and 384"
    assert entry.computation == ""


def test_a_computed_number_says_how_with_each_printed_value_and_its_claim(chain, claim):
    growth = claim("cbp-fy2025-total").growth_from(claim("cbp-fy2024-total"))
    entry = chain.describe(describe_number("a-key", growth))
    assert entry.computation == (
        "Computed as (22,398 [cbp-fy2025-total] ÷ 11,816 [cbp-fy2024-total]) \N{MINUS SIGN} 1"
    )
    assert [c["claim_id"] for c in entry.claims] == ["cbp-fy2024-total", "cbp-fy2025-total"]


def test_the_other_side_is_found_through_identities_and_periods(chain, claim):
    entry = chain.describe(describe_number("a-key", claim("cbp-fy2024-total")))
    others = {c["claim_id"] for c in entry.others}
    assert "letter-monthly-2024" in others
    assert not others & {"cbp-fy2024-total", "cbp-fy2025-total", "tibet-persons-2024"}


def test_a_number_on_which_nothing_else_was_stated_has_no_other_side(chain, claim):
    assert chain.describe(describe_number("a-key", claim("zenz-at-risk-2021"))).others == []


def test_a_word_rests_on_the_claims_that_decided_it(chain, claim):
    change = claim("tibet-persons-2024").growth_from(claim("tibet-persons-2021"))
    entry = chain.describe(describe_number("a-key", direction(change)))
    assert {c["claim_id"] for c in entry.claims} == change.lineage
    assert entry.exact == "" and entry.computation.startswith("Computed as the sign of (648,000")
    assert entry.computation.endswith(": it is negative")


def test_a_parameter_says_that_it_is_one(chain):
    payload = describe_number("a-key", Word("2021")) | {"parameter": "tibet_compare_year"}
    assert chain.describe(payload).computation == "Set by the parameter tibet_compare_year"


def test_an_open_bound_is_said_to_be_none(chain):
    estimate = Estimate(5, 5, float("inf"), "person", None, frozenset())
    entry = chain.describe(describe_number("a-key", estimate))
    assert entry.exact == "5 persons or more"
    estimate = Estimate(5, 3, float("inf"), "person", None, frozenset())
    assert chain.describe(describe_number("a-key", estimate)).exact == "5 persons, 3 or more"


@pytest.mark.parametrize(
    ("value", "unit", "how", "said"),
    [
        (1, "shipment", "[a-claim]", "1 shipment, exactly as printed"),
        (6322, "shipment", "[sum-itt-denied-2025]", "6,322 shipments, added up from printed parts"),
        (1.855855, "ratio", "the upper bound of [a] ÷ [b]", "1.8559"),
        (-0.065339, "fraction", "", "\N{MINUS SIGN}6.5339 percent"),
        (2388333.3333, "person_time/year", "[a] ÷ [b]", "2,388,333.3 person-times a year"),
    ],
)
def test_only_what_a_source_printed_is_called_printed(chain, value, unit, how, said):
    estimate = Estimate(value, value, value, unit, None, frozenset(), how=how)
    assert chain.describe(describe_number("a-key", estimate)).exact == said


def test_how_a_word_came_about_is_told_and_its_source_named(chain):
    word = Word.read_in("“fabricated”", ["sourcingjournal2026priority"], "quoted from a ministry")
    entry = chain.describe(describe_number("a-key", word))
    assert entry.computation == "How: quoted from a ministry"
    assert chain.name_source(*entry.sources) == "Sourcing Journal, undated"


def test_a_step_across_definitions_gives_its_reason_and_the_title_of_the_measure(chain, claim):
    read = claim("letter-monthly-2024").as_measure("uflpa.shipments.letter", "one count")
    (note,) = chain.describe(describe_number("a-key", read)).notes
    assert note == "read as “Stopped shipments a month, lawmakers' letter”: one count"
    scale = claim("cbp-fy2024-total").compare(claim("old-fy2024-total"), "one year: two counts")
    assert chain.describe(describe_number("a-key", scale)).notes == ["one year: two counts"]


def test_a_number_of_one_measure_names_it(chain, claim):
    printed = chain.describe(describe_number("a-key", claim("letter-monthly-2024")))
    assert printed.measure == "UFLPA detentions a month, lawmakers' letter: "
    growth = claim("cbp-fy2025-total").growth_from(claim("cbp-fy2024-total"))
    assert chain.describe(describe_number("a-key", growth)).measure == ""


def test_the_file_for_programs_leads_from_each_number_to_a_source(chain, claim):
    growth = claim("cbp-fy2025-total").growth_from(claim("cbp-fy2024-total"))
    prov = write_prov([chain.describe(describe_number("a-key", growth))], {"edition": "x"})
    links = {
        (d["prov:generatedEntity"], d["prov:usedEntity"])
        for d in prov["wasDerivedFrom"].values()
    }
    assert ("report:number-a-key", "report:claim-cbp-fy2024-total") in links
    assert ("report:claim-cbp-fy2024-total", "report:source-sourcingjournal2026priority") in links
    named = {end for link in links for end in link}
    assert named <= prov["entity"].keys()
    attributed = {a["prov:agent"] for a in prov["wasAttributedTo"].values()}
    assert attributed <= prov["agent"].keys()
    assert json.loads(json.dumps(prov)) == prov
