"""Turns the book's own layout into its pages: no file but ours, no request outward.

The layout stands in `theme/`, in place of the theme that Jupyter Book brings.
"""

import textwrap
from pathlib import Path

from docutils import nodes

from report.sphinxext import sides
from report.sphinxext.provenance import find_edition

HERE = Path(__file__).parent
STATIC = HERE / "static"
# Nothing inline, so that no hash can go stale; 'self' covers a page opened from disk too.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'"
)
# About as much as a list of search results prints of a page.
LONGEST_DESCRIPTION = 240


def register(app):
    """Make the layout known; the HTML builder gets it, the single page none."""
    app.add_html_theme("report", str(HERE / "theme"))
    app.connect("config-inited", _choose, priority=100)
    app.connect("builder-inited", _add_static)
    app.connect("html-collect-pages", _add_search_page)
    app.connect("html-page-context", _fill, priority=900)
    app.connect("build-finished", _remove_strangers, priority=900)


def _choose(_app, config):
    """The PDF has a style sheet of its own and wants none of the screen's layout."""
    config.html_theme = "basic" if config.report_print else "report"
    config.html_theme_options = {}
    config.html_use_index = False


def _add_static(app):
    if app.builder.format != "html":
        return
    # The book has a search of its own, which knows scripts without spaces.
    app.builder.search = False
    if app.config.report_print:
        return
    app.config.html_static_path.append(str(STATIC))
    app.add_css_file("cite.css")
    app.add_css_file(sides.STYLE)
    for script in ("report.js", "cite.js"):
        app.add_js_file(script, loading_method="defer")


def _add_search_page(app):
    yield "search", {"title": "Search"}, "search.html"


def _fill(app, page, _template, context, doctree):
    """Say what the layout prints, and leave out every script and style not ours."""
    if page == "search":
        app.add_js_file("search.js", loading_method="defer")
    context["report_policy"] = POLICY
    context["report_description"] = describe(doctree) or app.config.html_title
    context["report_edition"] = find_edition(app)["edition"]
    context["author"] = app.config.author
    for kind in ("css_files", "script_files"):
        context[kind] = list({str(f): f for f in context[kind] if _is_ours(f)}.values())


def describe(doctree: nodes.document | None) -> str:
    """What a page says first, for lists of pages: a chapter's question and its answer."""
    if doctree is None:
        return ""
    said = [p.astext() for p in doctree.findall(nodes.paragraph)][:2]
    return textwrap.shorten(" ".join(said), LONGEST_DESCRIPTION, placeholder="…")


def _is_ours(file) -> bool:
    name = str(getattr(file, "filename", file) or "")
    return name.startswith("_static/") and _stands_here(name.removeprefix("_static/"))


def _stands_here(name) -> bool:
    return str(name) == sides.STYLE or (STATIC / name).is_file()


def _remove_strangers(app, error):
    """Nothing is carried along that no page asks for."""
    if error or app.builder.name != "html":
        return
    folder = Path(app.outdir, "_static")
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        elif not _stands_here(path.relative_to(folder)):
            path.unlink()
