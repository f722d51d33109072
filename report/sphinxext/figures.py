"""Turns a figure into its drawing, its data table and what readers can take away."""

import html
import re
from pathlib import Path

from docutils import nodes

from report.figures import cell_text
from report.sphinxext.downloads import write_csv, write_svg
from report.sphinxext.sides import mark_drawing, name_classes

# What the drawing engine writes and no eye, ear or pointer notices.
IDLE = re.compile(
    r' pointer-events="none"| (?:stroke-)?opacity="1"| aria-hidden="true"(?= d=)'
    r'|<path class="(?:background|foreground)"[^>]* d="(?:M0,0h0v0h0Z)?"[^>]*/>'
)
EMPTY = re.compile(r"<g(?: [^>]*)?(?:/>|></g>)")
FONT = re.compile(r' font-family="([^"]*)"')
# A drawing wider than this, in its own units, is broad: shrunk to a phone its letters
# could not be read, so it scrolls there, and `report.css` has the page say so.
BROAD = 450
# How a field of the tables is headed where readers meet it.
HEADS = {"source_id": "Source key"}


class chart(nodes.General, nodes.Element):
    """A drawing: inline in HTML pages, an image file where a PDF is made."""


class data_table(nodes.General, nodes.Element):
    """The data behind a chart, folded away on screen."""


def register_nodes(app):
    """Tell the HTML writer how to print the nodes of this module."""
    app.add_node(chart, html=(_visit_chart, _leave))
    app.add_node(data_table, html=(_visit_data, _leave))


def lighten(svg: str) -> str:
    """The same drawing in fewer bytes, without marks that stand for nothing."""
    svg, last = IDLE.sub("", svg), ""
    while svg != last:
        svg, last = EMPTY.sub("", svg), svg
    fonts = set(FONT.findall(svg))
    if len(fonts) == 1:
        svg = FONT.sub("", svg).replace("<svg", f'<svg font-family="{fonts.pop()}"', 1)
    return svg


def is_broad(svg: str) -> bool:
    """Whether a drawing is too wide to be shown whole on a phone."""
    return float(re.search(r'<svg[^>]* width="([\d.]+)"', svg)[1]) > BROAD


def _visit_chart(self, node):
    payload = node["payload"]
    alt, name = html.escape(payload["alt"], quote=True), payload["name"]
    if self.builder.name == "singlehtml":
        # The PDF takes the drawing as an image, which carries its alt text.
        folder = Path(self.builder.outdir) / "_images"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.svg").write_text(payload["svg"], encoding="utf-8")
        self.body.append(f'<img src="_images/{name}.svg" alt="{alt}"/>')
        return
    write_svg(self.builder.outdir, name, lighten(payload["svg"]))
    # Marked first: a mark of no row, which lightening drops, has its place in the order.
    drawing = lighten(mark_drawing(self.builder.app, payload["svg"], payload["marks"]))
    drawing = drawing.replace("<svg", f'<svg role="img" aria-label="{alt}"', 1)
    title = html.escape(payload["title"], quote=True)
    self.body.append(
        f'<div class="scroll drawing{" broad" * is_broad(drawing)}" tabindex="0" '
        f'role="group" aria-label="Drawing: {title}">{drawing}</div>'
    )


def _visit_data(self, node):
    payload = node["payload"]
    plain = payload["table"]
    head = "".join(
        f'<th scope="col" class="{_kind(kind)}">{html.escape(HEADS.get(name, name))}</th>'
        for name, kind in zip(plain["columns"], plain["kinds"], strict=True)
    )
    stated_by = payload["actors"] or [[]] * len(plain["rows"])
    rows = "".join(
        f"<tr{_class(self.builder.app, actor_ids)}>{_row(plain['kinds'], row)}</tr>"
        for row, actor_ids in zip(plain["rows"], stated_by, strict=True)
    )
    take = ""
    if self.builder.name == "html":
        take = _offer(self.builder, payload)
    self.body.append(
        f'<details class="figure-data"><summary>Data behind this figure, files'
        f"</summary>{take}"
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
    )


def _class(app, actor_ids: list[str]) -> str:
    names = " ".join(name_classes(app, actor_ids))
    return f' class="{names}"' if names else ""


def _row(kinds, row) -> str:
    return "".join(
        f'<td class="{_kind(kind)}">'
        f"{html.escape(cell_text(value))}</td>"
        for kind, value in zip(kinds, row, strict=True)
    )


def _kind(kind: str) -> str:
    return "numeric" if kind == "number" else "text"


def _offer(builder, payload) -> str:
    """Links to the files behind a figure."""
    up = "../" * builder.current_docname.count("/")
    files = [("These data as CSV", write_csv(builder.outdir, payload))]
    if payload["table"]["rows"]:
        files.append(("Drawing as SVG", f"_downloads/{payload['name']}.svg"))
    items = "".join(
        f'<li><a href="{up}{address}" download>{text}</a></li>' for text, address in files
    )
    return f'<ul class="figure-take">{items}</ul>'


def _leave(self, node):
    pass
