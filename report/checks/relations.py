"""Turns identities, bridges and the multiverse into findings, before any is used.

These tables speak of claims and measures in other tables; they are checked once
those are sound. Nothing is solved here.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from report import bridges, multiverse
from report.claims import Claim, read_claims
from report.data import load_data
from report.findings import Finding, collect_findings, did_you_mean
from report.identities import FILE, Identity, read_identities, select_identities
from report.intervals import READINGS


def check_relations(root: Path) -> list[Finding]:
    """Every fault in data/identities.csv, data/bridges.yml, params/multiverse.yml.

    Raises ReportError with findings where a table cannot be read as a whole.
    """
    data = load_data(root=root / "data")
    # 1. What rows say as constraints: bases, intervals, periods.
    claims = read_claims(data.claims, data.measures)
    # 2. Relations between measures, alone and as they are taken together.
    identities = read_identities(data.identities, data.measures)
    findings = [*check_identities(identities)]
    # 3. What is computed from claims.
    findings += collect_findings(lambda: check_bridges(root / bridges.FILE, claims), bridges.FILE)
    path = root / multiverse.FILE
    check = lambda: check_multiverse(path, claims, identities)
    return findings + collect_findings(check, multiverse.FILE)


def check_identities(identities: dict[str, Identity]) -> Iterable[Finding]:
    """Contradictions among the defaults, and of each other identity with them."""
    others = [i for i, identity in identities.items() if not identity.default]
    for assumed in [(), *((one,) for one in others)]:
        yield from collect_findings(
            lambda: select_identities(identities, assumed) and (), FILE, " ".join(assumed)
        )


def check_bridges(path: Path, claims: Mapping[str, Claim]) -> Iterable[Finding]:
    """Bridges that name no claim, mix units, or whose steps miss their end."""
    for plan in bridges.read_bridges(path):
        name = plan["bridge_id"]
        unknown = sorted(bridges.list_bridge_claims(plan) - set(claims))
        for claim_id in unknown:
            yield _find_unknown(bridges.FILE, name, "claim", claim_id, claims)
        if not unknown:
            yield from collect_findings(
                lambda: bridges.build_bridge(plan, claims) and (), bridges.FILE, name
            )


def check_multiverse(
    path: Path, claims: Mapping[str, Claim], identities: Mapping[str, Identity]
) -> Iterable[Finding]:
    """Figures that name no claim or identity, or mix units without a reason."""
    for name, theme in multiverse.read_multiverse(path).items():
        for claim_id in sorted(set(theme.get("among", ())) - set(claims)):
            yield _find_unknown(multiverse.FILE, name, "claim", claim_id, claims)
        for figure in theme["figures"]:
            yield from _check_figure(name, figure, claims, identities)


def _check_figure(name, figure, claims, identities) -> Iterable[Finding]:
    file = multiverse.FILE
    for identity in sorted(set(figure.get("assume", ())) - set(identities)):
        yield _find_unknown(file, name, "identity", identity, identities)
    unknown = sorted(multiverse.list_figure_claims(figure) - set(claims))
    for claim_id in unknown:
        yield _find_unknown(file, name, "claim", claim_id, claims)
    if not unknown:
        yield from collect_findings(
            lambda: multiverse.evaluate_change(figure, claims, READINGS[0]) and (),
            file, name,
        )  # fmt: skip


def _find_unknown(file, where, kind, name, known) -> Finding:
    message = f"{where} names the {kind} {name}, which no table holds"
    cure = did_you_mean(name, known) + f"Correct the id or add the {kind}."
    return Finding(file, None, kind, name, message, cure)
