"""Turns a folder of pages into the list of their links that lead to no file of it."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html


def find_dead_links(folder: Path) -> list[str]:
    """Each link of each page that leads to no file of the folder."""
    dead = []
    for page in folder.rglob("*.html"):
        root = html.document_fromstring(page.read_bytes())
        for _, kind, link, _ in root.iterlinks():
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not parts.path or kind == "content":
                continue
            target = (page.parent / unquote(parts.path)).resolve()
            if parts.path.startswith("/") or not target.is_file():
                dead.append(f"{page.relative_to(folder)}: {link}")
            elif not target.is_relative_to(folder.resolve()):
                dead.append(f"{page.relative_to(folder)}: {link} leaves the site")
    return dead
