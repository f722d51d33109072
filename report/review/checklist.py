"""Turns what changed into a list of things to look at before a merge."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from report.records import Record, Row, split_ids, to_number
from report.records.causes import UNEXPLAINED
from report.records.changes import Change
from report.review.faults import Faults

ARCHIVES = ("archive.org", "archive.today", "archive.ph", "archive.is",
            "perma.cc", "webcitation.org")  # fmt: skip
WEAK = "C"


class Item(NamedTuple):
    """One thing to look at; `kind` and `name` lead to it on the page."""

    kind: str
    name: str
    text: str


def list_items(
    changes: list[Change], old: Record, new: Record, findings: Faults
) -> Iterator[Item]:
    """Everything that a reviewer should confirm, by what it is about."""
    if findings.new:
        yield Item("summary", "", f"New findings of report check, {len(findings.new)}: read "
                   "them first.")  # fmt: skip
    for change in changes:
        look = LOOKS.get(change.table)
        if look and change.how != "removed":
            yield from look(change, old, new)
        elif change.table in ("claims", "sources"):
            yield Item(change.table, change.name, f"{change.name} was removed: does nothing "
                       "in the text rest on it?")  # fmt: skip


def _look_at_source(change: Change, old: Record, new: Record) -> Iterator[Item]:
    row, name = new.index("sources")[change.name], change.name
    if change.how == "added" and not _is_archived(row.get("url", "")):
        kept = "a private copy is named by its sha256" if row.get("sha256") else "nor a copy"
        yield Item("sources", name, f"New source {name} has no archive link ({kept}).")
    if change.how == "changed" and any(d.startswith("grade:") for d in change.details):
        yield Item("sources", name, f"The grade of {name} changed: does its text bear it?")


def _is_archived(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return any(host == archive or host.endswith(f".{archive}") for archive in ARCHIVES)


def _look_at_claim(change: Change, old: Record, new: Record) -> Iterator[Item]:
    was, row = old.index("claims").get(change.name, {}), new.index("claims")[change.name]
    source = new.index("sources").get(row["source_id"], {})
    if not row.get("quote"):
        yield Item("claims", change.name, f"{change.name} has no quote to check it by.")
    elif _differ(was, row, "quote", "locator", "source_id", "printed") and not source.get(
        "sha256"
    ):
        yield Item("claims", change.name, f"The quote of {change.name} is not verified: no "
                   f"copy of {row['source_id']} is named. Read it there.")  # fmt: skip


def _differ(old: Row, new: Row, *columns: str) -> bool:
    return any(old.get(column) != new.get(column) for column in columns)


def _look_at_number(change: Change, old: Record, new: Record) -> Iterator[Item]:
    row = new.index("numbers")[change.name]
    if row["value"] and (not row["low"] or not row["high"]):
        yield Item("numbers", change.name, f"{change.name} has a value and no range.")
    if weak := _find_weak(row, new):
        if place := _find_headline(change.name, new):
            yield Item("numbers", change.name, f"{change.name} is said {place}, and rests "
                       f"on grade {WEAK}: {', '.join(weak)}.")  # fmt: skip
    if any(cause.kind == UNEXPLAINED for cause in change.causes):
        yield Item("numbers", change.name, f"Nothing recorded explains why {change.name} moved.")
    value = to_number(row["value"])
    if change.percent is not None and abs(change.percent) >= 50 and value is not None:
        yield Item("numbers", change.name, f"{change.name} moved by half or more.")


def _find_weak(row: Row, new: Record) -> list[str]:
    claims, sources = new.index("claims"), new.index("sources")
    named = {claims[c]["source_id"] for c in split_ids(row["lineage"]) if c in claims}
    named |= set(split_ids(row["sources"]))
    return sorted(s for s in named if sources.get(s, {}).get("grade") == WEAK)


def _find_headline(key: str, new: Record) -> str:
    """Where a number stands that people read first: the front page, a chapter's opening."""
    first: dict[str, str] = {}
    for row in new.table("sentences"):
        opening = first.setdefault(row["page"], row["section"])
        if key in split_ids(row["numbers"]):
            if row["page"] == "index":
                return "on the front page"
            if row["section"] == opening:
                return f"in the opening of {row['page']}"
    return ""


def _look_at_figure(change: Change, old: Record, new: Record) -> Iterator[Item]:
    was, row = old.index("figures").get(change.name, {}), new.index("figures")[change.name]
    if row["kind"] != "figure":
        return
    if was and was["alt"] != row["alt"]:
        yield Item("figures", change.name, f"The alt text of {change.name} changed: does it "
                   "say what the drawing shows?")  # fmt: skip
    elif was and old.data.get(change.name) != new.data.get(change.name):
        yield Item("figures", change.name, f"The data of {change.name} changed and its alt "
                   "text did not: does it still hold?")  # fmt: skip
    elif not was:
        yield Item("figures", change.name, f"{change.name} is new: does its alt text say what "
                   "the drawing shows?")  # fmt: skip


def _look_at_correction(change: Change, old: Record, new: Record) -> Iterator[Item]:
    yield Item("corrections", change.name, f"The correction of {change.name}: is its reason "
               "one that the source's publisher would accept?")  # fmt: skip


def _look_at_parameter(change: Change, old: Record, new: Record) -> Iterator[Item]:
    yield Item("parameters", change.name, f"{change.name} is a choice: does the page on "
               "methods defend its new value?")  # fmt: skip


def _look_at_conflict(change: Change, old: Record, new: Record) -> Iterator[Item]:
    if change.how == "added":
        yield Item("conflicts", change.name, "A new conflict of claims: does the text tell it?")


LOOKS = {
    "sources": _look_at_source, "claims": _look_at_claim, "numbers": _look_at_number,
    "figures": _look_at_figure, "corrections": _look_at_correction,
    "parameters": _look_at_parameter, "conflicts": _look_at_conflict,
}  # fmt: skip
