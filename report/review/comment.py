"""Turns a review in Markdown into a comment that a hosting site takes."""

import re

# The most common site takes so many characters and refuses a longer comment.
LONGEST = 65_536
OPENS, CLOSES = "<details>", "</details>"
HEADING = re.compile(r"### (.+)")
REST = "the rest of "


def fit_comment(markdown: str, longest: int = LONGEST) -> str:
    """The text, or as many whole paragraphs as fit, what is left out, and where all is.

    A part that folds away is kept whole or left out whole.
    """
    if len(markdown) <= longest:
        return markdown
    paragraphs = markdown.rstrip("\n").split("\n\n")
    # The closing line is never longer than where everything is left out, and one in part.
    room = longest - len(_say_rest([], paragraphs)) - len(REST) - 1
    kept: list[str] = []
    for paragraph in paragraphs:
        room -= len(paragraph) + 2
        if room < 0:
            break
        kept.append(paragraph)
    while kept and (_is_open(kept) or HEADING.match(kept[-1])):
        kept.pop()
    return "\n\n".join([*kept, _say_rest(kept, paragraphs[len(kept):])]) + "\n"


def _is_open(paragraphs: list[str]) -> bool:
    opened = sum(paragraph.startswith(OPENS) for paragraph in paragraphs)
    return opened > sum(paragraph == CLOSES for paragraph in paragraphs)


def _say_rest(kept: list[str], left: list[str]) -> str:
    """What the comment does not hold, part by part."""
    whole = [found[1] for found in map(HEADING.match, left) if found]
    begun = [found[1] for found in map(HEADING.match, kept) if found]
    parts = [f"“{title}”" for title in whole]
    if begun and not HEADING.match(left[0]):
        parts.insert(0, f"{REST}“{begun[-1]}”")
    said = ", ".join(parts) or "the rest"
    return (f"**Left out here**, as the comment would be too long: {said}. "
            "The whole is the page `index.html`, which the check uploads as `review`.")
