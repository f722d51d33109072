"""Turns two states of the repository into one page on what a change moves.

It is written for reviewers who read statements, not code: what turned comes first,
the code last. The same stands in Markdown, for the comment on a pull request.
"""

from pathlib import Path
from typing import NamedTuple

from report import paths
from report.make import Progress
from report.review import states
from report.review.content import compare
from report.review.page import summarise, write_page

OUT = paths.BUILD / "review" / "page"


class Made(NamedTuple):
    """The page of a review, and its summary in three lines."""

    page: Path
    summary: tuple[str, ...]


def write_review(base: str, out: Path | None = None, progress: Progress | None = None) -> Made:
    """Write `index.html` and `review.md` into a folder.

    base: a revision, as git names it; compared is the working tree with the last
    state that both share. Raises ReportError where there is no such revision.
    """
    # 1. Both states, their chapters run by their own code.
    before, after = states.read_states(base, progress or Progress())
    # 2. What moves from one to the other.
    review = compare(before, after)
    # 3. The page and its Markdown, each whole or not at all.
    return Made(write_page(review, out or OUT), summarise(review))
