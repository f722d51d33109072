"""Turns defensible choices into all their results, side by side.

A multiverse analysis (Steegen, Tuerlinckx, Gelman and Vanpaemel, 2016): every
combination of options is a specification, every specification gives an estimate,
and the curve of sorted estimates over the grid of choices (Simonsohn, Simmons and
Nelson, 2020) shows which choice turns the answer.
It is a range of choices, not a better estimate: nothing here may be averaged.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

from report.claims import Claim
from report.constraints import build_system
from report.estimates import Estimate
from report.findings import Finding, ReportError
from report.formulas import evaluate, list_claim_ids, read_plans
from report.identities import Identity, select_identities
from report.intervals import READINGS
from report.reconcile import is_feasible

FILE = "params/multiverse.yml"
NOT_USED = "-"  # the decision plays no part in this specification
FORMULAS = ("later", "earlier", "growth")
RESULTS = ("estimate", "low", "high", "direction", "assumed", "holds_together",
           "claims", "notes")  # fmt: skip
RISES, FALLS, UNCLEAR = "rises", "falls", "unclear"


def read_multiverse(path: Path) -> dict[str, dict]:
    """The themes of a multiverse file; raises ReportError with every finding."""
    themes = read_plans(path, FILE).get("themes", {})
    found = [f for name, theme in themes.items() for f in find_faults(name, theme)]
    if found:
        raise ReportError("the multiverse cannot be read:", found)
    return themes


def keep_known(theme: Mapping, claims: Mapping[str, Claim]) -> dict:
    """The theme with only the figures that these claims can give."""
    figures = [f for f in theme["figures"] if list_figure_claims(f) <= set(claims)]
    among = [claim_id for claim_id in theme.get("among", ()) if claim_id in claims]
    return {**theme, "figures": figures, "among": among}


def list_figure_claims(figure: Mapping) -> set[str]:
    """The ids of the claims that a figure rests on."""
    formulas = [figure[name] for name in FORMULAS if name in figure]
    return set().union(*map(list_claim_ids, formulas))


def list_specifications(theme: Mapping) -> list[dict]:
    """Every distinct specification: its choices and its figure.

    Choices that play no part in a figure are set to "-" and their combinations
    counted once. A combination without a figure has `figure` None.
    """
    names = list(theme["decisions"])
    kept: dict[tuple, dict] = {}
    for options in product(*theme["decisions"].values()):
        choices = dict(zip(names, map(str, options), strict=True))
        figure = find_figure(theme, choices)
        if figure is not None:
            used = {*figure["when"], "reading"}
            choices = {n: o if n in used else NOT_USED for n, o in choices.items()}
        kept.setdefault(tuple(choices.values()), {"choices": choices, "figure": figure})
    return list(kept.values())


def find_figure(theme: Mapping, choices: Mapping[str, str]) -> dict | None:
    """The figure whose conditions these choices meet."""
    for figure in theme["figures"]:
        if all(choices[name] == str(option) for name, option in figure["when"].items()):
            return figure
    return None


def run_multiverse(
    theme: Mapping, claims: Mapping[str, Claim], identities: Mapping[str, Identity]
):
    """A frame with one row a specification that has a figure, sorted by estimate.

    Columns: one a decision; estimate, low, high (change as a fraction: -0.79 is a
    fall by 79 percent); direction ("rises", "falls", "unclear" if the bounds hold
    both); assumed (identity ids); holds_together (whether the claims named in
    `among` can hold together under them); claims; notes.
    """
    import pandas as pd

    holds: dict[tuple, bool] = {}
    rows = []
    for specification in list_specifications(theme):
        figure, choices = specification["figure"], specification["choices"]
        if figure is None:
            continue
        reading = choices.get("reading", READINGS[0])
        estimate = evaluate_change(figure, claims, reading)
        assumed = tuple(figure.get("assume", ()))
        if assumed not in holds:
            holds[assumed] = check_among(theme, assumed, claims, identities)
        notes = [*estimate.notes, *filter(None, [figure.get("kinds_differ")])]
        rows.append(
            choices
            | {
                "estimate": estimate.value,
                "low": estimate.low,
                "high": estimate.high,
                "direction": find_direction(estimate),
                "assumed": " ".join(assumed),
                "holds_together": holds[assumed],
                "claims": " ".join(sorted(estimate.lineage)),
                "notes": "; ".join(notes),
            }
        )
    frame = pd.DataFrame(rows, columns=[*theme["decisions"], *RESULTS])
    return frame.sort_values(["estimate", *theme["decisions"]], ignore_index=True)


def evaluate_change(figure: Mapping, claims, reading: str) -> Estimate:
    """Later against earlier, minus 1, or the growth as a source states it.

    Raises IncomparableError for two units, unless the figure says in
    `kinds_differ` why they are set side by side.
    """
    if "growth" in figure:
        return evaluate(figure["growth"], claims, reading)
    later = evaluate(figure["later"], claims, reading)
    earlier = evaluate(figure["earlier"], claims, reading)
    if later.unit != earlier.unit and figure.get("kinds_differ"):
        reason = f"{later.unit} set against {earlier.unit}"
        later = _in_unit(later, earlier.unit, reason)
    if later.measure == earlier.measure:
        return later.growth_from(earlier)
    reason = f"{later.measure} set against {earlier.measure}"
    return later.compare(earlier, reason) - 1


def find_direction(change: Estimate) -> str:
    """Whether the whole interval lies on one side of no change."""
    if change.low > 0:
        return RISES
    return FALLS if change.high < 0 else UNCLEAR


def check_among(theme: Mapping, assumed, claims, identities) -> bool:
    """Whether the claims of the dispute hold together under these identities."""
    chosen = {claim_id: claims[claim_id] for claim_id in theme.get("among", ())}
    active = select_identities(dict(identities), assumed)
    return is_feasible(build_system(chosen, active)).feasible


def count_directions(frame) -> dict[str, int]:
    """In how many specifications the count rises, falls or is unclear."""
    counts = frame["direction"].value_counts()
    return {name: int(counts.get(name, 0)) for name in (RISES, FALLS, UNCLEAR)}


def find_turning_choices(frame, theme: Mapping):
    """A frame with one row a decision: which choices turn the answer.

    Two specifications are a pair if they differ in that decision alone, among the
    decisions that play a part in both. Columns: decision, pairs, turned (pairs of
    opposite direction), example.
    """
    import pandas as pd

    names = list(theme["decisions"])
    rows = {name: {"decision": name, "pairs": 0, "turned": 0, "example": ""}
            for name in names}  # fmt: skip
    for a, b in combinations(frame.to_dict("records"), 2):
        differ = [n for n in names if a[n] != b[n] and NOT_USED not in (a[n], b[n])]
        if len(differ) != 1:
            continue
        row = rows[differ[0]]
        row["pairs"] += 1
        if {a["direction"], b["direction"]} == {RISES, FALLS}:
            row["turned"] += 1
            row["example"] = row["example"] or _describe_turn(differ[0], a, b)
    table = pd.DataFrame(rows.values())
    return table.sort_values(["turned", "decision"], ascending=[False, True])


def find_faults(name: str, theme: Mapping):
    """What is wrong with a theme before any number is computed."""
    decisions = theme.get("decisions", {})
    for key in ("question", "decisions", "figures"):
        if not theme.get(key):
            yield Finding(FILE, None, key, name, "is missing", f"Add {key}.")
    for option in decisions.get("reading", ()):
        if option not in READINGS:
            cure = f"Use one of {', '.join(READINGS)}."
            yield Finding(FILE, None, "reading", option, "is unknown", cure)
    for number, figure in enumerate(theme.get("figures", ()), start=1):
        for decision, option in figure.get("when", {}).items():
            if str(option) not in map(str, decisions.get(decision, ())):
                message = f"figure {number} of {name} names no option of {decision}"
                cure = f"Use one of {', '.join(map(str, decisions.get(decision, decisions)))}."
                yield Finding(FILE, None, decision, str(option), message, cure)
        if "growth" not in figure and not {"later", "earlier"} <= set(figure):
            message = f"figure {number} of {name} has no formula"
            cure = "Give later and earlier, or growth."
            yield Finding(FILE, None, "figures", name, message, cure)


def _in_unit(estimate: Estimate, unit: str, reason: str) -> Estimate:
    # Only for figures that the file sets side by side on purpose.
    return replace(estimate, unit=unit, notes=(*estimate.notes, reason))


def _describe_turn(decision: str, a, b) -> str:
    low, high = sorted((a, b), key=lambda row: row["estimate"])
    return (
        f"{decision}={low[decision]}: {low['estimate']:+.1%}; "
        f"{decision}={high[decision]}: {high['estimate']:+.1%}"
    )
