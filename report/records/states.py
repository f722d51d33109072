"""Turns a name into the record of a state: an edition, a folder, or the working tree."""

import re
from pathlib import Path

from report import paths
from report.findings import MisuseError, ReportError, did_you_mean
from report.records import Record, read_record
from report.records.changes import Change, find_changes

EDITION = re.compile(r"\d{4}\.\d+(\.\d+)*")


def list_editions(folder: Path | None = None) -> list[str]:
    """The ids of all frozen editions, oldest first."""
    folder = folder or paths.EDITIONS
    names = [path.name for path in folder.glob("*/") if EDITION.fullmatch(path.name)]
    return sorted(names, key=order)


def list_earlier(version: str) -> list[str]:
    """The frozen editions that came before a version, oldest first.

    What a page says of the past rests on these alone: freezing the version itself
    changes nothing in it.
    """
    editions = list_editions()
    if not EDITION.fullmatch(version):
        return editions
    return [edition for edition in editions if order(edition) < order(version)]


def order(edition: str) -> tuple[int, ...]:
    """Editions count in whole numbers: 2026.10 comes after 2026.9."""
    return tuple(int(part) for part in edition.split("."))


def load_state(name: str | None = None, set_name: str = paths.BASELINE) -> Record:
    """The record of an edition, of a folder (a record or a built checkout), or of the
    working tree where no name is given.

    Raises MisuseError for a name that is neither, ReportError where the working
    tree is not run as it stands.
    """
    from report.records.taking import take_record

    if name is None:
        _refuse_stale(set_name)
        return take_record(set_name=set_name)
    if name in list_editions():
        return read_record(paths.EDITIONS / name)
    folder = Path(name)
    if (folder / "numbers.csv").is_file():
        return read_record(folder)
    if (folder / "_toc.yml").is_file():
        return take_record(folder.resolve(), set_name, name=folder.resolve().name)
    known = list_editions()
    raise MisuseError(
        f"there is no edition {name!r}. {did_you_mean(name, known)}"
        f"Known: {', '.join(known) or 'none is frozen yet'}; a folder that holds a "
        "record, or a checkout in which the book was built, will do too."
    )


def compare_states(before: str, after: str | None = None) -> tuple[list[Change], tuple]:
    """The changes between two named states, and what to call them."""
    old, new = load_state(before), load_state(after)
    return find_changes(old, new), (old.name, new.name)


def _refuse_stale(set_name: str) -> None:
    """Chapters that were run on other files would be compared with files of today."""
    from report.runs import why

    stale = [plan for plan in why.plan_runs(set_name) if plan.first or plan.changes]
    if stale:
        raise ReportError(
            "the chapters were not run on the present files:\n"
            + "\n".join(map(why.format_plan, stale)) + "\nType: make book"
        )  # fmt: skip
