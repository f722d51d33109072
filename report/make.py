"""Turns one wish, "the book", into its steps: check, run, build, replace."""

import contextlib
import datetime
import hashlib
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from report import book, params, paths
from report.book import Product
from report.citation.metadata import read_metadata
from report.data import read_package
from report.findings import ReportError, errors


@dataclass(frozen=True)
class Made:
    """The products of one call, and whether anything had to be done."""

    products: list[Product]
    seconds: list[float]
    reused: bool


class Progress:
    """What a display is told; this one shows nothing."""

    def checked(self, findings: int) -> None: ...

    def chapter(self, name: str, cells: int) -> None: ...

    def cell(self, name: str) -> None: ...

    def reused(self, name: str) -> None: ...

    def stage(self, name: str) -> Callable[[], None]:
        return lambda: None


def make_book(
    set_name: str = paths.BASELINE,
    progress: Progress | None = None,
    pdf: bool = True,
    options: dict | None = None,
) -> Made:
    """Check the inputs, run what is stale, build HTML and PDF, then swap them in.

    `options` are those of `report.runs.Options`, by name.
    Raises ReportError with all findings; the last good book then still stands.
    """
    progress = progress or Progress()
    params.load_set(set_name)
    key = _hash_inputs(set_name) + ("" if pdf else " html")
    if made := _already_made(set_name, key):
        return made
    from report.runs.store import lock

    # Two calls at once: the second waits, and then mostly finds its work done.
    with lock(f"book-{Path(set_name).stem}"):
        return _already_made(set_name, key) or _make(set_name, key, progress, pdf, options)


def find_epoch() -> str:
    """The time that every product bears, in seconds since 1970: the day on which the
    tables were made. Whatever the machine's SOURCE_DATE_EPOCH says, it is this one."""
    day = datetime.date.fromisoformat(read_package()["created"][:10])
    start = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return str(int(start.timestamp()))


@contextlib.contextmanager
def _fixed_clock():
    """Sphinx, fontTools and WeasyPrint stamp the present time unless told one; all that
    is built here is told the same, and nothing below sets a clock of its own."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = find_epoch()
    try:
        yield
    finally:
        os.environ.pop("SOURCE_DATE_EPOCH")
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _make(set_name: str, key: str, progress: Progress, pdf: bool, options) -> Made:
    options = options or {}
    _warm_up(set_name, options)
    _check(progress)
    with _fixed_clock():
        return _build(set_name, key, progress, pdf, options)


def _build(set_name: str, key: str, progress: Progress, pdf: bool, options: dict) -> Made:
    clock = _Clock()
    runs = _run(set_name, progress, options)
    built = [book.build_html(set_name, runs, progress.stage("HTML"), pdf)]
    clock.lap()
    if pdf:
        from report.pdf import build_pdf

        page = book.build_single_page(set_name, progress.stage("one page for the PDF"))
        built.append(build_pdf(page, book.work_pdf(set_name), progress.stage("PDF")))
        clock.lap()
    products = book.publish(set_name, built)
    book.write_products(set_name, key, products)
    return Made(products, clock.laps, reused=False)


class _Clock:
    """Seconds between laps."""

    def __init__(self):
        self.laps, self._since = [], time.monotonic()

    def lap(self) -> None:
        now = time.monotonic()
        self.laps.append(now - self._since)
        self._since = now


def _warm_up(set_name: str, options: dict) -> None:
    """A second core loads what the kernels need while the first one checks."""
    from report.runs import Options, warm_up_stale

    with contextlib.suppress(ReportError, OSError):  # the checks tell it better
        warm_up_stale(set_name, Options(**options))


def _check(progress: Progress) -> None:
    from report.checks import run_checks

    findings = run_checks()
    progress.checked(len(findings))
    if faults := errors(findings):
        raise ReportError("the inputs have faults; nothing was built:", faults)


def _run(set_name: str, progress: Progress, options: dict):
    from report.runs import Options, run_chapters

    told = (progress.chapter, progress.cell, progress.reused)
    return run_chapters(set_name, *told, Options(**options), meanwhile=book.load_builder)


def find_made(set_name: str = paths.BASELINE) -> Made | None:
    """The whole book as it stands, if it was made from the present files."""
    return _already_made(set_name, _hash_inputs(set_name))


def _already_made(set_name: str, key: str) -> Made | None:
    last = book.read_products(set_name)
    products = [Product(paths.ROOT / p["path"], p["pages"]) for p in last.get("products", [])]
    if last.get("key") != key or not all(p.path.is_file() for p in products):
        return None
    return Made(products, [0.0] * len(products), reused=True)


def _hash_inputs(set_name: str) -> str:
    """One hash over everything that a product is made from."""
    from report.records.states import list_earlier

    files = [paths.ROOT / name for name in book.BOOK_FILES]
    files += [paths.LOCK, paths.CITATION]
    # Pages tell of the editions before this one; freezing this one changes no page.
    earlier = [paths.EDITIONS / edition for edition in list_earlier(_find_version())]
    folders = (paths.DATA, paths.PARAMS, paths.CHAPTERS, paths.PACKAGE, *earlier)
    for folder in folders:
        files += [p for p in folder.rglob("*") if "__pycache__" not in p.parts]
    digest = hashlib.sha256(f"{sys.version} {Path(set_name).stem}".encode())
    for path in sorted(p for p in files if p.is_file() and "snapshots" not in p.parts):
        digest.update(paths.relative(path).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _find_version() -> str:
    try:
        return read_metadata().version
    except ReportError:  # the checks tell it better
        return ""
