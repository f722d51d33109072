"""Turns the whole repository into one list of findings: what `report check` says."""

from collections.abc import Callable, Iterable
from pathlib import Path

from report import paths
from report.data import DESCRIPTOR
from report.findings import (
    Finding,
    MisuseError,
    ReportError,
    collect_findings,
    errors,
    sorted_findings,
)

Check = Callable[[], Iterable[Finding]]


def run_checks(
    root: Path = paths.ROOT,
    further: Iterable[Check] = (),
    snapshots: Path | None = None,
) -> list[Finding]:
    """Every fault in data, codebook, bibliography, choices, chapters, frozen editions.

    `further` are checks of parts that this module does not know; each takes
    nothing and returns findings. `snapshots` is the folder of private copies in
    which quotes are looked for.
    """
    # 1. What sources say, how the data describe themselves, where it was read.
    findings, described = _check_sources(root, snapshots)
    # 2. What was chosen.
    findings += _check_choices(root)
    # 3. What is computed across claims, once these are sound.
    if not errors(findings):
        findings += _check_relations(root)
    # 4. The chapters, one by one and together.
    findings += _check_chapters(root, described)
    # 5. What the report says of itself in two places or more, and what was published.
    findings += _check_record(root)
    # 6. What other parts of the project ask for.
    for check in further:
        findings += collect_findings(check, ".")
    return sorted_findings(findings)


def describe_coverage(
    root: Path = paths.ROOT, snapshots: Path | None = None
) -> list[str]:
    """How far two checks reached: quotes verified, numerals that lead on."""
    from report.checks.naked import count_numerals
    from report.checks.pages import read_pages
    from report.checks.quotes import verify_quotes

    data, lines = root / "data", []
    try:
        lines.append(str(verify_quotes(data, snapshots)))
    except MisuseError:
        raise
    except ReportError as error:
        lines.append(f"no quote verified: {error}")
    pages, _ = read_pages(root)
    return [*lines, str(count_numerals(pages, _gather_quotes(data)))]


def _check_sources(root: Path, snapshots: Path | None) -> tuple[list[Finding], bool]:
    """The faults of data, codebook, bibliography and quotes, and whether the
    descriptor, on which all but the first rest, has none."""
    from report.checks.bibliography import check_bibliography
    from report.checks.codebook import check_codebook
    from report.checks.quotes import verify_quotes
    from report.checks.validation import check_data
    from report.claims import FILE as CLAIMS

    data = root / "data"
    findings = check_data(data)
    described = all(finding.file != DESCRIPTOR for finding in findings)
    if described:
        findings += collect_findings(lambda: check_codebook(data), DESCRIPTOR)
        findings += check_bibliography(root / "references.bib", data)
        verify = lambda: verify_quotes(data, snapshots).findings
        findings += collect_findings(verify, CLAIMS)
    return findings, described


def _check_choices(root: Path) -> list[Finding]:
    from report.params import SCHEMA, check_params

    return collect_findings(lambda: check_params(root / "params"), f"params/{SCHEMA}")


def _check_relations(root: Path) -> list[Finding]:
    from report.checks.relations import check_relations
    from report.identities import FILE

    return collect_findings(lambda: check_relations(root), FILE)


def _check_chapters(root: Path, described: bool) -> list[Finding]:
    """The faults of the pages; what they name in the data only where `described`."""
    from report.checks.bibliography import read_entries
    from report.checks.chapters import check_chapters
    from report.checks.declarations import check_declarations
    from report.checks.naked import check_numerals
    from report.checks.named_claims import check_named_claims
    from report.checks.pages import read_pages
    from report.checks.references import check_references
    from report.claims import FILE as CLAIMS
    from report.params import SCHEMA

    data = root / "data"
    pages, findings = read_pages(root)
    findings += check_chapters(pages, root)
    declare = lambda: check_declarations(pages, root / "params")
    findings += collect_findings(declare, f"params/{SCHEMA}")
    keys = read_entries(root / "references.bib")[0] or None
    findings += check_references(pages, keys)
    findings += check_numerals(pages, _gather_quotes(data))
    if described:
        findings += collect_findings(lambda: check_named_claims(pages, data), CLAIMS)
    return findings


def _check_record(root: Path) -> list[Finding]:
    from report.citation.zenodo import check_citation
    from report.records.seal import check_editions

    cited = collect_findings(lambda: check_citation(root), paths.CITATION.name)
    return [*cited, *check_editions(root / "editions")]


def _gather_quotes(data: Path) -> dict[str, list[str]] | None:
    """The quotes of each source, or None where the tables cannot be read."""
    from report.checks.quotes import gather_quotes, read_quotes

    try:
        return gather_quotes(read_quotes(data))
    except ReportError:
        return None
