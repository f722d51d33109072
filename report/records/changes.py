"""Turns two records into what changed: by how much, through what, and how much it matters.

Most important first: a number that changes its sign, its place among the numbers
beside it, a word that states a direction, a conflict; then by size.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from report.records import Record, Row, split_ids, to_number
from report.records.causes import WORDING, Cause, Causes
from report.records.tables import compare_tables, find_sources
from report.records.wordings import match_sentences

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
SIGN, RANK, DIRECTION, CONFLICT = "sign", "rank", "direction", "conflict"
MARKS = (SIGN, RANK, DIRECTION, CONFLICT)
# In the order in which they are told where nothing marks one out.
TOLD = ("numbers", "figures", "conflicts", "parameters", "corrections", "claims", "sources",
        "measures", "identities", "positions", "events", "questions", "actors",
        "sentences")  # fmt: skip
# A change of these alone is none that a reader could see.
UNSEEN = {"code", "parameters", "drawing", "chapters", "wording", "sentence_id"}
NAMES = {"claims": "value", "sources": "title", "measures": "title", "actors": "name",
         "positions": "summary", "events": "title", "questions": "text",
         "identities": "note", "parameters": "value", "corrections": "use",
         "conflicts": "claims"}  # fmt: skip

Range = tuple[float | None, float | None]


@dataclass(frozen=True)
class Change:
    """One thing that differs between two records.

    table: of what kind it is, by the record's name of its table; how: added,
    removed or changed. before, after: as readers see it, empty where it was or is
    not. absolute, percent: by how much a value moved, None for words. marks: what
    makes it important, of MARKS. details: what else differs, in words. ranges: the
    (low, high) of a number before and after, in its unit; an open end is None, and so
    is the range of what has no value.
    """

    table: str
    how: str
    name: str
    place: str = ""
    before: str = ""
    after: str = ""
    absolute: float | None = None
    percent: float | None = None
    unit: str = ""
    causes: tuple[Cause, ...] = ()
    marks: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    ranges: tuple[Range | None, Range | None] = (None, None)

    @property
    def only_rests_otherwise(self) -> bool:
        """Whether a number says what it said, and only other claims stand behind it."""
        moved = self.before != self.after or self.absolute or self.marks
        kept = self.table == "numbers" and self.how == CHANGED and not moved
        return kept and self.ranges[0] == self.ranges[1]


def find_changes(before: Record, after: Record) -> list[Change]:
    """Everything that differs, most important first."""
    causes = Causes(before, after)
    numbers = list(_compare_numbers(before, after, causes))
    found = numbers + list(_compare_figures(before, after, causes))
    for table in TOLD[2:-1]:
        found += _compare_rows(table, before, after, causes)
    found += _compare_sentences(before, after, {change.name: change for change in numbers})
    return sorted(found, key=weigh)


def weigh(change: Change) -> tuple:
    """The place of a change in the list."""
    marks = [MARKS.index(mark) for mark in change.marks]
    size = abs(change.percent) if change.percent is not None else 0.0
    order = (CHANGED, REMOVED, ADDED).index(change.how)
    place = TOLD.index(change.table)
    if change.table == "sentences":  # what a sentence says is told by its numbers first
        return (2, min(marks, default=len(MARKS)), place, order, -size, change.name)
    first = (0, min(marks)) if marks else (1, place)
    return (*first, place, order, -size, change.name)


def _pair(table: str, before: Record, after: Record):
    old, new = before.index(table), after.index(table)
    for name in [*old, *(name for name in new if name not in old)]:
        yield name, old.get(name), new.get(name)


def _compare_numbers(before: Record, after: Record, causes: Causes) -> Iterator[Change]:
    ranks = _find_overtaken(before, after)
    for name, old, new in _pair("numbers", before, after):
        differing = _differing(old, new)
        if not differing:
            continue
        made = _make("numbers", name, old, new, "text")
        absolute, percent = _measure(old, new)
        marks = [mark for mark, is_so in (
            (SIGN, _turned(old, new)), (RANK, name in ranks), (DIRECTION, _reworded(old, new)),
        ) if is_so]  # fmt: skip
        details = [f"now {side} {other}" for side, other in ranks.get(name, [])]
        if old and new:
            details += _tell_cells(old, new, differing - {"text", "value", "low", "high"})
        yield replace(
            made, absolute=absolute, percent=percent, causes=causes.of_number(old, new),
            marks=tuple(marks), details=tuple(details),
            ranges=(_find_range(old), _find_range(new)),
        )  # fmt: skip


def _compare_figures(before: Record, after: Record, causes: Causes) -> Iterator[Change]:
    for name, old, new in _pair("figures", before, after):
        tables = before.data.get(name, []), after.data.get(name, [])
        differing = _differing(old, new)
        if not differing and tables[0] == tables[1] and _drawn_alike(old, new):
            continue
        rows = compare_tables(*tables)
        details = [*rows.words]
        if old and new:
            details += _tell_cells(old, new, differing - {"rows", "title", "alt"})
            if not differing and not details:
                details = ["only the drawing differs"]
        made = _make("figures", name, old, new, "title")
        found = causes.of_figure(old, new, find_sources(rows))
        yield replace(made, causes=found, details=tuple(details))


def _compare_rows(table: str, before: Record, after: Record, causes) -> Iterator[Change]:
    for name, old, new in _pair(table, before, after):
        differing = _differing(old, new)
        if not differing:
            continue
        made = _make(table, name, old, new, NAMES[table])
        absolute, percent = _measure(old, new)
        # A print that moved with the value is told with it.
        told = {NAMES[table]} | ({"printed"} if _as_printed(old, new) else set())
        details = _tell_cells(old, new, differing - told) if old and new else []
        marks = (CONFLICT,) if table == "conflicts" and made.how != CHANGED else ()
        yield replace(
            made, absolute=absolute, percent=percent, causes=causes.of_row(table, name),
            marks=marks, details=tuple(details),
        )  # fmt: skip


def _compare_sentences(before: Record, after: Record, numbers: dict) -> Iterator[Change]:
    for old, new in match_sentences(before.table("sentences"), after.table("sentences")):
        if old and new and old["text"] == new["text"]:
            continue
        row = new or old
        made = _make("sentences", row["sentence_id"], old, new, "text")
        keys = {key for r in (old, new) if r for key in split_ids(r["numbers"])}
        moved = [numbers[key] for key in sorted(keys & numbers.keys())]
        found = {cause for change in moved for cause in change.causes}
        kept = old and new and old["wording"] == new["wording"]
        if not kept or not moved:
            found.add(Cause(WORDING, "the text of the page"))
        marks = [mark for mark in MARKS if any(mark in change.marks for change in moved)]
        yield replace(made, causes=tuple(sorted(found)), marks=tuple(marks))


def _make(table: str, name: str, old: Row | None, new: Row | None, shown: str) -> Change:
    how = ADDED if old is None else REMOVED if new is None else CHANGED
    row = new or old
    texts = [r[shown] if r else "" for r in (old, new)]
    place, unit = row.get("chapter") or row.get("page", ""), row.get("unit", "")
    return Change(table, how, name, place, *texts, unit=unit)


def _differing(old: Row | None, new: Row | None) -> set[str]:
    """The columns that differ, of those that readers see; all, where one is missing."""
    if not (old and new):
        return set(old or new or ())
    # A column that only one of the records has was added to the table, not changed.
    return {c for c in old if c in new and c not in UNSEEN and old[c] != new[c]}


def _tell_cells(old: Row, new: Row, columns: set[str]) -> list[str]:
    cells = ((c, old.get(c) or "empty", new.get(c) or "empty") for c in sorted(columns))
    return [f"{column}: {was} → {now}" for column, was, now in cells]


def _as_printed(old: Row | None, new: Row | None) -> bool:
    return all(row.get("printed") == row.get("value") for row in (old, new) if row)


def _drawn_alike(old: Row | None, new: Row | None) -> bool:
    return bool(old and new and old["drawing"] == new["drawing"])


def _measure(old: Row | None, new: Row | None) -> tuple[float | None, float | None]:
    """How far a value moved, and in percent of what it was."""
    was, now = (to_number(row.get("value", "")) if row else None for row in (old, new))
    if was is None or now is None or was == now:
        return None, None
    return now - was, 100 * (now - was) / abs(was) if was else None


def _find_range(row: Row | None) -> Range | None:
    if row is None or to_number(row["value"]) is None:
        return None
    return to_number(row["low"]), to_number(row["high"])


def _turned(old: Row | None, new: Row | None) -> bool:
    was, now = (to_number(row["value"]) if row else None for row in (old, new))
    return was is not None and now is not None and _sign(was) != _sign(now)


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _reworded(old: Row | None, new: Row | None) -> bool:
    """Whether a word that a computation chose is another, apart from its digits."""
    if not (old and new) or old["value"] or new["value"]:
        return False
    words = [re.sub(r"\d[\d,.]*", "#", row["text"]) for row in (old, new)]
    chosen = bool(old["lineage"] or old["sources"])
    return chosen and words[0] != words[1] and not words[1].startswith("“")


def _find_overtaken(before: Record, after: Record) -> dict[str, list[tuple[str, str]]]:
    """Numbers that changed places with one of the same unit in the same sentence."""
    old, new = before.index("numbers"), after.index("numbers")
    found: dict[str, set] = {}
    for sentence in after.table("sentences"):
        keys = [k for k in split_ids(sentence["numbers"]) if k in old and k in new]
        for one in keys:
            for other in keys:
                if side := _overtakes(one, other, old, new):
                    found.setdefault(one, set()).add((side, other))
    return {name: sorted(pairs) for name, pairs in found.items()}


def _overtakes(one: str, other: str, old: dict, new: dict) -> str:
    if new[one]["unit"] != new[other]["unit"] or old[one]["value"] == new[one]["value"]:
        return ""
    values = [to_number(rows[key]["value"]) for rows in (old, new) for key in (one, other)]
    if None in values:
        return ""
    was, now = _sign(values[0] - values[1]), _sign(values[2] - values[3])
    return {1: "above", -1: "below"}[now] if was * now < 0 else ""
