"""Turns all editions into one static folder: the newest first, each at a lasting address."""

import shutil
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

from report import paths
from report.book import html_folder, swap_folder
from report.editions.banner import (
    LIST,
    SHEET,
    STYLE,
    Site,
    add_banner,
    write_page,
)
from report.editions.copies import find_copy
from report.editions.products import locate_product, read_products
from report.editions.rebuild import rebuild
from report.editions.verify import check_wants, read_sealed, unpack_edition
from report.findings import ReportError
from report.make import find_made
from report.records.seal import hash_file
from report.records.states import list_editions

SITE = paths.BUILD / "site"
POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'"

Pages = dict[str, bytes]


def make_site(archives: Iterable[Path] = (), told: Callable[[str], None] = lambda _: None) -> Path:
    """Build the site beside the last one, then put it in its place; returns its folder.

    archives: where the pages of editions may be had that are no longer in `_build`.
    told: is given a line for each edition. Raises ReportError where there is nothing
    to show, or an edition is not as it was sealed.
    """
    editions = {edition: read_sealed(edition) for edition in list_editions()}
    found, missing = {}, {}
    for edition, facts in editions.items():
        try:
            found[edition] = gather_pages(facts, archives)
            told(f"edition {edition}: {len(found[edition])} files")
        except ReportError as error:
            missing[edition] = _say_why(error)
            told(f"edition {edition} is not on the site: {error}")
    if not editions:
        found[""] = _read_build()
        told("no edition is frozen: the site shows the present build, marked as such")
    if not found:
        raise ReportError("no edition's pages can be had. Give --archive FILE")
    return write_site(found, missing, editions)


def gather_pages(facts: dict, archives: Iterable[Path] = ()) -> Pages:
    """The HTML files of an edition by name, each with the recorded hash: as they still
    stand in `_build`, or in an archive, or from a new build.

    Raises ReportError with what is in the way.
    """
    wanted = {
        name: digest
        for name, digest in read_products(paths.EDITIONS / facts["edition"]).items()
        if name.startswith("html/")
    }
    found = {name: find_copy(name, digest, archives) for name, digest in wanted.items()}
    lost = [name for name, content in found.items() if content is None]
    if lost:
        found |= _build_again(facts, {name: wanted[name] for name in lost})
    return {name.partition("/")[2]: content for name, content in found.items()}


def write_site(
    found: dict[str, Pages], missing: dict[str, str], editions: dict[str, dict]
) -> Path:
    """Write the folder.

    found: edition -> its files; missing: edition -> why its files cannot be had;
    editions: edition -> its manifest, oldest first.
    """
    pages = {e: frozenset(n for n in files if n.endswith(".html")) for e, files in found.items()}
    root = list(found)[-1]
    newest = list(editions or found)[-1]
    site = Site(pages, newest, root)
    # 1. Beside the last one.
    fresh = SITE.with_name(f"{SITE.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for edition, files in found.items():
        for name, content in files.items():
            places = {site.locate(edition, name), *([name] if edition == root else [])}
            for place in sorted(places):
                _write(fresh / place, _dress(content, site, edition, name, place))
    # 2. What ties the editions together.
    _write(fresh / STYLE, SHEET.read_bytes())
    for edition, reason in missing.items():
        title = f"Edition {edition}: its pages could not be had"
        body = f'<p>{escape(reason)}</p>\n<p><a href="../{LIST}">All editions</a></p>'
        place = f"{edition}/index.html"
        _write(fresh / place, write_page(title, body, place, POLICY))
    if root:
        _write(fresh / LIST, write_page("All editions", _list(site, editions), LIST, POLICY))
    # 3. In its place.
    swap_folder(fresh, SITE)
    return SITE


def _dress(content: bytes, site: Site, edition: str, name: str, place: str) -> bytes:
    return add_banner(content, site, edition, name, place) if name.endswith(".html") else content


def _list(site: Site, editions: dict[str, dict]) -> str:
    rows = []
    for edition, facts in reversed(editions.items()):
        state = "the newest" if edition == site.newest else f"superseded by {site.newest}"
        rows.append(
            f'<li><a href="../{edition}/index.html">Edition {edition}</a>, {state}. '
            f"Evidence as of {escape(facts['as_of'])}."
            + ("" if edition in site.pages else " Its pages could not be had for this site.")
            + f"<br>Built from commit <code>{facts['commit']}</code>.</li>"
        )
    first = '<p><a href="../index.html">To the book</a></p>\n'
    return f"{first}<ul>\n" + "\n".join(rows) + "\n</ul>"


def _say_why(error: ReportError) -> str:
    """What a page may say: the first line and the findings, no output of a program."""
    return "\n".join([str(error).partition("\n")[0], *map(str, error.findings)])


def _build_again(facts: dict, wanted: dict[str, str]) -> Pages:
    check_wants(facts)
    with rebuild(facts["edition"], unpack_edition(facts)) as root:
        files = {name: locate_product(name, paths.BASELINE, root) for name in wanted}
        for name, path in files.items():
            if not path.is_file() or hash_file(path) != wanted[name]:
                raise ReportError(
                    f"a new build of edition {facts['edition']} has another {name}. "
                    f"Give --archive FILE, or see: report verify {facts['edition']}"
                )
        return {name: path.read_bytes() for name, path in files.items()}


def _read_build() -> Pages:
    if find_made(paths.BASELINE) is None:
        raise ReportError("the book is not built from the present files. Type: make book")
    folder = html_folder(paths.BASELINE)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
