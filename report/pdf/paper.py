"""Turns the book's single HTML page into a page made for paper.

Chapters are taken out of the theme's frame, addresses made unique, what only a
screen can use removed, and the parts of a book added: title page, contents,
appendix of data.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree, html
from lxml.html.builder import E

from report import paths
from report.findings import ReportError
from report.pdf import front, references, tables
from report.pdf.outlines import outline_labels
from report.scripts import mark_scripts

# What works only on a screen.
LEFTOVERS = (
    "script", "style", "link", "template", "button", "form", "input", "nav",
    "*[contains(@class, 'headerlink')]", "*[contains(@class, 'copybtn')]",
    "*[contains(@class, 'no-print')]", "*[@role='search']",
    # The title page says the same, and the PDF needs no link to itself.
    "*[contains(@class, 'about-edition')]",
)  # fmt: skip
# What says nothing to the typesetter; without them it is done a fifth sooner.
WRAPPERS = (
    ".//code/span | .//span[@class='bibtex-citation'] | .//span[@class='caption-text']"
)
ENTRIES = ".//div[contains(@class,'register-entry')][not(./*[not(self::p)])]"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
OVERVIEW = "Overview"
# A chart's unit in millimetres, and the room for charts; `print.css` knows both.
MILLIMETRES, MEASURE, WIDEST, HIGHEST = 0.217, 142, 162, 190


@dataclass
class Chapter:
    """One chapter's section, and the part of the book in which it stands."""

    part: str
    section: html.HtmlElement
    aliases: tuple[str, ...] = ()


def read_page(page: Path) -> html.HtmlElement:
    """The single page as Sphinx wrote it."""
    try:
        parser = html.HTMLParser(encoding="utf-8")
        return html.fromstring(page.read_bytes(), parser=parser)
    except (OSError, etree.ParserError) as error:
        message = f"{paths.relative(page)} cannot be read: {error}. Type: make book"
        raise ReportError(message) from error


def compose(tree: html.HtmlElement, edition: front.Edition, folder: Path) -> bytes:
    """The whole book as one HTML document without a look of its own.

    folder: where the page's images are.
    """
    chapters = take_chapters(tree)
    for chapter in chapters:
        remove_leftovers(chapter.section)
    settle_addresses(chapters)
    references.settle_citations([chapter.section for chapter in chapters])
    appendix = tables.move_figure_data([chapter.section for chapter in chapters])
    if appendix is not None:
        chapters.append(Chapter(chapters[-1].part, appendix))
    for chapter in chapters:
        tables.prepare_tables(chapter.section)
        references.print_addresses(chapter.section)
        _embed_drawings(chapter.section, folder)
        _drop_wrappers(chapter.section)
        references.join_links(chapter.section)
    return _assemble(chapters, edition)


def take_chapters(tree) -> list[Chapter]:
    """The chapters in order; what the front page says comes first as an overview."""
    body = tree.xpath("//*[@role='main'] | //main")
    if not body:
        raise ReportError(
            "the single page has no main part, which the themes of Sphinx mark. "
            f"Restore the theme with: git checkout -- {paths.CONFIG.name}"
        )
    parts, chapters = iter(_part_names(tree)), []
    for wrapper in body[0].xpath(".//div[contains(@class,'toctree-wrapper')]"):
        chapters += _take_part(wrapper, next(parts, ""))
        wrapper.getparent().remove(wrapper)
    for chapter in chapters:
        _raise_headings(chapter.section)
    return _take_front(body[0]) + chapters


def remove_leftovers(section) -> None:
    """Drop what only a screen can use; a folded box is opened."""
    for pattern in LEFTOVERS:
        for element in section.xpath(f".//{pattern}"):
            element.drop_tree()
    for cell in section.xpath(".//div[contains(@class,'cell')]"):
        if not cell.text_content().strip() and not cell.xpath(".//img|.//svg"):
            cell.drop_tree()


def settle_addresses(chapters: list[Chapter]) -> None:
    """Make each id unique in the book, and each inner link lead to the right one.

    Sphinx joins the chapters without looking: "Sources and limits" has the same
    id in each. A link means the element of its own chapter where there is one.
    """
    first, taken, local = {}, set(), []
    for chapter in chapters:
        renamed = {}
        for element in chapter.section.iter(etree.Element):
            if old := element.get("id"):
                new = _free(old, taken)
                taken.add(new)
                element.set("id", new)
                renamed.setdefault(old, new)
        local.append(renamed)
        for old, new in renamed.items():
            first.setdefault(old, new)
        first |= dict.fromkeys(chapter.aliases, chapter.section.get("id"))
    first |= references.addresses(chapter.section for chapter in chapters)
    for chapter, renamed in zip(chapters, local, strict=True):
        for link in chapter.section.iter("a"):
            _point(link, first, renamed)


def headings(chapters: list[Chapter]) -> Iterator[front.Heading]:
    """Chapters and their sections, as the contents list them."""
    for chapter in chapters:
        for element in chapter.section.iter("h1", "h2"):
            level = int(element.tag[1])
            if level == 1 or "appendix" not in chapter.section.get("class", ""):
                address = element.get("id") or element.getparent().get("id")
                yield front.Heading(level, _text(element), address, chapter.part)


def _part_names(tree) -> list[str]:
    """Sphinx prints them in the side bar only, in the order of the parts."""
    pattern = "//*[contains(@class,'sphinxsidebar')]//p[contains(@class,'caption')]"
    return [_text(caption) for caption in tree.xpath(pattern)]


def _take_part(wrapper, part: str) -> list[Chapter]:
    chapters, aliases = [], []
    for child in wrapper:
        if child.tag == "section":
            child.set("class", "chapter")
            chapters.append(Chapter(part, child, tuple(aliases)))
            aliases = []
        elif child.get("id"):
            aliases.append(child.get("id"))
    return chapters


def _take_front(body) -> list[Chapter]:
    section = body.find("section")
    if section is None:
        return []
    title = section.find("h1")
    if title is not None:
        section.remove(title)
    if not section.text_content().strip():
        return []
    section.insert(0, E.h1(OVERVIEW))
    section.set("class", "chapter overview")
    return [Chapter("", section)]


def _raise_headings(section) -> None:
    """Below the book's own title a chapter is an h2; on paper it is the first level."""
    for element in section.iter(*HEADINGS[1:]):
        element.tag = f"h{int(element.tag[1]) - 1}"


def _free(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}--{number}"
    return name


def _point(link, first: dict, local: dict) -> None:
    page, hash_, old = link.get("href", "").partition("#")
    if not hash_ or page not in ("", "index.html"):
        return
    old = unquote(old)
    chosen = first if references.is_citation(link) else local | {}
    new = chosen.get(old) or first.get(old)
    link.set("href", f"#{new or old}")


def _embed_drawings(section, folder: Path) -> None:
    """Put each chart into the page, its joined-script labels drawn."""
    for image in section.iter("img"):
        source = folder / unquote(image.get("src", ""))
        if source.suffix == ".svg" and source.is_file():
            # Paper is white: no page is there to lend its colour.
            drawing = source.read_bytes().replace(b"currentColor", b"#222222")
            encoded = base64.b64encode(outline_labels(drawing)).decode("ascii")
            image.set("src", f"data:image/svg+xml;base64,{encoded}")
            _size_drawing(image, etree.fromstring(drawing))


def _size_drawing(image, drawing) -> None:
    """All charts at one scale, so that their labels have one size, if they fit."""
    width, height = (float(drawing.get(side, 0)) for side in ("width", "height"))
    if width and height:
        scale = min(MILLIMETRES, WIDEST / width, HIGHEST / height)
        image.set("style", f"width:{width * scale:.1f}mm")
        if width * scale > MEASURE:
            image.set("class", "wide")


def _drop_wrappers(section) -> None:
    for element in section.xpath(WRAPPERS):
        element.drop_tag()
    entries = section.xpath(ENTRIES)
    if entries:
        section.set("class", "chapter register")
    for entry in entries:
        for paragraph in entry.findall("p"):
            if paragraph.getnext() is not None:
                paragraph.append(E.br())
            paragraph.drop_tag()
        entry.tag = "p"


def _assemble(chapters: list[Chapter], edition: front.Edition) -> bytes:
    body = E.body(front.title_page(edition), front.contents(list(headings(chapters))))
    body.extend(chapter.section for chapter in chapters)
    mark_scripts(body)
    head = E.head(E.meta(charset="utf-8"), E.title(edition.report.title))
    head.append(E.meta(name="author", content=edition.report.names))
    if date := edition.date:
        head.append(E.meta(name="dcterms.created", content=date))
    document = E.html({"lang": edition.language}, head, body)
    return html.tostring(document, encoding="utf-8", doctype="<!DOCTYPE html>")


def _text(element) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()
