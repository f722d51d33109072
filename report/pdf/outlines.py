"""Turns chart labels in scripts that join or stack letters into glyph outlines.

WeasyPrint sets text inside SVG letter by letter, which takes Arabic script apart
and reverses it, and takes Tibetan stacks apart. Such labels are shaped here by
HarfBuzz and drawn; all other labels stay text. The words stay readable through
the image's alternative text.
"""

import re
import subprocess
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from lxml import etree

from report.findings import ReportError
from report.scripts import ARABIC, TIBETAN

SVG = "{http://www.w3.org/2000/svg}"
JOINED = re.compile(f"[{ARABIC}{TIBETAN}]")
# What keeps its place on the label when the text becomes a drawing.
KEPT = ("transform", "opacity", "fill", "fill-opacity", "stroke", "stroke-width")
BOLD = ("bold", "600", "700")
RIGHT = ("R", "AL")
NUMBER = ("EN", "AN")


@dataclass(frozen=True)
class Glyph:
    """A glyph of a font, placed on the label's line in its own units."""

    font: str
    glyph_id: int
    x: float
    y: float


def outline_labels(svg: bytes) -> bytes:
    """The drawing with its joined-script labels as paths; others are left alone."""
    if not JOINED.search(svg.decode("utf-8")):
        return svg
    root = etree.fromstring(svg)
    for label in list(root.iter(f"{SVG}text")):
        if JOINED.search("".join(label.itertext())):
            label.getparent().replace(label, _outline(label))
    return etree.tostring(root, encoding="utf-8")


def shape(text: str, families: list[str], bold=False) -> tuple[list[Glyph], float]:
    """The glyphs of one line from left to right, and the line's width, in em."""
    import uharfbuzz

    glyphs, pen = [], 0.0
    for run, level, path in _visual_runs(text, families, bold):
        font = _load_font(path)
        buffer = uharfbuzz.Buffer()
        buffer.add_str(run)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if level % 2 else "ltr"
        uharfbuzz.shape(font, buffer)
        em = font.face.upem
        for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            x, y = pen + at.x_offset / em, at.y_offset / em
            glyphs.append(Glyph(path, info.codepoint, x, y))
            pen += at.x_advance / em
    return glyphs, pen


def draw(glyphs: list[Glyph], size: float, start: float) -> str:
    """The glyphs as SVG path data; `size` and `start` in the drawing's units."""
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    pen = SVGPathPen(None, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
    for glyph in glyphs:
        font = _load_font(glyph.font)
        scale = size / font.face.upem
        # Fonts count upwards, drawings downwards.
        place = (scale, 0, 0, -scale, start + glyph.x * size, -glyph.y * size)
        font.draw_glyph_with_pen(glyph.glyph_id, TransformPen(pen, place))
    return pen.getCommands()


def _outline(label):
    """A group in the label's place, each line a drawing or, as before, text."""
    kept = {name: label.get(name) for name in KEPT if name in label.attrib}
    group = etree.Element(f"{SVG}g", kept)
    group.tail = label.tail
    for text, x, y in _lines(label):
        line = _drawn(label, text) if JOINED.search(text) else _written(label, text)
        line.set("transform", f"translate({x:g},{y:g})")
        group.append(line)
    return group


def _drawn(label, text: str):
    size = float(label.get("font-size", "16").removesuffix("px"))
    families = [f.strip(" '\"") for f in label.get("font-family", "").split(",")]
    glyphs, width = shape(text, families, label.get("font-weight") in BOLD)
    start = {"middle": -0.5, "end": -1.0}.get(label.get("text-anchor"), 0.0)
    return etree.Element(f"{SVG}path", d=draw(glyphs, size, start * width * size))


def _written(label, text: str):
    own = {k: v for k, v in label.attrib.items() if k not in (*KEPT, "x", "y", "dy")}
    line = etree.Element(f"{SVG}text", own)
    line.text = text
    return line


def _lines(label):
    """Each line with its place; Vega writes long labels as one `tspan` a line."""
    parts = [part for part in label.iter(f"{SVG}tspan", f"{SVG}text") if part.text]
    x, y = 0.0, 0.0
    for part in parts:
        x = float(part.get("x", x))
        y = float(part.get("y", y)) + float(part.get("dy", 0))
        yield part.text, x, y


def _visual_runs(text: str, families: list[str], bold: bool):
    """Runs of one direction and one font in the order in which the eye meets them."""
    levels = find_levels(text)
    fonts = [_font_for(character, families, bold) for character in text]
    keys = list(zip(levels, fonts, text, strict=True))
    runs = [
        ("".join(character for *_, character in part), level, font)
        for (level, font), part in groupby(keys, key=lambda k: k[:2])
    ]
    for level in range(max(levels, default=0), 0, -1):
        runs = _reverse_from(runs, level)
    return runs


def _reverse_from(runs, level):
    ordered = []
    for high, part in groupby(runs, key=lambda run: run[1] >= level):
        ordered += reversed(list(part)) if high else list(part)
    return ordered


def find_levels(text: str) -> list[int]:
    """An embedding level a character: the Unicode bidirectional algorithm (UAX 9)
    for one line without explicit marks, which is all that a label holds."""
    kinds = [unicodedata.bidirectional(character) for character in text]
    strong = [kind for kind in kinds if kind == "L" or kind in RIGHT]
    base = int(bool(strong) and strong[0] in RIGHT)
    levels: list[int | None] = []
    last = base
    for kind in kinds:
        if kind == "NSM" and levels:
            levels.append(levels[-1])
        elif kind == "L" or kind in RIGHT:
            last = int(kind in RIGHT)
            levels.append(last or base * 2)
        elif kind in NUMBER:
            levels.append(2 if last or base else 0)
        else:
            levels.append(None)
    return _resolve_neutrals(levels, kinds, base)


def _resolve_neutrals(levels, kinds, base):
    """Between two sides of one direction a neutral takes it, else the base's."""
    resolved = list(levels)
    for index, level in enumerate(levels):
        if level is not None:
            continue
        before = _side(levels[:index][::-1], kinds[:index][::-1], base)
        after = _side(levels[index + 1 :], kinds[index + 1 :], base)
        right = before if before == after else base
        resolved[index] = 1 if right else base * 2
    return resolved


def _side(levels, kinds, base) -> int:
    """The direction of the nearest resolved neighbour; numbers follow the text."""
    for level, kind in zip(levels, kinds, strict=True):
        if level is not None:
            return int(level == 1 or (level == 2 and kind in NUMBER))
    return base


def _font_for(character: str, families: list[str], bold: bool) -> str:
    for family in families:
        path = _find_font(family, bold)
        if path and _load_font(path).get_nominal_glyph(ord(character)):
            return path
    raise ReportError(
        f"a chart label holds {character!r} (U+{ord(character):04X}), which none of "
        f"these fonts has: {', '.join(families)}. Install one that has it, "
        "and add it to FONTS in report/figures.py."
    )


@cache
def _find_font(family: str, bold: bool) -> str | None:
    """The family's file as fontconfig knows it; None where it is not installed."""
    pattern = f"{family}:style={'Bold' if bold else 'Regular'}"
    words = ["fc-match", "-f", "%{family}\t%{index}\t%{file}", pattern]
    found = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    names, _, rest = found.partition("\t")
    return rest if family in names.split(",") else None


@cache
def _load_font(index_and_path: str):
    import uharfbuzz

    index, _, path = index_and_path.partition("\t")
    blob = uharfbuzz.Blob.from_file_path(path)
    return uharfbuzz.Font(uharfbuzz.Face(blob, int(index) & 0xFFFF))
