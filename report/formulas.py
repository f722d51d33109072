"""Turns a short formula over claims into an estimate with its lineage.

Bridges and the multiverse compare figures that their sources did not print in
one form. A formula says how a figure is made comparable, and nothing else:

| formula                           | gives                                     |
| --------------------------------- | ----------------------------------------- |
| old-fy2024-total                  | the claim as printed                      |
| {claim: ID}                       | its period's total, a mean times months   |
| {claim: ID, per: month}           | that total by the month (or year)         |
| {claim: ID, per: year, length: 5} | the same, over a length that we choose    |
| {sum: [F, F]}                     | the sum, where periods follow each other  |
| {sum: [F, F], months: 10}         | the same by the month                     |
| {minus: [F, F]}                   | the difference                            |
| {ratio: [F, F]}                   | the first by the second                   |
| {plus_one: F}                     | a growth as a ratio                       |
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from report.claims import Claim
from report.estimates import Estimate
from report.findings import Finding, ReportError, did_you_mean
from report.intervals import READINGS, count_months

OPERATIONS = ("claim", "sum", "minus", "ratio", "plus_one")
MONTHS = {"month": 1, "year": 12}


def evaluate(
    formula: str | Mapping, claims: Mapping[str, Claim], reading: str = READINGS[0]
) -> Estimate:
    """The estimate that a formula gives.

    A formula over figures of two measures follows neither: its `measure` is None
    and the estimate's notes say what was set against what.
    Raises ReportError for an unknown claim or operation.
    """
    if isinstance(formula, str):
        return find_claim(formula, claims).estimate(reading)
    operation = next((name for name in OPERATIONS if name in formula), None)
    if operation is None:
        known = ", ".join(OPERATIONS)
        raise ReportError(f"unknown formula {dict(formula)!r}. Use one of {known}.")
    if operation == "claim":
        return _evaluate_mean(formula, claims, reading)
    if operation == "plus_one":
        grown = 1 + evaluate(formula["plus_one"], claims, reading)
        return replace(grown, unit="ratio", measure=None)
    first, *rest = [evaluate(part, claims, reading) for part in formula[operation]]
    for other in rest:
        first = _combine(operation, first, other)
    if "months" in formula:
        first = first / _exactly(formula["months"], "month")
    return first


def read_plans(path: Path, file: str) -> dict:
    """A YAML file of formulas as plain data; raises ReportError naming `file`."""
    import yaml

    # The same in C, ten times as fast, where PyYAML was built with it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(Path(path).read_text("utf-8"), Loader=loader) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())
        found = [Finding(file, None, None, None, f"cannot be read: {said}", "Mend it.")]
        raise ReportError(f"{file} cannot be read:", found) from error


def list_claim_ids(formula: str | Mapping) -> set[str]:
    """The ids of all claims that a formula names, known or not."""
    if isinstance(formula, str):
        return {formula}
    found: set[str] = set()
    for operation in OPERATIONS:
        parts = formula.get(operation, [])
        for part in parts if isinstance(parts, list) else [parts]:
            found |= list_claim_ids(part)
    return found


def find_claim(claim_id: str, claims: Mapping[str, Claim]) -> Claim:
    """The claim of this id; raises ReportError naming it."""
    if claim_id not in claims:
        near = did_you_mean(claim_id, claims)
        raise ReportError(f"no claim {claim_id!r}. {near}Mend the id or add the claim.")
    return claims[claim_id]


def _evaluate_mean(formula, claims, reading: str) -> Estimate:
    claim = find_claim(formula["claim"], claims)
    total = claim.total_estimate(reading)
    if "per" not in formula:
        return total
    length = formula.get("length") or _count(claim, formula["per"])
    return total / _exactly(length, formula["per"])


def _count(claim: Claim, unit: str) -> float:
    """The months or years of a claim's period."""
    if not claim.has_period:
        raise ReportError(f"{claim.claim_id} has no period to divide by. Give a length.")
    return float(count_months(claim.period_start, claim.period_end) / MONTHS[unit])


def _combine(operation: str, a: Estimate, b: Estimate) -> Estimate:
    if operation == "ratio":
        return a.compare(b, f"{a.measure} set against {b.measure}")
    if a.measure != b.measure:
        reason = f"{a.measure} and {b.measure} are read as one series"
        b = b.as_measure(a.measure, reason)
    return a + b if operation == "sum" else a - b


def _exactly(number: float, unit: str) -> Estimate:
    return Estimate(number, number, number, unit)
