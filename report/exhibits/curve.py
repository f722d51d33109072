"""Turns a multiverse into a specification curve, and what turns it into words.

A range of choices, not a better estimate: no estimate here is averaged or chosen.
"""

import pandas as pd

from report import paths
from report.estimates import Estimate
from report.exhibits.marks import SIZE
from report.figures import COLORS, FAINT, SHAPES, WIDTH
from report.identities import read_identities
from report.multiverse import (
    FALLS,
    NOT_USED,
    RISES,
    UNCLEAR,
    count_directions,
    find_turning_choices,
    keep_known,
    read_multiverse,
    run_multiverse,
)
from report.numbers import Word

# How a decision and an option are called beside a chart and in a sentence.
DECISIONS = {
    "counting": "whose counting", "window": "which stretches of time are compared",
    "scale": "means or totals", "year": "fiscal or calendar years",
    "july_2025": "which reading of July 2025", "printed": "as stated or as computed",
    "reading": "the reading of rounding", "latest": "which later figure",
    "earlier": "which earlier figure", "later": "which later figure",
}  # fmt: skip
OPTIONS = {
    "letter": "letter", "old_dashboard": "old dashboard", "cbp_2026": "CBP in 2026",
    "one_series": "all one series", "within_fy2025": "within FY2025",
    "ten_months_on_2024": "10 months on 2024", "fy2025_on_fy2024": "FY2025 on FY2024",
    "y2024_on_y2023": "2024 on 2023", "monthly_mean": "monthly means",
    "total": "totals", "fiscal": "fiscal years", "calendar": "calendar years",
    "first": "July as first shown", "revised": "July as revised",
    "statement": "as stated", "own_arithmetic": "as computed",
    "rounded_or_truncated": "rounded or cut", "rounded": "rounded only",
    "official_2024": "official 2024", "un_experts_2024": "UN experts 2024",
    "opinion_2025": "The Hill 2025", "y2012": "2012", "y2018": "2018",
    "y2019": "2019", "y2021": "2021", "y2021_as_rounded": "2021, rounded",
    "plan_2021_2025": "plan 2021-2025", "outcome_2022": "report 2022",
    "plan_2016_2020": "plan 2016-2020", "outcome_five_years": "report, 5 years",
    "outcome_six_years": "report, 6 years", "white_paper": "white paper",
}  # fmt: skip
MARKS = ((RISES, COLORS[0], SHAPES[2]), (FALLS, COLORS[1], SHAPES[5]),
         (UNCLEAR, COLORS[4], SHAPES[0]))  # fmt: skip
# A title says it so, and the legend like the title.
CALLED = {UNCLEAR: "neither"}
KINDS = ("choices hold together", "rests on a contradiction")
COUNT = "a count of combinations of choices"
PAIRS = "a comparison of the combinations that differ in one choice alone"
# Rows of the grid: an option each; a decision begins with one for its name.
ROW, HEAD = 20, 1.3
# As wide as leaves the names of options their place beside the grid.
ACROSS, NAMES = WIDTH - 70, 135


def run_theme(evidence, name: str) -> tuple[dict, pd.DataFrame]:
    """The theme as it could have been answered on the day, and its specifications."""
    claims, data = evidence.known_claims(), evidence.data
    theme = read_multiverse(paths.PARAMS / "multiverse.yml")[name]
    theme = keep_known(theme, claims)
    identities = read_identities(data.identities, data.measures)
    return theme, run_multiverse(theme, claims, identities)


def count(specifications: pd.DataFrame) -> dict[str, Estimate]:
    """How many specifications there are, by direction, with all their claims.

    Keys: all, rises, falls, unclear, contradicted (rest on claims that cannot all
    hold under what they assume).
    """
    lineage = frozenset(" ".join(specifications["claims"]).split())
    found = count_directions(specifications) | {"all": len(specifications)}
    found["contradicted"] = int((~specifications["holds_together"].astype(bool)).sum())
    return {
        name: Estimate(number, number, number, "number", None, lineage, how=COUNT)
        for name, number in found.items()
    }


def say_counts(specifications: pd.DataFrame, about: str = "") -> str:
    """How many specifications rise, fall or are unclear, as a sentence for a title.

    about: what is compared, for a title that has to stand alone.
    """
    found = count_directions(specifications)
    unclear = f", {found[UNCLEAR]} neither" if found[UNCLEAR] else ""
    lead = f"{about}: of" if about else "Of"
    return (
        f"{lead} {len(specifications)} combinations of choices {found[RISES]} give a rise, "
        f"{found[FALLS]} a fall{unclear}"
    )


def say_span(specifications: pd.DataFrame) -> str:
    """The lowest and the highest change, as a sentence for who cannot see them."""
    if specifications.empty:
        return ""
    ends = specifications["estimate"].iloc[[0, -1]]
    low, high = (f"{100 * end:+,.0f} percent" for end in ends)
    return f"Changes run from {low} to {high}.".replace("-", "\N{MINUS SIGN}")


def say_turning(theme: dict, specifications: pd.DataFrame) -> str:
    """The choices that turn the answer, with in how many pairs each does."""
    table = find_turning_choices(specifications, theme)
    turning = table[table["turned"] > 0].to_dict("records")
    parts = [
        f"{DECISIONS[row['decision']]} (in {row['turned']} of {row['pairs']} pairs)"
        for row in turning
    ]
    words = " and ".join(parts) if parts else "no single choice"
    return Word.of(words, count(specifications)["all"], how=PAIRS)


def say_idle(theme: dict, specifications: pd.DataFrame) -> str:
    """The choices that turn no answer, though specifications differ in them alone."""
    table = find_turning_choices(specifications, theme)
    idle = table[(table["turned"] == 0) & (table["pairs"] > 0)]
    words = ", ".join(DECISIONS[decision] for decision in idle["decision"]) or "none"
    return Word.of(words, count(specifications)["all"], how=PAIRS)


def tabulate(evidence, theme: dict, specifications: pd.DataFrame) -> pd.DataFrame:
    """One row a specification, sorted by estimate: choices in words, change, source."""
    names = list(theme["decisions"])
    words = {n: specifications[n].replace(OPTIONS).replace(NOT_USED, "") for n in names}
    heads = {n: n.replace("_", " ").capitalize() for n in names}
    shown = pd.DataFrame({heads[n]: words[n] for n in names})
    sources = [" ".join(sorted(set(evidence.rows(*ids.split())["source_id"])))
               for ids in specifications["claims"]]  # fmt: skip
    return shown.assign(
        **{"Change, percent": (100 * specifications["estimate"]).round(1)},
        Direction=specifications["direction"].replace(CALLED),
        Assumes=specifications["assumed"],
        source_id=sources,
    )


def draw_curve(theme: dict, specifications: pd.DataFrame, height: int = 200):
    """Sorted estimates above, and below a dot for each option that each one takes."""
    import altair as alt

    # Half a mark beside the first and the last, or they would stand on the axis.
    span = alt.Scale(domain=[-1, max(len(specifications), 1)], nice=False)
    x = alt.X("rank:Q", axis=None, scale=span)
    marks = _mark_directions(specifications)
    drawn = specifications.assign(rank=range(len(specifications)), kind=[
        KINDS[0] if holds else KINDS[1] for holds in specifications["holds_together"]
    ])  # fmt: skip
    drawn = drawn[["rank", "estimate", "direction", "kind"]].replace(CALLED)
    signed = "datum.value ? datum.label : '0%'"
    axis = alt.Axis(format="+%", tickCount=5, labelExpr=signed)
    y = alt.Y("estimate:Q", title="Change", axis=axis)
    zero = alt.Chart(pd.DataFrame({"at": [0]})).mark_rule(color=FAINT)
    hollow = alt.condition(f"datum.kind == '{KINDS[0]}'", alt.value(1), alt.value(0))
    points = alt.Chart(drawn).mark_point(size=SIZE / 2, strokeWidth=1.5, filled=False)
    points = points.encode(x, y, *marks, fillOpacity=hollow)
    upper = alt.layer(zero.encode(y="at:Q"), points).properties(height=height)
    lower = _draw_grid(list_choices(theme, specifications), x, marks)
    both = alt.vconcat(upper.properties(width=ACROSS), lower, spacing=8)
    return both.resolve_scale(x="shared", color="shared", shape="shared")


def list_choices(theme: dict, specifications: pd.DataFrame) -> pd.DataFrame:
    """One row an option that a specification takes: rank, direction, decision, option,
    height."""
    heights, height = {}, 0.0
    for decision, options in theme["decisions"].items():
        taken = [one for one in map(str, options) if one in set(specifications[decision])]
        height += HEAD if taken else 0
        for option in taken:
            heights[decision, option] = height
            height += 1
    rows = [
        (rank, row["direction"], decision, OPTIONS[row[decision]],
         heights[decision, row[decision]])
        for rank, row in enumerate(specifications.to_dict("records"))
        for decision in theme["decisions"]
        if row[decision] != NOT_USED
    ]  # fmt: skip
    columns = ["rank", "direction", "decision", "option", "height"]
    return pd.DataFrame(rows, columns=columns).replace({"direction": CALLED})


def _draw_grid(choices: pd.DataFrame, x, marks):
    import altair as alt

    names = choices.drop_duplicates("height").sort_values("height")
    heads = names.drop_duplicates("decision")
    called = heads["decision"].map(DECISIONS).astype(str)
    called = called.str[:1].str.upper() + called.str[1:]
    heads = heads.assign(height=heads["height"] - 1, decision=called)
    last = max(choices["height"], default=0)
    scale = alt.Scale(domain=[-0.3, last + 0.6], reverse=True, nice=False)
    y = alt.Y("height:Q", axis=None, scale=scale)
    dots = alt.Chart(choices).mark_point(size=26)
    labels = alt.Chart(names).mark_text(align="right", x=-8)
    labels = labels.encode(y, text="option:N")
    titles = alt.Chart(heads).mark_text(align="left", x=-NAMES, fontWeight="bold")
    titles = titles.encode(y, text="decision:N")
    lines = alt.Chart(names).mark_rule(color=FAINT, opacity=0.25)
    chart = alt.layer(lines.encode(y), dots.encode(x, y, *marks[:1]), titles, labels)
    return chart.properties(width=ACROSS, height=ROW * (last + 0.9))


def _mark_directions(specifications: pd.DataFrame):
    import altair as alt

    there = set(specifications["direction"])
    kept = [mark for mark in MARKS if mark[0] in there] or MARKS
    names, inks, forms = (list(part) for part in zip(*kept, strict=True))
    names = [CALLED.get(name, name) for name in names]
    colors, shapes = (alt.Scale(domain=names, range=part) for part in (inks, forms))
    legend = alt.Legend(columns=3)
    color = alt.Color("direction:N", title=None, scale=colors, legend=legend)
    shape = alt.Shape("direction:N", title=None, scale=shapes, legend=legend)
    fill = alt.Fill("direction:N", title=None, scale=colors, legend=legend)
    return color, shape, fill
