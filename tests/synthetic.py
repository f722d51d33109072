"""Turns a few words into synthetic claims and identities for the engine's tests.

Every measure here is invented and begins with "test.".
"""

from datetime import date
from pathlib import Path

import pandas as pd

from report.claims import Claim, read_claims
from report.identities import Identity, read_identities

ROOT = Path(__file__).resolve().parents[1]


def make_claim(claim_id: str, value: float, start: str, end: str, **columns) -> Claim:
    """A claim of an invented actor about an invented measure."""
    cells = {
        "measure_id": "test.boxes",
        "statistic": "total",
        "relation": "equal",
        "unit": "box",
        "counting_unit": "box",
        "actor_id": "test-actor",
        "source_id": "test-source",
        "place": "Testland",
        "rounding": 1.0,
    } | columns
    for name in ("base_start", "base_end"):
        if cells.get(name):
            cells[name] = date.fromisoformat(cells[name])
    start, end = date.fromisoformat(start), date.fromisoformat(end)
    return Claim(
        claim_id=claim_id, value=value, period_start=start, period_end=end, **cells
    )


def is_sentence(cure: str) -> bool:
    """Whether a cure can stand after the full stop that a finding sets before it."""
    return cure[:1].isupper() and cure.endswith(".")


def by_id(*claims: Claim) -> dict[str, Claim]:
    """Claims by their ids."""
    return {claim.claim_id: claim for claim in claims}


def make_identity(kind: str, whole: str, *parts: str, **columns) -> Identity:
    """An identity between invented measures."""
    name = columns.pop("identity_id", f"test-{kind}")
    return Identity(name, kind, whole, parts, **columns)


def read_table(name: str) -> pd.DataFrame:
    """A table of the repository as text."""
    return pd.read_csv(ROOT / "data" / name, dtype=str)


def read_repository():
    """The claims and identities of the repository, by id."""
    measures = read_table("measures.csv")
    claims = read_claims(read_table("claims.csv"), measures)
    return claims, read_identities(read_table("identities.csv"), measures)
