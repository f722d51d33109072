"""Turns what a chapter asks of the evidence into the claims behind its figures and tables.

A chart is drawn from rows that many cells have picked and cut; it is said to rest on
all that its chapter has read up to it. Numbers and words know their own claims.
"""

from collections.abc import Iterable

_CLAIMS: set[str] = set()


def note(claim_ids: Iterable[str]) -> None:
    """Remember that the chapter asked for these claims."""
    _CLAIMS.update(claim_ids)


def seen() -> list[str]:
    """The ids of the claims asked for so far, in order of the alphabet."""
    return sorted(_CLAIMS)
