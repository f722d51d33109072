"""Turns rows that fit their columns into findings on what they say together.

A rule stands here when a schema cannot hold it: it reads two cells, two tables, the
calendar or the date of collection.
"""

import datetime
import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from report.checks.files import Row, Table
from report.data import last_day
from report.findings import ERROR, WARNING, Finding, did_you_mean

# Which units of a claim fit which counting unit of its measure. A `shipment` is
# whatever the measure counts as one; where no text says what is counted, any of
# the printed words may stand; a post is called a job in some texts.
UNITS = {
    "entry": {"shipment"},
    "position": {"position", "job"},
    "unknown": {"shipment", "transfer", "person"},
}
# These fit every counting unit, because a quotient has none.
STATISTICS = {"share": "fraction", "growth": "fraction", "ratio": "ratio"}
NEEDS_BASE = ("growth", "ratio")
# A share of a target may pass 1 and a growth 2, but ten is most likely a percent.
PERCENT_FROM = 10
# Targets and plans are stated ahead of their period. So are additions to the
# entity list, which take effect after their notice, and budgets.
AHEAD_KINDS = ("level",)
AHEAD_MEASURES = ("uflpa.entity_list.", "funding.")
# Words in period_label which say that the cut-off was not seen.
OPEN_END = ("cut-off not seen", "upper bound")
OWN_ACTOR, OWN_STATISTIC = "report-computed", "parts_sum"
QUOTE_WORDS = 10
# Tables whose rows exist only to be referred to, unless their note says why not.
REGISTERS = ("sources", "actors", "measures", "questions")
BACKGROUND = "Background reading"
# Columns that say when something was written, so never after the collection.
WRITTEN = ("published", "stated_on")

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
PARTIAL_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
PARTIAL_PATTERN = r"\d{4}(-\d{2}(-\d{2})?)?"
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


class Fault(NamedTuple):
    """What one cell does wrong; the caller knows the place."""

    column: str
    message: str
    cure: str
    severity: str = ERROR


def check_meaning(tables: dict[str, Table], package: dict) -> list[Finding]:
    """Every fault in the sense of the tables; cells that are no dates or numbers
    are named once and left out of the rules that would compute with them."""
    collected = datetime.date.fromisoformat(package["created"][:10])
    measures = _index(tables.get("measures"), "measure_id")
    findings = []
    for resource in package["resources"]:
        table = tables.get(resource["name"])
        for row in table.whole_rows() if table else ():
            # 1. Each cell by itself.
            faults = [*_find_cell_faults(row.cells, resource, collected)]
            # 2. The cells of a claim together, and with its measure.
            if table.name == "claims":
                measure = measures.get(row.cells.get("measure_id"), {})
                faults += _find_claim_faults(row.cells, measure)
            findings += (_place(table, row, fault) for fault in faults)
    # 3. Rows that nothing refers to.
    return findings + [*_find_unused(tables, package)]


def _index(table: Table | None, key: str) -> dict[str, dict[str, str]]:
    rows = table.rows if table and key in table.columns else ()
    return {row.cells[key]: row.cells for row in rows}


def _place(table: Table, row: Row, fault: Fault) -> Finding:
    value = row.cells.get(fault.column)
    return Finding(
        table.file, row.number, fault.column, value,
        fault.message, fault.cure, fault.severity,
    )  # fmt: skip


def _find_cell_faults(cells: dict, resource: dict, collected) -> Iterator[Fault]:
    for field in resource["schema"]["fields"]:
        name, text = field["name"], cells.get(field["name"], "")
        if not text:
            continue
        if field["type"] == "number" and not _is_number(text):
            cure = "Write digits with a point and no separators: 13750000 or 0.89."
            yield Fault(name, "is not a number", cure)
        elif field["type"] == "date" and first_day(text, DAY) is None:
            cure = "Write a day that exists, as in 2024-02-29."
            yield Fault(name, "is not a date", cure)
        elif field.get("constraints", {}).get("pattern") == PARTIAL_PATTERN:
            yield from _find_partial_date_faults(name, text, collected)
        if name == "quote" and len(text.split()) > QUOTE_WORDS:
            fault = f"has {len(text.split())} words, more than {QUOTE_WORDS}"
            yield Fault(name, fault, "Quote less and say the rest in a note.", WARNING)


def _is_number(text: str) -> bool:
    return bool(NUMBER.fullmatch(text)) and math.isfinite(float(text))


def first_day(text: str, form: re.Pattern = PARTIAL_DAY) -> datetime.date | None:
    """The first day a full or partial ISO date can mean; None where none exists."""
    if not form.fullmatch(text or ""):
        return None
    year, month, day = (text.split("-") + ["1", "1"])[:3]
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _find_partial_date_faults(name: str, text: str, collected) -> Iterator[Fault]:
    day = first_day(text)
    if day is None:
        if PARTIAL_DAY.fullmatch(text):  # else the pattern has been told already
            cure = "Write a day, month or year that exists: 2024-02-29, 2024-02, 2024."
            yield Fault(name, "is not a date", cure)
    elif name in WRITTEN and day > collected:
        fault = f"lies after {collected}, when the tables were made"
        cure = "Correct it, or set `created` in data/datapackage.json to a later day."
        yield Fault(name, fault, cure, WARNING)


def _find_claim_faults(claim: dict, measure: dict) -> Iterator[Fault]:
    for start, end in (("period_start", "period_end"), ("base_start", "base_end")):
        yield from _find_period_faults(claim, start, end)
    yield from _find_base_faults(claim)
    yield from _find_upper_faults(claim)
    yield from _find_unit_faults(claim, measure)
    yield from _find_early_statement(claim, measure)
    yield from _find_theme_faults(claim, measure)
    yield from _find_own_sums(claim)


def _find_period_faults(claim: dict, start: str, end: str) -> Iterator[Fault]:
    first, last = claim.get(start, ""), claim.get(end, "")
    if bool(first) != bool(last):
        empty, full = (start, end) if last else (end, start)
        cure = f"Fill it, or empty {full} and say the period in period_label."
        yield Fault(empty, f"is empty, though {full} is {first or last}", cure)
    days = first_day(first, DAY), first_day(last, DAY)
    if all(days) and days[1] < days[0]:
        cure = "Swap the two, or correct one; both days belong to the period."
        yield Fault(end, f"lies before {start}, {first}", cure)


def _find_base_faults(claim: dict) -> Iterator[Fault]:
    statistic = claim.get("statistic")
    based = claim.get("base_start") or claim.get("base_measure_id")
    if statistic in NEEDS_BASE and not based:
        cure = "Enter the days of the period with which it compares."
        yield Fault("base_start", f"is empty, though this is a {statistic}", cure)
    if based and statistic and statistic not in STATISTICS:
        cure = "Empty base_start and base_end, or correct the statistic."
        fault = f"is a {statistic}, which compares with nothing, yet has a base"
        yield Fault("statistic", fault, cure, WARNING)


def _find_upper_faults(claim: dict) -> Iterator[Fault]:
    relation, high = claim.get("relation"), claim.get("value_high", "")
    value = claim.get("value", "")
    if relation == "between" and not high:
        cure = "Enter the upper end, or choose another relation."
        yield Fault("value_high", "is empty, though the relation is between", cure)
    elif relation != "between" and high:
        cure = "Empty it, or set the relation to between."
        yield Fault("value_high", f"is filled, though the relation is {relation}", cure)
    elif _is_number(high) and _is_number(value) and float(high) <= float(value):
        yield Fault("value_high", f"is not above value, {value}", "Swap the two.")


def _find_unit_faults(claim: dict, measure: dict) -> Iterator[Fault]:
    unit, statistic = claim.get("unit", ""), claim.get("statistic", "")
    counted, value = measure.get("counting_unit"), claim.get("value", "")
    quotient = STATISTICS.get(statistic)
    if quotient and unit != quotient:
        cure = f"Write {quotient}, or correct the statistic."
        yield Fault("unit", f"is not the unit of a {statistic}", cure)
    elif not quotient and counted and unit not in UNITS.get(counted, {counted}):
        allowed = sorted(UNITS.get(counted, {counted}))
        cure = did_you_mean(unit, allowed) + f"Use {' or '.join(allowed)}, "
        cure += "or choose a measure that counts this unit."
        yield Fault("unit", f"does not fit its measure, which counts {counted}", cure)
    large = _is_number(value) and abs(float(value)) >= PERCENT_FROM
    if large and quotient == "fraction":
        cure = "Write 0.89 for 89 percent."
        yield Fault("value", f"is large for a {statistic}", cure, WARNING)


def _find_early_statement(claim: dict, measure: dict) -> Iterator[Fault]:
    end, stated = first_day(claim.get("period_end"), DAY), claim.get("stated_on", "")
    allowed = (
        measure.get("kind") in AHEAD_KINDS
        or claim.get("measure_id", "").startswith(AHEAD_MEASURES)
        or any(words in claim.get("period_label", "") for words in OPEN_END)
    )
    if end is None or allowed or first_day(stated) is None:
        return
    # A month or year given as a date means at the latest its last day.
    if last_day(stated, datetime.date.max) < end:
        cure = f"Correct a date, or add {OPEN_END[1]!r} to period_label."
        yield Fault("stated_on", f"lies before period_end, {end}", cure, WARNING)


def _find_theme_faults(claim: dict, measure: dict) -> Iterator[Fault]:
    theme = measure.get("theme")
    if theme and claim.get("theme") != theme:
        fault = f"differs from the theme of its measure, {theme}"
        yield Fault("theme", fault, "Correct one of the two.", WARNING)


def _find_own_sums(claim: dict) -> Iterator[Fault]:
    own = claim.get("actor_id") == OWN_ACTOR
    if own != (claim.get("statistic") == OWN_STATISTIC):
        fault = f"does not go with actor {claim.get('actor_id')}"
        cure = f"Sums made by us, and only they, are {OWN_STATISTIC} by {OWN_ACTOR}."
        yield Fault("statistic", fault, cure)


def _find_unused(tables: dict[str, Table], package: dict) -> Iterator[Finding]:
    used = {name: set() for name in REGISTERS}
    keys = {r["name"]: r["schema"].get("primaryKey") for r in package["resources"]}
    for resource in package["resources"]:
        table = tables.get(resource["name"])
        if table is None:
            return  # what is missing may be what uses the row
        for key in resource["schema"].get("foreignKeys", ()):
            target, column = key["reference"]["resource"], key["fields"][0]
            used.setdefault(target, set()).update(
                row.cells.get(column, "") for row in table.rows
            )
    for name in sorted(set(REGISTERS) & set(tables)):
        yield from _find_unused_rows(tables[name], keys[name], used[name])


def _find_unused_rows(table: Table, key: str, used: set[str]) -> Iterator[Finding]:
    if key not in table.columns:
        return
    cure = f"Use it, delete the row, or begin its note with {BACKGROUND!r}."
    fault = Fault(key, "is used by no other row", cure, WARNING)
    for row in table.whole_rows():
        background = row.cells.get("note", "").startswith(BACKGROUND)
        if row.cells[key] not in used and not background:
            yield _place(table, row, fault)
