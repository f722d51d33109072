"""Turns screen citations and links into ones that work on paper.

Two sources of one author and year are told apart by a letter, and an address
that a reader of paper could not click is printed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from string import ascii_lowercase

from lxml.html.builder import E

YEAR = re.compile(r"(\d{4}|n\.d\.)$")
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
    """Drop the screen's labels; add letters where author and year are the same."""
    entries = [entry for section in sections for entry in section.xpath(ENTRIES)]
    links = [a for section in sections for a in section.iter("a") if is_citation(a)]
    letters = find_letters(links, [entry.get("id") for entry in entries])
    for link in links:
        link.attrib.pop("title", None)
        if letter := letters.get(link.get("href", "")[1:]):
            link.text = YEAR.sub(letter, link.text_content().strip())
            for child in list(link):
                link.remove(child)
    for entry in entries:
        for label in entry.xpath("./span[@class='label']"):
            label.drop_tree()
        if letter := letters.get(entry.get("id")):
            _print_letter(entry, letter)


def find_letters(links: list, order: list[str]) -> dict[str, str]:
    """Entry id to `2026a`, for entries whose author and year another one shares."""
    cited = defaultdict(set)
    for link in links:
        author, year = _author_year(link)
        if year:
            cited[author, year].add(link.get("href", "")[1:])
    letters = {}
    for (_, year), targets in sorted(cited.items()):
        ordered = [address for address in order if address in targets]
        if 1 < len(ordered) <= 26:
            for address, letter in zip(ordered, ascii_lowercase, strict=False):
                letters[address] = year + ("-" if year == "n.d." else "") + letter
    return letters


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


def _author_year(link) -> tuple[str, str]:
    """From `[Author, 2026]` or `Author [2026]`."""
    text = link.text_content().strip()
    found = YEAR.search(text)
    if not found:
        return "", ""
    inside = text[: found.start()].strip(" ,")
    before = link.getprevious()
    lead = link.getparent().text if before is None else before.tail
    outside = re.sub(r"^[\s\],;]+(and\s+)?|[\s\[]+$", "", lead or "")
    return inside or outside, found.group()


def _print_letter(entry, letter: str) -> None:
    mark = E.span({"class": "cite-year"}, letter)
    paragraph = entry.find("p")
    if paragraph is None:
        return
    mark.tail, paragraph.text = " " + (paragraph.text or "").lstrip(), None
    paragraph.insert(0, mark)
