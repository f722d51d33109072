"""Labels stand beside their marks, and cover neither marks nor each other."""

from itertools import combinations

import pytest

from report.exhibits import labels

SIZE = (370, 280)


def boxes(points, texts, **options):
    """What each label covers, by the same measure by which it was placed."""
    placed = labels.place(points, texts, SIZE, **options)
    found = []
    for (x, y), row in zip(points, placed.to_dict("records"), strict=True):
        lines = row["Shown"].split("\n")
        width, height = 8 * max(map(len, lines)), 16 * len(lines)
        left = x + row["dx"] - {"left": 0, "center": width / 2, "right": width}[row["align"]]
        top = y + row["dy"] - 8
        found.append((left, top, left + width, top + height))
    return placed, found


def cover(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_a_mark_alone_has_its_label_below_in_one_line():
    placed, _ = boxes([(100, 100)], ["over 604 in 10 months"])
    assert placed["align"][0] == "center" and placed["dy"][0] > 0
    assert "\n" not in placed["Shown"][0]


@pytest.mark.parametrize(
    "points, texts",
    [
        ([(210, 90), (234, 85), (258, 72), (355, 56)],
         ["560", "570", "over 604 in 10 months", "648"]),
        ([(14, 220), (30, 180), (48, 160)], ["0.67", "over 1.20", "about 1.45"]),
        ([(200, 200), (205, 196), (225, 186)], ["65", "68", "75"]),
    ],
)  # fmt: skip
def test_neighbours_cover_neither_each_other_nor_marks_nor_the_edge(points, texts):
    _, found = boxes(points, texts)
    assert not any(cover(one, other) for one, other in combinations(found, 2))
    marks = [(x - 5, y - 5, x + 5, y + 5) for x, y in points]
    assert not any(cover(label, mark) for label in found for mark in marks)
    assert all(label[0] >= 0 and label[2] <= SIZE[0] for label in found)


def test_what_else_is_drawn_is_left_free():
    line = (0, 205, 370, 225)
    _, (label,) = boxes([(100, 200)], ["30"], taken=[line])
    assert not cover(label, line)


def test_an_empty_label_takes_no_room_and_nothing_is_placed_of_nothing():
    placed, _ = boxes([(100, 100), (102, 118)], ["", "7"])
    assert placed["Shown"].tolist() == ["", "7"] and placed["align"][1] == "center"
    assert labels.place([], [], SIZE).empty
