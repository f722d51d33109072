"""What could be known on a day, and nothing later."""

import datetime

import pytest

from report.data import load_data
from report.estimates import NotStated
from report.evidence import read_evidence
from report.findings import ReportError


@pytest.mark.parametrize("day", ["2020-01-01", "2023-06-30", "2025-12-31", "2026-01-25"])
def test_nothing_stated_later_enters(day):
    evidence = read_evidence(day)
    limit = datetime.date.fromisoformat(day)
    assert (evidence.claims["known_on"] <= limit).all()
    assert (evidence.data.positions["known_on"] <= limit).all()
    assert (evidence.data.events["known_on"] <= limit).all()


def test_an_earlier_day_knows_a_part_of_what_a_later_one_knows():
    days = ["2021-01-01", "2023-01-01", "2025-01-01", "2026-11-24"]
    known = [set(read_evidence(day).claims["claim_id"]) for day in days]
    assert all(a < b for a, b in zip(known, known[1:], strict=False))
    assert len(known[-1]) == len(load_data().claims)


def test_a_claim_stated_later_is_not_stated_and_so_is_what_rests_on_it():
    evidence = read_evidence("2025-12-31")
    reply = evidence.claim("cbp-fy2024-total")
    letter = evidence.claim("letter-monthly-2024")
    assert isinstance(reply, NotStated)
    for result in (reply + reply, 2 * reply, reply.growth_from(letter),
                   letter.compare(reply, "two countings"), letter - reply):  # fmt: skip
        assert isinstance(result, NotStated)
        assert result.lineage == {"cbp-fy2024-total"}


def test_an_unknown_claim_is_refused_with_the_nearest_id():
    with pytest.raises(ReportError, match="Did you mean 'letter-monthly-2024'"):
        read_evidence("2026-11-24").claim("letter-monthly-2042")


def test_a_mean_becomes_a_total_over_its_months():
    evidence = read_evidence("2026-11-24")
    mean = evidence.claim("letter-previous-five-months")
    total = evidence.total("letter-previous-five-months")
    assert mean.unit == "shipment/month" and total.unit == "shipment"
    assert total.value == 5 * mean.value


def test_a_series_tells_whole_years_from_parts():
    series = read_evidence("2026-11-24").series("tibet.transfers.persons")
    whole = series.set_index("claim_id")["whole_year"]
    assert whole["tibet-persons-2024"] and not whole["tibet-persons-10m-2020"]
    assert list(series["end"]) == sorted(series["end"])


def test_claims_for_the_engine_are_those_known_of_the_measures_asked_for():
    measure = "uflpa.shipments.cbp_2026"
    known = read_evidence("2026-11-24").known_claims(measure)
    assert {claim.measure_id for claim in known.values()} == {measure}
    early = read_evidence("2025-12-31")
    assert early.known_claims(measure) == {} and early.known_claims()
