"""Turns marks and their labels into places for these, so that none covers another.

The drawing engine sets a label where it is told to. Here each tries the spots around
its mark, in one line and in two, and takes the one that covers least. Measured in
pixels, with letters as wide as the house's digits.
"""

from collections.abc import Sequence

import pandas as pd

LETTER, NARROW, LINE = 8, 4, 16
# Half of a mark, and from its middle to a label beside it or at a corner of it; and how
# near a label may come to another's mark, which it would seem to belong to.
MARK, BESIDE, CORNER, CLEAR = 6, 11, 6, 14
# Right is 1 and down is 1; those that read best stand first.
SPOTS = [(0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)]
ALIGN = {0: "center", 1: "left", -1: "right"}
# Where a label may be broken, and what a later spot costs, in covered pixels.
BREAKS, LATER = (" a year", " in "), 1
COLUMNS = ["dx", "dy", "align", "Shown"]
Box = tuple[float, float, float, float]


def place(points: Sequence, labels: Sequence[str], size, taken: Sequence[Box] = ()):
    """A row a label: how far it stands from its mark, its alignment and its lines.

    points: the marks, from the top left; size: width and height of the plot;
    taken: boxes (left, top, right, bottom) of what else is drawn.
    """
    chosen: list = [None] * len(labels)
    for _ in range(2):  # once more, now that all the others have a place
        for i, label in enumerate(labels):
            others = [spot[0] for j, spot in enumerate(chosen) if spot and j != i]
            fixed = [*taken, *(_around(x, y, *[MARK if j == i else CLEAR] * 2)
                               for j, (x, y) in enumerate(points))]  # fmt: skip
            spots = list(_list_spots(*points[i], label)) if label else []
            costs = [_cost(spot[0], [*fixed, *others], size) for spot in spots]
            costs = [cost + LATER * rank for rank, cost in enumerate(costs)]
            chosen[i] = spots[costs.index(min(costs))] if spots else None
    rows = [spot[1] if spot else (0, 0, "center", "") for spot in chosen]
    return pd.DataFrame(rows, columns=COLUMNS)


def measure(text: str) -> float:
    """How wide a line of letters is."""
    return LETTER * len(text) - NARROW * sum(text.count(one) for one in " ,.")


def add_labels(base):
    """The layer of labels for a chart of rows with the columns of `place`."""
    import altair as alt

    given = {name: alt.expr(f"datum.{name}") for name in ("dx", "dy", "align")}
    lines = {"lineBreak": "\n", "lineHeight": LINE, "baseline": "middle"}
    text = base.transform_filter("datum.Shown != ''").mark_text(**given, **lines)
    return text.encode(text="Shown:N")


def _list_spots(x: float, y: float, label: str):
    for text in dict.fromkeys([label, *(_break(label, end) for end in BREAKS)]):
        lines = text.split("\n")
        # Half a letter on either side, or two numbers would read as one.
        width, height = LETTER + max(map(measure, lines)), LINE * len(lines)
        for right, down in SPOTS:
            aside, apart = (CORNER, CORNER - 2) if right and down else (BESIDE, BESIDE)
            dx, middle = right * aside, down * (apart + height / 2)
            center = x + dx + right * (width - LETTER) / 2
            box = _around(center, y + middle, width / 2, height / 2)
            # Lines run down from the first, whose middle is told.
            yield box, (dx, middle - (height - LINE) / 2, ALIGN[right], text)


def _break(label: str, end: str) -> str:
    return label.replace(end, f"\n{end.lstrip()}")


def _around(x: float, y: float, aside: float, apart: float) -> Box:
    return x - aside, y - apart, x + aside, y + apart


def _cost(box: Box, others: Sequence[Box], size) -> float:
    """How many pixels of a label cover something or lie outside of the plot."""
    left, top, right, bottom = box
    inside = _shared(box, (0, 0, *size))
    outside = (right - left) * (bottom - top) - inside
    return outside + sum(_shared(box, other) for other in others)


def _shared(one: Box, other: Box) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0) * max(height, 0)
