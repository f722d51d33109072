"""Turns the findings of two states into those that came, stayed and went."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from report.findings import Finding

ROW = re.compile(r"\brow \d+")


@dataclass(frozen=True)
class Faults:
    """What the checks find now, which of it is new, and what they find no more."""

    now: tuple[Finding, ...] = ()
    new: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()

    def __str__(self) -> str:
        """Such as "3, 1 new, 2 gone"."""
        turned = [f"{len(found)} {what}" for found, what in
                  ((self.new, "new"), (self.gone, "gone")) if found]  # fmt: skip
        return ", ".join([str(len(self.now) or "none"), *turned])


def compare_findings(before: Iterable[Finding], after: Iterable[Finding]) -> Faults:
    """Findings that differ in their line alone are the same, which only moved."""
    old, now = tuple(before), tuple(after)
    return Faults(now, _subtract(now, old), _subtract(old, now))


def _subtract(found: tuple[Finding, ...], known: tuple[Finding, ...]) -> tuple[Finding, ...]:
    left = Counter(map(_name, known))
    fresh = []
    for finding in found:
        if left[_name(finding)]:
            left[_name(finding)] -= 1
        else:
            fresh.append(finding)
    return tuple(fresh)


def _name(finding: Finding) -> Finding:
    return replace(finding, row=None, message=ROW.sub("row", finding.message))
