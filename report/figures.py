"""Turns a tidy table into an accessible chart or table with its title and sources.

`figure` and `table` refuse to draw without a title, a unit, sources and, for a
chart, an alternative text and the data behind it.
A table cell may carry sources of its own: see `cite_cell`.
A column `actor_id` is not shown: it says who states a row, or what a mark stands for.
"""

import html
import json
import math
import re
from dataclasses import dataclass, field

from report import reads
from report.drawings import draw
from report.findings import ReportError

FIGURE_MIME = "application/vnd.report.figure+json"
TABLE_MIME = "application/vnd.report.table+json"
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
STATED_BY = "actor_id"
# A drawn mark that leads to its actors, as the engine writes it.
MARK_LINK = re.compile(r'<a [^>]*href="[^"]*/([^"/]*)"[^>]*>(.*?)</a>', re.DOTALL)
MARK = re.compile(r'role="graphics-symbol" aria-roledescription="(?!legend|axis)')
# These run through several rows, so no single actor states them.
JOINED_MARKS = ("line", "area", "trail")

# Chosen to stand apart in lightness too and to reach 3:1 on white and on black;
# shapes and dashes repeat what colour says.
COLORS = ["#1f77c9", "#c2570c", "#2a8f5c", "#8e63b8", "#7a7a7a", "#b3477a"]
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 1], [1, 3]]
# With an axis beside it as wide as a phone can show with letters that can be read.
WIDTH = 370
FONTS = "Noto Sans, Noto Sans CJK SC, Noto Naskh Arabic, Noto Serif Tibetan, sans-serif"
SIZE = 14
# Drawings are laid out with the font that the engine brings along: with any other they
# take twice as long, and Latin letters would depend on the fonts of the machine. The
# house's is a fifteenth wider, so letters are laid out as much larger than shown.
LAID_OUT_IN, LAID_OUT_AT = "Liberation Sans", 15
# currentColor lets the page decide, so that one drawing serves light and dark.
INK, FAINT = "currentColor", "#7a7a7a"

THEME = {
    "background": None,
    "font": LAID_OUT_IN,
    "view": {"stroke": None, "continuousWidth": WIDTH, "discreteWidth": WIDTH},
    "range": {"category": COLORS, "symbol": SHAPES},
    "axis": {
        "labelColor": INK, "titleColor": INK, "labelFontSize": LAID_OUT_AT,
        "titleFontSize": LAID_OUT_AT, "titleFontWeight": "normal", "gridColor": FAINT,
        "gridOpacity": 0.25, "domainColor": FAINT, "tickColor": FAINT,
        "labelLimit": 320, "titlePadding": 8, "labelFlush": False,
    },
    "legend": {
        "labelColor": INK, "titleColor": INK, "labelFontSize": LAID_OUT_AT,
        "titleFontSize": LAID_OUT_AT, "titleFontWeight": "normal", "orient": "top",
        "labelLimit": 420, "symbolSize": 90, "columns": 1,
    },
    "header": {"labelColor": INK, "titleColor": INK, "labelFontSize": LAID_OUT_AT},
    "text": {"color": INK, "fontSize": LAID_OUT_AT},
    "title": {"color": INK, "fontSize": LAID_OUT_AT},
    "rule": {"color": FAINT},
    # Half transparent, as the engine has them, they are too dim on a dark page.
    "point": {"size": 70, "filled": True, "opacity": 1},
    "tick": {"opacity": 1},
    "line": {"strokeWidth": 2},
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A figure or table as a notebook output, readable with and without a book."""

    mime: str
    payload: dict
    preview: str = field(repr=False)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            self.mime: self.payload,
            "text/html": self.preview,
            "text/plain": f"{self.payload['name']}: {self.payload['title']}",
        }


def figure(name: str, chart, *, title: str, unit: str, alt: str, table, note="") -> Shown:
    """An Altair chart with all that a reader needs beside it.

    name: permanent address, lower-case words joined by hyphens.
    title: the finding, as a sentence; unit: what is counted; alt: what the chart
    shows, with its numbers, for who cannot see it; table: the data drawn, one row
    a mark, with a column `source_id`. Raises ReportError naming all that lacks.
    """
    lacks = _lacking(name, title=title, unit=unit, alt=alt)
    lacks += _lacking_table(table)
    if alt and not re.search(r"\d", alt):
        lacks.append("alt: say at least the numbers that carry the finding")
    if lacks:
        raise ReportError(f"figure {name!r} cannot be drawn: " + "; ".join(lacks))
    svg, marks = draw_svg(chart, name)
    payload = {
        "name": name,
        "title": title,
        "unit": unit,
        "alt": alt,
        "note": note,
        "svg": svg,
        "marks": marks,
        "actors": _actors(table),
        "sources": _sources(table),
        "claims": reads.seen(),
        "table": _plain_table(table),
    }
    return Shown(FIGURE_MIME, payload, _preview(payload))


def table(name: str, frame, *, title: str, note="") -> Shown:
    """A table of the book with readable column names.

    Each row names its sources in the column `source_id`, or its cells carry their
    own, made by `cite_cell`.
    """
    lacks = _lacking(name, title=title)
    if not _cells_cite(frame):
        lacks += _lacking_table(frame)
    if lacks:
        raise ReportError(f"table {name!r} cannot be shown: " + "; ".join(lacks))
    payload = {"name": name, "title": title, "note": note}
    payload |= {"sources": _sources(frame), "claims": reads.seen()}
    payload |= {"actors": _actors(frame)}
    payload |= {"table": _plain_table(frame)}
    return Shown(TABLE_MIME, payload, _preview(payload))


def cite_cell(text: str, source_ids) -> dict:
    """A table cell with sources of its own, for tables with several to a row."""
    return {"text": text, "sources": sorted(set(source_ids))}


def draw_svg(chart, name: str) -> tuple[str, list[list[str]]]:
    """The chart as SVG text, and who states each of its marks, in their order.

    House theme, no request, ids unique to the figure. A mark's actors come from the
    column `actor_id` of the data behind it; none where there is no such column.
    """
    spec = chart.to_dict()
    spec["config"] = spec.get("config", {}) | THEME
    _link_marks(spec, spec.get("datasets", {}))
    svg, actors = _take_links(_set_letters(draw(json.dumps(spec))))
    # Vega numbers its clips and gradients from 0 in each drawing.
    return re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{name}-", svg), actors


def _link_marks(view: dict, datasets: dict, data: str = "") -> None:
    """Have each mark of a view lead to the actors of its row; views hold views."""
    data = view.get("data", {}).get("name", data)
    mark = view.get("mark")
    mark = mark if isinstance(mark, dict) else {"type": mark}
    kind, silent = mark.get("type"), mark.get("aria") is False
    linked = kind and kind not in JOINED_MARKS and not silent
    rows = datasets.get(data, [])
    if linked and rows and STATED_BY in rows[0]:
        view["encoding"]["href"] = {"field": STATED_BY, "type": "nominal"}
    for part in ("layer", "vconcat", "hconcat", "concat"):
        for inner in view.get(part, []):
            _link_marks(inner, datasets, data)


def _set_letters(svg: str) -> str:
    """The drawing in the house's font and size."""
    svg = svg.replace(f'font-family="{LAID_OUT_IN}"', f'font-family="{FONTS}"')
    return svg.replace(f'font-size="{LAID_OUT_AT}px"', f'font-size="{SIZE}px"')


def _take_links(svg: str) -> tuple[str, list[list[str]]]:
    """The drawing without the links of its marks, and the actors to whom they led."""
    actors, end = [], 0
    for link in MARK_LINK.finditer(svg):
        actors += [[] for _ in MARK.findall(svg[end : link.start()])]
        actors.append(link[1].split())
        end = link.end()
    actors += [[] for _ in MARK.findall(svg[end:])]
    bare = MARK_LINK.sub(r"\2", svg)
    return re.sub(rf"(?:; )?{STATED_BY}: [a-z0-9. -]*", "", bare), actors


def _lacking(name: str, **texts: str) -> list[str]:
    lacks = [] if NAME.fullmatch(name) else ["name: lower-case words and hyphens"]
    return lacks + [f"{key}: is empty" for key, text in texts.items() if not text]


def _lacking_table(frame) -> list[str]:
    # An empty table is legal: on an early `as_of` nobody had stated anything yet.
    if frame is None or "source_id" not in frame:
        return ["table: has no column source_id"]
    return []


def _cells_cite(frame) -> bool:
    if frame is None:
        return False
    return any(isinstance(value, dict) for column in frame for value in frame[column])


def _sources(frame) -> list[str]:
    ids = {part for cell in frame.get("source_id", []) for part in str(cell).split()}
    for column in frame:
        ids.update(*(v["sources"] for v in frame[column] if isinstance(v, dict)))
    return sorted(ids - {""})


def _actors(frame) -> list[list[str]]:
    """Who states each row; empty where the table does not say."""
    return [cell.split() for cell in frame.get(STATED_BY, [])]


def _plain_table(frame) -> dict:
    """Columns and rows as text, ready for any writer; numbers keep their type."""
    frame = frame.drop(columns=STATED_BY, errors="ignore")
    kinds = ["number" if d.kind in "if" else "text" for d in frame.dtypes]
    rows = [[_cell(value) for value in row] for row in frame.itertuples(index=False)]
    return {"columns": [str(c) for c in frame.columns], "kinds": kinds, "rows": rows}


def _cell(value):
    if isinstance(value, dict):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value != value:
        return ""
    if isinstance(value, (int, float)) or hasattr(value, "dtype"):
        number = float(value)
        return int(number) if math.isfinite(number) and number.is_integer() else number
    return str(value.date()) if hasattr(value, "date") else str(value)


def cell_text(value) -> str:
    """A table cell as print shows it: thousands grouped, no tail of zeros."""
    if isinstance(value, dict):
        return value["text"]
    if not isinstance(value, (int, float)):
        return str(value)
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
    return text.replace("-", "\N{MINUS SIGN}")


def _preview(payload: dict) -> str:
    """What JupyterLab shows; the book lays the same payload out in its own way."""
    head = "".join(f"<th>{html.escape(c)}</th>" for c in payload["table"]["columns"])
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell_text(c))}</td>" for c in row) + "</tr>"
        for row in payload["table"]["rows"]
    )
    body = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    if "svg" in payload:
        body = payload["svg"] + f"<details><summary>Data</summary>{body}</details>"
    return f"<p><b>{html.escape(payload['title'])}</b></p>{body}"
