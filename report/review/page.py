"""Turns a review into a page that opens from disk, and into Markdown for a comment.

The page holds all it needs, and its policy lets it ask for nothing.
"""

import base64
import hashlib
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from report.records.changes import Change
from report.records.telling import escape, name_table, say_ranges, say_values
from report.review.comment import fit_comment
from report.review.content import Review
from report.review.words import COME, GONE, compare_words
from report.runs.notebooks import write_whole

TEMPLATES = Path(__file__).parent / "templates"
PAGE, MARKDOWN = "index.html", "review.md"
ADDRESS = re.compile(r"https?://\S+", re.I)


def write_page(review: Review, folder: Path) -> Path:
    """Write both files; returns the page."""
    write_whole(folder / MARKDOWN, render_markdown(review).encode())
    write_whole(folder / PAGE, render_page(review).encode())
    return folder / PAGE


def render_page(review: Review) -> str:
    """The page as HTML; whatever the review holds is shown as text."""
    style, script = (_read(name) for name in ("review.css", "comments.js"))
    return _environment(True).get_template("review.html.jinja").render(
        review=review, summary=summarise(review), style=Markup(style), script=Markup(script),
        policy=_make_policy(style, script), anchor=_Anchors(),
    )  # fmt: skip


def render_markdown(review: Review) -> str:
    """The same as Markdown, as much of it as a comment may hold."""
    text = _environment(False).get_template("review.md.jinja").render(
        review=review, summary=summarise(review)
    )  # fmt: skip
    return fit_comment(re.sub(r"\n{3,}", "\n\n", text).strip() + "\n")


def summarise(review: Review) -> tuple[str, str, str]:
    """Three lines: findings, statements that turned, numbers that moved."""
    pages = ", ".join(dict.fromkeys(one.place.split(",")[0] for one in review.turned))
    said = (len(review.sentences), "sentence"), (len(review.pictures), "figure or table")
    places = " and ".join(_count(*pair) for pair in said)
    return (
        f"Findings of report check: {review.findings}.",
        f"Statements that turned: {len(review.turned) or 'none'}"
        + (f", in {pages}." if pages else "."),
        f"Numbers that moved: {review.moved or 'none'}"
        + (f", in {places}." if review.moved or review.pictures else "."),
    )


def _count(many: int, what: str) -> str:
    plural = {"figure or table": "figures or tables"}.get(what, f"{what}s")
    return f"{many} {what if many == 1 else plural}"


class _Anchors:
    """The id of each thing, once, and what a comment on it is called."""

    def __init__(self):
        self._given: set[str] = set()

    def __call__(self, kind: str, name: str, label: str = "") -> Markup:
        made = make_id(kind, name)
        if self.find(kind, name):
            return Markup("")
        self._given.add(made)
        label = label or f"{name_table(kind, 1).capitalize()} {name}"
        return Markup(' id="{0}" data-anchor="{0}" data-label="{1}"').format(made, label)

    def find(self, kind: str, name: str) -> str:
        """The id of what stands on the page already; nothing where it does not."""
        made = make_id(kind, name)
        return made if made in self._given else ""


def make_id(kind: str, name: str) -> str:
    """The anchor of a thing, which outlives edits as its name does."""
    return re.sub(r"\s+", "-", f"{name_table(kind, 1)}-{name}")


def _environment(html: bool) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=html, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.filters |= {
        "md": lambda text: escape(str(text)), "fence": _fence, "values": say_values,
        "ranges": say_ranges, "picture": _embed, "address": _find_address, "id": make_id,
    }  # fmt: skip
    made.globals |= {
        "words": _mark if html else _mark_in_markdown, "cells": _list_cells,
        "one_of": lambda table: name_table(table, 1),
    }  # fmt: skip
    return made


def _mark(before: str, after: str) -> Markup:
    """The words of both texts, those that went and came marked by elements."""
    tags = {GONE: Markup("<del>{}</del>{}"), COME: Markup("<ins>{}</ins>{}")}
    parts = []
    for fate, text in compare_words(before, after):
        bare = text.rstrip()
        parts.append(tags.get(fate, Markup("{}{}")).format(bare, text[len(bare):]))
    return Markup("").join(parts)


def _mark_in_markdown(before: str, after: str) -> str:
    marks = {GONE: "~~{}~~{}", COME: "**{}**{}"}
    parts = []
    for fate, text in compare_words(before, after):
        bare = text.rstrip()
        parts.append(marks.get(fate, "{}{}").format(escape(bare), text[len(bare):]))
    return "".join(parts).strip()


def _fence(lines) -> str:
    """Lines as a block of code that nothing in them can end."""
    text = "\n".join(lines)
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}diff\n{text}\n{fence}"


def _list_cells(change: Change) -> list[str]:
    """What changed in a row, cell by cell; its value first, where it has one."""
    first = [say_values(change)] if change.before != change.after else []
    return [*first, *change.details]


def _embed(svg: str) -> str:
    """A drawing as an image that can neither run nor fetch anything."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _find_address(text: str) -> str:
    """The text if it is an address of the web, else nothing."""
    return text if ADDRESS.fullmatch(text or "") else ""


def _make_policy(style: str, script: str) -> str:
    digests = (base64.b64encode(hashlib.sha256(t.encode()).digest()).decode()
               for t in (style, script))  # fmt: skip
    return ("default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; "
            "base-uri 'none'; form-action 'none'").format(*digests)  # fmt: skip


def _read(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")
