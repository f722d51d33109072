"""Turns answers of the engine into words for readers, and rows for programs.

`reconcile` asks all questions of the engine at once; `render` prints the answers
as text, JSON or CSV.
"""

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from report.claims import Claim, read_claims
from report.constraints import Rules, System, build_system
from report.data import load_data
from report.findings import MisuseError, ReportError, did_you_mean
from report.identities import Identity, read_identities, select_identities
from report.reconcile import (
    Adjustment,
    Feasibility,
    Range,
    describe_range,
    find_adjustments,
    find_ranges,
    is_feasible,
    list_targets,
)
from report.reconcile.conflicts import (
    Conflict,
    Conflicts,
    find_conflicts,
    prove_conflict,
    search_small,
)
from report.reconcile.exact import decide
from report.reconcile.numeric import list_rows
from report.wording import RELATIONS

STYLES = ("text", "json", "csv")
COLUMNS = ("answer", "number", "id", "value", "low", "high", "about", "words")
STRICT_READINGS = ("rounded",)
ADJUSTMENT_NOTE = (
    "The least change that makes all claims hold; it measures how far they stand "
    "apart and is not a better estimate."
)


@dataclass(frozen=True)
class Reconciliation:
    """All answers about one set of claims under one set of assumptions."""

    system: System
    assumed: tuple[str, ...]
    feasibility: Feasibility
    conflicts: Conflicts
    printing: tuple[Conflict, ...]
    ranges: tuple[Range, ...]
    adjustments: tuple[Adjustment, ...]


def reconcile_data(
    assume: Iterable[str] = (), theme: str | None = None
) -> Reconciliation:
    """Asks the engine everything about the tables of `data/`."""
    data = load_data()
    claims = read_claims(data.claims, data.measures)
    identities = read_identities(data.identities, data.measures)
    grades = dict(zip(data.sources["source_id"], data.sources["grade"], strict=True))
    return reconcile(claims, identities, assume, theme, grades=grades)


def reconcile(
    claims: Mapping[str, Claim],
    identities: Mapping[str, Identity],
    assume: Iterable[str] = (),
    theme: str | None = None,
    rules: Rules = Rules(),
    grades: Mapping[str, str] | None = None,
) -> Reconciliation:
    """Asks the engine everything about the claims of a theme (all if None).

    assume: identities taken beside the defaults. grades: source_id to A, B, C.
    Raises MisuseError for an unknown identity or theme.
    """
    themes = sorted({claim.theme for claim in claims.values()})
    if theme is not None and theme not in themes:
        near, known = did_you_mean(theme, themes), ", ".join(themes)
        raise MisuseError(f"unknown theme {theme!r}. {near}Known: {known}.")
    chosen = {i: c for i, c in claims.items() if theme in (None, c.theme)}
    assume = tuple(assume)
    active = select_identities(dict(identities), assume)
    system = build_system(chosen, active, rules)
    return Reconciliation(
        system,
        assume,
        is_feasible(system),
        find_conflicts(system),
        find_printing_conflicts(chosen, active, rules),
        tuple(find_ranges(system, list_targets(system))),
        tuple(find_adjustments(system, grades)),
    )


def find_printing_conflicts(claims, identities, rules=Rules()) -> tuple[Conflict, ...]:
    """Conflicts of few claims that only a strict reading of rounding finds.

    They are a matter of printing: the numbers hold together once a printed
    number may be rounded or cut.
    """
    lenient, found = build_system(claims, identities, rules), {}
    for reading in STRICT_READINGS:
        strict = build_system(claims, identities, replace(rules, reading=reading))
        for component in strict.components:
            for claim_ids in search_small(strict, component)[0]:
                rows = list_rows(lenient.restrict(claim_ids))
                if claim_ids not in found and decide(rows).feasible:
                    found[claim_ids] = prove_conflict(strict, claim_ids)
    return tuple(sorted(found.values(), key=lambda c: (len(c.claim_ids), c.claim_ids)))


def describe_conflict(
    conflict: Conflict,
    claims: Mapping[str, Claim],
    names: Mapping[str, str] | None = None,
) -> str:
    """A conflict in plain words: who, what, when, in which unit, read where.

    names: actor_id and source_id to what readers know them by.
    """
    own = [claims[claim_id] for claim_id in conflict.claim_ids]
    assumed = ", ".join(conflict.identities)
    lead = f"These {len(own)} claims cannot all hold"
    lead += f" if {assumed} is assumed" if assumed else ""
    lines = [f"{lead} ({describe_kind(own)}):"]
    lines += [f"- {describe_claim(claim, names)}" for claim in own]
    lines.append(
        f"Added up, they allow at most {conflict.allowed:,.10g} "
        f"where at least {conflict.required:,.10g} is stated."
    )
    return "\n".join([*lines, "Any one of them left out, the others can hold."])


def describe_kind(claims: list[Claim]) -> str:
    """Between whom the contradiction lies."""
    if len({claim.actor_id for claim in claims}) > 1:
        return "between actors"
    if len({claim.source_id for claim in claims}) > 1:
        return "one actor's figures in different sources, perhaps of different days"
    return "one actor's figures in one source"


def describe_claim(claim: Claim, names: Mapping[str, str] | None = None) -> str:
    """One claim in words, such as "us-cbp states a total of 11816 shipment ..."."""
    names = names or {}
    number = f"{RELATIONS[claim.relation]}{claim.value:,.10g}"
    if claim.value_high is not None:
        number += f" and {claim.value_high:,.10g}"
    statistic = claim.statistic.replace("_", " ")
    period = describe_period(claim.period_start, claim.period_end)
    if claim.base_start is not None:
        period += f" against {describe_period(claim.base_start, claim.base_end)}"
    return (
        f"{names.get(claim.actor_id, claim.actor_id)} states a {statistic} of {number} "
        f"{claim.unit} for {claim.measure_id}, {claim.place}, {period} "
        f"[{claim.claim_id}; {names.get(claim.source_id, claim.source_id)}]"
    )


def describe_period(start, end) -> str:
    """A period as one day or as two."""
    if start is None:
        return "period not seen"
    return str(start) if start == end else f"{start} to {end}"


def render(result: Reconciliation, style: str = "text") -> str:
    """All answers as text, JSON or CSV; raises ReportError for another style."""
    if style not in STYLES:
        raise ReportError(f"unknown format {style!r}. Use one of {', '.join(STYLES)}.")
    if style == "text":
        return "\n".join(list_lines(result))
    rows = list(list_answers(result))
    if style == "json":
        head = {
            "feasible": result.feasibility.feasible,
            "certified": result.feasibility.certified,
            "assumed": list(result.assumed),
            "complete": result.conflicts.complete,
            "complete_to": result.conflicts.complete_to,
        }
        return json.dumps(head | {"rows": rows}, ensure_ascii=False, indent=2)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().rstrip("\n")


def list_answers(result: Reconciliation) -> Iterable[dict]:
    """One row a claim of a conflict, a range or an adjustment."""
    groups = (("conflict", result.conflicts), ("printing", result.printing))
    for answer, conflicts in groups:
        for number, conflict in enumerate(conflicts, start=1):
            for claim_id in conflict.claim_ids:
                claim = result.system.claims[claim_id]
                about, words = " ".join(conflict.identities), describe_claim(claim)
                yield _row(answer, number, claim_id, claim.value, about, words)
    for number, found in enumerate(result.ranges, start=1):
        ids = sorted({i for i, _ in (*found.low_claims, *found.high_claims)})
        row = _row("range", number, found.name, None, " ".join(ids), "")
        low, high = (None if math.isinf(e) else e for e in (found.low, found.high))
        yield row | {"low": low, "high": high, "words": describe_range(found)}
    for number, change in enumerate(result.adjustments, start=1):
        row = _row("adjustment", number, change.claim_id, change.printed, "", "")
        low = high = round(change.adjusted, 6)
        yield row | {"low": low, "high": high, "words": ADJUSTMENT_NOTE}


def list_lines(result: Reconciliation) -> Iterable[str]:
    """All answers in words, line by line."""
    system, conflicts = result.system, result.conflicts
    verdict = "can" if result.feasibility.feasible else "cannot"
    assumed = f", assuming {', '.join(result.assumed)}" if result.assumed else ""
    yield f"{len(system.claim_rows)} claims {verdict} all hold together{assumed}."
    yield f"{len(system.outside)} claims constrain nothing."
    yield f"{len(conflicts)} smallest conflicts; {describe_completeness(conflicts)}."
    for conflict in conflicts:
        yield "\n" + describe_conflict(conflict, system.claims)
    for conflict in result.printing:
        yield "\nA matter of printing: only if numbers are strictly rounded or cut."
        yield describe_conflict(conflict, system.claims)
    free = [found for found in result.ranges if not found.conflict]
    yield f"\nRanges ({len(result.ranges) - len(free)} more lie inside conflicts):"
    for found in free:
        yield f"- {found.name}: {describe_range(found)}"
    if result.adjustments:
        yield f"\n{ADJUSTMENT_NOTE}"
    for change in result.adjustments:
        yield f"- {change.claim_id}: {change.printed:,.10g} to {change.adjusted:,.6g}"


def describe_completeness(conflicts: Conflicts) -> str:
    """Whether there may be conflicts that are not listed."""
    if conflicts.complete:
        return "there are no others"
    return f"there may be others, all of more than {conflicts.complete_to} claims"


def _row(answer, number, claim_id, value, about, words) -> dict:
    values = (answer, number, claim_id, value, None, None, about, words)
    return dict(zip(COLUMNS, values, strict=True))
