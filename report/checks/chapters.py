"""Turns the pages of the book into findings on their form and on `_toc.yml`.

A notebook stays thin, so that a reviewer reads prose and calls: logic lives in
`report/`, paths in the loader, and outputs are made anew at each run.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from report.checks.pages import Cell, Page
from report.findings import Finding, ReportError, did_you_mean
from report.formatting import find_first_change, find_pages, format_page

CODE_LINES = 10
CELLS, BYTES = 80, 80_000
PARAMETERS = "parameters"
LAST_HEADING = "## Sources and limits"
# Calls that read files, which only the loader does.
READERS = (
    "open", "read_csv", "read_table", "read_excel", "read_json", "read_parquet",
    "read_text", "read_bytes", "loadtxt", "genfromtxt",
)  # fmt: skip
PATH = re.compile(r"(~|\.{1,2})?[/\\]\w|data[/\\]|[A-Za-z]:[/\\]")
HEADING = re.compile(r"^#{1,2} .+", re.MULTILINE)
FENCE = re.compile(r"^(`{3,}|~{3,}|:{3,}).*?^\1", re.MULTILINE | re.DOTALL)
TOC = "_toc.yml"
FORM = "Type: report fmt"


def check_chapters(pages: list[Page], root: Path) -> list[Finding]:
    """Every fault in the form of the notebooks and in the table of contents."""
    findings = []
    for page in pages:
        found = []
        if page.is_notebook:
            # 1. The whole: size, cells, order.
            found += _find_page_faults(page)
            # 2. Each cell.
            for cell in page.cells:
                found += _find_cell_faults(page, cell)
        # 3. How it is stored, unless that was said of a cell.
        if all(finding.cure != FORM for finding in found):
            found += _find_form_faults(page)
        findings += found
    # 4. What the book lists.
    return findings + [*_find_toc_faults(root)]


def _find_page_faults(page: Page) -> Iterator[Finding]:
    def say(fault: str, cure: str) -> Finding:
        return Finding(page.file, None, None, None, fault, cure)

    if not page.cells:
        yield say("has no cells", f"Restore it with: git checkout -- {page.file}")
        return
    if len(page.cells) > CELLS:
        fault = f"has {len(page.cells)} cells, more than {CELLS}"
        yield say(fault, "Move computation into report/, or split the chapter.")
    size = len(page.text.encode())
    if size > BYTES:
        fault = f"has {size:,} bytes, more than {BYTES:,}"
        yield say(fault, "Move computation into report/, or split the chapter.")
    tagged = [cell for cell in page.cells if PARAMETERS in cell.tags]
    if len(tagged) != 1:
        fault = f"has {len(tagged)} cells tagged `{PARAMETERS}`"
        yield say(fault, "Tag the one cell that sets them.")
    first = page.cells[0]
    if first.kind != "markdown" or not first.source.startswith("# "):
        yield page.find(first, "", "is not a heading", "Begin with `# ` and a title.")
    headings = [h for cell in page.cells for h in _headings(cell)]
    if headings[-1:] != [LAST_HEADING]:
        last = headings[-1] if headings else "none"
        cure = f"End with the section `{LAST_HEADING}`."
        yield say(f"has {last!r} as its last section", cure)


def _headings(cell: Cell) -> list[str]:
    if cell.kind != "markdown":
        return []
    prose = FENCE.sub("", cell.source)
    return [heading.strip() for heading in HEADING.findall(prose)]


def _find_cell_faults(page: Page, cell: Cell) -> Iterator[Finding]:
    if not cell.cell_id:
        yield page.find(cell, "", "has no id", FORM)
    if cell.kind != "code":
        return
    if cell.has_output:
        yield page.find(cell, "", "holds a stored output or execution count", FORM)
    lines = sum(bool(line.strip()) for line in cell.source.splitlines())
    if lines > CODE_LINES:
        fault = f"has {lines} lines, more than {CODE_LINES}"
        yield page.find(cell, "", fault, "Move the logic into report/.")
    yield from _find_code_faults(page, cell)


def _find_form_faults(page: Page) -> Iterator[Finding]:
    try:
        formatted = format_page(page.file, page.text)
    except ReportError:
        formatted = page.text  # what is no notebook is told by whoever reads it
    if formatted != page.text:
        row = find_first_change(page.text, formatted)
        line = (page.text.split("\n") + [""])[row - 1].strip()
        fault = "is not stored one sentence a line, in the form of all chapters"
        yield Finding(page.file, row, None, line, fault, FORM)


def _find_code_faults(page: Page, cell: Cell) -> Iterator[Finding]:
    try:
        tree = ast.parse(cell.source)
    except SyntaxError as error:
        line = (error.text or "").strip()
        cure = "Write plain Python, without magics or shell lines."
        yield page.find(cell, line, f"is not Python: {error.msg}", cure)
        return
    lines = cell.source.splitlines()
    for node in ast.walk(tree):
        fault, cure = _judge(node)
        if fault:
            yield page.find(cell, lines[node.lineno - 1].strip(), fault, cure)


def _judge(node: ast.AST) -> tuple[str, str]:
    """What a piece of code does that a chapter should not, and the cure."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        word = "class" if isinstance(node, ast.ClassDef) else "function"
        return f"defines a {word}", "Move it into report/ and import it."
    if isinstance(node, ast.Call) and called_name(node) in READERS:
        cure = "Read through report.evidence or report.data, which check it."
        return f"calls {called_name(node)}", cure
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if PATH.match(node.value):
            return f"holds the path {node.value!r}", "Take it from report.paths."
    return "", ""


def called_name(call: ast.Call) -> str:
    """`figure` for both `figure(...)` and `figures.figure(...)`."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _find_toc_faults(root: Path) -> Iterator[Finding]:
    import yaml

    path = root / TOC
    cure = f"Restore it with: git checkout -- {TOC}"
    try:
        text = path.read_text("utf-8")
        listed = _list_entries(yaml.safe_load(text))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        fault = "is missing" if isinstance(error, OSError) else "is not YAML"
        yield Finding(TOC, None, None, None, fault, cure)
        return
    there = {
        path.relative_to(root).with_suffix("").as_posix(): path.name
        for path in find_pages(root)
        if path.parent != root
    }
    for entry in listed:
        name = entry.removesuffix(".md").removesuffix(".ipynb")
        if not any((root / f"{name}{end}").is_file() for end in (".md", ".ipynb")):
            cure = did_you_mean(name, set(there) - set(listed))
            cure += "Correct or delete it."
            row = text[: text.find(entry)].count("\n") + 1
            yield Finding(TOC, row, None, entry, "has no file", cure)
    names = {entry.removesuffix(".md").removesuffix(".ipynb") for entry in listed}
    for name in sorted(set(there) - names):
        cure = f"Add `- file: {name}` where it belongs, or delete the file."
        fault = f"is not in {TOC}"
        yield Finding(f"chapters/{there[name]}", None, None, None, fault, cure)


def _list_entries(toc) -> list[str]:
    """Every `root` and `file` of a table of contents, at any depth."""
    if isinstance(toc, list):
        return [entry for item in toc for entry in _list_entries(item)]
    if not isinstance(toc, dict):
        return []
    own = [str(toc[key]) for key in ("root", "file") if toc.get(key)]
    nested = (_list_entries(value) for value in toc.values() if isinstance(value, list))
    return own + [entry for entries in nested for entry in entries]
