"""Turns what differs between two records into the causes of one change.

A cause is decided by lineage: the rows that a number rests on, the parameters and
the code in the slice behind it. Only where none of these differs is the program
taken as the cause, and only those parts of it that the chapter used.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from report.records import KEYS, Record, Row, split_ids
from report.wording import NOT_STATED

DATA, CORRECTION, PARAMETER = "data", "correction", "parameter"
METHOD, CODE, WORDING, UNEXPLAINED = "method", "code", "wording", "unexplained"
# For the list of errata, data are told apart further.
NEW, REVISED = "new data", "source revision"
# Columns that tell of a row and enter no computation.
TOLD = {
    "claims": {"note", "quote", "locator", "reported_by", "theme", "printed"},
    "sources": {"note", "title", "authors", "url", "language", "publisher", "sha256"},
    "measures": {"note", "title", "definition", "theme"},
}
# A claim that was known all along enters or leaves with the day of knowledge.
DAY = "as_of"
MOST = 12


@dataclass(frozen=True, order=True)
class Cause:
    """Why something changed. `group` is the heading under which errata list it."""

    kind: str
    detail: str
    group: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"


class Causes:
    """What differs between the inputs of two records, ready to be looked up."""

    def __init__(self, before: Record, after: Record):
        self._before, self._after = before, after
        self._rows = {
            table: dict(self._compare(table))
            for table in KEYS
            if table in ("claims", "sources", "measures", "positions", "events", "identities")
        }
        self._parameters = dict(self._compare("parameters"))
        self._claims = before.index("claims") | after.index("claims")
        self._codes = {row["code"] for row in before.table("numbers")}

    def of_number(self, old: Row | None, new: Row | None) -> tuple[Cause, ...]:
        """Why a number changed, appeared (no old) or went (no new)."""
        rows = [row for row in (old, new) if row]
        lineage = _collect(rows, "lineage")
        found = self.of_claims(lineage)
        if not lineage:
            found |= self._of_sources(_collect(rows, "sources"))
        names = _collect(rows, "parameters")
        if found and not self._moved_in_time(old, new):
            names -= {DAY}
        found |= self._of_parameters(names)
        if _recoded(old, new) or (old is None and new["code"] not in self._codes):
            found.add(Cause(METHOD, "its computation in the chapter", METHOD))
        return self._complete(found, rows)

    def of_figure(self, old: Row | None, new: Row | None, sources: set[str]):
        """Why a figure or table changed; `sources` are those of the rows that did."""
        rows = [row for row in (old, new) if row]
        found = self._of_sources(sources or _collect(rows, "sources"))
        names = _collect(rows, "parameters")
        found |= self._of_parameters(names - {DAY} if found else names)
        if _recoded(old, new):
            found.add(Cause(METHOD, "its code in the chapter", METHOD))
        return self._complete(found, rows)

    def of_row(self, table: str, name: str) -> tuple[Cause, ...]:
        """Why a row of the inputs changed: of the data, a choice, or a correction."""
        if table == "parameters":
            return tuple(self._of_parameters({name}))
        if table == "corrections":
            return (Cause(CORRECTION, f"of claim {name}", CORRECTION),)
        if table == "conflicts":
            return self._of_conflict(name)
        known = self._rows.get(table, {}).get(name)
        return (known or Cause(DATA, f"data/{table}.csv", REVISED),)

    def of_claims(self, claim_ids: Iterable[str]) -> set[Cause]:
        """What became of the claims, of their measures and of their sources."""
        found = set()
        for name in claim_ids:
            claim = self._claims.get(name, {})
            found.add(self._rows["claims"].get(name))
            for table, column in (("measures", "measure_id"), ("sources", "source_id")):
                cause = self._rows[table].get(claim.get(column, ""))
                # A new claim of a new source says it all.
                found.add(cause if cause and cause.group == REVISED else None)
        return found - {None}

    def _of_sources(self, source_ids: set[str]) -> set[Cause]:
        """Rows that were read in the sources, claims and others, and the sources."""
        found = set()
        for table in ("claims", "positions", "events"):
            for record in (self._before, self._after):
                read = {name for name, row in record.index(table).items()
                        if row["source_id"] in source_ids}  # fmt: skip
                found |= {c for name, c in self._rows[table].items() if name in read}
        sources = self._rows["sources"]
        return found or {sources[name] for name in source_ids if name in sources}

    def _of_parameters(self, names: set[str]) -> set[Cause]:
        return {self._parameters[name] for name in names if name in self._parameters}

    def _of_conflict(self, name: str) -> tuple[Cause, ...]:
        rows = [r.index("conflicts").get(name) for r in (self._before, self._after)]
        rows = [row for row in rows if row]
        found = self.of_claims(_collect(rows, "claims"))
        names = _collect(rows, "identities")
        found |= {c for name, c in self._rows["identities"].items() if name in names}
        # A set can also stop being smallest, for claims outside it.
        found = found or set(self._rows["claims"].values()) | set(
            self._rows["identities"].values()
        )
        return tuple(sorted(found)[:MOST]) or (
            Cause(CODE, "how conflicts are found", METHOD),
        )

    def _moved_in_time(self, old: Row | None, new: Row | None) -> bool:
        """Whether a claim that both states hold entered or left the lineage."""
        if not (old and new):
            return False
        if any(row["text"].startswith(NOT_STATED) for row in (old, new)):
            return True
        moved = set(split_ids(old["lineage"])) ^ set(split_ids(new["lineage"]))
        both = self._before.index("claims").keys() & self._after.index("claims").keys()
        return bool(moved & both)

    def _complete(self, found: set[Cause], rows: list[Row]) -> tuple[Cause, ...]:
        """The causes found, or else what else the chapter used and has changed."""
        if not found:
            found = set(self._of_inputs({row["chapter"] for row in rows}))
        if not found and len({row.get("how") for row in rows}) > 1:
            found = {Cause(METHOD, "its computation", METHOD)}
        return tuple(sorted(found)) or (Cause(UNEXPLAINED, "nothing recorded differs"),)

    def _of_inputs(self, chapters: set[str]):
        before, after = self._before.index("inputs"), self._after.index("inputs")
        for name in sorted(before.keys() | after.keys()):
            old, new = before.get(name, {}), after.get(name, {})
            row = old or new
            if row["chapter"] in chapters and old.get("value") != new.get("value"):
                if cause := _name_input(row["part"]):
                    yield cause

    def _compare(self, table: str):
        """Row name -> what became of it, for rows whose computing columns differ."""
        before, after = self._before.index(table), self._after.index(table)
        for name in before.keys() | after.keys():
            old, new = before.get(name), after.get(name)
            if cause := _explain_row(table, name, old, new):
                yield name, cause


def _explain_row(table: str, name: str, old: Row | None, new: Row | None) -> Cause | None:
    label = f"{table.removesuffix('s')} {name}".replace("identitie ", "identity ")
    if table == "parameters":
        values = [row["value"] if row else "none" for row in (old, new)]
        detail = f"{name}: {values[0]} → {values[1]}"
        return Cause(PARAMETER, detail, METHOD) if values[0] != values[1] else None
    if old is None:
        return Cause(DATA, f"{label} is new", NEW)
    if new is None:
        return Cause(DATA, f"{label} is gone", REVISED)
    told = TOLD.get(table, {"note"})
    columns = [c for c in old | new if c not in told and old.get(c) != new.get(c)]
    if not columns:
        return None
    if table == "claims" and columns == ["value"] and old["printed"] == new["printed"]:
        detail = f"{label}: {old['value']} → {new['value']}, printed {new['printed']}"
        return Cause(CORRECTION, detail, CORRECTION)
    cells = [f"{c} {old.get(c) or 'empty'} → {new.get(c) or 'empty'}" for c in columns]
    return Cause(DATA, f"{label}: {', '.join(cells)}", REVISED)


def _name_input(part: str) -> Cause | None:
    """What a part of a chapter's key is, once nothing nearer explains a change."""
    if part.startswith("data/"):
        return Cause(DATA, part, REVISED)
    if part.startswith("params/"):
        return Cause(PARAMETER, part, METHOD)
    if re.match(r"report/|requirements\.txt$|Python$", part):
        return Cause(CODE, part, METHOD)
    return None


def _recoded(old: Row | None, new: Row | None) -> bool:
    return bool(old and new and old["code"] != new["code"])


def _collect(rows: Iterable[Row], column: str) -> set[str]:
    return {name for row in rows for name in split_ids(row[column])}
