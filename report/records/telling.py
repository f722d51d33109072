"""Turns changes into text for a terminal, Markdown for a page, JSON and CSV for programs."""

import csv
import io
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

from report.records.causes import CORRECTION, METHOD, NEW, REVISED
from report.records.changes import TOLD, Change, Range

STYLES = ("text", "markdown", "json", "csv")
# The order in which errata are listed, and what stands above each.
ERRATA = {
    CORRECTION: "Corrections of sources",
    REVISED: "Revised by their sources",
    METHOD: "Methods and choices",
    NEW: "New data",
}
# One of something, where the table's name is not its plural with an s.
ONE = {"identities": "identity"}
SHORT, LEAD = 200, 40
MINUS = "\N{MINUS SIGN}"
COLUMNS = ("table", "how", "name", "place", "before", "after", "absolute", "percent", "unit",
           "marks", "causes", "details")  # fmt: skip


def render_changes(changes: list[Change], names: tuple[str, str], style: str = "text") -> str:
    """All changes between two named records in one of `STYLES`, without a last line break."""
    if style == "json":
        rows = [asdict(change) for change in changes]
        head = {"before": names[0], "after": names[1], "changes": rows}
        return json.dumps(head, ensure_ascii=False, indent=1)
    if style == "csv":
        return _write_csv(changes)
    if style == "markdown":
        return "\n".join(_write_markdown(changes, names))
    return "\n".join([count(changes, names), *map(say_change, changes)])


def count(changes: list[Change], names: tuple[str, str]) -> str:
    """How many things changed, in one sentence."""
    lead = f"From {names[0]} to {names[1]}: "
    if not changes:
        return lead + "nothing changed."
    many = Counter(change.table for change in changes)
    parts = [f"{many[table]} {name_table(table, many[table])}" for table in TOLD if many[table]]
    return lead + ", ".join(parts) + "."


def name_table(table: str, many: int) -> str:
    """What a table holds, one or several."""
    return table if many != 1 else ONE.get(table, table.removesuffix("s"))


def say_change(change: Change) -> str:
    """A change on one line, and what else there is to say on indented ones."""
    marks = f" [{', '.join(change.marks)}]" if change.marks else ""
    place = f" ({change.place})" if change.place else ""
    lines = [f"{change.how} {name_table(change.table, 1)} {change.name}{place}{marks}"]
    lines += [f"  {say_values(change)}", f"  {say_ranges(change)}"]
    lines += [f"  {detail}" for detail in change.details]
    lines += [f"  cause: {cause}" for cause in change.causes]
    return "\n".join(line for line in lines if line.strip())


def say_values(change: Change) -> str:
    """From what to what, and by how much."""
    if change.how != "changed" or change.before == change.after:
        return shorten(change.before or change.after)
    before, after = shorten_pair(change.before, change.after)
    return f"{before} → {after}{say_size(change)}"


def say_size(change: Change) -> str:
    """By how much, absolute and in percent; nothing for words."""
    if change.absolute is None:
        return ""
    if change.unit == "fraction":
        size = f"{100 * change.absolute:+,.4g} percentage points"
    else:
        size = f"{change.absolute:+,.6g}"
    if change.percent is not None and change.unit != "fraction":
        size += f", {change.percent:+,.3g} percent"
    return f" ({size})".replace("-", MINUS)


def say_ranges(change: Change) -> str:
    """The range of a number before and after, or nothing where it has none to tell.

    Ends that print alike are one exact value.
    """
    before, after = (_say_range(found, change.unit) for found in change.ranges)
    if not (before or after):
        return ""
    if change.how != "changed" or before == after:
        return f"Range: {after or before}"
    return f"Range: {before or 'none'} → {after or 'none'}"


def _say_range(found: Range | None, unit: str) -> str:
    if found is None:
        return ""
    low, high = ("" if end is None else _say_end(end, unit) for end in found)
    if low and high:
        return "exact" if low == high else f"{low} to {high}"
    return f"from {low}" if low else f"up to {high}" if high else "none is given"


def _say_end(end: float, unit: str) -> str:
    if unit == "fraction":
        return f"{100 * end:,.4g} percent".replace("-", MINUS)
    # Whole numbers keep all their digits, others four that count.
    text = f"{end:,.0f}" if end % 1 == 0 or abs(end) >= 10_000 else f"{end:,.4g}"
    return text.replace("-", MINUS)


def shorten(text: str) -> str:
    """A text of bounded length, cut between words."""
    if len(text) <= SHORT:
        return text
    return text[:SHORT].rsplit(" ", 1)[0] + " …"


def shorten_pair(before: str, after: str) -> tuple[str, str]:
    """Two long texts from shortly before the first place in which they differ."""
    if max(len(before), len(after)) <= SHORT:
        return before, after
    alike = len(os.path.commonprefix([before, after]))
    start = before.rfind(" ", 0, max(alike - LEAD, 0)) + 1
    lead = "… " if start else ""
    return lead + shorten(before[start:]), lead + shorten(after[start:])


def group_errata(changes: list[Change]) -> dict[str, list[Change]]:
    """Changed and removed numbers under what changed them, by the groups of `ERRATA`.

    A number with several causes stands under the first of them; one that says what it
    said, on other claims, is no erratum.
    """
    grouped: dict[str, list[Change]] = {group: [] for group in ERRATA}
    for change in changes:
        if change.table != "numbers" or change.only_rests_otherwise:
            continue
        if change.how != "added":
            groups = {cause.group or METHOD for cause in change.causes}
            grouped[next(group for group in ERRATA if group in groups)].append(change)
    return {group: found for group, found in grouped.items() if found}


def _write_markdown(changes: list[Change], names: tuple[str, str]) -> Iterator[str]:
    yield count(changes, names)
    for table in TOLD:
        found = [change for change in changes if change.table == table]
        if not found:
            continue
        yield f"\n### {table.capitalize()}\n"
        yield "| what | before | after | by | through |"
        yield "| --- | --- | --- | --- | --- |"
        for one in found:
            size = say_size(one).strip(" ()")
            marks = f" **{', '.join(one.marks)}**" if one.marks else ""
            through = "; ".join(str(cause) for cause in one.causes)
            cells = (shorten(one.before), shorten(one.after), size, through)
            row = " | ".join(escape(text) for text in cells)
            yield f"| {one.how} `{one.name}`{marks} | {row} |"


def escape(text: str) -> str:
    """A text that Markdown prints as it is, on one line."""
    for character in "\\|*_`<>[]$":
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())


def _write_csv(changes: list[Change]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for change in changes:
        row = asdict(change) | {"marks": " ".join(change.marks),
                                "causes": "; ".join(map(str, change.causes)),
                                "details": "; ".join(change.details)}  # fmt: skip
        writer.writerow(["" if row[c] is None else row[c] for c in COLUMNS])
    return out.getvalue().rstrip("\n")
