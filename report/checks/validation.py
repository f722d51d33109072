"""Turns `data/` into a list of findings: bytes, then schema, then meaning.

The schema is `datapackage.json`, checked by Frictionless; this module only says
its errors in the words of the project, with the nearest allowed value.
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from report import paths
from report.checks.files import Table, read_tables
from report.checks.meaning import check_meaning
from report.corrections import check_corrections
from report.data import DESCRIPTOR, read_package
from report.findings import Finding, ReportError, did_you_mean, sorted_findings

# Between the name of a table and its columns, in the name of a table of keys.
KEYS = "-by-"
KINDS = {
    "number": "is not a number",
    "integer": "is not a whole number",
    "date": "is not a date",
}
TYPE_CURES = {
    "number": "Write digits with a point and no separators: 13750000 or 0.89.",
    "integer": "Write digits only.",
    "date": "Write a day that exists, as in 2024-02-29.",
}


def check_data(folder: Path = paths.DATA) -> list[Finding]:
    """Every fault of the data package in `folder`, in a stable order.

    Errors stop a build, warnings ask for a second look. Text that looks like HTML
    or like a formula is text and no fault.
    """
    try:
        # 1. The descriptor says what there should be.
        package = read_package(Path(folder))
        # 2. Bytes into rows of text.
        tables, findings = read_tables(Path(folder), package)
        # 3. Each cell against its column, each key against its table.
        findings += _find_schema_faults(tables, package)
        # 4. Rows against each other.
        findings += check_meaning(tables, package)
        # 5. Declared repairs against what is printed.
        if "claims" in tables:
            rows = (row.cells for row in tables["claims"].rows)
            claims = {cells.get("claim_id"): cells for cells in rows}
            findings += check_corrections(Path(folder), claims)
    except ReportError as error:
        return [_say_descriptor(str(error).split(". ")[0])]
    except KeyError as error:
        return [_say_descriptor(f"lacks the entry {error}")]
    return sorted_findings(findings)


def _say_descriptor(fault: str) -> Finding:
    cure = f"Correct it, or restore it with: git checkout -- {DESCRIPTOR}"
    return Finding(DESCRIPTOR, None, None, None, fault, cure)


def _find_schema_faults(tables: dict[str, Table], package: dict) -> Iterator[Finding]:
    from frictionless import FrictionlessException

    for resource in package["resources"]:
        table = tables.get(resource["name"])
        if table is None or not table.rows:
            continue
        resources = [_as_resource(table, resource, tables), *_list_keys(table, resource, tables)]
        try:
            found = _validate(json.dumps({**package, "resources": resources}))
        except FrictionlessException as error:
            faults = error.reasons or [error.error]
            yield from (_say_descriptor(fault.note or fault.title) for fault in faults)
            return
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        for error in found:
            finding = _translate(error, table, fields, tables)
            if finding and finding.row not in table.torn:
                yield finding


@lru_cache(maxsize=64)
def _validate(package: str) -> tuple:
    """Frictionless' errors in the first table of a package, which holds its rows.

    Two states of the data differ in few tables, so that most are validated once.
    """
    from frictionless import Package

    inline = Package.from_descriptor(json.loads(package))
    return tuple(inline.resources[0].validate().tasks[0].errors)


def _as_resource(table: Table, resource: dict, tables: dict[str, Table]) -> dict:
    """The table with its rows inside, without keys on what could not be read."""
    schema = dict(resource["schema"])
    schema["fields"] = [f for f in schema["fields"] if f["name"] in table.columns]
    schema["foreignKeys"] = [
        {**key, "reference": {**key["reference"], "resource": _name_keys(key, table)}}
        for key in _list_usable(table, resource, tables)
    ]
    primary = schema.pop("primaryKey", [])
    if isinstance(primary, list) and set(primary) <= set(table.columns):
        # A single key is `unique` already and would be reported twice.
        schema["primaryKey"] = primary
    rows = [list(row.cells.values()) for row in table.rows]
    return {"name": table.name, "data": [list(table.columns), *rows], "schema": schema}


def _list_keys(table: Table, resource: dict, tables: dict[str, Table]) -> list[dict]:
    """The columns that a table's keys lead to, each as a table of its own, quick to read."""
    found = {}
    for key in _list_usable(table, resource, tables):
        other = tables[_find_other(key, table)]
        columns = _listed(key["reference"]["fields"])
        rows = [[row.cells[column] for column in columns] for row in other.rows]
        fields = [{"name": column, "type": "string"} for column in columns]
        name = _name_keys(key, table)
        found[name] = {"name": name, "data": [columns, *rows], "schema": {"fields": fields}}
    return list(found.values())


def _name_keys(key: dict, table: Table) -> str:
    return f"{_find_other(key, table)}{KEYS}{'-'.join(_listed(key['reference']['fields']))}"


def _find_other(key: dict, table: Table) -> str:
    return key["reference"]["resource"] or table.name


def _list_usable(table: Table, resource: dict, tables: dict[str, Table]) -> list[dict]:
    """The keys of a table that lead to columns which could be read."""
    keys = resource["schema"].get("foreignKeys", [])
    return [key for key in keys if _is_usable(key, table, tables)]


def _is_usable(key: dict, table: Table, tables: dict[str, Table]) -> bool:
    other = tables.get(_find_other(key, table))
    return (
        other is not None
        and bool(other.rows)
        and set(_listed(key["reference"]["fields"])) <= set(other.columns)
        and set(_listed(key["fields"])) <= set(table.columns)
    )


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def _translate(error, table: Table, fields: dict, tables) -> Finding | None:
    """One Frictionless error in our words."""
    row = _row_number(table, getattr(error, "row_number", None))
    if error.type == "foreign-key":
        column, value, fault, cure = _say_unknown_id(error, tables)
    elif error.type in ("unique-error", "primary-key"):
        column, value, fault, cure = _say_duplicate(error, table, row)
    elif error.type in ("type-error", "constraint-error"):
        column, value = error.field_name, str(error.cell or "")
        fault, cure = _say_cell(value, fields[column], error.note)
    elif error.type in ("missing-cell", "extra-cell", "blank-row"):
        return None  # told by report.checks.files
    else:
        column, value, fault, cure = None, None, error.message, f"See {DESCRIPTOR}."
    return Finding(table.file, row, column, value, fault, cure)


def _row_number(table: Table, position: int | None) -> int | None:
    return table.rows[position - 2].number if position and position > 1 else position


def _say_unknown_id(error, tables: dict[str, Table]) -> tuple[str, str, str, str]:
    column, value = ", ".join(error.field_names), ", ".join(map(str, error.field_cells))
    other = tables[error.reference_name.split(KEYS)[0]]
    key = error.reference_field_names[0]
    known = {row.cells[key] for row in other.rows}
    cure = did_you_mean(value, known) + f"Correct it, or add a row to {other.file}."
    return column, value, f"is not in {other.file}", cure


def _say_duplicate(error, table: Table, row: int) -> tuple[str, str, str, str]:
    position = re.search(r"\d+", error.note)
    first = _row_number(table, int(position[0])) if position else "before"
    if error.type == "unique-error":
        column, value = error.field_name, str(error.cell)
    else:
        column, value = None, ", ".join(map(str, error.cells[:2]))
    fault = f"stands in row {first} and again in row {row}"
    return column, value, fault, "Rename one of the two, or delete it."


def _say_cell(value: str, field: dict, note: str) -> tuple[str, str]:
    if 'constraint "' not in note:
        return KINDS.get(field["type"], note), TYPE_CURES.get(field["type"], "")
    limits = field["constraints"]
    if not value:
        return "is empty", f"Fill it: {field['description']}"
    if "enum" in limits and value not in limits["enum"]:
        cure = did_you_mean(value, limits["enum"])
        return "is not allowed here", f"{cure}Use one of {', '.join(limits['enum'])}."
    if "pattern" in note:
        return f"does not fit the pattern {limits['pattern']}", field["description"]
    return f"breaks the {note.replace(chr(34), '')}", field["description"]
