"""Turns the bytes of `data/` into rows of text, or into a list of findings.

Only bytes, header and row lengths are looked at here; what a cell may hold is the
affair of `report.checks.validation`, what rows mean together that of `report.checks.meaning`.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from report.findings import Finding, did_you_mean

BOM = b"\xef\xbb\xbf"


class Row(NamedTuple):
    """One record; `number` counts records as a spreadsheet does, header first."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """One file as text, its columns those that the descriptor defines.

    Rows with too few or too many cells stay, so that their ids are known, but
    their numbers stand in `torn`: nothing else is worth saying about them.
    """

    name: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    torn: frozenset[int] = frozenset()

    def whole_rows(self) -> Iterator[Row]:
        return (row for row in self.rows if row.number not in self.torn)


def read_tables(folder: Path, package: dict) -> tuple[dict[str, Table], list[Finding]]:
    """The readable tables by name, and a finding for each fault in their form."""
    tables, findings = {}, list(_find_undescribed(folder, package))
    for resource in package["resources"]:
        table, faults = read_table(folder, resource)
        findings += faults
        if table is not None:
            tables[table.name] = table
    return tables, findings


def read_table(folder: Path, resource: dict) -> tuple[Table | None, list[Finding]]:
    """One table, or None where its file cannot be taken apart into rows."""
    file = f"data/{resource['path']}"
    text, findings = _read_text(folder / resource["path"], file)
    records, faults = _split_records(text, file) if text else ([], [])
    findings += faults
    if not records:
        return None, findings
    header, *body = records
    findings += _find_header_faults(header, resource, file)
    findings += _find_row_faults(header, body, file)
    if not body:
        findings.append(
            Finding(file, 1, None, None, "has a header and no rows", _restore(file))
        )
    return _build_table(resource, file, header, body), findings


def _read_text(path: Path, file: str) -> tuple[str | None, list[Finding]]:
    if not path.is_file():
        return None, [Finding(file, None, None, None, "is missing", _restore(file))]
    raw = path.read_bytes()
    if not raw.strip():
        return None, [Finding(file, None, None, None, "is empty", _restore(file))]
    findings = []
    if raw.startswith(BOM):
        cure = "Save it as UTF-8 without BOM."
        findings.append(
            Finding(file, 1, None, None, "starts with a byte order mark", cure)
        )
        raw = raw.removeprefix(BOM)
    if b"\0" in raw:
        cure = "Delete that character, or save the file as UTF-8."
        findings.append(_at_byte(file, raw, raw.index(b"\0"), "holds a NUL byte", cure))
        return None, findings
    if b"\r" in raw:
        fault, cure = "has CR or CRLF line ends", "Save it with LF line ends."
        findings.append(_at_byte(file, raw, raw.index(b"\r"), fault, cure))
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        return raw.decode("utf-8"), findings
    except UnicodeDecodeError as error:
        fault = f"is not UTF-8: byte 0x{raw[error.start]:02x}"
        cure = "Save it as UTF-8."
        return None, [*findings, _at_byte(file, raw, error.start, fault, cure)]


def _at_byte(file: str, raw: bytes, start: int, fault: str, cure: str) -> Finding:
    return Finding(file, raw.count(b"\n", 0, start) + 1, None, None, fault, cure)


def _restore(file: str) -> str:
    return f"Restore it with: git checkout -- {file}"


def _split_records(text: str, file: str) -> tuple[list[list[str]], list[Finding]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return list(reader), []
    except csv.Error as error:
        cure = 'Put the cell in quotes and double each quote in it: "a ""b"" c".'
        fault = f"has a misplaced quote ({error})"
        return [], [Finding(file, reader.line_num, None, None, fault, cure)]


def _find_header_faults(header: list[str], resource: dict, file: str):
    fields = [field["name"] for field in resource["schema"]["fields"]]
    for name in fields:
        if name not in header:
            cure = f"Add the column {name}."
            yield Finding(file, 1, name, None, "the column is missing", cure)
    for name in header:
        if name not in fields:
            cure = did_you_mean(name, set(fields) - set(header))
            cure += "Delete it, or define it in data/datapackage.json."
            yield Finding(file, 1, name, None, "the column is not defined", cure)
    for name in sorted({name for name in header if header.count(name) > 1}):
        cure = "Rename or delete one."
        yield Finding(file, 1, name, None, "the column appears twice", cure)
    if header != fields and sorted(header) == sorted(fields):
        cure = f"Put them in this order: {','.join(fields)}."
        fault = "the columns are not in the order of datapackage.json"
        yield Finding(file, 1, None, None, fault, cure)


def _find_row_faults(header: list[str], body: list[list[str]], file: str):
    for number, cells in enumerate(body, start=2):
        if not cells:
            yield Finding(file, number, None, None, "is blank", "Delete the line.")
        elif len(cells) != len(header):
            fault = f"has {len(cells)} cells where the header has {len(header)}"
            cure = "Add the missing commas, or put a cell that holds a comma in quotes."
            yield Finding(file, number, None, cells[0], fault, cure)


def _build_table(resource: dict, file: str, header: list[str], body) -> Table:
    fields = [field["name"] for field in resource["schema"]["fields"]]
    columns = tuple(name for name in fields if name in header)
    places = [header.index(name) for name in columns]
    rows, torn = [], set()
    for number, cells in enumerate(body, start=2):
        if len(cells) != len(header):
            torn.add(number)
        padded = cells + [""] * (len(header) - len(cells))
        row = {name: padded[place] for name, place in zip(columns, places)}
        rows.append(Row(number, row))
    return Table(resource["name"], file, columns, tuple(rows), frozenset(torn))


def _find_undescribed(folder: Path, package: dict) -> Iterator[Finding]:
    described = {resource["path"] for resource in package["resources"]}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in described:
            cure = "Describe it in data/datapackage.json, or move it out of data/."
            yield Finding(
                f"data/{path.name}", None, None, None, "is not described", cure
            )
