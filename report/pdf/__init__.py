"""Turns the book's single HTML page into a tagged PDF set like a book.

The page brings content alone; its look comes from `print.css`. The theme's own
style sheets are never read: WeasyPrint does not end on them.
"""

import logging
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path

from report import paths
from report.book import Product, collector_off
from report.findings import ReportError
from report.pdf import front, paper

STYLE = Path(__file__).with_name("print.css")
# Warnings of the typesetter that would be faults in a reader's hands.
FAULTS = {
    ".notdef glyph": "install a font that has it; find one by `fc-list :charset=<hex>`",
    "No anchor": "name a label that exists",
    "Failed to load image": "put the image where the page looks for it",
    "no required alt": "give the image an alternative text",
}


class PdfError(ReportError):
    """The PDF was not made; the last one still stands."""


def build_pdf(page: Path, target: Path, on_step: Callable = lambda: None) -> Product:
    """Set the page and move the PDF into place once it is whole.

    page: what Sphinx's `singlehtml` wrote, with its images beside it.
    Same page, same bytes, if SOURCE_DATE_EPOCH is set, with which fonts are stamped.
    Raises ReportError; `target` is then as it was.
    """
    tree = paper.read_page(page)
    document = paper.compose(tree, front.read_edition(tree), page.parent)
    on_step()
    content, pages = set_pages(document, page.parent)
    on_step()
    _replace(content, target)
    on_step()
    return Product(target, pages)


def set_pages(document: bytes, folder: Path) -> tuple[bytes, int]:
    """The composed page as PDF/UA, and its number of pages.

    Images are looked for in `folder` alone.
    """
    weasyprint = _load_typesetter()
    # Only now: it leans on the typesetter, which may be missing.
    from report.pdf.tags import repair_tags

    with _faults_raised(), collector_off():
        html = weasyprint.HTML(
            string=document.decode("utf-8"),
            base_url=folder.resolve().as_uri() + "/",
            url_fetcher=_offline_fetcher(weasyprint),
        )
        style = weasyprint.CSS(filename=STYLE)
        made = html.render(stylesheets=[style], pdf_variant="pdf/ua-1")
        written = made.write_pdf(finisher=repair_tags, pdf_variant="pdf/ua-1")
        return written, len(made.pages)


def _load_typesetter():
    try:
        import weasyprint
    except OSError as error:
        from report.system import BOOK, command_to_type

        library = str(error).split("\n")[0]
        raise PdfError(
            f"the PDF needs Pango, which does not load: {library}. "
            f"Type: {command_to_type(BOOK[:1])}"
        ) from error
    return weasyprint


def _offline_fetcher(weasyprint):
    """Files and embedded data only: making the PDF asks nothing of the network."""
    return weasyprint.URLFetcher(allowed_protocols={"file", "data"})


@contextmanager
def _faults_raised():
    """What the typesetter only warns of, but a reader would stumble over."""
    log, seen = logging.getLogger("weasyprint"), []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: seen.append(record.getMessage())
    others, log.handlers, log.propagate = log.handlers, [handler], False
    try:
        yield
    finally:
        log.handlers, log.propagate = others, True
    if lines := [line for message in seen for line in _explain(message)]:
        text = "\n".join(dict.fromkeys(lines))
        raise PdfError(f"the PDF was not made; the last one stands.\n{text}")


def _explain(message: str) -> list[str]:
    return [f"{message}: {cure}" for sign, cure in FAULTS.items() if sign in message]


def _replace(content: bytes, target: Path) -> None:
    """Write beside the target, then rename: readers see the old PDF or the new."""
    fresh = target.with_name(target.name + ".new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(content)
        fresh.replace(target)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise PdfError(
            f"{paths.relative(target)} could not be written: {error.strerror}. "
            "Make room there or allow writing, then type: make book"
        ) from error
