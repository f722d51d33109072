"""Turns a page of one edition into a page of a site of editions.

What is added stands between two marks; without it a page is what was published, byte
for byte. It needs no script, and no style but that of a file, so that the policy of
the pages holds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from posixpath import dirname, relpath

STYLE = "editions.css"
LIST = "editions/index.html"
START, END = "<!-- site of editions -->", "<!-- end of site of editions -->"
BLOCK = re.compile(f"{START}.*?{END}".encode(), re.DOTALL)
MAIN = re.compile(rb"<main\b[^>]*>")
BODY = re.compile(rb"<body\b[^>]*>")
SHEET = Path(__file__).with_name(STYLE)


@dataclass(frozen=True)
class Site:
    """What a page has to know of its neighbours.

    pages: edition -> the names of its pages, for each that can be read, oldest first;
    newest: the newest edition there is; root: the one at the root of the site.
    An edition without a name is the working tree's build, which is not frozen.
    """

    pages: Mapping[str, frozenset[str]]
    newest: str
    root: str

    def locate(self, edition: str, page: str) -> str:
        """The permanent address of an edition's page, from the root of the site."""
        return f"{edition}/{page}" if edition else page


def add_banner(content: bytes, site: Site, edition: str, page: str, place: str) -> bytes:
    """A page with its links to the same page in other editions.

    page: its name in the edition; place: its address from the root of the site.
    """
    opening = MAIN.search(content) or BODY.search(content)
    head = content.find(b"</head>")
    if opening is None or head < 0 or opening.start() < head:
        return content
    inside = _wrap(write_banner(site, edition, page, place))
    links = _wrap(write_links(site, edition, page, place))
    before, after = content[head : opening.end()], content[opening.end() :]
    return content[:head] + links + before + inside + after


def remove_banner(content: bytes) -> bytes:
    """The page as it was published."""
    return BLOCK.sub(b"", content)


def write_banner(site: Site, edition: str, page: str, place: str) -> str:
    """The notice on a page, and its links to the same page elsewhere."""
    lines = [f'<nav class="editions" aria-label="Editions">{_notice(site, edition, page, place)}']
    # A superseded page names the newest one in its notice.
    others = [other for other in reversed(site.pages) if other not in (edition, site.newest)]
    if others:
        ways = ", ".join(_link(site, other, page, place) for other in others)
        lines.append(f"<p>This page in other editions: {ways}.</p>")
    if edition:
        lines.append(f'<p><a href="{_way(LIST, place)}">All editions</a></p>')
    return "\n".join([*lines, "</nav>"])


def write_links(site: Site, edition: str, page: str, place: str) -> str:
    """The style sheet, and for machines the relations of RFC 5829 between versions."""
    links = [("stylesheet", STYLE)]
    if edition:
        names = list(site.pages)
        at = names.index(edition)
        near = {"predecessor-version": names[at - 1 : at], "successor-version": names[at + 1 :][:1]}
        links.append(("version-history", LIST))
        links += [
            (relation, site.locate(other, page))
            for relation, found in (*near.items(), ("latest-version", names[-1:]))
            for other in found
            if page in site.pages[other]
        ]
    return "\n".join(f'<link rel="{name}" href="{_way(to, place)}">' for name, to in links)


def write_page(title: str, body: str, place: str, policy: str) -> bytes:
    """A page of the site itself: the list of editions, or the place of a missing one."""
    return (
        '<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n"
        f'<link rel="stylesheet" href="{_way(STYLE, place)}">\n'
        '<link rel="icon" href="data:,">\n</head>\n'
        f'<body class="edition-list">\n<main>\n<h1>{escape(title)}</h1>\n{body}\n'
        "</main>\n</body>\n</html>\n"
    ).encode()


def _notice(site: Site, edition: str, page: str, place: str) -> str:
    if not edition:
        return '<p class="superseded">Not frozen: this build is no edition and may change.</p>'
    if edition != site.newest:
        if page in site.pages.get(site.newest, ()):
            newer = f"Read this page in {_link(site, site.newest, page, place)}"
        elif site.newest in site.pages:
            newer = f"It has no such page; read {_link(site, site.newest, page, place)}"
        else:
            newer = "Its pages could not be had for this site"
        return (
            f'<p class="superseded">Superseded: this is edition {edition}, '
            f"the newest is {site.newest}. {newer}.</p>"
        )
    if place == page:
        fixed = f'<a href="{_way(site.locate(edition, page), place)}">{edition}/{page}</a>'
        told = f"Edition {edition}, the newest. To cite this page, its lasting address"
        return f"<p>{told}: {fixed}.</p>"
    return f"<p>Edition {edition}, the newest; this is its lasting address.</p>"


def _link(site: Site, edition: str, page: str, place: str) -> str:
    """To the same page, or where an edition has none to its first one."""
    if page in site.pages[edition]:
        return f'<a href="{_way(site.locate(edition, page), place)}">{edition}</a>'
    first = _way(site.locate(edition, "index.html"), place)
    return f'<a href="{first}">{edition} (without this page)</a>'


def _way(address: str, place: str) -> str:
    return escape(relpath(address, dirname(place) or "."))


def _wrap(text: str) -> bytes:
    return f"{START}{text}{END}".encode()
