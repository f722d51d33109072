"""How much evidence a finding has, and how far its sides agree."""

import datetime

import pandas as pd
import pytest

from report.estimates import NotStated
from report.exhibits.confidence import compare_sides, weigh
from report.numbers import Word


class SyntheticEvidence:
    """Claims as (source, grade); an id that it does not hold was stated later."""

    def __init__(self, **claims):
        self.claims = claims
        self.as_of = datetime.date(2026, 1, 1)

    def rows(self, *ids):
        known = [(i, *self.claims[i]) for i in ids if i in self.claims]
        return pd.DataFrame(known, columns=["claim_id", "source_id", "grade"])

    def claim(self, claim_id):
        return NotStated(claim_id, "2026-01-01")


@pytest.mark.parametrize(
    ("claims", "word"),
    [
        ({"a": ("s1", "A")}, "limited"),
        ({"a": ("s1", "A"), "b": ("s1", "A")}, "limited"),
        ({"a": ("s1", "C"), "b": ("s2", "C"), "c": ("s3", "C")}, "limited"),
        ({"a": ("s1", "B"), "b": ("s2", "C")}, "medium"),
        ({"a": ("s1", "B"), "b": ("s2", "B"), "c": ("s3", "B")}, "medium"),
        ({"a": ("s1", "A"), "b": ("s2", "C"), "c": ("s3", "C")}, "robust"),
    ],
)
def test_evidence_is_weighed_by_the_number_and_the_kind_of_texts(claims, word):
    weighed = weigh(SyntheticEvidence(**claims), "a", "b", "c")
    assert weighed == word
    assert weighed.how.startswith(f"{len({s for s, _ in claims.values()})} sources")


def test_what_was_stated_later_counts_for_nothing():
    assert weigh(SyntheticEvidence(), "a") == "limited"


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        (("yes",), "high"),
        (("yes", "yes"), "high"),
        (("no", "no"), "low"),
        (("yes", "no"), "medium"),
        ((), "not tested"),
        (("yes", "[not stated by 2026-01-01]"), "not tested"),
    ],
)
def test_agreement_is_what_holds_under_the_readings_tried(answers, word):
    told = [Word.on(answer, [f"claim-{n}"]) for n, answer in enumerate(answers)]
    found = compare_sides(*told)
    assert found == word and len(found.lineage) == len(answers)
