"""Turns the claims known on a day into the estimates and tables a chapter asks for."""

import datetime
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from report import reads
from report.claims import Claim, read_claims
from report.data import Data, cut_data, load_data
from report.estimates import Estimate, NotStated
from report.findings import ReportError, did_you_mean


@dataclass(frozen=True)
class Evidence:
    """What could be known on `as_of`, and the names of what came later.

    `claims` has one row a claim, with the actor's name, the measure's title,
    counting unit and definition status, and the source's grade beside it.
    """

    as_of: datetime.date
    data: Data
    claims: pd.DataFrame
    _read: dict[str, Claim]
    _later: frozenset[str]

    def claim(self, claim_id: str) -> Estimate:
        """The claim as an estimate in its own statistic.

        A claim stated after `as_of` comes back as NotStated, which every
        computation hands on; an id that no table holds raises ReportError.
        """
        claim = self.known_claim(claim_id)
        return claim.estimate() if claim else NotStated(claim_id, self.as_of.isoformat())

    def total(self, claim_id: str) -> Estimate:
        """The total of the claim's period: a mean times its months or years."""
        claim = self.known_claim(claim_id)
        if claim is None:
            return NotStated(claim_id, self.as_of.isoformat())
        return claim.total_estimate()

    def known_claim(self, claim_id: str) -> Claim | None:
        """The claim as it was read; None where it was stated after `as_of`.

        Raises ReportError for an id that no table holds.
        """
        if claim_id in self._later:
            return None  # and no figure may say that it rests on it
        reads.note([claim_id])
        return self._known(claim_id)

    def known_claims(self, *measure_ids: str) -> dict[str, Claim]:
        """The claims of these measures (of all without any) by id, for the engine."""
        chosen = set(measure_ids)
        return {
            claim_id: claim
            for claim_id, claim in self._read.items()
            if not chosen or claim.measure_id in chosen
        }

    def series(self, *measure_ids: str, statistics=("total", "count")) -> pd.DataFrame:
        """Claims of the measures, oldest period first; none is added or joined.

        Adds `year` (of the period's end), `months` (length) and `whole_year`.
        """
        chosen = self.claims["measure_id"].isin(measure_ids)
        chosen &= self.claims["statistic"].isin(statistics)
        chosen &= self.claims["period_start"].notna()
        rows = self.claims[chosen].sort_values(["period_end", "claim_id"])
        reads.note(rows["claim_id"])
        starts, ends = pd.to_datetime(rows["period_start"]), rows["period_end"]
        ends = pd.to_datetime(ends)
        months = (ends.dt.year - starts.dt.year) * 12 + ends.dt.month - starts.dt.month
        return rows.assign(
            start=starts,
            end=ends,
            year=ends.dt.year,
            months=months + 1,
            whole_year=(months == 11) & (starts.dt.day == 1) & (ends.dt.day >= 28),
        ).reset_index(drop=True)

    def rows(self, *claim_ids: str) -> pd.DataFrame:
        """The named claims known on `as_of`, in the order asked for."""
        for claim_id in claim_ids:
            self.claim(claim_id)
        places = [self._places[one] for one in claim_ids if one in self._places]
        return self.claims.iloc[places].reset_index(drop=True)

    @cached_property
    def _places(self) -> dict[str, int]:
        """The row of each claim in `claims`."""
        return {claim_id: row for row, claim_id in enumerate(self.claims["claim_id"])}

    def _known(self, claim_id: str) -> Claim:
        try:
            return self._read[claim_id]
        except KeyError:
            near = did_you_mean(claim_id, [*self._read, *self._later])
            raise ReportError(
                f"data/claims.csv has no claim {claim_id!r}. {near}"
                "Restore the row or change the chapter that rests on it."
            ) from None


def read_evidence(as_of: str | datetime.date) -> Evidence:
    """The evidence of `data/` as it stood on `as_of` (an ISO date)."""
    everything = load_data()
    day = as_of if isinstance(as_of, datetime.date) else datetime.date.fromisoformat(as_of)
    known = cut_data(everything, day)
    later = set(everything.claims["claim_id"]) - set(known.claims["claim_id"])
    read = read_claims(known.claims, known.measures)
    return Evidence(day, known, _described(known), read, frozenset(later))


def _described(data: Data) -> pd.DataFrame:
    measures = data.measures.set_index("measure_id")
    claims = data.claims.assign(
        actor=data.claims["actor_id"].map(data.actors.set_index("actor_id")["name"]),
        grade=data.claims["source_id"].map(data.sources.set_index("source_id")["grade"]),
    )
    for column in ("title", "counting_unit", "definition", "definition_status"):
        claims[f"measure_{column}" if column == "title" else column] = claims[
            "measure_id"
        ].map(measures[column])
    return claims
