"""Turns the whole repository into one list of findings: what `report check` says."""

from collections.abc import Callable, Iterable
from pathlib import Path

from report import paths
from report.findings import Finding, MisuseError, ReportError, errors, sorted_findings

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
    from report.checks.bibliography import check_bibliography, read_entries
    from report.checks.chapters import check_chapters
    from report.checks.codebook import check_codebook
    from report.checks.declarations import check_declarations
    from report.checks.naked import check_numerals
    from report.checks.named_claims import check_named_claims
    from report.checks.quotes import verify_quotes
    from report.checks.references import check_references
    from report.checks.relations import check_relations
    from report.checks.pages import read_pages
    from report.citation.zenodo import check_citation
    from report.params import check_params
    from report.checks.validation import DESCRIPTOR, check_data
    from report.records.seal import check_editions

    data, bibliography = root / "data", root / "references.bib"
    # 1. What sources say.
    findings = check_data(data)
    described = all(finding.file != DESCRIPTOR for finding in findings)
    if described:
        # 2. How the data describe themselves.
        findings += _try(lambda: check_codebook(data))
        # 3. Where it was read, and whether it says what is quoted.
        findings += check_bibliography(bibliography, data)
        findings += _try(lambda: verify_quotes(data, snapshots).findings)
    # 4. What was chosen.
    findings += _try(lambda: check_params(root / "params"))
    # 5. What is computed across claims, once these are sound.
    if not errors(findings):
        findings += _try(lambda: check_relations(root))
    # 6. The chapters, one by one and together.
    pages, unread = read_pages(root)
    findings += unread + check_chapters(pages, root)
    findings += _try(lambda: check_declarations(pages, root / "params"))
    keys = read_entries(bibliography)[0] or None
    findings += check_references(pages, keys)
    findings += check_numerals(pages, _gather_quotes(data))
    if described:
        findings += _try(lambda: check_named_claims(pages, data))
    # 7. What the report says of itself, in two places or more.
    findings += _try(lambda: check_citation(root))
    # 8. What was published, which never changes.
    findings += check_editions(root / "editions")
    # 9. What other parts of the project ask for.
    for check in further:
        findings += _try(check)
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


def _gather_quotes(data: Path) -> dict[str, list[str]] | None:
    """The quotes of each source, or None where the tables cannot be read."""
    from report.checks.quotes import gather_quotes, read_quotes

    try:
        return gather_quotes(read_quotes(data))
    except ReportError:
        return None


def _try(check: Check) -> list[Finding]:
    """A check whose own input is broken says so and does not hide the others."""
    try:
        return list(check())
    except MisuseError:
        raise
    except ReportError as error:
        if error.findings:
            return error.findings
        fault, cure = str(error).rstrip("."), "Mend it first."
        return [Finding(fault.split(" ")[0], None, None, None, fault, cure)]
