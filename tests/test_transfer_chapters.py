"""The chapters on Xinjiang and Tibet: no figure by hand, and every day readable."""

import json
import re

import pytest

from report import figures, numbers, params, paths

CHAPTERS = ["labor-transfers", "tibet"]
ROLE = re.compile(r"\{[a-z:]+\}`[^`]*`|\[\]\([^)]*\)")
# Years, days and the ordinals of plans are names, not findings.
NAMES = re.compile(r"\b(19|20)\d\d\b|\b\d+th\b|\b\d{1,2} (?=July\b)")

BOUND = re.compile(r"(more than|at least|at most|up to) ([\d,.]+)(?: (\w+))?")
FLOORS = ("more than", "at least")
SCALES = {"percent": 0.01, "million": 1e6, "billion": 1e9}
# What binary fractions lose.
ENOUGH = 1 + 1e-9


@pytest.fixture(autouse=True)
def undrawn(monkeypatch):
    """What is asked here is what the charts say, and drawing takes half of the time."""
    monkeypatch.setattr(figures, "draw", lambda specification: "<svg/>")


def cells(chapter, kind):
    notebook = json.loads((paths.CHAPTERS / f"{chapter}.ipynb").read_text("utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def run(chapter, shown, **changes):
    """The chapter's code in plain Python, its last expressions collected."""
    given = params.for_chapter(params.load_set(), chapter) | changes
    names = {}
    for cell in cells(chapter, "code"):
        source = "".join(cell["source"])
        if "parameters" in cell["metadata"]["tags"]:
            names |= given
            continue
        last = source.rfind("\nfigure("), source.rfind("\ntable(")
        at = max(last)
        if at < 0:
            exec(source, names)
        else:
            exec(source[:at], names)
            shown.append(eval(source[at:].strip(), names))
    return names


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_figure_in_prose_is_typed_by_hand(chapter):
    for cell in cells(chapter, "markdown"):
        bare = NAMES.sub("", ROLE.sub("", "".join(cell["source"])))
        assert not re.findall(r"\d[\d,.]*", bare), bare


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("day", ["2024-01-01", "2025-06-30", "2025-12-31"])
def test_no_title_has_a_hole_on_an_early_day(chapter, day, capsys):
    shown = []
    run(chapter, shown, as_of=day)
    titles = [one.payload["title"] for one in shown]
    assert len(titles) > 5
    assert not [title for title in titles if "not stated" in title or "nan" in title]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_bound_in_words_is_not_rounded_past_its_number(chapter, monkeypatch, capsys):
    bounds, describe = {}, numbers.describe_number

    def described(*given):
        payload = describe(*given)
        bounds[payload["key"]] = payload["text"], payload.get("value")
        return payload

    monkeypatch.setattr(numbers, "describe_number", described)
    run(chapter, [])
    found = [(BOUND.match(text), value) for text, value in bounds.values()]
    found = [(match, value) for match, value in found if match]
    assert len(found) > 3
    for match, value in found:
        word, printed, unit = match.groups()
        printed = float(printed.replace(",", "")) * SCALES.get(unit, 1)
        assert printed <= value * ENOUGH if word in FLOORS else printed * ENOUGH >= value, match[0]


def test_the_weakest_grade_admitted_decides_what_is_drawn(capsys):
    every, strict = [], []
    run("labor-transfers", every)
    run("labor-transfers", strict, transfers_lowest_grade="B")
    assert _rows(strict, "transfers-counts") < _rows(every, "transfers-counts")


def test_the_compared_year_changes_the_title(capsys):
    usual, other = [], []
    run("tibet", usual)
    run("tibet", other, tibet_compare_year=2019)
    assert _title(usual, "tibet-persons") != _title(other, "tibet-persons")
    assert "2019" in _title(other, "tibet-persons")


def _named(shown, name):
    return next(one.payload for one in shown if one.payload["name"] == name)


def _rows(shown, name):
    return len(_named(shown, name)["table"]["rows"])


def _title(shown, name):
    return _named(shown, name)["title"]
