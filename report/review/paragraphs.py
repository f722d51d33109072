"""Turns the pages of two states into paragraphs side by side, where their words differ.

A paragraph is named by its page and the first sentence that it had before, as in the
book, so that a comment on it finds it again after the next edit.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from report.records.sentences import FENCE, HEADING, MARKER, SKIPPED, name_sentence, plain
from report.records.taking import find_numbers, list_pages, read_texts
from report.review.states import State
from report.review.words import likeness

# From here on two paragraphs of one page are taken for one that was edited.
ALIKE = 0.4
DIRECTIVE = re.compile(r"^\s*(?:`{3,}|:{3,})\s*(?:\{[^}]*\})?\s*")
TABLE_ROW = re.compile(r"^\s*\|")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; `words` is its text before numbers are filled in."""

    name: str
    page: str
    section: str
    text: str
    words: str


@dataclass(frozen=True)
class Edit:
    """A paragraph that was edited, added (no before) or removed (no after)."""

    before: Paragraph | None
    after: Paragraph | None

    @property
    def name(self) -> str:
        return (self.before or self.after).name

    @property
    def page(self) -> str:
        return (self.after or self.before).page

    @property
    def section(self) -> str:
        return (self.after or self.before).section


def find_edits(before: State, after: State) -> list[Edit]:
    """Paragraphs whose words differ, page by page; order and white space do not count."""
    old, new = read_paragraphs(before), read_paragraphs(after)
    pages = dict.fromkeys([*(p.page for p in new), *(p.page for p in old)])
    return [edit for page in pages for edit in _compare_page(
        [p for p in old if p.page == page], [p for p in new if p.page == page]
    )]  # fmt: skip


def read_paragraphs(state: State) -> list[Paragraph]:
    """The paragraphs of every page in their order."""
    published = find_numbers(state.notebooks)
    found, seen = [], Counter()
    for page in list_pages(state.root):
        section = ""
        for heading, lines in _list_blocks(read_texts(state.root, page, state.notebooks)):
            words = " ".join(filter(None, (plain(line, {}) for line in lines)))
            section = plain(heading, published) if heading else section
            name = name_sentence(page, lines[0])
            seen[name] += 1
            name = name if seen[name] == 1 else f"{name}-{seen[name]}"
            text = " ".join(filter(None, (plain(line, published) for line in lines)))
            found.append(Paragraph(name, page, section, text, words))
    return found


def _list_blocks(texts: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each block of lines without markup, with its heading if it is one."""
    for text in texts:
        block: list[str] = []
        for line in [*text.splitlines(), ""]:
            heading = HEADING.match(line)
            apart = heading or MARKER.match(line) or TABLE_ROW.match(line)
            if block and (apart or not line.strip()):
                yield "", block
                block = []
            if heading:
                yield heading[1], [heading[1]]
            elif (FENCE.match(line) or not SKIPPED.match(line)) and (kept := _strip(line)):
                block.append(kept)


def _strip(line: str) -> str:
    return MARKER.sub("", DIRECTIVE.sub("", line)).strip()


def _compare_page(old: list[Paragraph], new: list[Paragraph]) -> Iterator[Edit]:
    # 1. What is the same somewhere on the page has not changed.
    kept = Counter(p.words for p in old) & Counter(p.words for p in new)
    gone, come = _drop(old, kept), _drop(new, kept)
    # 2. Of the rest, the most alike are one paragraph before and after.
    pairs = _pair(gone, come)
    for paragraph in come:
        yield Edit(pairs.get(paragraph.name), paragraph)
    edited = {paragraph.name for paragraph in pairs.values()}
    for paragraph in gone:
        if paragraph.name not in edited:
            yield Edit(paragraph, None)


def _drop(paragraphs: list[Paragraph], kept: Counter) -> list[Paragraph]:
    left, rest = Counter(kept), []
    for paragraph in paragraphs:
        if left[paragraph.words]:
            left[paragraph.words] -= 1
        else:
            rest.append(paragraph)
    return rest


def _pair(gone: list[Paragraph], come: list[Paragraph]) -> dict[str, Paragraph]:
    """Name of a new paragraph -> the old one that it was."""
    scored = [(likeness(one.words, other.words), i, j)
              for i, one in enumerate(gone) for j, other in enumerate(come)]  # fmt: skip
    pairs, used = {}, set()
    for score, i, j in sorted(scored, key=lambda s: (-s[0], *s[1:])):
        if score >= ALIKE and i not in used and come[j].name not in pairs:
            used.add(i)
            pairs[come[j].name] = gone[i]
    return pairs
