"""Turns a page into what Zotero files it as: its rules for meta tags, said again.

Zotero's translator "Embedded Metadata" reads the tags in order; the last one that
names a kind decides, and without any a title alone makes a journal article.
"""

from html.parser import HTMLParser

KINDS = {
    "citation_journal_title": "journalArticle",
    "citation_technical_report_institution": "report",
    "citation_conference_title": "conferencePaper",
    "citation_conference": "conferencePaper",
    "citation_book_title": "bookSection",
    "citation_inbook_title": "bookSection",
    "citation_dissertation_institution": "thesis",
}


class Head(HTMLParser):
    """The meta tags, links and JSON-LD of a page, in order."""

    def __init__(self, text: str):
        super().__init__()
        self.metas, self.links, self.data, self._in_data = [], [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "meta" and "name" in given:
            self.metas.append((given["name"], given.get("content")))
        if tag == "link":
            self.links.append((given.get("rel"), given.get("href")))
        self._in_data = tag == "script" and given.get("type") == "application/ld+json"

    def handle_endtag(self, tag):
        self._in_data = False

    def handle_data(self, data):
        if self._in_data:
            self.data.append(data)

    def all(self, name: str) -> list[str]:
        return [content for held, content in self.metas if held == name]

    def linked(self, relation: str) -> list[str]:
        return [address for held, address in self.links if held == relation]


def file_as(head: Head) -> str:
    """The kind under which Zotero would file the page."""
    kinds = [KINDS[name] for name, _ in head.metas if name in KINDS]
    fallback = ["journalArticle"] if head.all("citation_title") else ["webpage"]
    return (fallback + kinds)[-1]
