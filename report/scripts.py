"""Turns runs of Arabic, Tibetan and Chinese script into text that says its language.

A language tells the typesetter how to shape and break a run, and a screen reader
in which voice to read it.
"""

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement
from lxml.html.builder import E

ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
TIBETAN = "\u0f00-\u0fff"
HAN = "\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003134f"


@dataclass(frozen=True)
class Script:
    """The language that a script stands for in this report, and its direction."""

    characters: str
    language: str
    direction: str


SCRIPTS = (
    Script(ARABIC, "ug", "rtl"),
    Script(TIBETAN, "bo", "ltr"),
    Script(HAN, "zh", "ltr"),
)
# A run may hold spaces, digits and dashes inside, never at its ends.
RUNS = [
    (script, re.compile(f"[{c}]+(?:[\\s\\d.,:·()-]*[{c}]+)*"))
    for script in SCRIPTS
    for c in [script.characters]
]
ANY = re.compile(f"[{ARABIC}{TIBETAN}{HAN}]")


def mark_scripts(root: HtmlElement) -> None:
    """Wrap each run under `root` in `<span lang dir>`, in place."""
    for element in list(root.iter(etree.Element)):
        if element.get("lang") in {script.language for script in SCRIPTS}:
            continue
        if element.text and ANY.search(element.text):
            _mark_text(element)
        for child in list(element):
            if child.tail and ANY.search(child.tail):
                _mark_tail(element, child)


def split_runs(text: str) -> list[tuple[str, Script | None]]:
    """The text cut where the script changes; None is what needs no mark."""
    found = sorted(
        (
            (match.start(), match.end(), script)
            for script, pattern in RUNS
            for match in pattern.finditer(text)
        ),
        key=lambda run: run[:2],
    )
    pieces, at = [], 0
    for start, end, script in found:
        if start > at:
            pieces.append((text[at:start], None))
        pieces.append((text[start:end], script))
        at = end
    return pieces + ([(text[at:], None)] if at < len(text) else [])


def _mark_text(element) -> None:
    lead, spans = _spans(element.text)
    element.text = lead
    for offset, span in enumerate(spans):
        element.insert(offset, span)


def _mark_tail(parent, child) -> None:
    lead, spans = _spans(child.tail)
    child.tail = lead
    at = parent.index(child) + 1
    for offset, span in enumerate(spans):
        parent.insert(at + offset, span)


def _spans(text: str) -> tuple[str, list[HtmlElement]]:
    lead, spans = "", []
    for piece, script in split_runs(text):
        if script is not None:
            spans.append(
                E.span({"lang": script.language, "dir": script.direction}, piece)
            )
        elif spans:
            spans[-1].tail = piece
        else:
            lead = piece
    return lead, spans
