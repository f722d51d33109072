"""Turns the records of editions into their sections of CHANGELOG.md, and checks them."""

import re
from collections.abc import Iterator

from report import paths
from report.findings import Finding
from report.records.changes import Change, find_changes
from report.records.states import list_editions, load_state
from report.records.telling import (
    ERRATA,
    count,
    escape,
    group_errata,
    name_table,
    say_values,
)

FILE = "CHANGELOG.md"
MOST = 10
START, END = "<!-- from the records of {}: `report freeze` writes it -->", "<!-- end -->"
COUNTED = ("numbers", "figures", "claims", "sources")


def describe_edition(edition: str) -> str:
    """What an edition changed against the one before it, from their records alone."""
    editions = list_editions()
    record = load_state(edition)
    if edition == editions[0]:
        parts = [f"{len(record.table(t))} {name_table(t, len(record.table(t)))}" for t in COUNTED]
        return f"The first edition: {', '.join(parts)}. It supersedes nothing."
    earlier = load_state(editions[editions.index(edition) - 1])
    changes = find_changes(earlier, record)
    lines = [count(changes, (earlier.name, edition))]
    for group, found in group_errata(changes).items():
        lines += ["", f"{ERRATA[group]}:", "", *_list(found)]
    return "\n".join(lines)


def write_changelog(edition: str) -> None:
    """Put an edition's section into the changelog, under its heading or a new one."""
    path = paths.ROOT / FILE
    text = path.read_text("utf-8") if path.is_file() else "# Changes\n"
    block = _block(edition)
    heading = re.compile(rf"^## {re.escape(edition)}\b.*$", re.MULTILINE)
    if found := heading.search(text):
        rest = _pattern(edition).sub("", text[found.end() :].lstrip("\n"))
        text = f"{text[: found.start()]}## {edition}\n\n{block}\n\n{rest.lstrip(chr(10))}"
    else:
        head, _, rest = text.partition("\n")
        text = f"{head}\n\n## {edition}\n\n{block}\n{rest}"
    path.write_text(text, encoding="utf-8", newline="\n")


def check_changelog() -> Iterator[Finding]:
    """Editions whose section is missing, or says other than their records."""
    path = paths.ROOT / FILE
    text = path.read_text("utf-8") if path.is_file() else ""
    for edition in list_editions():
        found = _pattern(edition).search(text)
        if not found or found[0].strip() != _block(edition):
            fault = "is missing" if not found else "does not say what the records say"
            cure = "Type: report changelog"
            yield Finding(FILE, None, None, edition, f"the section of the edition {fault}", cure)


def _block(edition: str) -> str:
    return f"{START.format(edition)}\n\n{describe_edition(edition)}\n\n{END}"


def _pattern(edition: str) -> re.Pattern:
    start, end = re.escape(START.format(edition)), re.escape(END)
    return re.compile(rf"{start}.*?{end}\n*", re.DOTALL)


def _list(changes: list[Change]) -> Iterator[str]:
    for change in changes[:MOST]:
        gone = " (no longer published)" if change.how == "removed" else ""
        marks = f" ({', '.join(change.marks)})" if change.marks else ""
        yield f"- `{change.name}`{marks}: {escape(say_values(change))}{gone}"
    if len(changes) > MOST:
        yield f"- and {len(changes) - MOST} more, which the chapter on changes lists"
