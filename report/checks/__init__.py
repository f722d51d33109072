"""Turns the whole repository into one list of findings: what `report check` says."""

from collections.abc import Callable, Iterable
from pathlib import Path

from report import paths
from report.findings import Finding, ReportError, errors, sorted_findings

Check = Callable[[], Iterable[Finding]]


def run_checks(root: Path = paths.ROOT, further: Iterable[Check] = ()) -> list[Finding]:
    """Every fault in data, codebook, bibliography, choices, relations, chapters.

    `further` are checks of parts that this module does not know; each takes
    nothing and returns findings.
    """
    from report.checks.bibliography import check_bibliography, read_entries
    from report.checks.chapters import check_chapters
    from report.checks.codebook import check_codebook
    from report.checks.references import check_references
    from report.checks.relations import check_relations
    from report.checks.pages import read_pages
    from report.params import check_params
    from report.checks.validation import DESCRIPTOR, check_data

    data, bibliography = root / "data", root / "references.bib"
    # 1. What sources say.
    findings = check_data(data)
    if all(finding.file != DESCRIPTOR for finding in findings):
        # 2. How the data describe themselves.
        findings += _try(lambda: check_codebook(data))
        # 3. Where it was read.
        findings += check_bibliography(bibliography, data)
    # 4. What was chosen.
    findings += _try(lambda: check_params(root / "params"))
    # 5. What is computed across claims, once these are sound.
    if not errors(findings):
        findings += _try(lambda: check_relations(root))
    # 6. The chapters, one by one and together.
    pages, unread = read_pages(root)
    findings += unread + check_chapters(pages, root)
    keys = read_entries(bibliography)[0] or None
    findings += check_references(pages, keys)
    # 7. What other parts of the project ask for.
    for check in further:
        findings += _try(check)
    return sorted_findings(findings)


def _try(check: Check) -> list[Finding]:
    """A check whose own input is broken says so and does not hide the others."""
    try:
        return list(check())
    except ReportError as error:
        if error.findings:
            return error.findings
        fault, cure = str(error).rstrip("."), "Mend it first."
        return [Finding(fault.split(" ")[0], None, None, None, fault, cure)]
