"""Turns a built book into one zip for a repository: an RO-Crate with its sources.

It holds what is needed to build the same again, what was built, and sums of it all.
"""

import json
from pathlib import Path

from report import book, paths, runs
from report.archive import crate, zips
from report.citation import swhids
from report.citation.formats import make_key
from report.citation.metadata import Metadata, read_metadata
from report.findings import ReportError
from report.params import load_set
from report.records.seal import hash_folder, hash_tree
from report.runs.keys import hash_bytes

# What a build is made from; the folders come whole.
FILES = (
    *book.BOOK_FILES, "CITATION.cff", ".zenodo.json", "README.md", "CONTRIBUTING.md",
    "CHANGELOG.md", "LICENSE", "LICENSE-CONTENT", "Makefile", "pyproject.toml",
    "requirements.txt",
)  # fmt: skip
FOLDERS = ("data", "params", "chapters", "report", "editions")
PRIVATE = ("snapshots",)
# Left by `report verify`, where it was called.
RECEIPT = "receipt.json"


def archive_book(out: Path | None = None, set_name: str = paths.BASELINE) -> Path:
    """Write the archive of the book as it is built now, and its sum beside it.

    Raises ReportError where the book was not built, or lacks a part.
    """
    metadata = read_metadata(parameter_set=set_name)
    files = gather_files(set_name)
    files[crate.NAME] = crate.render_crate(metadata, files, list_runs(set_name))
    content = zips.pack(files)
    out = out or default_file(metadata)
    out.parent.mkdir(parents=True, exist_ok=True)
    _write_beside(out, content)
    line = f"{hash_bytes(content)}  {out.name}\n"
    _write_beside(out.with_name(f"{out.name}.sha256"), line.encode())
    return out


def default_file(metadata: Metadata) -> Path:
    """Where an archive goes that is given no other place."""
    return paths.BUILD / "archive" / f"{make_key(metadata)}.zip"


def gather_files(set_name: str = paths.BASELINE) -> dict[str, bytes]:
    """All files of the archive but its own description, by path inside it."""
    html = book.html_folder(set_name)
    if not (html / "index.html").is_file():
        raise ReportError("no book is built. Type: make book")
    # 1. What the book is made from.
    files = gather_sources()
    # 2. What was made.
    for run in runs.list_chapters():
        executed = runs.run_folder(set_name) / run.name
        files[f"{crate.EXECUTED}{run.name}"] = executed.read_bytes()
    for page in (path for path in html.rglob("*") if path.is_file()):
        files[f"{crate.HTML}{page.relative_to(html).as_posix()}"] = page.read_bytes()
    # 3. What checking it gave.
    receipt = paths.BUILD / "verify" / RECEIPT
    if receipt.is_file() and _is_of(receipt, html):
        files[RECEIPT] = receipt.read_bytes()
    return files


def gather_sources() -> dict[str, bytes]:
    """All files that a build is made from, by path from the repository's root."""
    files = {n: (paths.ROOT / n).read_bytes() for n in FILES if (paths.ROOT / n).is_file()}
    for folder in FOLDERS:
        inside = swhids.read_folder(paths.ROOT / folder, leave_out=PRIVATE)
        files |= {f"{folder}/{name}": content for name, content in inside.items()}
    return files


def list_runs(set_name: str = paths.BASELINE) -> list[crate.NotebookRun]:
    """What each chapter was given and what came of it, as paths inside the archive."""
    return [
        crate.NotebookRun(
            notebook=f"chapters/{job.source.name}",
            executed=f"{crate.EXECUTED}{job.source.name}",
            inputs=(f"params/{Path(set_name).stem}.yml", *map(paths.relative, job.inputs)),
            given=job.given,
        )
        for job in runs.list_jobs(load_set(set_name), runs.list_chapters())
    ]


def _is_of(receipt: Path, html: Path) -> bool:
    """Whether a receipt is of the pages that go into the archive, and of no others."""
    compared = json.loads(receipt.read_text("utf-8"))["products"]["html"]
    return compared == hash_tree(hash_folder(html))


def _write_beside(path: Path, content: bytes) -> None:
    """Nothing half-written replaces the last whole archive."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)
