"""Turns claims into the rows of the report's tables, worded as they were stated."""

from string import Formatter

import pandas as pd

from report.estimates import NotStated
from report.intervals import count_months
from report.numbers import Word, count_decimals, tell
from report.wording import LEADS

OLD, NEW = "uflpa.shipments.dashboard_old", "uflpa.shipments.cbp_2026"
UPDATES = "forced_labor.shipments.monthly_update"
LETTER = ("uflpa.detentions.letter", "uflpa.shipments.letter")
# How a measure is called in charts, in the order in which colours are given out.
COUNTINGS = {
    "uflpa.detentions.letter": "House Democrats: detentions",
    "uflpa.shipments.letter": "House Democrats: stopped shipments",
    OLD: "Old dashboard: entries",
    NEW: "CBP in 2026: unit not stated",
    "forced_labor.shipments.all": "All forced-labour authorities",
    "forced_labor.shipments.monthly_update": "Monthly updates: all authorities",
    "uflpa.entity_list.entities": "Counted one by one",
    "uflpa.entity_list.entities_old": "Earlier counting",
}
OUTCOMES = ("Denied", "Released", "Pending")
# The letter prints years without saying which; see `place_years`.
UNSTATED_BASIS = "year basis not stated"
MONTHS_FISCAL_YEAR_LEADS = 3
# Names that fit beside a chart; every other actor keeps the name of actors.csv.
SHORT_NAMES = {
    "un-experts": "UN experts (2026)", "un-experts-2023": "UN experts (2023)",
    "un-sr-slavery": "UN rapporteur on slavery", "ohchr": "UN human rights office",
    "ilo-ceacr": "ILO committee of experts", "china-mfa": "China's foreign ministry",
    "xuar-government": "Xinjiang government", "xuar-hr": "Xinjiang labour department",
    "xdrc": "Xinjiang research centre", "tibet-government": "Tibet government",
    "us-house-democrats": "House Democrats (2025)", "us-cbp": "CBP", "us-dhs": "DHS",
    "us-house-chairs-2023": "House chairs (2023)", "cair": "CAIR",
    "us-select-committee": "Gallagher and Krishnamoorthi", "adrian-zenz": "Adrian Zenz",
    "etge": "East Turkistan Gov. in Exile", "us-congress": "US Congress",
}  # fmt: skip
CITED = ["source_id", "actor_id"]
# The columns of most tables of statements.
LISTED = ["Measure", "Period", "Stated", "Who", "Grade", *CITED]
MILLION, BILLION = 1e6, 1e9
SPANS = {"monthly_mean": " a month", "annual_mean": " a year"}
COUNTED = {"person": " people", "position": " positions", "year": " years", "ratio": " times"}


def list_statements(rows: pd.DataFrame) -> pd.DataFrame:
    """Who states what for which period, in which unit and under which definition."""
    columns = {
        "Who": rows["actor_id"].map(SHORT_NAMES).fillna(rows["actor"]),
        "Stated": [print_claim(row) for row in rows.to_dict("records")],
        "Measure": rows["measure_title"],
        "Counting": rows["measure_id"].map(COUNTINGS).fillna(rows["measure_title"]),
        "Period": rows["period_label"],
        "Unit": rows["counting_unit"].replace("unknown", "not stated"),
        "Definition": rows["definition"],
        "Definition is": rows["definition_status"],
        "Grade": rows["grade"],
        "source_id": rows["source_id"],
        "actor_id": rows["actor_id"],
    }
    return pd.DataFrame(columns).reset_index(drop=True)


def list_steps(evidence, numbers: dict, steps: dict) -> pd.DataFrame:
    """Computations in words with their results and the sources that they rest on.

    numbers: name -> Estimate. steps: what is computed -> (the arithmetic, the
    result), both as sentences for `tell`. A step that lacks a number is left out.
    """
    rows = []
    for what, texts in steps.items():
        fields = [field for text in texts for field in Formatter().parse(text)]
        used = [numbers[name] for _, name, _, _ in fields if name]
        if not any(isinstance(number, NotStated) for number in used):
            ids = sorted(set().union(*(number.lineage for number in used)))
            words = (tell(numbers, text) for text in texts)
            rows.append((what, *words, *join_cited(evidence.rows(*ids))))
    return pd.DataFrame(rows, columns=["Step", "Arithmetic", "Result", *CITED])


def join_cited(rows: pd.DataFrame) -> list[str]:
    """The sources of claims, and who states them, a cell each."""
    return [" ".join(sorted(set(rows[column]))) for column in CITED]


def grade_of(evidence, claim_id: str) -> str:
    """The grade of a claim's source in words, for a sentence."""
    rows = evidence.rows(claim_id)
    words = f"grade {rows['grade'].iloc[0]}" if len(rows) else "not yet stated"
    return Word.of(words, evidence.claim(claim_id), how="the grade of its source")


def place_years(rows: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Years of unstated basis as US fiscal years (October to September) or as is."""
    if basis == "calendar":
        return rows
    moved = rows["period_label"].str.contains(UNSTATED_BASIS)
    lead = pd.DateOffset(months=MONTHS_FISCAL_YEAR_LEADS)
    day = pd.Timedelta(days=1)
    starts, ends = rows["start"].copy(), rows["end"].copy()
    starts[moved] = [start - lead for start in starts[moved]]
    ends[moved] = [end + day - lead - day for end in ends[moved]]
    return rows.assign(start=starts, end=ends)


def tidy_means(rows: pd.DataFrame) -> pd.DataFrame:
    """Totals and means of any length as shipments a month, one row a claim."""
    periods = zip(rows["start"].dt.date, rows["end"].dt.date)
    months = [float(count_months(*period)) for period in periods]
    means = rows["statistic"] == "monthly_mean"
    monthly = rows["value"].where(means, rows["value"] / months)
    signs = rows["relation"].map(LEADS)
    return pd.DataFrame(
        {
            "Counting": rows["measure_id"].map(COUNTINGS),
            "Period": rows["period_label"],
            "From": rows["start"],
            "To": rows["end"],
            "Months": [round(length, 1) for length in months],
            "Shipments a month": monthly.round(1),
            "Shown": signs + monthly.map("{:,.0f}".format).astype(str),
            "As printed": rows["value"],
            "Grade": rows["grade"],
            "source_id": rows["source_id"],
            "actor_id": rows["actor_id"],
        }
    ).reset_index(drop=True)


def tidy_values(evidence, pairs: dict) -> pd.DataFrame:
    """Dollars a shipment where value and number were stated for one period.

    pairs: what is shown -> (claim id of the value, claim id of the number).
    """
    rows = []
    for label, (value_id, count_id) in pairs.items():
        value, count = evidence.claim(value_id), evidence.claim(count_id)
        each = value.per(count)
        if not isinstance(each, NotStated):
            rows.append((label, count.value, value.value / 1e6, round(each.value, -2),
                         *join_cited(evidence.rows(value_id, count_id))))  # fmt: skip
    columns = ["Goods stopped", "Shipments", "Million dollars", "Dollars a shipment"]
    table = pd.DataFrame(rows, columns=[*columns, *CITED])
    return table.assign(Goods=table["Goods stopped"].str.split(",").str[0])


def tidy_outcomes(evidence, readings: dict) -> pd.DataFrame:
    """Denied, released and pending shipments as shares of their sum.

    readings: what was read -> claim ids in the order of `OUTCOMES`.
    """
    tables = []
    for reading, claim_ids in readings.items():
        rows = evidence.rows(*claim_ids)
        if len(rows) == len(OUTCOMES):
            tables.append(
                pd.DataFrame({"Reading": reading, "Outcome": OUTCOMES,
                              "Shipments": rows["value"],
                              "source_id": rows["source_id"],
                              "actor_id": rows["actor_id"],
                              "Share": rows["value"] / rows["value"].sum()})
            )  # fmt: skip
    columns = ["Reading", "Outcome", "Shipments", "Share", *CITED]
    return pd.concat(tables)[columns] if tables else pd.DataFrame(columns=columns)


def tidy_list(rows: pd.DataFrame) -> pd.DataFrame:
    """The Entity List by day and by counting, with the steps to label."""
    table = pd.DataFrame(
        {
            "Counting": rows["measure_id"].map(COUNTINGS),
            "Day": rows["end"],
            "Entities": rows["value"],
            "Grade": rows["grade"],
            "source_id": rows["source_id"],
            "actor_id": rows["actor_id"],
        }
    )
    return table.reset_index(drop=True)


def print_claim(row: dict) -> str:
    """One claim as words: "more than 100 a month", "89 percent", "$27.5 million"."""
    text = _print_value(row["value"], row)
    if row["relation"] == "between":
        text += f" to {_print_value(row['value_high'], row)}"
    tail = SPANS.get(row["statistic"], "") or COUNTED.get(row["unit"], "")
    tail = tail.removesuffix("s") if (text, tail) == ("1", " years") else tail
    return LEADS[row["relation"]] + text + tail


def print_stated(evidence, claim_id: str) -> Word:
    """One claim as words that rest on it; that it is not stated, before its day."""
    estimate = evidence.claim(claim_id)
    if isinstance(estimate, NotStated):
        return Word.of(estimate.words, estimate)
    (row,) = evidence.rows(claim_id).to_dict("records")
    return Word.of(print_claim(row), estimate)


def _print_value(value: float, row: dict) -> str:
    """A value to the grain of its claim: 6.5 percent where the source has 6.5."""
    before, unit, after = "", 1, ""
    if row["unit"] == "fraction":
        unit, after = 0.01, " percent"
    elif row["unit"] == "usd":
        large = value >= BILLION
        before, unit = "$", BILLION if large else MILLION
        after = " billion" if large else " million"
    decimals = count_decimals(row["rounding"], unit)
    text = f"{before}{value / unit:,.{decimals}f}{after}"
    return text.replace("-", "\N{MINUS SIGN}")
