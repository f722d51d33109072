"""Turns a PDF's structure tree into the faults that a screen reader would meet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pdf_reading import SHOWN, texts_of
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from report.scripts import ARABIC, TIBETAN

HEADING = re.compile(r"/H([1-6])$")
OTHER_SCRIPTS = re.compile(f"[{ARABIC}{TIBETAN}\N{CJK UNIFIED IDEOGRAPH-4E00}-\u9fff]")
MARKED = re.compile(rb"<<[^<>]*/MCID (\d+)[^<>]*>>\s*BDC(.*?)EMC", re.DOTALL)


@dataclass
class Element:
    """One element of the tree; its kids are elements and numbers of marked content."""

    kind: str
    entry: dict
    page: int | None
    language: str
    parts: list["Element | int"] = field(default_factory=list)
    annotations: list[dict] = field(default_factory=list)

    @property
    def kids(self) -> list["Element"]:
        return [part for part in self.parts if isinstance(part, Element)]

    @property
    def content(self) -> list[int]:
        return [part for part in self.parts if isinstance(part, int)]

    def walk(self) -> Iterator["Element"]:
        yield self
        for kid in self.kids:
            yield from kid.walk()


class Tagged:
    """A PDF with its tree and, for each mark on each page, its text."""

    def __init__(self, path: Path):
        self.reader = PdfReader(path)
        self._pages = {p.indirect_reference.idnum: n for n, p in enumerate(self.reader.pages)}
        root = self.reader.trailer["/Root"]
        self.main = str(root.get("/Lang", ""))
        self.top = self._read(root["/StructTreeRoot"], self.main)
        self.texts = [dict(_read_marks(page)) for page in self.reader.pages]

    def elements(self, *kinds: str) -> list[Element]:
        return [e for e in self.top.walk() if not kinds or e.kind in kinds]

    def text(self, element: Element) -> str:
        return "".join(
            self.text(part) if isinstance(part, Element)
            else self.texts[element.page].get(part, "")
            for part in element.parts
        )  # fmt: skip

    def _read(self, entry, language: str) -> Element:
        page = entry.raw_get("/Pg").idnum if "/Pg" in entry else None
        language = str(entry.get("/Lang", language))
        made = Element(entry.get("/S", "/Root"), entry, self._pages.get(page), language)
        kids = entry.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object() if isinstance(kid, IndirectObject) else kid
            if isinstance(kid, int):
                made.parts.append(int(kid))
            elif kid.get("/Type") == "/OBJR":
                made.annotations.append(kid["/Obj"])
            else:
                made.parts.append(self._read(kid, language))
        return made


def _read_marks(page) -> Iterator[tuple[int, str]]:
    fonts = {n: texts_of(f.get_object()) for n, f in page["/Resources"]["/Font"].items()}
    for number, inside in MARKED.findall(page.get_contents().get_data()):
        text, names = "", {}
        for name, codes in SHOWN.findall(inside):
            names = fonts["/" + name.decode()] if name else names
            glyphs = (int(codes[i : i + 4], 16) for i in range(0, len(codes), 4))
            text += "".join(names.get(glyph, "") for glyph in glyphs)
        yield int(number), text


def find_tag_faults(path: Path) -> list[str]:
    """Each kind of fault once, in the order of the checks."""
    pdf = Tagged(path)
    found = [fault for check in CHECKS for fault in check(pdf)]
    return list(dict.fromkeys(found))


def _headings(pdf: Tagged) -> Iterator[str]:
    before = 0
    for element in pdf.elements():
        if found := HEADING.match(element.kind):
            level = int(found[1])
            if level > before + 1:
                yield "a heading that skips a level"
            if not pdf.text(element).strip():
                yield "a heading without words"
            before = level


def _figures(pdf: Tagged) -> Iterator[str]:
    for figure in pdf.elements("/Figure"):
        if not str(figure.entry.get("/Alt", "")).strip():
            yield "a figure without alternative text"


def _tables(pdf: Tagged) -> Iterator[str]:
    for table in pdf.elements("/Table"):
        heads = [e for e in table.walk() if e.kind == "/TH"]
        if not heads:
            yield "a table without header cells"
        if any(head.entry.get("/A", {}).get("/Scope") is None for head in heads):
            yield "a header cell that heads neither row nor column"
        names = {head.entry.get("/ID") for head in heads}
        for cell in table.walk():
            headers = cell.entry.get("/A", {}).get("/Headers", ())
            if cell.kind == "/TD" and not (set(headers) & names):
                yield "a cell without a header"


def _links(pdf: Tagged) -> Iterator[str]:
    held = [a for link in pdf.elements("/Link") for a in link.annotations]
    placed = [n for page in pdf.reader.pages for n in page.get("/Annots", [])]
    if len(held) != len(placed):
        yield "a link annotation that is in no link, or a link without one"
    if not all(a.get("/Contents") and a.get("/F", 0) & 4 for a in held):
        yield "a link that does not say where it leads, or is not printed"
    if not all(pdf.text(link).strip() or _shows_figure(link) for link in pdf.elements("/Link")):
        yield "a link without words"


def _shows_figure(link: Element) -> bool:
    return any(inner.kind == "/Figure" for inner in link.walk())


def _lists(pdf: Tagged) -> Iterator[str]:
    for item in pdf.elements("/LI"):
        if {kid.kind for kid in item.kids} - {"/Lbl", "/LBody"}:
            yield "an item of a list without a body"


def _languages(pdf: Tagged) -> Iterator[str]:
    if not pdf.main:
        yield "no language"
    for element in pdf.elements():
        own = "".join(pdf.texts[element.page].get(n, "") for n in element.content)
        if OTHER_SCRIPTS.search(own) and element.language == pdf.main:
            yield "a passage that does not say its language"


def _order(pdf: Tagged) -> Iterator[str]:
    """Pages come one after the other, headings in the order of the bookmarks."""
    pages = [e.page for e in pdf.elements() if e.content]
    titles = [_words(mark.title) for mark in _flat(pdf.reader.outline)]
    heads = [_words(pdf.text(e)) for e in pdf.elements() if HEADING.match(e.kind)]
    if pages != sorted(pages) or titles != [head for head in heads if head in set(titles)]:
        yield "content out of its order"


def _margins(pdf: Tagged) -> Iterator[str]:
    """What is marked as content but held by no element: a running head, read aloud."""
    held = {(e.page, number) for e in pdf.elements() for number in e.content}
    marks = {(page, n) for page, texts in enumerate(pdf.texts) for n in texts}
    if marks - held:
        yield "content that no element holds"


CHECKS = (_headings, _figures, _tables, _links, _lists, _languages, _order, _margins)


def _words(text: str) -> str:
    return re.sub(r"[\s\u00ad-]+", "", text)


def _flat(marks) -> Iterator:
    for mark in marks:
        if isinstance(mark, list):
            yield from _flat(mark)
        else:
            yield mark
