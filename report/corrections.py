"""Turns `data/corrections.yml` into claims with declared repairs, or into findings.

A correction says what a source prints, what the report uses and why. It holds only
as long as claims.csv has the printed value: a source that was repaired, or a row
that was changed, stops the build until the correction is looked at again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from report.findings import Finding, ReportError, did_you_mean, sorted_findings

if TYPE_CHECKING:
    import pandas as pd

NAME = "corrections.yml"
FILE = f"data/{NAME}"
NUMBERS = ("says", "use", "expected")
OPTIONAL = ("expected",)


@dataclass(frozen=True)
class Correction:
    """One declared repair; `replaces` is false where the printed value is kept."""

    source_id: str
    claim_id: str
    says: float
    use: float
    why: str
    expected: float | None = None
    row: int = 0

    @property
    def replaces(self) -> bool:
        return self.use != self.says


def apply_corrections(claims: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """The claims with `value` as used and `printed` as the source has it.

    Raises ReportError with every finding where a correction is faulty or no
    longer fits its claim.
    """
    printed = claims.assign(printed=claims["value"])
    rows = printed.set_index("claim_id")[["value", "source_id"]].to_dict("index")
    corrections, findings = read_corrections(folder)
    findings += find_misfits(corrections, rows)
    if findings:
        raise ReportError(f"{FILE} does not fit the data:", findings)
    used = {one.claim_id: one.use for one in corrections if one.replaces}
    return printed.assign(value=printed["claim_id"].map(used).fillna(printed["value"]))


def read_corrections(folder: Path) -> tuple[list[Correction], list[Finding]]:
    """The corrections in the order of the file, and a finding for each fault in it.

    A folder without the file has no corrections.
    """
    import yaml

    path = Path(folder) / NAME
    if not path.is_file():
        return [], []
    text = path.read_text("utf-8")
    try:
        entries = (yaml.safe_load(text) or {})["corrections"] or []
        rows = _find_rows(text, len(entries))
    except (yaml.YAMLError, KeyError, TypeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        cure = "Give it one list, `corrections`, as its first lines explain."
        return [], [Finding(FILE, line, None, None, "is no list of corrections", cure)]
    placed = list(zip(entries, rows))
    findings = [fault for one in placed for fault in _find_faults(*one)]
    return [] if findings else [_build(*one) for one in placed], findings


def check_corrections(folder: Path, claims: Mapping[str, Mapping]) -> list[Finding]:
    """Every fault of the file, and every correction that no longer fits.

    claims: claim id -> its `value` and `source_id`, as text or as numbers.
    """
    corrections, findings = read_corrections(folder)
    return sorted_findings([*findings, *find_misfits(corrections, claims)])


def find_misfits(corrections: list[Correction], claims) -> Iterator[Finding]:
    """Corrections whose claim is gone, is another source's, or says something else."""
    seen = set()
    for one in corrections:
        claim = claims.get(one.claim_id)
        if claim is None:
            cure = did_you_mean(one.claim_id, claims)
            cure += "Correct it, or delete the entry."
            yield _say(one, "claim_id", one.claim_id, "is not in data/claims.csv", cure)
        elif (source := claim.get("source_id")) != one.source_id:
            fault = f"is not the source of {one.claim_id}, {source}"
            cure = "Correct one of the two."
            yield _say(one, "source_id", one.source_id, fault, cure)
        elif not _equal(claim.get("value"), one.says):
            fault, cure = _explain(one, claim.get("value"))
            yield _say(one, "says", _print(one.says), fault, cure)
        if one.claim_id in seen:
            yield _say(one, "claim_id", one.claim_id, "is corrected twice", "Keep one.")
        seen.add(one.claim_id)


def _explain(one: Correction, value) -> tuple[str, str]:
    """What became of a printed value, and what to do."""
    fault = f"is no longer what claims.csv has for {one.claim_id}, {_print(value)}"
    if one.expected is not None and _equal(value, one.expected):
        fault += ": the source was repaired as expected"
        return fault, "Delete the correction."
    return fault, "Read the source again; then mend `says`, or delete the correction."


def _equal(value, number: float) -> bool:
    try:
        return float(value) == float(number)
    except (TypeError, ValueError):
        return False


def _print(value) -> str:
    """12 for 12.0, and as it stands what is no number."""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)


def _find_faults(entry, row: int) -> Iterator[Finding]:
    names = [field.name for field in fields(Correction) if field.name != "row"]
    if not isinstance(entry, dict):
        yield Finding(FILE, row, None, None, "is no correction", f"Give {names}.")
        return
    for name in entry:
        if name not in names:
            cure = did_you_mean(str(name), names) + f"Use {', '.join(names)}."
            yield Finding(FILE, row, str(name), None, "is not defined", cure)
    for name in names:
        value = entry.get(name)
        if value in (None, "") and name not in OPTIONAL:
            yield Finding(FILE, row, name, None, "is missing", "Fill it.")
        elif value is not None and name in NUMBERS and not _is_number(value):
            cure = "Write digits with a point and no separators."
            yield Finding(FILE, row, name, str(value), "is not a number", cure)


def _is_number(value) -> bool:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and math.isfinite(value)


def _build(entry: dict, row: int) -> Correction:
    given = [name for name in NUMBERS if entry.get(name) is not None]
    numbers = {name: float(entry[name]) for name in given}
    return Correction(**(entry | {"expected": None} | numbers | {"row": row}))


def _find_rows(text: str, count: int) -> list[int]:
    """The line on which each entry of the list begins."""
    lines = enumerate(text.splitlines(), start=1)
    starts = [number for number, line in lines if line.lstrip().startswith("- ")]
    return (starts + [1] * count)[:count]


def _say(one: Correction, column: str, value: str, fault: str, cure: str) -> Finding:
    return Finding(FILE, one.row, column, value, fault, cure)
