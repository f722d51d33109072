"""Turns quotes and the texts they were taken from into findings on what is not there.

A quote is verified only where the private copy of its source was read; without
copies the check says how many quotes it did not verify.
"""

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from report.checks.files import Table, read_tables
from report.checks.snapshots import (
    SUFFIXES, Snapshot, find_snapshots, normalise, read_snapshot,
)  # fmt: skip
from report.data import read_package
from report.findings import WARNING, Finding, MisuseError, ReportError, did_you_mean

QUOTING = ("claims", "events", "positions")
DEFAULT = "snapshots"
PARAGRAPH = re.compile(r"paragraph (\d+)")
# Windows of a text that are compared letter by letter, after a look at their words.
CANDIDATES = 12


class Quote(NamedTuple):
    """The words of a source in one cell, and where they should stand."""

    file: str
    row: int
    source_id: str
    text: str
    locator: str


class Verified(NamedTuple):
    """What the search found, and how many quotes it could look for at all."""

    findings: list[Finding]
    found: int
    unverified: int

    def __str__(self) -> str:
        if not self.unverified:
            return f"{self.found} quotes verified against their snapshots"
        known = self.found + len(self.findings)
        give = "no snapshot of their source" if known else "give --snapshots DIR"
        line = f"{self.unverified} quotes not verified: {give}"
        return f"{self.found} quotes verified, {line}" if known else line


def read_quotes(folder: Path) -> list[Quote]:
    """Every quote in the tables, in their order."""
    tables, _ = read_tables(folder, read_package(folder))
    return [
        Quote(table.file, row.number, row.cells["source_id"], row.cells["quote"],
              row.cells.get("locator", ""))
        for name in QUOTING
        if (table := tables.get(name)) and {"quote", "source_id"} <= {*table.columns}
        for row in table.whole_rows()
        if row.cells["quote"]
    ]  # fmt: skip


def gather_quotes(quotes: list[Quote]) -> dict[str, list[str]]:
    """The quotes of each source."""
    held = defaultdict(list)
    for quote in quotes:
        held[quote.source_id].append(quote.text)
    return held


def verify_quotes(data: Path, snapshots: Path | None = None) -> Verified:
    """Search each quote in the snapshot of its source.

    snapshots: the folder of copies; without it `data/snapshots/`, where it exists.
    Raises MisuseError where a folder that was named does not exist.
    """
    quotes = read_quotes(data)
    # 1. Which copies there are.
    folder = snapshots or data / DEFAULT
    if not folder.is_dir():
        if snapshots:
            raise MisuseError(f"{folder}: no such folder. Name the one with snapshots.")
        return Verified([], 0, len(quotes))
    files = find_snapshots(folder)
    tables, _ = read_tables(data, read_package(data))
    sources = tables.get("sources")
    # 2. Whether they are still what they were.
    findings = [*_find_strays(files, sources)]
    copies, faults = _read_copies(files, sources)
    findings += faults
    # 3. Whether they hold the quotes.
    looked = [quote for quote in quotes if quote.source_id in copies]
    faults = [f for q in looked if (f := _search(q, copies[q.source_id]))]
    found = len(looked) - len(faults)
    return Verified(findings + faults, found, len(quotes) - len(looked))


def _find_strays(files: dict[str, Path], sources: Table | None) -> Iterator[Finding]:
    known = {row.cells["source_id"] for row in sources.rows} if sources else set()
    for name, path in files.items():
        if known and name not in known:
            cure = did_you_mean(name, known) + "Name it after its source."
            fault = "is no source's snapshot"
            yield Finding(path.name, None, None, None, fault, cure, WARNING)


def _read_copies(files, sources: Table | None) -> tuple[dict[str, Snapshot], list]:
    copies, findings = {}, []
    for row in sources.rows if sources else ():
        path = files.get(row.cells["source_id"])
        if path is None:
            continue
        try:
            copy = read_snapshot(path)
        except ReportError as error:
            cure = f"Save it anew as one of {', '.join(SUFFIXES)}."
            findings.append(Finding(path.name, None, None, None, str(error), cure))
            continue
        copies[row.cells["source_id"]] = copy
        findings += _compare_bytes(row, copy, sources.file)
    return copies, findings


def _compare_bytes(row, copy: Snapshot, file: str) -> Iterator[Finding]:
    recorded = row.cells.get("sha256", "")
    place = (file, row.number, "sha256", recorded)
    if not recorded:
        cure = f"Enter {copy.sha256}, once the quotes are found in it."
        fault = f"is empty, though there is {copy.path.name}"
        yield Finding(*place, fault, cure, WARNING)
    elif recorded != copy.sha256:
        fault = f"is not that of {copy.path.name}: the file has changed"
        cure = f"Restore the file, or read it again and enter {copy.sha256}."
        yield Finding(*place, fault, cure)


def _search(quote: Quote, copy: Snapshot) -> Finding | None:
    words = normalise(quote.text)
    place = PARAGRAPH.fullmatch(quote.locator)
    number = int(place[1]) if place else None
    if number and words in "".join(copy.paragraphs[number - 1 : number]):
        return None
    if words not in copy.text:
        near = find_nearest(words, copy)
        fault = f"is not in {copy.path.name}"
        cure = f"The nearest words are {near!r}: correct the quote, or its source_id."
        return Finding(quote.file, quote.row, "quote", quote.text, fault, cure)
    if number is None:
        return None
    at = [n for n, text in enumerate(copy.paragraphs, start=1) if words in text]
    where = f"in paragraph {', '.join(map(str, at))}" if at else "across paragraphs"
    fault = f"has moved: it stands {where} of {copy.path.name}, not in {number}"
    return Finding(
        quote.file, quote.row, "quote", quote.text, fault, "Correct the locator."
    )


def find_nearest(words: str, copy: Snapshot) -> str:
    """The passage of as many words that is most like these words."""
    wanted, every = words.split(), copy.text.split()
    if len(wanted) < 2 or len(every) <= len(wanted):
        near = difflib.get_close_matches(words, every or [""], 1, 0)
        return near[0] if near else ""
    starts = range(len(every) - len(wanted) + 1)
    shared = Counter(wanted)
    # Few windows share most words; only those are worth the slow comparison.
    by_words = sorted(
        starts,
        key=lambda at: -(shared & Counter(every[at : at + len(wanted)])).total(),
    )
    windows = [" ".join(every[at : at + len(wanted)]) for at in by_words[:CANDIDATES]]
    return max(
        windows, key=lambda text: difflib.SequenceMatcher(None, words, text).ratio()
    )
