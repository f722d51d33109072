"""Turns rows of identities.csv into relations between measures, or findings.

An identity is a relation that must hold if it is assumed: a documented one
follows from published definitions, an inferred one from what fits, a hypothesis
is what somebody might assume and nobody states.

| kind        | says, for every period and place                              |
| ----------- | ------------------------------------------------------------- |
| same_series | the parts are the whole under other names                     |
| sum         | the whole is the sum of the parts                             |
| parts_of    | the parts do not overlap; their sum is at most the whole      |
| part_of     | each part alone is at most the whole; parts may overlap       |
| stock_flow  | the whole is a stock and grows by the parts between two days  |
"""

from collections.abc import Iterable
from dataclasses import dataclass

from report.findings import Finding, MisuseError, ReportError, did_you_mean

KINDS = ("same_series", "sum", "parts_of", "part_of", "stock_flow")
STATUSES = ("documented", "inferred", "hypothesis")
# A person transferred is transferred at least once, so persons may be set under
# person-times; no other two counting units can be compared.
UNDER = {("person", "person_time")}
FILE = "data/identities.csv"


@dataclass(frozen=True)
class Identity:
    """One relation: a row of identities.csv.

    whole_place, part_places: where they differ; empty means place by place, and
        "*" means that every place of the part measure is a part of its own.
    scope: "reading" if parts are a state at the reading date, so that figures of
        two sources are two unknowns.
    default: whether it is assumed unless the caller says otherwise.
    """

    identity_id: str
    kind: str
    whole_measure_id: str
    parts: tuple[str, ...]
    whole_place: str = ""
    part_places: tuple[str, ...] = ()
    scope: str = ""
    status: str = "documented"
    default: bool = True
    source_id: str = ""
    note: str = ""
    row: int = 0

    @property
    def measures(self) -> tuple[str, ...]:
        return (self.whole_measure_id, *self.parts)


def read_identities(table, measures) -> dict[str, Identity]:
    """The identities by id; raises ReportError with every faulty cell.

    table, measures: frames with the columns of data/identities.csv and
    data/measures.csv.
    """
    units = dict(zip(measures["measure_id"], measures["counting_unit"], strict=True))
    found, read = [], {}
    for line, cells in enumerate(table.to_dict("records"), start=2):
        identity = _read_identity({k: _text(v) for k, v in cells.items()}, line)
        found += _find_faults(identity, units)
        if identity.identity_id in read:
            found.append(_finding(identity, "identity_id", "is used twice", "Rename it."))
        read[identity.identity_id] = identity
    if found:
        raise ReportError("identities cannot be read:", found)
    return read


def select_identities(
    identities: dict[str, Identity],
    assume: Iterable[str] = (),
    without: Iterable[str] = (),
) -> list[Identity]:
    """The defaults, plus those assumed, minus those left out.

    Raises MisuseError for unknown ids and ReportError for identities that
    contradict each other: a measure that would be a part of itself.
    """
    assume, without = set(assume), set(without)
    unknown = sorted((assume | without) - set(identities))
    if unknown:
        near = did_you_mean(unknown[0], identities)
        known = ", ".join(sorted(identities))
        raise MisuseError(f"unknown identity {unknown[0]!r}. {near}Known: {known}.")
    chosen = [
        identity
        for identity in identities.values()
        if (identity.default or identity.identity_id in assume)
        and identity.identity_id not in without
    ]
    check_identities(chosen)
    return chosen


def join_measures(identities: Iterable[Identity]) -> dict[str, str]:
    """For each measure of a same_series identity, the name that stands for all."""
    name: dict[str, str] = {}
    for identity in identities:
        if identity.kind == "same_series":
            joined = {name.get(measure, measure) for measure in identity.measures}
            for measure in [*identity.measures, *name]:
                if name.get(measure, measure) in joined:
                    name[measure] = min(joined)
    return name


def check_identities(identities: Iterable[Identity]) -> None:
    """Raises ReportError naming the rows of identities that contradict others."""
    identities = list(identities)
    name = join_measures(identities)
    below: dict[str, set[str]] = {}
    for identity in identities:
        if identity.kind in ("sum", "parts_of", "part_of") and not identity.part_places:
            whole = name.get(identity.whole_measure_id, identity.whole_measure_id)
            parts = {name.get(part, part) for part in identity.parts}
            below.setdefault(whole, set()).update(parts)
    found = [
        _finding(
            identity,
            "whole_measure_id",
            "would be a part of itself: the identities contradict each other",
            "Leave one of them out.",
        )
        for identity in identities
        if identity.kind not in ("same_series", "stock_flow")
        and _reaches_itself(identity.whole_measure_id, below, name)
    ]
    if found:
        raise ReportError("identities contradict each other:", found)


def _reaches_itself(measure: str, below: dict, name: dict) -> bool:
    start = name.get(measure, measure)
    seen, stack = set(), list(below.get(start, ()))
    while stack:
        part = stack.pop()
        if part == start:
            return True
        if part not in seen:
            seen.add(part)
            stack += below.get(part, ())
    return False


def _read_identity(cells: dict[str, str], line: int) -> Identity:
    return Identity(
        identity_id=cells["identity_id"],
        kind=cells["kind"],
        whole_measure_id=cells["whole_measure_id"],
        parts=tuple(cells["part_measure_ids"].split()),
        whole_place=cells.get("whole_place", ""),
        part_places=tuple(filter(None, cells.get("part_places", "").split(";"))),
        scope=cells.get("scope", ""),
        status=cells["status"],
        default=cells["default"].lower() == "true",
        source_id=cells.get("source_id", ""),
        note=cells.get("note", ""),
        row=line,
    )


def _find_faults(identity: Identity, units: dict[str, str]):
    for column, value, allowed in (
        ("kind", identity.kind, KINDS),
        ("status", identity.status, STATUSES),
        ("scope", identity.scope, ("", "reading")),
    ):
        if value not in allowed:
            cure = f"Use one of {', '.join(filter(None, allowed))}."
            yield _finding(identity, column, "is unknown", cure)
    if not identity.parts:
        yield _finding(identity, "part_measure_ids", "is empty", "Name the parts.")
    for place, measure in enumerate(identity.measures):
        if measure not in units:
            column = "part_measure_ids" if place else "whole_measure_id"
            message = f"names {measure}, which is not in measures.csv"
            yield _finding(identity, column, message, "Add the measure.")
    known = [part for part in identity.parts if part in units]
    whole = units.get(identity.whole_measure_id)
    for part in known if whole else ():
        if not _comparable(identity, units[part], whole):
            message = f"compares {part} ({units[part]}) with a whole in {whole}"
            yield _finding(identity, "part_measure_ids", message, "Compare like units.")


def _comparable(identity: Identity, part: str, whole: str) -> bool:
    if "unknown" in (part, whole) and not {part, whole} & {"usd", "yuan"}:
        return True
    return part == whole or identity.kind == "part_of" and (part, whole) in UNDER


def _finding(identity: Identity, column: str, message: str, cure: str) -> Finding:
    value = {"part_measure_ids": " ".join(identity.parts)}.get(column)
    value = getattr(identity, column, "") if value is None else value
    return Finding(FILE, identity.row, column, str(value), message, cure)


def _text(cell) -> str:
    return "" if str(cell) in ("None", "nan", "<NA>") else str(cell).strip()
