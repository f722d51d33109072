"""Turns a built folder into a record: executed notebooks, data and parameters as they are.

Nothing is built and no page is read, so that the state of another revision costs no
more than its executed notebooks.
"""

import csv
import json
import re
from collections.abc import Mapping
from pathlib import Path

from report import paths
from report.corrections import read_corrections
from report.data import load_data
from report.figures import FIGURE_MIME, TABLE_MIME
from report.findings import ReportError
from report.numbers import MIME as NUMBER_MIME
from report.params import BASELINE_FILE, declared, read_yaml
from report.records import KEYS, Record, Row, join_ids
from report.records.conflicts import list_conflicts
from report.records.sentences import read_sentences
from report.records.slices import Program
from report.runs.keys import hash_bytes
from report.runs.notebooks import list_published_by, read_notebook
from report.runs.why import read_parts

TABLES = ("claims", "sources", "measures", "actors", "positions", "events", "questions",
          "identities")  # fmt: skip
POSITION = ("actor_id", "question_id", "source_id")
FILE = re.compile(r"^\s*-?\s*(?:file|root):\s*(\S+)", re.MULTILINE)
WORKING_TREE = "the working tree"

Notebooks = Mapping[str, dict]


def take_record(
    root: Path = paths.ROOT,
    set_name: str = paths.BASELINE,
    runs: Path | None = None,
    name: str = WORKING_TREE,
) -> Record:
    """The record of a checkout whose chapters have been run.

    runs: the folder of executed notebooks, if it is not the checkout's own.
    Raises ReportError where the chapters have not been run.
    """
    runs = runs or root / paths.RUNS.relative_to(paths.ROOT) / Path(set_name).stem
    notebooks = read_notebooks(runs)
    parts = {chapter: read_parts(runs, chapter) or {} for chapter in notebooks}
    if missing := sorted({p.stem for p in (root / "chapters").glob("*.ipynb")} - set(notebooks)):
        raise ReportError(f"{', '.join(missing)}: not run yet. Type: make book")
    return describe(root, notebooks, set_name, parts, name)


def describe(
    root: Path, notebooks: Notebooks, set_name: str, parts: Mapping[str, dict], name: str,
    with_conflicts: bool = True,
) -> Record:  # fmt: skip
    """The record of executed notebooks (chapter -> notebook) and the files beside them.

    parts: chapter -> what its run rested on, as in `report.runs.keys`. The search for
    conflicts takes seconds; who knows that they are those of the state compared with
    leaves them out of both.
    """
    folder = root / "data"
    published = find_numbers(notebooks)
    tables = {
        # 1. What was published.
        "numbers": list(_list_numbers(notebooks)),
        "figures": list(_list_figures(notebooks)),
        "sentences": _list_sentences(root, notebooks, published),
        # 2. What it rests on.
        "parameters": _list_parameters(root, set_name, list(notebooks)),
        "corrections": _list_corrections(folder),
        **{table: _read_table(folder, table) for table in TABLES},
        # 3. What follows from the claims together, and what each chapter was run on.
        "conflicts": list_conflicts(load_data(root=folder)) if with_conflicts else [],
        "inputs": list(_list_inputs(parts)),
    }
    _apply_corrections(tables)
    data = {
        payload["name"]: list_data(payload)
        for _, _, _, payload in list_published_by(notebooks, FIGURE_MIME, TABLE_MIME)
    }
    return Record(name, tables, dict(sorted(data.items())))


def read_notebooks(folder: Path) -> dict[str, dict]:
    """The executed notebooks of a folder by chapter, in order of name."""
    found = sorted(folder.glob("*.ipynb"))
    return {p.stem: read_notebook(p) for p in found if not p.stem.endswith(".failed")}


def find_numbers(notebooks: Notebooks) -> dict[str, dict]:
    """Every published number by its key, as `report.numbers` describes it."""
    return {p["key"]: p for _, _, _, p in list_published_by(notebooks, NUMBER_MIME)}


def _list_numbers(notebooks: Notebooks):
    programs = {chapter: Program(n["cells"]) for chapter, n in notebooks.items()}
    for chapter, cell, _, payload in list_published_by(notebooks, NUMBER_MIME):
        behind = programs[chapter].slice(cell, payload["key"])
        stated = payload.get("parameter")
        yield {
            "key": payload["key"],
            "text": payload["text"],
            **{end: _text(payload.get(end)) for end in ("value", "low", "high")},
            "unit": payload.get("unit", ""),
            "measure": payload.get("measure") or "",
            "how": payload.get("how", ""),
            "lineage": join_ids(payload["lineage"]),
            "sources": join_ids(payload.get("sources", [])),
            "parameters": join_ids(sorted({*behind.parameters, *([stated] if stated else [])})),
            "chapter": chapter,
            "code": behind.code,
        }


def _list_figures(notebooks: Notebooks):
    programs = {chapter: Program(n["cells"]) for chapter, n in notebooks.items()}
    for chapter, cell, mime, payload in list_published_by(notebooks, FIGURE_MIME, TABLE_MIME):
        behind = programs[chapter].slice(cell, payload["name"])
        yield {
            "name": payload["name"],
            "kind": "figure" if mime == FIGURE_MIME else "table",
            **{part: payload.get(part, "") for part in ("title", "unit", "note", "alt")},
            "sources": join_ids(payload["sources"]),
            "rows": str(len(payload["table"]["rows"])),
            "chapter": chapter,
            "parameters": join_ids(behind.parameters),
            "code": behind.code,
            "drawing": hash_bytes(payload["svg"].encode())[:16] if "svg" in payload else "",
        }


def _list_sentences(root: Path, notebooks: Notebooks, published) -> list[Row]:
    rows = []
    for page in list_pages(root):
        rows += read_sentences(page, read_texts(root, page, notebooks), published)
    return rows


def read_texts(root: Path, page: str, notebooks: Notebooks) -> list[str]:
    """The Markdown of a page: of a chapter's cells, or of the file."""
    chapter = Path(page).name
    if chapter in notebooks and page.startswith("chapters/"):
        cells = notebooks[chapter]["cells"]
        return [cell["source"] for cell in cells if cell["cell_type"] == "markdown"]
    return [(root / f"{page}.md").read_text("utf-8")]


def list_pages(root: Path) -> list[str]:
    """The pages of the table of contents in their order, without their endings."""
    return FILE.findall((root / "_toc.yml").read_text("utf-8"))


def _list_parameters(root: Path, set_name: str, chapters: list[str]) -> list[Row]:
    folder = root / "params"
    values = read_yaml(folder / BASELINE_FILE)
    values |= read_yaml(folder / f"{Path(set_name).stem}.yml")
    used = {c: declared(c, folder) for c in chapters}
    return [
        {"name": name, "value": str(values[name]),
         "chapters": join_ids(c for c in chapters if name in used[c])}
        for name in sorted(values)
    ]  # fmt: skip


def _list_corrections(folder: Path) -> list[Row]:
    corrections, _ = read_corrections(folder)
    numbers = ("says", "use", "expected")
    return [
        {"claim_id": one.claim_id, "source_id": one.source_id,
         **{name: _text(getattr(one, name)) for name in numbers}, "why": one.why.strip()}
        for one in sorted(corrections, key=lambda one: one.claim_id)
    ]  # fmt: skip


def _read_table(folder: Path, table: str) -> list[Row]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    key = KEYS[table]
    if table == "positions":
        rows = [{key: "/".join(row[c] for c in POSITION)} | row for row in rows]
    return sorted(rows, key=lambda row: row[key])


def _apply_corrections(tables: dict[str, list[Row]]) -> None:
    """`value` is what is used, `printed` what the source has."""
    used = {row["claim_id"]: row["use"] for row in tables["corrections"]
            if row["use"] != row["says"]}  # fmt: skip
    for row in tables["claims"]:
        row["printed"] = row["value"]
        row["value"] = used.get(row["claim_id"], row["value"])


def _list_inputs(parts: Mapping[str, dict]):
    for chapter, given in sorted(parts.items()):
        for part, value in sorted(given.items()):
            yield {"input_id": f"{chapter}: {part}", "chapter": chapter, "part": part,
                   "value": value}  # fmt: skip


def list_data(payload: dict) -> list[list[str]]:
    """The data of a figure or table as a record keeps them, the head first."""
    shown = payload["table"]
    return [shown["columns"], *([_text(cell) for cell in row] for row in shown["rows"])]


def _text(value) -> str:
    """A cell of any table: whole numbers without a point, no value as an empty cell."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return f"{value['text']} [{', '.join(value['sources'])}]"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return json.dumps(value) if isinstance(value, float) else str(value)
