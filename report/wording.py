"""Turns codes, figures and days of the tables into the words in which a reader meets them."""

import datetime

# What a source's wording puts before its number.
RELATIONS = {
    "equal": "", "about": "about ", "more_than": "more than ",
    "at_least": "at least ", "at_most": "at most ", "between": "between ",
}  # fmt: skip
LEADS = RELATIONS | {"between": ""}  # where one number stands alone
STATISTICS = {
    "total": "total", "count": "count", "monthly_mean": "monthly mean",
    "annual_mean": "yearly mean", "share": "share", "ratio": "ratio",
    "growth": "growth", "parts_sum": "sum of printed parts",
}  # fmt: skip
SEEN_AS = {
    "full_text": "seen in full", "excerpt": "seen as an excerpt",
    "quoted_in": "seen only as quoted by another text",
    "mirror": "seen only on a copying site",
}  # fmt: skip
# Counting units and units of claims as readers say them; others take an s.
UNITS = {
    "person_time": "person-times", "list_row": "list rows", "entry": "entries",
    "entity": "entities", "company": "companies", "industry": "industries",
    "body": "bodies", "factory": "factories", "yuan": "yuan", "usd": "US dollars",
    "unknown": "unit not stated", "fraction": "", "ratio": "", "number": "",
}  # fmt: skip

LANGUAGES = {"fr": "French", "ja": "Japanese", "zh": "Chinese"}

# Not strftime, which would speak the language of the machine.
MONTHS = (
    "January February March April May June July August September October November "
    "December"
).split()
SPANS = ("month", "year")
# How what stands in a figure's place begins, where nobody had stated it yet.
NOT_STATED = "[not stated by "


def say_not_stated(day: str) -> str:
    """What stands in the place of a figure that nobody had stated by a day."""
    return f"{NOT_STATED}{day}]"


def say_claim(claim: dict) -> str:
    """The figure in words as it is printed: statistic, wording, value, unit."""
    value = say_value(claim.get("printed", claim["value"]), claim["unit"])
    if claim["relation"] == "between":
        value += f" and {say_value(claim['value_high'], claim['unit'])}"
    statistic = STATISTICS[claim["statistic"]].capitalize()
    words = f"{statistic}: {RELATIONS[claim['relation']]}{value}"
    one = value == "1"
    return f"{words} {say_unit(claim['unit'], one)}".rstrip()


def say_unit(unit: str, one: bool = False) -> str:
    """A unit in the plural, or of `one`, as words; a rate as so many a month or for each."""
    if "/" in unit:
        above, below = unit.split("/", 1)
        return f"{say_unit(above, one)} {'a' if below in SPANS else 'for each'} {below}"
    plural = UNITS.get(unit, f"{unit}s")
    return unit.replace("_", "-") if one and plural.endswith("s") else plural


def say_counting_unit(said: str) -> str:
    """What is counted, as `say_unit` says it, with its lead."""
    return "Counting unit not stated" if said == UNITS["unknown"] else f"Counting unit: {said}"


def say_value(number: float, unit: str) -> str:
    """A printed value with thousands grouped, a fraction as percent."""
    if unit == "fraction":
        return f"{number * 100:,.6g} percent".replace("-", "\N{MINUS SIGN}")
    whole = float(number).is_integer()
    return (f"{number:,.0f}" if whole else f"{number:,g}").replace("-", "\N{MINUS SIGN}")


def say_grain(claim: dict) -> str:
    """How finely the source printed it."""
    return f"printed to {say_value(claim['rounding'], claim['unit'])}"


def say_date(iso: str) -> str:
    """`2026-11-24` as 24 November 2026; what is no date stays as it is."""
    try:
        day = datetime.date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
