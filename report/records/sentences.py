"""Turns pages of Markdown into sentences as readers see them, each with an id.

The house writes one sentence a line. An id is made from the sentence before its
numbers are filled in, so that new data leave it as it is.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from report.numbers import format_number
from report.records import Row, join_ids

NUMBER = re.compile(r"\{num\}`([^`|]*)(?:\|([^`]*))?`")
CITATION = re.compile(r"\{cite:[a-z]+\}`([^`]*)`")
NAMED = re.compile(r"\{(?:doc|ref|numref|term)\}`(?:([^`<]+?)\s*<[^`]*>|([^`]*))`")
TERM = re.compile(r"\{term\}`([^`<]*?)(?:\s*<[^`]*>)?`")
FENCE = re.compile(r"^\s*(`{3,}|:{3,})")
SKIPPED = re.compile(r"^\([^()\s]+\)=\s*$|^\{[^}\n]*\}\s*$|^\s*\|?[\s:|-]+\|?\s*$|^\s*<!--")
HEADING = re.compile(r"^#{1,6}\s+(.*)$")
MARKER = re.compile(r"^\s*(?:[-*]|\d+[.)])\s+|^\s*>\s?")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
EMPHASIS = re.compile(r"\*\*|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|`")


def read_sentences(page: str, texts: list[str], published: dict[str, dict]) -> list[Row]:
    """The sentences of one page in their order.

    texts: the Markdown of its cells. published: number key -> payload as in
    `report.numbers`; a key that is not there is left as it stands.
    """
    rows, seen, section = [], {}, ""
    for line in _lines(texts):
        if heading := HEADING.match(line):
            section = line = heading[1]
        name = name_sentence(page, line)
        seen[name] = seen.get(name, 0) + 1
        rows.append({
            "sentence_id": name if seen[name] == 1 else f"{name}-{seen[name]}",
            "page": page,
            "section": plain(section, published),
            "text": plain(line, published),
            "numbers": join_ids(_unique(m[1].strip() for m in NUMBER.finditer(line))),
            "sources": join_ids(_unique(_cited(line))),
            "wording": hash_line(line),
        })  # fmt: skip
    return rows


def plain(line: str, published: dict[str, dict]) -> str:
    """The sentence without markup, numbers filled in, citations as [key]."""
    line = NUMBER.sub(lambda match: _print(match, published), line)
    line = CITATION.sub(lambda match: f"[{_tidy(match[1])}]", line)
    line = NAMED.sub(lambda match: match[1] or match[2], line)
    line = EMPHASIS.sub("", LINK.sub(r"\1", line))
    return " ".join(line.strip().strip("|").split())


def _lines(texts: list[str]) -> Iterator[str]:
    for text in texts:
        fence = ""
        for line in text.splitlines():
            if mark := FENCE.match(line):
                closing = fence and mark[1].startswith(fence)
                fence = "" if closing else fence or mark[1]
            elif line.strip() and not fence and not SKIPPED.match(line):
                yield MARKER.sub("", line).strip()


def name_sentence(page: str, line: str) -> str:
    """The id of a sentence, and the address of a paragraph that begins with it.

    The style in which a number is printed, a citation and the mark of a term are no
    part of what the sentence says.
    """
    text = NUMBER.sub(lambda match: f"{{{match[1].strip()}}}", line)
    text = TERM.sub(r"\1", CITATION.sub("", text))
    return f"{Path(page).name}-{hash_line(text)}"


def hash_line(text: str) -> str:
    """A short name for a line, the same whatever its white space."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]


def _print(match: re.Match, published: dict[str, dict]) -> str:
    payload = published.get(match[1].strip())
    return format_number(payload, (match[2] or "").strip() or None) if payload else match[0]


def _cited(line: str) -> Iterator[str]:
    for match in CITATION.finditer(line):
        yield from (key for key in _tidy(match[1]).split(", "))


def _tidy(keys: str) -> str:
    # A key may carry words before or after it, in braces.
    keys = re.sub(r"\{[^}]*\}", "", keys)
    return ", ".join(key.strip() for key in keys.split(",") if key.strip())


def _unique(keys) -> list[str]:
    return list(dict.fromkeys(keys))
