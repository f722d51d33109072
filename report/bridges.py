"""Turns two sides' numbers into a walk from one to the other, step by step.

Each step names why the number changes: definition, scope, period, vintage, status
or printing. What no text accounts for stays a step of its own, unexplained.
A bridge never ends between the two numbers: there is no midpoint.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from report.claims import Claim
from report.estimates import Estimate
from report.findings import Finding, ReportError
from report.formulas import evaluate, list_claim_ids, read_plans

FILE = "data/bridges.yml"
KINDS = ("definition", "scope", "period", "vintage", "status", "printing")
FORMS = ("difference", "ratio")
# Bounds are floats: a chain of steps may miss its end by their rounding.
CLOSE = 1e-9


@dataclass(frozen=True)
class Step:
    """One reason for which the number changes.

    change: added to `before` in a bridge of differences, multiplied in one of
        ratios; its lineage holds the claims of both ends.
    """

    kind: str
    words: str
    before: Estimate
    after: Estimate
    change: Estimate
    explained: bool


@dataclass(frozen=True)
class Bridge:
    """A walk from one side's number to the other's."""

    bridge_id: str
    title: str
    form: str
    start: Estimate
    end: Estimate
    steps: tuple[Step, ...]

    @property
    def unexplained(self) -> float:
        """What the explained steps leave: a difference, or a factor."""
        rest = [step.change.value for step in self.steps if not step.explained]
        return chain(self.form, rest)

    @property
    def lineage(self) -> frozenset[str]:
        """Ids of all claims on the way."""
        return frozenset().union(*(step.change.lineage for step in self.steps))


def read_bridges(path: Path) -> list[dict]:
    """The bridges of a YAML file as plain data; raises ReportError with findings."""
    bridges = read_plans(path, FILE).get("bridges", [])
    found = [finding for plan in bridges for finding in find_faults(plan)]
    if found:
        raise ReportError("bridges cannot be read:", found)
    return bridges


def list_bridge_claims(plan: Mapping) -> set[str]:
    """The ids of all claims on the way, known or not."""
    formulas = [plan["start"], plan["end"], *(step["to"] for step in plan["steps"])]
    return set().union(*map(list_claim_ids, formulas))


def build_bridge(plan: Mapping, claims: Mapping[str, Claim]) -> Bridge:
    """One bridge.

    Raises ReportError if its steps do not sum (or multiply) to the end, with what
    is missing.
    """
    start, end = evaluate(plan["start"], claims), evaluate(plan["end"], claims)
    here, steps = start, []
    for step in plan["steps"]:
        after = evaluate(step["to"], claims)
        change = find_change(plan["form"], here, after, step["words"])
        explained = step.get("explained", True)
        words = " ".join(step["words"].split())
        steps.append(Step(step["kind"], words, here, after, change, explained))
        here = after
    bridge = Bridge(
        plan["bridge_id"], plan["title"], plan["form"], start, end, tuple(steps)
    )
    check_bridge(bridge)
    return bridge


def find_change(form: str, before: Estimate, after: Estimate, reason: str) -> Estimate:
    """The step between two numbers that may follow two definitions.

    Raises IncomparableError if the units differ in a bridge of differences.
    """
    if form == "ratio" and before.unit != after.unit:
        return after.per(before)
    if form == "ratio":
        return after.compare(before, reason)
    if before.measure == after.measure:
        return after - before
    return after.as_measure(before.measure, reason) - before


def check_bridge(bridge: Bridge) -> None:
    """Raises ReportError if the steps do not lead from start to end."""
    reached = chain(
        bridge.form, [bridge.start.value, *(s.change.value for s in bridge.steps)]
    )
    gap = reached - bridge.end.value
    last = bridge.steps[-1].after if bridge.steps else bridge.start
    too_far = abs(gap) > CLOSE * max(1.0, abs(bridge.end.value))
    if too_far or last.unit != bridge.end.unit:
        message = f"the steps reach {reached:g} {last.unit}, not {bridge.end.value:g}"
        cure = "Add the missing step, explained: false if no text accounts for it."
        finding = Finding(FILE, None, "steps", bridge.bridge_id, message, cure)
        raise ReportError(f"{bridge.bridge_id} does not reach its end:", [finding])


def chain(form: str, numbers: Iterable[float]) -> float:
    """The sum, or for ratios the product, of numbers."""
    result = 1.0 if form == "ratio" else 0.0
    for number in numbers:
        result = result * number if form == "ratio" else result + number
    return result


def find_faults(plan: Mapping) -> Iterable[Finding]:
    """What is wrong with the plan of a bridge before any number is computed."""
    name = str(plan.get("bridge_id", "a bridge without bridge_id"))
    for key in ("bridge_id", "title", "form", "start", "end", "steps"):
        if key not in plan:
            yield Finding(FILE, None, key, name, "is missing", f"Add {key}.")
    if plan.get("form") not in FORMS:
        cure = f"Use one of {', '.join(FORMS)}."
        yield Finding(FILE, None, "form", name, "has an unknown form", cure)
    for number, step in enumerate(plan.get("steps", ()), start=1):
        for key in ("kind", "words", "to"):
            if key not in step:
                message = f"step {number} has no {key}"
                yield Finding(FILE, None, key, name, message, f"Add {key}.")
        if step.get("kind") not in KINDS:
            message = f"step {number} has the unknown kind {step.get('kind')!r}"
            cure = f"Use one of {', '.join(KINDS)}."
            yield Finding(FILE, None, "kind", name, message, cure)
