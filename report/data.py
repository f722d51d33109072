"""Turns `data/` into typed frames, or into a list of findings.

The tables are a Frictionless data package: `datapackage.json` defines each column
once, and both the check and the loader read it from there.
"""

from __future__ import annotations

import calendar
import datetime
import json
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from report import paths
from report.corrections import apply_corrections
from report.findings import ReportError

if TYPE_CHECKING:
    import pandas as pd

NAME = "datapackage.json"
DESCRIPTOR = f"data/{NAME}"


@dataclass(frozen=True)
class Data:
    """The tables as frames, one row a record, columns as in `datapackage.json`.

    Numbers are float64, dates are `datetime.date` or None, everything else is str
    with "" for an empty cell. `known_on` is added where a row can be later than
    another: the last day on which the statement may have been made. Claims also
    have `printed`, the value as the source has it, where `value` was corrected.
    """

    sources: pd.DataFrame
    actors: pd.DataFrame
    measures: pd.DataFrame
    claims: pd.DataFrame
    events: pd.DataFrame
    questions: pd.DataFrame
    positions: pd.DataFrame
    identities: pd.DataFrame


def load_data(
    as_of: str | datetime.date | None = None, root: Path | None = None
) -> Data:
    """Read the tables as they could have been read on `as_of` (default: all).

    Raises ReportError when a table is missing or a cell does not fit its column;
    `report check` lists every such fault at once.
    """
    folder = Path(root or paths.DATA)
    package = read_package(folder)
    collected = datetime.date.fromisoformat(package["created"][:10])
    frames = {r["name"]: _read_table(folder, r) for r in package["resources"]}
    frames["claims"] = apply_corrections(frames["claims"], folder)
    published = frames["sources"].set_index("source_id")["published"]
    for name in ("claims", "positions"):
        own, read_in = frames[name]["stated_on"], frames[name]["source_id"]
        stated = own.where(own != "", read_in.map(published))
        frames[name]["known_on"] = [last_day(text, collected) for text in stated]
    frames["events"]["known_on"] = _known_events(frames["events"], published, collected)
    everything = Data(**{field.name: frames[field.name] for field in fields(Data)})
    day = _as_date(as_of)
    return everything if day is None else cut_data(everything, day)


def read_rows(name: str, root: Path | None = None) -> pd.DataFrame:
    """One table of the package as a typed frame; raises ReportError as `load_data` does."""
    folder = Path(root or paths.DATA)
    resources = {r["name"]: r for r in read_package(folder)["resources"]}
    return _read_table(folder, resources[name])


def cut_data(data: Data, day: datetime.date) -> Data:
    """The tables as they could have been read on a day."""
    known = {}
    for name in ("claims", "positions", "events"):
        frame = getattr(data, name)
        known[name] = frame[frame["known_on"] <= day].reset_index(drop=True)
    return replace(data, **known)


def last_day(text: str, collected: datetime.date) -> datetime.date:
    """The last day that a full or partial ISO date can mean.

    An undated text was seen when the tables were made, so that day bounds it.
    """
    if not isinstance(text, str) or not text:
        return collected
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    first = datetime.date(year, *(parts[1:] + [1, 1])[:2])
    last = datetime.date(year, month, day)
    # A month or year that was still running when the tables were made ends there.
    return min(last, collected) if first <= collected else last


def _known_events(events, published, collected) -> list[datetime.date]:
    """An act is known from its day, and one set in advance from its source."""
    days = []
    for date, source in zip(events["date"], events["source_id"].map(published)):
        day = last_day(date, collected)
        days.append(min(day, last_day(source, collected)) if day > collected else day)
    return days


def _as_date(value) -> datetime.date | None:
    if value is None or isinstance(value, datetime.date):
        return value
    return datetime.date.fromisoformat(value)


@cache
def read_package(folder: Path = paths.DATA) -> dict:
    """The descriptor `datapackage.json`, parsed."""
    try:
        package = json.loads((Path(folder) / NAME).read_text("utf-8"))
    except FileNotFoundError as error:
        raise ReportError(
            f"{DESCRIPTOR} is missing. Restore it with: git checkout -- {DESCRIPTOR}",
            file=DESCRIPTOR,
        ) from error
    except ValueError as error:
        raise ReportError(
            f"{DESCRIPTOR} is not JSON: {error}. "
            f"Restore it with: git checkout -- {DESCRIPTOR}",
            file=DESCRIPTOR,
        ) from error
    try:
        # The day of collection bounds every date that is not known to the day.
        datetime.date.fromisoformat(package["created"][:10])
    except (KeyError, TypeError, ValueError) as error:
        raise ReportError(
            f"{DESCRIPTOR} has no day in `created`. "
            "Write the day on which the tables were made, as in 2026-11-24T00:00:00Z.",
            file=DESCRIPTOR,
        ) from error
    return package


def _read_table(folder: Path, resource: dict) -> pd.DataFrame:
    import pandas as pd

    path = folder / resource["path"]
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        for field in resource["schema"]["fields"]:
            frame[field["name"]] = _typed(frame[field["name"]], field["type"])
    except (OSError, ValueError, KeyError) as error:
        raise ReportError(
            f"data/{resource['path']} cannot be read: {error}. "
            "Type `report check` for each fault with its row and cure.",
            file=f"data/{resource['path']}",
        ) from error
    return frame


def _typed(column: pd.Series, type_: str) -> pd.Series:
    import pandas as pd

    if type_ in ("number", "integer"):
        return pd.to_numeric(column.where(column != "", None), errors="raise").astype(
            float
        )
    if type_ == "date":
        day = datetime.date.fromisoformat
        return pd.Series([day(v) if v else None for v in column], dtype=object)
    return column.astype(object)
