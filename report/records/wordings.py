"""Turns two lists of sentences into pairs: the same one, edited, added or removed."""

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from report.records import Record, Row

# From here on two sentences of one page are taken for one that was edited.
ALIKE = 0.6

Pair = tuple[Row | None, Row | None]


def match_sentences(before: list[Row], after: list[Row]) -> list[Pair]:
    """Each sentence of either list once: by its id, else by its likeness on its page."""
    old = {row["sentence_id"]: row for row in before}
    new = {row["sentence_id"]: row for row in after}
    pairs: list[Pair] = [(old[name], new[name]) for name in old if name in new]
    gone = [row for name, row in old.items() if name not in new]
    come = [row for name, row in new.items() if name not in old]
    for one, other in _find_edited(gone, come):
        gone.remove(one)
        come.remove(other)
        pairs.append((one, other))
    return pairs + [(row, None) for row in gone] + [(None, row) for row in come]


def keep_ids(record: Record, earlier: Record) -> Record:
    """The record in which an edited sentence keeps the id that it had before."""
    pairs = match_sentences(earlier.table("sentences"), record.table("sentences"))
    kept = {new["sentence_id"]: old["sentence_id"] for old, new in pairs if old and new}
    rows = [row | {"sentence_id": kept.get(row["sentence_id"], row["sentence_id"])}
            for row in record.table("sentences")]  # fmt: skip
    return replace(record, tables=record.tables | {"sentences": rows})


def _find_edited(gone: list[Row], come: list[Row]) -> Iterator[Pair]:
    """Pairs of one page, the most alike first, each sentence in one pair at most."""
    scored = [
        (score, one["sentence_id"], other["sentence_id"], one, other)
        for one in gone
        for other in come
        if one["page"] == other["page"] and (score := _score(one, other)) >= ALIKE
    ]
    used: set[str] = set()
    for _, first, second, one, other in sorted(scored, key=lambda s: (-s[0], *s[1:3])):
        if not {f"old {first}", f"new {second}"} & used:
            used |= {f"old {first}", f"new {second}"}
            yield one, other


def _score(one: Row, other: Row) -> float:
    matcher = SequenceMatcher(None, one["text"], other["text"], autojunk=False)
    bounds = (matcher.real_quick_ratio, matcher.quick_ratio)
    return 0.0 if any(bound() < ALIKE for bound in bounds) else matcher.ratio()
