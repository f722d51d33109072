"""Turns the words of a table into the widths of its columns and its height.

A typesetter that finds them itself sets every cell several times; a book of
tables then takes twice as long.
"""

import math
import re
import unicodedata
from dataclasses import dataclass

# What separates two columns, in the width of a lower-case letter.
GAP = 2.6
# A column of prose wants a comfortable line, and more only the longer it is.
COMFORTABLE, WIDEST = 40, 110
NARROW = set("iljtfrI.,:;|!'’()[]- ")
# A hyphen ends a line before a word, not inside a date or a range.
SPLIT = re.compile(r"\s+|(?<=[-/])(?=[^\W\d])")


@dataclass(frozen=True)
class Column:
    """The least that a column takes, and what it would like, in letters."""

    least: float
    wish: float


def measure_columns(table) -> list[Column]:
    """Each column's longest word and longest line; spanning cells are left out."""
    least: dict[int, float] = {}
    wish: dict[int, float] = {}
    for row in table.iter("tr"):
        cells = list(row)
        if any(cell.get("colspan") for cell in cells):
            continue
        for index, cell in enumerate(cells):
            text = cell.text_content().strip()
            heavy = 1.1 if cell.tag == "th" else 1.0
            words = SPLIT.split(text.replace("\N{NO-BREAK SPACE}", "0"))
            longest = max(map(extent, words)) * heavy
            least[index] = max(least.get(index, 0), longest + GAP)
            wish[index] = max(wish.get(index, 0), _wish(extent(text) * heavy) + GAP)
    return [Column(least[i], max(least[i], wish[i])) for i in sorted(least)]


def share_room(columns: list[Column], room: float) -> list[float]:
    """Widths that fit `room` wherever the longest words do."""
    least, wish = sum(c.least for c in columns), sum(c.wish for c in columns)
    if wish <= room or wish == least:
        return [column.wish for column in columns]
    part = (room - least) / (wish - least)
    return [c.least + (c.wish - c.least) * max(part, 0) for c in columns]


def count_lines(table, widths: list[float]) -> int:
    """The lines that the table takes at these widths."""
    return sum(
        max([1, *map(_lines, row, widths)]) for row in table.iter("tr")
    )


def _lines(cell, width: float) -> int:
    letters, room = extent(cell.text_content().strip()), max(width - GAP, 1) + 0.01
    # A line broken between words is filled to nine tenths or so.
    return 1 if letters <= room else math.ceil(letters * 1.08 / room)


def _wish(letters: float) -> float:
    beyond = max(letters - COMFORTABLE, 0)
    return min(letters - beyond * 0.7, WIDEST)


def extent(text: str) -> float:
    """The text's width in lower-case letters of the sans serif."""
    return sum(map(_letter, text))


def _letter(character: str) -> float:
    if character in NARROW:
        return 0.62
    if character.isupper() or character.isdigit():
        return 1.08
    return 1.85 if unicodedata.east_asian_width(character) in "WF" else 1.0
