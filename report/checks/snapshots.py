"""Turns a private copy of a source into paragraphs of text that can be searched.

Copies stand in a folder outside git as `<source_id>.txt`, `.html` or `.pdf`.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from report.findings import ReportError

SUFFIXES = (".txt", ".html", ".pdf")
# Elements of a page that begin a paragraph of their own.
BLOCKS = (
    "p", "div", "li", "br", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote",
    "figcaption", "section", "article", "header", "footer", "title", "dd", "dt", "pre",
)  # fmt: skip
UNSEEN = ("script", "style", "noscript", "template")
# Signs that texts and their copies write differently without meaning anything.
SIGNS = str.maketrans(
    dict.fromkeys("‘’‚‛′`´", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f", "")
)


def normalise(text: str) -> str:
    """Unicode NFKC, one kind of quote mark, dash and space; case is kept."""
    # Signs first: NFKC would turn an acute accent into a space and an accent.
    plain = unicodedata.normalize("NFKC", text.translate(SIGNS)).translate(SIGNS)
    return re.sub(r"\s+", " ", plain).strip()


@dataclass(frozen=True)
class Snapshot:
    """One file: its bytes known by `sha256`, its text as paragraphs, none empty."""

    path: Path
    sha256: str
    paragraphs: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        """The paragraphs as one line, for a quote that runs on into the next."""
        return " ".join(self.paragraphs)


def find_snapshots(folder: Path) -> dict[str, Path]:
    """The file of each source that has one; of two, the first of `SUFFIXES`."""
    files = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    files.sort(key=lambda path: SUFFIXES.index(path.suffix), reverse=True)
    return {path.stem: path for path in files}


def read_snapshot(path: Path) -> Snapshot:
    """The file as a snapshot; raises ReportError where it cannot be read as text."""
    raw = path.read_bytes()
    read = {".txt": _read_text, ".html": _read_page, ".pdf": _read_pdf}[path.suffix]
    try:
        lines = read(raw).splitlines()
    except Exception as error:  # each reader has faults of its own
        fault = f"{path.name} cannot be read: {error}"
        raise ReportError(fault, file=path.name) from error
    paragraphs = tuple(plain for line in lines if (plain := normalise(line)))
    return Snapshot(path, hashlib.sha256(raw).hexdigest(), paragraphs)


def _read_text(raw: bytes) -> str:
    return raw.decode("utf-8-sig")


def _read_page(raw: bytes) -> str:
    import lxml.html

    try:
        page = lxml.html.document_fromstring(raw.decode("utf-8-sig"))
    except ValueError:  # not UTF-8, or a declaration that only bytes may carry
        page = lxml.html.document_fromstring(raw)
    for node in page.xpath("|".join(f"//{name}" for name in UNSEEN)):
        node.drop_tree()
    for node in page.iter(lxml.etree.Comment, lxml.etree.ProcessingInstruction):
        node.text = ""
    # White space of the file means nothing; only blocks begin a line.
    for node in page.iter():
        node.text = re.sub(r"\s+", " ", node.text or "")
        node.tail = re.sub(r"\s+", " ", node.tail or "")
        if node.tag in BLOCKS:
            node.text, node.tail = "\n" + node.text, "\n" + node.tail
    return page.text_content()


def _read_pdf(raw: bytes) -> str:
    import io

    from pypdf import PdfReader

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages]
    # Words that a line end has cut are joined again.
    return re.sub(r"(?<=\w)-\n(?=[a-z])", "", "\n".join(pages))
