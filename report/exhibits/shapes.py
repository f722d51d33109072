"""Turns claims into the tidy tables that the book draws and prints.

Judgement calls: two claims of one measure and period that differ by no more than
the coarser grain say the same and become one row with both sources; a figure never
moves to another unit, and what is not known stays an empty cell.
"""

import pandas as pd

from report import reads
from report.exhibits.positions import name_actor
from report.numbers import STYLES
from report.wording import LEADS, say_unit

STATISTICS = {"annual_mean": "mean a year", "total": "total", "count": "count"}
# Readable names of the columns, the same in charts, tables and their data.
NAMES = {
    "period_label": "Period",
    "what": "What",
    "figure": "Figure",
    "unit_words": "Unit",
    "aim": "Kind",
    "statistic_words": "Amount",
    "actor": "Stated by",
    "grade": "Grade",
}
# Shorter, for marks; words, since fonts lack the signs.
SHORT_LEADS = LEADS | {"more_than": "over "}
COMMON = ", unit not stated"  # said by the column or the panel of the unit
# Statistics that are amounts; shares and growth are no marks on the same axis.
AMOUNTS = ("total", "count", "annual_mean")


def pick(evidence, *measure_ids: str, first_year=0, lowest_grade="C") -> pd.DataFrame:
    """Amounts of the measures that start in the year or later, of the grade or better.

    A claim without a period stays in; the order is by period, then by claim.
    """
    rows = evidence.claims
    rows = rows[rows["measure_id"].isin(measure_ids) & rows["statistic"].isin(AMOUNTS)]
    rows = add_years(rows)
    late = rows["first"].isna() | (rows["first"] >= first_year)
    rows = rows[late & (rows["grade"] <= lowest_grade)]
    reads.note(rows["claim_id"])
    rows = rows.sort_values(["year", "period_end", "claim_id"])
    return add_words(merge_sources(rows), evidence)


def pick_claims(evidence, *claim_ids: str, first_year=0, lowest_grade="C"):
    """The named claims as `pick` gives them, in the order asked for."""
    rows = add_years(evidence.rows(*claim_ids))
    late = rows["first"].isna() | (rows["first"] >= first_year)
    rows = rows[late & (rows["grade"] <= lowest_grade)].reset_index(drop=True)
    return add_words(rows, evidence)


def add_years(rows: pd.DataFrame) -> pd.DataFrame:
    """With `first` and `year`, the years of the period's ends, and its `months`."""
    starts = pd.to_datetime(rows["period_start"])
    ends = pd.to_datetime(rows["period_end"])
    spans = (ends.dt.year - starts.dt.year) * 12 + ends.dt.month - starts.dt.month + 1
    return rows.assign(first=starts.dt.year, year=ends.dt.year, months=spans)


def merge_sources(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a statement: the finest grain, the best grade, all its sources."""
    kept = []
    for place, row in enumerate(rows.to_dict("records")):
        twin = next((one for one in kept if _say_same(one, row)), None)
        if twin is None:
            kept.append(row | {"place_in_table": place})
        else:
            twin.update(_merged(twin, row))
    return pd.DataFrame(kept, columns=[*rows.columns])


def _say_same(one: dict, other: dict) -> bool:
    same = ("measure_id", "place", "period_start", "period_end", "statistic", "unit")
    grain = max(one["rounding"], other["rounding"])
    close = abs(one["value"] - other["value"]) < grain
    return close and all(one[column] == other[column] for column in same)


def _merged(one: dict, other: dict) -> dict:
    finest = min(one, other, key=lambda row: row["rounding"])
    coarser = other if finest is one else one
    sources = [*one["source_id"].split(), *other["source_id"].split()]
    actors = [*finest["actor_id"].split(), *coarser["actor_id"].split()]
    both = {
        "source_id": " ".join(dict.fromkeys(sources)),
        "actor_id": " ".join(dict.fromkeys(actors)),
    }
    return finest | both | {"grade": min(one["grade"], other["grade"])}


def add_words(rows: pd.DataFrame, evidence) -> pd.DataFrame:
    """With `figure`, the number in the source's wording, and words for codes."""
    records = rows.to_dict("records")
    kinds = evidence.data.measures.set_index("measure_id")["kind"]
    kinds = rows["measure_id"].map(kinds)
    return rows.assign(
        what=[_short(title) for title in rows["measure_title"]],
        actor=[name_actor(evidence, actors.split()[0]) for actors in rows["actor_id"]],
        aim=["target" if kind == "level" else "reported" for kind in kinds],
        figure=[say(row["value"], row["relation"]) for row in records],
        unit_words=[say_unit(row["counting_unit"]) for row in records],
        statistic_words=[STATISTICS.get(row["statistic"], "") for row in records],
    )


def _short(title: str) -> str:
    """A measure's title without the words that a chapter on Xinjiang repeats."""
    short = title.removesuffix(COMMON).removeprefix("Xinjiang labour transfers, ")
    return short[:1].upper() + short[1:]


def say(value: float, relation: str, style="count", leads=LEADS) -> str:
    """A number with the source's wording before it, as in "more than 80,000"."""
    return leads[relation] + STYLES[style](value)


def add_labels(rows: pd.DataFrame, unit: float, style="plain") -> pd.DataFrame:
    """With `height`, the value in `unit`s, and `label`, the same with its sign.

    A mean says that it is one, and a count within a year its months.
    """
    rows = rows.assign(height=rows["value"] / unit)
    records = rows.to_dict("records")
    stated = [(row["height"], row["relation"]) for row in records]
    labels = [say(*one, style, SHORT_LEADS) for one in stated]
    parts = [_say_span(row) for row in records]
    return rows.assign(label=[a + b for a, b in zip(labels, parts, strict=True)])


def _say_span(row: dict) -> str:
    if row["statistic"] == "annual_mean":
        return " a year"
    short = row["statistic"] == "total" and row["months"] < 12
    return f" in {row['months']:.0f} months" if short else ""


def name_rows(rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """With `name`, the columns' words in a row, the first letter a capital."""
    parts = rows[list(columns)].itertuples(index=False)
    words = [": ".join(map(str, part)) for part in parts]
    return rows.assign(name=[word[:1].upper() + word[1:] for word in words])


def rename(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows with the readable names that charts and tables share."""
    return rows.rename(columns=NAMES)


def tabulate(rows: pd.DataFrame, *names: str) -> pd.DataFrame:
    """The columns with these readable names, the sources, and who states each row."""
    years = [str(int(year)) if year == year else "" for year in rows["year"]]
    dates = {"Year": years, "Months covered": rows["months"]}
    return rename(rows.assign(**dates))[[*names, "source_id", "actor_id"]]


def per_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Totals of several years as yearly means; other rows keep their value."""
    spread = (rows["statistic"] == "total") & (rows["months"] > 12)
    rows = rows.assign(value=rows["value"].where(~spread, _mean(rows)))
    records = rows.to_dict("records")
    return rows.assign(figure=[say(r["value"], r["relation"]) for r in records])


def _mean(rows: pd.DataFrame) -> pd.Series:
    return rows["value"] / (rows["months"] / 12)


def read_until(rows: pd.DataFrame, claim_id: str, year: int) -> pd.DataFrame:
    """With a second row for a claim whose period may have ended in `year` already."""
    again = rows[rows["claim_id"] == claim_id]
    months = (year - again["first"] + 1) * 12
    labels = again["period_label"] + f", read as to {year}"
    again = again.assign(year=year, months=months, period_label=labels)
    return pd.concat([rows, again]).sort_index(kind="stable").reset_index(drop=True)


def say_range(rows: pd.DataFrame, style="count") -> str:
    """The smallest and the largest number printed: "27,600 to 1,600,000"."""
    if rows.empty:
        return "no figure"
    ends = rows["value"].min(), rows["value"].max()
    return " to ".join(STYLES[style](end) for end in ends)


def finding(rows: pd.DataFrame, sentence: str, *claim_ids: str, otherwise: str) -> str:
    """`sentence`, if every claim it rests on is among the rows, else `otherwise`."""
    return sentence if set(claim_ids) <= set(rows["claim_id"]) else otherwise


def listing(rows: pd.DataFrame) -> str:
    """Every mark in words, for an alternative text."""
    parts = [
        f"{row['Period']}: {row['Figure']} ({row['Unit']})"
        for row in rename(rows).to_dict("records")
    ]
    return f"{len(parts)} marks. " + "; ".join(parts) + "."


def positions_on(evidence, question_id: str, without=()) -> pd.DataFrame:
    """What each side holds on a question; silence is left to the matrix.

    without: actors who speak of another region.
    """
    rows = evidence.data.positions
    rows = rows[(rows["question_id"] == question_id) & ~rows["actor_id"].isin(without)]
    rows = rows[rows["stance"] != "no_position_seen"].sort_values("known_on")
    names = rows["actor_id"].map(lambda actor: name_actor(evidence, actor))
    table = {
        # One column, since a phone has no room for another.
        "Who and when": names + ", " + rows["stated_on"].replace("", "undated"),
        "Stance": rows["stance"].str.replace("_", " "),
        "In short, and as quoted": rows["summary"] + rows["quote"].map(_in_quotes),
        "source_id": rows["source_id"],
        "actor_id": rows["actor_id"],
    }
    return pd.DataFrame(table)


def _in_quotes(words: str) -> str:
    if not words:
        return ""
    return f" \N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}"


def question(evidence, question_id: str, place: str = "") -> str:
    """The wording of a question, headed by the place that a table of answers is on."""
    text = evidence.data.questions.set_index("question_id")["text"][question_id]
    return f"{place}: {text[0].lower()}{text[1:]}" if place else text
