"""Turns two states into what a reviewer must look at, in the order in which to look."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from report.checks import run_checks
from report.figures import FIGURE_MIME
from report.records import Record, Row, split_ids
from report.records.changes import DIRECTION, MARKS, Change, find_changes
from report.records.tables import Rows, compare_tables
from report.records.taking import list_pages
from report.records.wordings import keep_ids, match_sentences
from report.review.checklist import Item, list_items
from report.review.code import Difference, find_differences
from report.review.faults import Faults, compare_findings
from report.review.paragraphs import Edit, find_edits
from report.review.states import State
from report.review.words import find_turns
from report.runs.notebooks import list_published_by

# Tables whose rows are told one by one, in this order.
ROWS = ("claims", "sources", "corrections", "parameters", "measures", "identities",
        "positions", "events", "questions", "actors")  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """A sentence, a number or a conflict, as it was and is.

    kind: "sentence", "number", "conflict" or "position"; name: its id in the record.
    marks: how it turned; numbers: the changed numbers in it.
    """

    kind: str
    name: str
    place: str
    before: str
    after: str
    marks: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    numbers: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A figure or table before and after; a drawing or alt text is empty where none is."""

    change: Change
    drawings: tuple[str, str]
    alts: tuple[str, str]
    columns: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True)
class Touched:
    """A row of the inputs that changed, with what a reviewer needs to look it up."""

    change: Change
    quote: str = ""
    locator: str = ""
    source: Row = field(default_factory=dict)


@dataclass(frozen=True)
class Review:
    """All parts of a review; each list is empty where nothing is to be said.

    numbers: those that moved and stand in no sentence; moved: how many moved at all;
    resting: those that say what they said and rest on other claims.
    """

    before: str
    after: str
    warnings: tuple[str, ...]
    findings: Faults
    turned: tuple[Statement, ...]
    sentences: tuple[Statement, ...]
    numbers: tuple[Change, ...]
    moved: int
    resting: tuple[Change, ...]
    pictures: tuple[Picture, ...]
    rows: tuple[Touched, ...]
    edits: tuple[Edit, ...]
    code: tuple[Difference, ...]
    items: tuple[Item, ...]

    @property
    def is_empty(self) -> bool:
        parts = (self.turned, self.sentences, self.numbers, self.resting, self.pictures,
                 self.rows, self.edits, self.code)  # fmt: skip
        return not any(parts)


def compare(before: State, after: State) -> Review:
    """The review of a state against an earlier one."""
    # An edited sentence keeps its earlier id, so that comments on it find it again.
    old, new = before.record, keep_ids(after.record, before.record)
    changes = find_changes(old, new)
    every = [change for change in changes if change.table == "numbers"]
    resting = tuple(change for change in every if change.only_rests_otherwise)
    numbers = {change.name: change for change in every if change not in resting}
    sentences = tuple(_list_sentences(old, new, numbers))
    said = {change.name for one in sentences for change in one.numbers}
    loose = tuple(change for name, change in numbers.items() if name not in said)
    turned = tuple(_list_turned(old, new, sentences, loose, changes))
    pictures = tuple(_list_pictures(before, after, changes))
    findings = _find_faults(before, after)
    edits = tuple(find_edits(before, after))
    pages = {*list_pages(before.root), *list_pages(after.root)}
    rows = tuple(_list_rows(old, new, changes))
    return Review(
        before.name, after.name, tuple(_list_warnings(before, after)), findings, turned,
        tuple(one for one in sentences if one.numbers), loose, len(numbers), resting,
        pictures, rows, edits, tuple(find_differences(before, after, pages)),
        tuple(list_items(changes, old, new, findings)),
    )  # fmt: skip


def _find_faults(before: State, after: State) -> Faults:
    """What the checks of this program say of both states, with the same private copies."""
    copies = after.root / "data" / "snapshots"
    given = copies if copies.is_dir() else None
    return compare_findings(*(run_checks(state.root, snapshots=given)
                              for state in (before, after)))  # fmt: skip


def _list_warnings(before: State, after: State) -> Iterator[str]:
    """What the review could not look at."""
    for state, lead in ((before, "before"), (after, "after")):
        for chapter, fault in state.unrun.items():
            yield (f"The chapter {chapter} could not be run in the state {lead} the change, "
                   f"so its numbers and figures are not compared. It said: {fault}")
    locks = [_read_lock(state) for state in (before, after)]
    if locks[0] != locks[1]:
        yield ("The two states name other packages (requirements.txt); both were run with "
               "those that are installed here.")  # fmt: skip


def _read_lock(state: State) -> str:
    path = state.root / "requirements.txt"
    return path.read_text("utf-8") if path.is_file() else ""


def _list_sentences(old: Record, new: Record, numbers: dict[str, Change]):
    """Sentences in which a number changed or a word turned, in the order of the book."""
    places = {row["sentence_id"]: i for i, row in enumerate(new.table("sentences"))}
    pairs = match_sentences(old.table("sentences"), new.table("sentences"))
    order = lambda pair: places.get((pair[1] or pair[0])["sentence_id"], len(places))
    for was, now in sorted(pairs, key=order):
        row = now or was
        keys = dict.fromkeys(k for r in (now, was) if r for k in split_ids(r["numbers"]))
        moved = tuple(numbers[key] for key in keys if key in numbers)
        marks = {mark for change in moved for mark in change.marks}
        reasons = [_say_mark(change) for change in moved if change.marks]
        if was and now and was["wording"] != now["wording"]:
            gone, come = find_turns(was["text"], now["text"])
            if (gone or come) and not marks:
                marks.add(DIRECTION)
                reasons.append(_say_words(gone, come))
        if not (moved or marks):
            continue
        texts = (was["text"] if was else "", now["text"] if now else "")
        place = f"{row['page']}, {row['section']}" if row["section"] else row["page"]
        yield Statement(
            "sentence", row["sentence_id"], place, *texts,
            tuple(mark for mark in MARKS if mark in marks), tuple(reasons), moved,
        )  # fmt: skip


def _say_mark(change: Change) -> str:
    details = [text for text in change.details if text.startswith("now ")]
    return f"{change.name}: {', '.join(change.marks)} {'; '.join(details)}".strip()


def _say_words(gone: list[str], come: list[str]) -> str:
    said = lambda words: ", ".join(f"“{word}”" for word in words) or "no such word"
    return f"{said(come)} where it said {said(gone)}"


def _list_turned(old: Record, new: Record, sentences, loose, changes) -> Iterator[Statement]:
    yield from (one for one in sentences if one.marks)
    for change in loose:
        if change.marks:
            yield Statement("number", change.name, change.place, change.before, change.after,
                            change.marks, (_say_mark(change),), (change,))  # fmt: skip
    for change in changes:
        if change.table == "conflicts" and change.marks:
            text = _say_conflict(change.before or change.after, old, new)
            texts = ("", text) if change.how == "added" else (text, "")
            yield Statement("conflict", change.name, "data/claims.csv", *texts, change.marks,
                            tuple(map(str, change.causes)))  # fmt: skip
    stances = old.index("positions"), new.index("positions")
    for name in stances[0].keys() & stances[1].keys():
        was, now = (side[name].get("stance", "") for side in stances)
        if was != now:
            yield Statement("position", name, "data/positions.csv", was, now, (DIRECTION,))


def _say_conflict(ids: str, old: Record, new: Record) -> str:
    claims = old.index("claims") | new.index("claims")
    said = [f"{name} ({claims.get(name, {}).get('value', '')})" for name in split_ids(ids)]
    return f"These claims cannot all hold: {', '.join(said)}."


def _list_pictures(before: State, after: State, changes) -> Iterator[Picture]:
    drawings = [_find_drawings(state) for state in (before, after)]
    rows = [state.record.index("figures") for state in (before, after)]
    for change in changes:
        if change.table != "figures":
            continue
        tables = [s.record.data.get(change.name, []) for s in (before, after)]
        heads = [table[0] for table in reversed(tables) if table]
        columns = tuple(dict.fromkeys(column for head in heads for column in head))
        yield Picture(
            change, tuple(side.get(change.name, "") for side in drawings),
            tuple(side.get(change.name, {}).get("alt", "") for side in rows),
            columns, compare_tables(*tables),
        )  # fmt: skip


def _find_drawings(state: State) -> dict[str, str]:
    figures = list_published_by(state.notebooks, FIGURE_MIME)
    return {payload["name"]: payload["svg"] for *_, payload in figures}


def _list_rows(old: Record, new: Record, changes: list[Change]) -> Iterator[Touched]:
    sources = old.index("sources") | new.index("sources")
    for table in ROWS:
        rows = old.index(table) | new.index(table)
        claims = old.index("claims") | new.index("claims")
        for change in changes:
            if change.table == table:
                row = rows[change.name]
                row = row | claims.get(change.name, {}) if table == "corrections" else row
                source = sources.get(row.get("source_id", ""), {})
                yield Touched(change, row.get("quote", ""), row.get("locator", ""), source)
