"""Turns rows of sources.csv into BibTeX entries, or into findings where they differ.

`references.bib` is kept by hand beside the data; the cure of each finding is the
exact entry to paste.
"""

import re
from pathlib import Path

from report import paths
from report.checks.files import Row, Table, read_tables
from report.findings import Finding, did_you_mean, sorted_findings
from report.wording import LANGUAGES, SEEN_AS

FILE = "references.bib"
# Entries on methods are nobody's claims and have no row in sources.csv.
LITERATURE = "literature"
AGREEING = ("title", "url", "year", "month")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# TeX reads these as commands. A dollar sign has no backslash, which pybtex would keep,
# and opens no formula before braces, which cannot be escaped and become round.
ESCAPES = {
    "\\": r"\textbackslash{}", "{": "(", "}": ")", "~": r"\textasciitilde{}",
    "%": r"\%", "$": "${}", "#": r"\#", "_": r"\_", "&": r"\&",
}  # fmt: skip
# Between these TeX joins two characters into one: dashes, quotes, inverted marks.
LIGATURE = re.compile(r"(?<=([-'`,<>]))(?=\1)|(?<=[!?])(?=`)")
GRADE = re.compile(r"Grade ([A-C])\.")


def check_bibliography(
    bibliography: Path = paths.BIBLIOGRAPHY, folder: Path = paths.DATA
) -> list[Finding]:
    """Where `references.bib` and sources.csv do not say the same."""
    # 1. The rows, as far as they can be read; their own faults are told elsewhere.
    table = _read_sources(Path(folder))
    # 2. The entries.
    entries, findings = read_entries(Path(bibliography))
    if table is None or (findings and not entries):
        return findings
    lines = _find_lines(Path(bibliography))
    # 3. Both ways.
    rows = {row.cells["source_id"]: row for row in table.whole_rows()}
    for key, row in rows.items():
        if key not in entries:
            findings.append(_say_missing(table, row))
        else:
            findings += _find_differences(entries[key], row, lines.get(key))
    known = {row.cells["source_id"] for row in table.rows}
    findings += [
        _say_spare(key, lines.get(key), known - set(entries))
        for key, entry in entries.items()
        if key not in known and not _is_literature(entry)
    ]
    return sorted_findings(findings)


def bibtex_entry(source: dict[str, str]) -> str:
    """A row of sources.csv as a BibTeX entry that pybtex reads back unchanged.

    Braces keep the case of titles. The day stands in the month, as the styles
    print the two together. An address is not escaped, since styles print it raw.
    """
    author = _format_authors(source["authors"]) or _group(source["publisher"])
    publisher = escape(source["publisher"]) if source["authors"] else ""
    article = publisher and source["kind"] in ("academic", "press")
    fields = {
        "author": author,
        "title": _group(source["title"]),
        "journal" if article else "howpublished": publisher,
        "month": _format_month(source["published"]),
        "year": source["published"][:4],
        "url": source["url"].replace("{", "%7B").replace("}", "%7D"),
        "note": _format_note(source),
    }
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},"
        for name, value in fields.items()
        if value
    ]
    kind = "article" if article else "misc"
    return "\n".join([f"@{kind}{{{source['source_id']},", *lines, "}", ""])


def escape(text: str) -> str:
    """Text as TeX, so that each character is printed as it is."""
    split = LIGATURE.sub("\0", text)
    letters = (ESCAPES.get(letter, letter) for letter in split)
    return "".join(letters).replace("\0", "{}")


def read_entries(bibliography: Path) -> tuple[dict, list[Finding]]:
    """Entries of a BibTeX file by key, and a finding where it cannot be read."""
    from pybtex.database import BibliographyDataError
    from pybtex.database.input.bibtex import Parser
    from pybtex.scanner import PybtexSyntaxError

    try:
        text = bibliography.read_text("utf-8")
        return dict(Parser().parse_string(text).entries), []
    except (FileNotFoundError, UnicodeDecodeError) as error:
        fault = "is missing" if isinstance(error, OSError) else "is not UTF-8"
        cure = f"Restore it with: git checkout -- {FILE}"
        return {}, [Finding(FILE, None, None, None, fault, cure)]
    except BibliographyDataError as error:
        cure = "Delete one of the two entries."
        return {}, [Finding(FILE, None, None, None, str(error), cure)]
    except PybtexSyntaxError as error:
        cure = "Close the brace or add the comma."
        return {}, [Finding(FILE, error.lineno, None, None, str(error), cure)]


def _read_sources(folder: Path) -> Table | None:
    from report.data import read_package

    package = read_package(folder)
    table = read_tables(folder, package)[0].get("sources")
    resource = next(r for r in package["resources"] if r["name"] == "sources")
    whole = {field["name"] for field in resource["schema"]["fields"]}
    return table if table and whole <= set(table.columns) else None


def _group(text: str) -> str:
    return f"{{{escape(text)}}}" if text else ""


def _format_authors(authors: str) -> str:
    """Names joined by `and`; printed lists use a semicolon or a Chinese comma."""
    names = [name.strip() for name in re.split("[;、]", authors) if name.strip()]
    if names and names[-1].endswith(" et al."):
        names[-1:] = [names[-1].removesuffix(" et al."), "others"]
    return " and ".join(escape(name) for name in names)


def _format_month(published: str) -> str:
    _, month, day = [*published.split("-"), "", ""][:3]
    if not month:
        return ""
    name = MONTHS[int(month) - 1]
    return f"{{{int(day)}~}} # {name}" if day else name


def _format_note(source: dict[str, str]) -> str:
    language = source["language"]
    parts = [
        "" if source["published"] else "Undated.",
        f"Grade {source['grade']}.",
        f"{SEEN_AS[source['seen_as']].capitalize()}.",
        "" if language == "en" else f"In {LANGUAGES.get(language, language)}.",
    ]
    return " ".join(part for part in parts if part)


def _is_literature(entry) -> bool:
    return LITERATURE in re.split(r"[,;\s]+", entry.fields.get("keywords", ""))


def _find_lines(bibliography: Path) -> dict[str, int]:
    lines = bibliography.read_text("utf-8").splitlines()
    heads = ((re.match(r"\s*@\w+\s*\{\s*([^,\s]+)", line), n) for n, line in
             enumerate(lines, start=1))  # fmt: skip
    return {head[1]: number for head, number in heads if head}


def _find_differences(entry, row: Row, line: int | None) -> list[Finding]:
    source = row.cells
    try:
        text = bibtex_entry(source)
    except (KeyError, IndexError, ValueError):
        return []  # a cell that its column forbids; the check of the data names it
    due = _parse(text)[source["source_id"]]
    findings = []
    for field in AGREEING:
        seen, wanted = entry.fields.get(field, ""), due.fields.get(field, "")
        if seen != wanted:
            findings.append(_say_difference(field, seen, source, line, text))
    grade = GRADE.search(entry.fields.get("note", ""))
    if (grade[1] if grade else "") != source["grade"]:
        seen = entry.fields.get("note", "")
        findings.append(_say_difference("note", seen, source, line, text))
    return findings


def _parse(text: str) -> dict:
    from pybtex.database.input.bibtex import Parser

    return Parser().parse_string(text).entries


def _say_difference(field, seen: str, source: dict, line, text: str) -> Finding:
    column = {"note": "grade", "year": "published", "month": "published"}
    fault = f"differs from {column.get(field, field)} of {source['source_id']}"
    cure = f"Correct data/sources.csv, or paste: {_on_one_line(text)}"
    return Finding(FILE, line, field, seen, fault + " in data/sources.csv", cure)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _say_missing(table: Table, row: Row) -> Finding:
    try:
        cure = f"Paste into {FILE}: {_on_one_line(bibtex_entry(row.cells))}"
    except (KeyError, IndexError, ValueError):
        cure = f"Correct the row, then add its entry to {FILE}."
    key = row.cells["source_id"]
    fault = f"has no entry in {FILE}"
    return Finding(table.file, row.number, "source_id", key, fault, cure)


def _say_spare(key: str, line: int | None, unmatched: set[str]) -> Finding:
    cure = did_you_mean(key, unmatched) + "Add the row, delete the entry, or give it "
    cure += f"keywords = {{{LITERATURE}}}."
    return Finding(FILE, line, None, key, "is not in data/sources.csv", cure)
