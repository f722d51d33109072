"""Turns a PDF back into what a reader, a screen reader or a printer gets of it."""

import re
import subprocess
from pathlib import Path

from fontTools.ttLib import TTFont
from pypdf import PdfReader

SHOWN = re.compile(rb"/(\S+) -?[\d.]+ Tf|<([0-9a-fA-F]+)>")


def read_text(path: Path, *options: str) -> str:
    words = ["pdftotext", *options, str(path), "-"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def bookmarks(path: Path) -> list[tuple[int, str, int]]:
    """Level, title and page of each bookmark, levels from 1."""
    reader = PdfReader(path)

    def walk(items, level):
        for item in items:
            if isinstance(item, list):
                yield from walk(item, level + 1)
            else:
                yield level, item.title, reader.get_destination_page_number(item) + 1

    return list(walk(reader.outline, 1))


def links(path: Path) -> dict[int, list[tuple[float, str]]]:
    """Each page's links to places in the same file: how high they stand, and where to."""
    found = {}
    for number, page in enumerate(PdfReader(path).pages):
        notes = (note.get_object() for note in page.get("/Annots", []))
        placed = [
            (float(note["/Rect"][1]), note.get("/Dest") or note.get("/A", {}).get("/D"))
            for note in notes
        ]
        found[number] = [(y, name) for y, name in placed if isinstance(name, str)]
    return found


def places(path: Path) -> dict[str, tuple[int, float]]:
    """Each named place of the file: its page, from 0, and how high it stands there."""
    reader = PdfReader(path)
    return {
        name: (reader.get_destination_page_number(place), float(place.top or 0))
        for name, place in reader.named_destinations.items()
    }


def find_faults(path: Path) -> list[str]:
    """What PDF/UA asks of the file as a whole; `pdf_tags` looks at the tags."""
    reader = PdfReader(path)
    root, info = reader.trailer["/Root"], reader.metadata or {}
    xmp = root["/Metadata"].get_object().get_data() if "/Metadata" in root else b""
    checks = {
        "no language": bool(root.get("/Lang")),
        "not marked": bool(root.get("/MarkInfo", {}).get("/Marked")),
        "no title": bool(info.get("/Title")),
        "not PDF/UA": b"pdfuaid:part" in xmp,
        "no tags": bool(root.get("/StructTreeRoot", {}).get("/K")),
    }
    return [fault for fault, good in checks.items() if not good]


def font_names(path: Path) -> set[str]:
    """The families in the PDF, without style and subset mark; all must be embedded."""
    listed = subprocess.run(
        ["pdffonts", str(path)], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert all(line.split()[-5] == "yes" for line in listed), listed
    return {re.sub(r"^[A-Z]{6}\+|-(Regular|Bold|Italic|BoldItalic)*$", "", line.split()[0])
            for line in listed}  # fmt: skip


def glyphs_without_drawing(path: Path) -> set[str]:
    """Characters shown by a glyph that its embedded font does not hold."""
    lost = set()
    for page in PdfReader(path).pages:
        fonts = page["/Resources"].get("/Font", {})
        name = None
        for match in SHOWN.finditer(page.get_contents().get_data()):
            if match[1]:
                name = "/" + match[1].decode()
            elif name in fonts:
                lost |= _lost(fonts[name].get_object(), match[2].decode())
    return lost


_FONTS: dict = {}


def _lost(font, codes: str) -> set[str]:
    held, texts = _held(font)
    glyphs = {int(codes[i : i + 4], 16) for i in range(0, len(codes), 4)}
    return {texts.get(glyph, hex(glyph)) for glyph in glyphs if glyph not in held}


def _held(font):
    import io

    descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    stream = next(descriptor[k] for k in ("/FontFile3", "/FontFile2") if k in descriptor)
    data = stream.get_object().get_data()
    mapping = font["/ToUnicode"].get_object().get_data()
    key = (hash(data), hash(mapping))
    if key not in _FONTS:
        _FONTS[key] = _drawn(io.BytesIO(data)), _texts(mapping)
    return _FONTS[key]


def _drawn(file) -> set[int]:
    """Glyph 0 stands for what a font lacks, so it never counts as held."""
    font = TTFont(file, lazy=True)
    return set(range(1, font["maxp"].numGlyphs))


def texts_of(font) -> dict[int, str]:
    """What each glyph of an embedded font stands for."""
    return _held(font)[1]


def _texts(mapping: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", mapping)
    return {int(a, 16): bytes.fromhex(b.decode()).decode("utf-16-be") for a, b in pairs}


def placed_words(path: Path) -> list[tuple[str, bool]]:
    """Each word, and whether it stands on its sheet, a hand's breadth from no edge."""
    import html

    text, words, sheet = read_text(path, "-bbox"), [], (0.0, 0.0)
    for line in text.splitlines():
        numbers = [float(n) for n in re.findall(r'="(-?[\d.]+)"', line)]
        if "<page" in line:
            sheet = tuple(numbers)
        elif "<word" in line:
            left, top, right, bottom = numbers
            inside = left > 9 and top > 9 and right < sheet[0] - 9 and bottom < sheet[1] - 9
            words.append((html.unescape(re.sub("<.*?>", "", line).strip()), inside))
    return words
