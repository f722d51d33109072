"""Turns what a check saw into one line: file, row, column, value, fault, cure."""

import difflib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, order=True)
class Finding:
    """One fault in one place.

    `row` counts lines of the file from 1, so that the header of a table is row 1
    and an editor jumps to the right line.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    message: str
    cure: str
    severity: str = ERROR

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        parts = [place]
        if self.column:
            parts.append(f"column {self.column}")
        if self.value not in (None, ""):
            parts.append(repr(_shorten(self.value)))
        return f"{self.severity}: {', '.join(parts)}: {self.message}. {self.cure}"


class ReportError(Exception):
    """Something a user can mend; the text says what, where and how.

    file: where it is mended, if that is one file and no finding says so.
    """

    exit_code = 1

    def __init__(self, message: str, findings: Iterable[Finding] = (), file: str = ""):
        self.findings, self.file = sorted_findings(findings), file
        lines = [message, *(str(finding) for finding in self.findings)]
        super().__init__("\n".join(lines))


class MisuseError(ReportError):
    """The command was called with words it does not know."""

    exit_code = 2


def collect_findings(
    check: Callable[[], Iterable[Finding]], file: str, value: str | None = None
) -> list[Finding]:
    """The findings of a check, or its refusal as findings, so that it hides no other check.

    file, value: where the fault of a refusal lies that names no place itself.
    A MisuseError is a fault of the command and goes on to whoever typed it.
    """
    try:
        return list(check())
    except MisuseError:
        raise
    except ReportError as error:
        if error.findings:
            return error.findings
        fault, cure = str(error).rstrip("."), "Mend it first."
        return [Finding(error.file or file, None, None, value, fault, cure)]


def sorted_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in a stable order: by file, row, column."""
    return sorted(
        set(findings),
        key=lambda f: (f.file, f.row or 0, f.column or "", f.message, f.value or ""),
    )


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Only the findings that stop a build."""
    return [finding for finding in findings if finding.severity == ERROR]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The start of a cure that names the nearest known word; "" if none is near."""
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f"Did you mean {near[0]!r}? " if near else ""


def format_findings(findings: Iterable[Finding], style: str = "text") -> str:
    """Findings as `text`, `json` or `github` workflow annotations."""
    ordered = sorted_findings(findings)
    if style == "json":
        rows = [asdict(finding) for finding in ordered]
        return json.dumps(rows, ensure_ascii=False, indent=2)
    line = _format_github if style == "github" else str
    return "\n".join(line(finding) for finding in ordered)


def _format_github(finding: Finding) -> str:
    place = f"file={finding.file}" + (f",line={finding.row}" if finding.row else "")
    cell = " ".join(part for part in (finding.column, finding.value) if part)
    text = f"{cell}: " if cell else ""
    text += f"{finding.message}. {finding.cure}"
    # Workflow commands end at a line break and use % for escapes.
    for raw, escaped in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(raw, escaped)
    return f"::{finding.severity} {place}::{text}"


def _shorten(value: str, limit: int = 80) -> str:
    return value if len(value) <= limit else value[: limit - 1] + "…"
