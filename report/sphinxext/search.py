"""Turns the passages of all pages into one script that the search page looks in.

Words are looked for as strings, since Chinese and Tibetan put no spaces between them.
"""

import json
from pathlib import Path

FILE = "search-index.js"


def keep_passages(app, page, _template, context, doctree):
    """Remember what a written page holds; pages that stay as they were keep theirs."""
    if doctree is None or app.builder.name != "html":
        return
    path = _folder(app) / f"{page}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    title = app.env.titles[page].astext()
    kept = {"title": title, "passages": context["report_passages"]}
    path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def write_index(app, error):
    """One script with [address, title, passages] a page, in the order of the book."""
    if error or app.builder.name != "html":
        return
    pages = []
    for page in sorted(app.env.found_docs, key=_place(app)):
        kept = json.loads((_folder(app) / f"{page}.json").read_text("utf-8"))
        pages.append([app.builder.get_target_uri(page), kept["title"], kept["passages"]])
    text = json.dumps(pages, ensure_ascii=False, separators=(",", ":"))
    Path(app.outdir, FILE).write_text(f"window.reportIndex = {text};\n", encoding="utf-8")


def _folder(app) -> Path:
    return Path(app.doctreedir) / "passages"


def _place(app):
    root = app.config.root_doc
    order = [root, *app.env.toctree_includes.get(root, [])]
    return lambda page: (order.index(page) if page in order else len(order), page)
