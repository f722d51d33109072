"""Turns screen citations and links into ones that work on paper.

The label of a work stands at the head of its line, and an address that a reader of
paper could not click is printed.
"""

import re
from collections.abc import Iterable

from lxml.html.builder import E

ENTRIES = ".//div[@role='doc-biblioentry'] | .//div[@class='citation']"
# Where addresses stand in print already, or would be in the way.
NO_NOTES = "ancestor::*[self::table or self::figcaption or self::figure or self::h1" \
    " or self::h2 or self::h3 or contains(@class,'register-entry')" \
    " or contains(@class,'citation') or contains(@class,'source-line')]"  # fmt: skip


def is_citation(link) -> bool:
    """Whether the link is a citation of the bibliography."""
    parent = link.getparent()
    return parent is not None and "bibtex-citation" in parent.get("class", "")


def addresses(sections: Iterable) -> dict[str, str]:
    """Old to new ids of bibliography entries; citations mean these and no others."""
    return {
        re.sub(r"--\d+$", "", entry.get("id")): entry.get("id")
        for section in sections
        for entry in section.xpath(ENTRIES)
    }


def settle_citations(sections: list) -> None:
    """Drop the screen's hints, and set each label at the head of its entry's line."""
    for section in sections:
        for link in filter(is_citation, section.iter("a")):
            link.attrib.pop("title", None)
        for entry in section.xpath(ENTRIES):
            _set_label(entry)


def print_addresses(section) -> None:
    """A link in running text gets its address as a note at the foot of the page."""
    for link in section.xpath(f".//a[starts-with(@href,'http')][not({NO_NOTES})]"):
        address = link.get("href")
        if address.rstrip("/") not in (link.text_content().strip().rstrip("/"),):
            note = E.span({"class": "footnote"}, address)
            note.tail, link.tail = link.tail, None
            link.addnext(note)


def join_links(section) -> None:
    """Take the space before a link into it.

    Where a link does not fit on a line, WeasyPrint breaks the text before it at an
    earlier word than it must, unless the gap belongs to the link.
    """
    for link in section.xpath(".//p//a[@href]"):
        before, parent = link.getprevious(), link.getparent()
        text = parent.text if before is None else before.tail
        if not text or not text.endswith(" "):
            continue
        if before is None:
            parent.text = text[:-1]
        else:
            before.tail = text[:-1]
        link.text = " " + (link.text or "")


def _set_label(entry) -> None:
    paragraph = entry.find("p")
    for label in entry.xpath("./span[@class='label']"):
        mark = E.span({"class": "label"}, label.text_content())
        label.drop_tree()
        if paragraph is not None:
            mark.tail, paragraph.text = " " + (paragraph.text or "").lstrip(), None
            paragraph.insert(0, mark)
