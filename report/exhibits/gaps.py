"""Turns what is known of single years into tables and words that keep the gaps.

A year without a figure stays one: nothing is filled in, and nothing is joined.
"""

import pandas as pd


def whole_years(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows that count one calendar year from end to end."""
    return rows[(rows["months"] == 12) & (rows["first"] == rows["year"])]


def last_in_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Of several counts from 1 January on, the one that reaches furthest."""
    ordered = rows.sort_values(["year", "period_end"])
    return ordered.drop_duplicates(["measure_id", "year"], keep="last")


def covered_years(rows: pd.DataFrame) -> set[int]:
    """Every year that some row's period touches."""
    spans = rows[["first", "year"]].dropna().astype(int).itertuples(index=False)
    return {year for first, last in spans for year in range(first, last + 1)}


def missing_years(known, first: int, last: int) -> pd.DataFrame:
    """Runs of years that are not known, as columns `first` and `last`."""
    runs = []
    for year in sorted(set(range(first, last + 1)) - {int(year) for year in known}):
        if runs and runs[-1][1] == year - 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return pd.DataFrame(runs, columns=["first", "last"])


# How words on missing years were found.
WITHOUT = "the years that none of these figures covers"


def say_extent(runs: pd.DataFrame, first: int, last: int) -> str:
    """How much of the years is missing: "most years are not known"."""
    count = int((runs["last"] - runs["first"] + 1).sum())
    if not count:
        return "every year is known"
    most = 2 * count > last - first + 1
    return f"{'most' if most else 'some'} years are not known"


def say_years(runs: pd.DataFrame) -> str:
    """Runs of years in words: "2013 to 2017, 2022 and 2023"."""
    parts = []
    for first, last in runs[["first", "last"]].itertuples(index=False):
        joint = " and " if last == first + 1 else " to "
        parts.append(str(first) if first == last else f"{first}{joint}{last}")
    head, tail = ", ".join(parts[:-1]), parts[-1] if parts else "no year"
    return f"{head} and {tail}" if head and " and " not in tail else _listed(head, tail)


def _listed(head: str, tail: str) -> str:
    return f"{head}, {tail}" if head else tail


def units_by_year(persons: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    """Years as rows, both units as columns; an empty cell is a figure not found."""
    columns = {"Persons": persons, "Person-times": times}
    cells = {
        name: rows[rows["months"] == 12].set_index("year")["figure"]
        for name, rows in columns.items()
    }
    years = sorted({int(year) for column in cells.values() for year in column.index})
    frame = pd.DataFrame({"Year": [str(y) for y in range(*_around(years))]})
    for name, column in cells.items():
        frame[name] = [column.get(int(y), "not found") for y in frame["Year"]]
    for cited in ("source_id", "actor_id"):
        frame[cited] = [_cited_in(columns, int(y), cited) for y in frame["Year"]]
    return frame


def _around(years: list[int]) -> tuple[int, int]:
    return (years[0], years[-1] + 1) if years else (0, 0)


def _cited_in(columns: dict, year: int, cited: str) -> str:
    """Sources, or actors, of the whole-year figures of a year."""
    ids = []
    for rows in columns.values():
        of_year = rows[(rows["year"] == year) & (rows["months"] == 12)]
        ids += " ".join(of_year[cited]).split()
    return " ".join(dict.fromkeys(ids))
