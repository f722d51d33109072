"""Turns what was recorded and what a new build gives into a receipt of the comparison.

A receipt is plain data without a clock or a path of the machine. Each of its `parts`
has how many things were compared (`count`), how many are the same (`identical`), and
what differs (`differ`: name, fault, the first byte that differs counted from 0, why).
"""

import json
from collections.abc import Callable
from pathlib import Path

from report.archive.zips import find_first_byte
from report.editions.products import KINDS, LIST, read_products
from report.records import KEYS, read_record
from report.records.seal import MANIFEST, hash_folder

UNKNOWN = "commit, lock, Python and system are the same: the cause is not known"
WORDS = {
    "numbers": "numbers", "figures": "figures and tables with their data",
    "record": "other files of the record", "notebooks": "executed notebooks",
    "html": "files of the HTML book", "pdf": "PDF",
}  # fmt: skip
MOST = 10

Find = Callable[[str, str], bytes | None]
Difference = dict[str, str | int | None]


def make_receipt(
    facts: dict, here: dict, recorded: Path, rebuilt: Path, find_old: Find, find_new: Find,
) -> dict:
    """Compare two folders of records.

    facts: what the edition's manifest says; here: the environment of the new build;
    find_old, find_new: the bytes of a product by name and hash, None where not at hand.
    """
    causes = _compare_environments(facts["environment"], here)
    parts = {
        "numbers": _compare_rows(recorded, rebuilt, "numbers"),
        "figures": _compare_rows(recorded, rebuilt, "figures"),
        "record": _compare_record(recorded, rebuilt),
    }
    old, new = read_products(recorded), read_products(rebuilt)
    for kind in KINDS:
        parts[kind] = _compare_products(kind, old, new, find_old, find_new)
    for part in parts.values():
        for difference in part["differ"]:
            difference["why"] = _explain(difference, causes, parts)
    identical = not any(part["differ"] for part in parts.values())
    kept = (
        "edition", "commit", "tree", "parameter_set", "as_of", "source_date_epoch", "products",
        "seal",
    )  # fmt: skip
    return {
        **{name: facts.get(name) for name in kept},
        "environment": {"recorded": facts["environment"], "here": here},
        "parts": parts,
        "identical": identical,
    }


def write_receipt(receipt: dict) -> str:
    """A receipt as JSON, the same for the same comparison."""
    return json.dumps(receipt, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def say_receipt(receipt: dict) -> str:
    """A receipt in lines for people."""
    name = f"edition {receipt['edition']}" if receipt["edition"] else "the working tree's build"
    lines = [f"{name}, built again from its inputs in a clean folder"]
    if receipt["commit"]:
        lines.append(f"commit {receipt['commit']}")
    if receipt["seal"]:
        lines.append("the record is as it was sealed")
    for kind, part in receipt["parts"].items():
        told = f"{part['identical']} of {part['count']} identical"
        lines.append(f"{WORDS[kind]}: {told}")
        lines += [f"  {_say(difference)}" for difference in part["differ"][:MOST]]
        if len(part["differ"]) > MOST:
            lines.append(f"  and {len(part['differ']) - MOST} more, which the receipt lists")
    lines.append("identical, byte for byte" if receipt["identical"] else "NOT identical")
    return "\n".join(lines)


def _say(difference: Difference) -> str:
    place = "" if difference["byte"] is None else f" from byte {difference['byte']}"
    return f"{difference['name']} {difference['fault']}{place}; {difference['why']}"


def _part(names: list[str], differ: list[Difference]) -> dict:
    return {"count": len(names), "identical": len(names) - len(differ), "differ": differ}


def _difference(name: str, fault: str, byte: int | None = None) -> Difference:
    return {"name": name, "fault": fault, "byte": byte, "why": ""}


def _compare_rows(recorded: Path, rebuilt: Path, table: str) -> dict:
    """Numbers by key, or figures by name with all their data."""
    (old, rows), (new, others) = (
        (record, record.index(table)) for record in map(read_record, (recorded, rebuilt))
    )
    names, differ = sorted(rows.keys() | others.keys()), []
    for name in names:
        if fault := _find_absence(name, rows, others):
            differ.append(_difference(name, fault))
        elif rows[name] != others[name]:
            columns = [c for c in rows[name] if rows[name][c] != others[name].get(c)]
            differ.append(_difference(name, f"differs in {', '.join(columns)}"))
        elif table == "figures" and old.data.get(name) != new.data.get(name):
            differ.append(_difference(name, "differs in its data"))
    return _part(names, differ)


def _compare_record(recorded: Path, rebuilt: Path) -> dict:
    """The other files of the record, byte by byte."""
    old, new = (_list_others(folder) for folder in (recorded, rebuilt))
    names = sorted(old.keys() | new.keys())
    differ = []
    for name in (name for name in names if old.get(name) != new.get(name)):
        fault = _find_absence(name, old, new)
        byte = None
        if not fault:
            byte = find_first_byte(*((f / name).read_bytes() for f in (recorded, rebuilt)))
        differ.append(_difference(name, fault or "differs", byte))
    return _part(names, differ)


def _list_others(folder: Path) -> dict[str, str]:
    told = {MANIFEST, LIST, *(f"{table}.csv" for table in KEYS if table in WORDS)}
    hashes = hash_folder(folder)
    return {n: h for n, h in hashes.items() if n not in told and not n.startswith("figures/")}


def _compare_products(kind: str, old: dict, new: dict, find_old: Find, find_new: Find) -> dict:
    names = sorted(n for n in old.keys() | new.keys() if n.startswith(f"{kind}/"))
    differ = []
    for name in (name for name in names if old.get(name) != new.get(name)):
        fault, byte = _find_absence(name, old, new), None
        if not fault:
            fault = "differs"
            before, after = find_old(name, old[name]), find_new(name, new[name])
            if before is not None and after is not None:
                byte = find_first_byte(before, after)
            else:
                fault = "differs (the published bytes are not at hand; give --archive)"
        differ.append(_difference(name, fault, byte))
    return _part(names, differ)


def _find_absence(name: str, old: dict, new: dict) -> str:
    if name not in new:
        return "is missing from the new build"
    return "" if name in old else "is only in the new build"


def _compare_environments(recorded: dict, here: dict) -> list[str]:
    found = [
        f"{name} was {recorded[name]}, here {here[name]}"
        for name in recorded
        if recorded[name] != here.get(name)
    ]
    return found + here.get("packages", [])


def _explain(difference: Difference, causes: list[str], parts: dict) -> str:
    """The environment, or the notebook that a page shows, or nothing that is known."""
    if causes:
        return "; ".join(causes)
    name = str(difference["name"])
    notebooks = [str(d["name"]) for d in parts["notebooks"]["differ"]]
    if name not in notebooks and notebooks:
        return f"it may follow from {', '.join(notebooks)}"
    return UNKNOWN
