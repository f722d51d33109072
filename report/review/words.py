"""Turns two texts into the words that stayed, went and came."""

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import NamedTuple

from report.checks.naked import COMPARING

SAME, GONE, COME = "same", "gone", "come"
# Scripts that set no space between words are compared sign by sign.
WORD = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]\s?|[^\s\u2e80-\u9fff\uf900-\ufaff]+\s?")
DENYING = re.compile(r"\b(?:not|no|never|neither|nor|without|cannot|\w+n't|\w+n’t)\b", re.I)


class Piece(NamedTuple):
    """Words in a row with one fate: same, gone or come."""

    fate: str
    text: str


def compare_words(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in their order; what went stands before what came."""
    old, new = split_words(before), split_words(after)
    matcher = SequenceMatcher(None, [w.strip() for w in old], [w.strip() for w in new], False)
    pieces = []
    for fate, i, j, k, m in matcher.get_opcodes():
        if fate == "equal":
            pieces.append(Piece(SAME, "".join(new[k:m])))
            continue
        pieces += [Piece(GONE, "".join(old[i:j]))] if i < j else []
        pieces += [Piece(COME, "".join(new[k:m]))] if k < m else []
    return pieces


def split_words(text: str) -> list[str]:
    """Words with the space behind them, also behind the last one."""
    return WORD.findall("".join(f"{word} " for word in text.split()))


def likeness(before: str, after: str) -> float:
    """The share of words that two texts have in common, from 0 to 1."""
    old, new = (Counter(w.strip() for w in split_words(t)) for t in (before, after))
    both = old.total() + new.total()
    return 2 * (old & new).total() / both if both else 0.0


def find_turns(before: str, after: str) -> tuple[list[str], list[str]]:
    """Words that compare or deny in only one of two texts: those gone, those come."""
    old, new = (Counter(_list_turning(text)) for text in (before, after))
    return sorted(old - new), sorted(new - old)


def _list_turning(text: str) -> list[str]:
    return [m[0].lower() for pattern in (COMPARING, DENYING) for m in pattern.finditer(text)]
