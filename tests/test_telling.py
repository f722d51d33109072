"""Changes are told in words, Markdown, JSON and CSV, and sorted into errata."""

import csv
import io
import json

import pytest
from synthetic_records import claim, number, parameter, record

from report.records.causes import CORRECTION, METHOD, NEW, REVISED
from report.records.changes import Change, find_changes
from report.records.telling import (
    ERRATA, STYLES, group_errata, render_changes, say_ranges, say_size, shorten, shorten_pair,
)  # fmt: skip

NAMES = ("before", "after")


@pytest.fixture(scope="module")
def changes():
    """One number a cause: a correction, a revision, a parameter, a new claim."""
    row = {"parameters": "year"}
    before = record(
        numbers=[number("c", 10), number("r", 10), number("p", 10, **row),
                 number("n", 10, lineage="n")],
        claims=[claim("c", 10), claim("r", 10), claim("p"), claim("n")],
        parameters=[parameter("year", 1)],
    )  # fmt: skip
    after = record(
        numbers=[number("c", 9), number("r", 8), number("p", 7, **row),
                 number("n", 6, lineage="n n2"), number("added", 1)],
        claims=[claim("c", 9, printed="10"), claim("r", 8), claim("p"), claim("n"),
                claim("n2", note="=1+1 | `x` <b>"), claim("added")],
        parameters=[parameter("year", 2)],
    )  # fmt: skip
    return find_changes(before, after)


def test_errata_stand_under_what_changed_them_and_new_numbers_are_none(changes):
    grouped = {group: [c.name for c in found] for group, found in group_errata(changes).items()}
    assert grouped == {CORRECTION: ["c"], REVISED: ["r"], METHOD: ["p"], NEW: ["n"]}
    assert list(grouped) == list(ERRATA)


def test_a_number_that_only_rests_on_other_claims_is_no_erratum():
    found = find_changes(
        record(numbers=[number("n", 6)], claims=[claim("n")]),
        record(numbers=[number("n", 6, lineage="n n2")], claims=[claim("n"), claim("n2")]),
    )
    assert [c.name for c in found if c.only_rests_otherwise] == ["n"]
    assert group_errata(found) == {}


@pytest.mark.parametrize("style", STYLES)
def test_every_style_names_every_change(changes, style):
    told = render_changes(changes, NAMES, style)
    for change in changes:
        assert change.name in told


def test_json_and_csv_can_be_read_back(changes):
    told = json.loads(render_changes(changes, NAMES, "json"))
    rows = list(csv.DictReader(io.StringIO(render_changes(changes, NAMES, "csv"))))
    assert [row["name"] for row in rows] == [c.name for c in changes]
    assert [change["name"] for change in told["changes"]] == [c.name for c in changes]
    assert (told["before"], told["after"]) == NAMES


@pytest.mark.parametrize("style", ["text", "markdown"])
def test_no_change_is_said_in_words(style):
    assert "nothing changed" in render_changes([], NAMES, style)


def test_a_size_is_absolute_and_in_percent_and_shares_move_in_points(changes):
    sizes = {change.name: say_size(change) for change in changes if change.table == "numbers"}
    assert sizes["r"] == " (\N{MINUS SIGN}2, \N{MINUS SIGN}20 percent)"
    rows = [record(numbers=[number("s", v, unit="fraction")], claims=[claim("s")]) for v in (.1, .2)]
    (share,) = find_changes(*rows)
    assert say_size(share) == " (+10 percentage points)"


@pytest.mark.parametrize(("before", "after", "unit", "told"), [
    ((1061.5, 1063), (1, 2), "box", "Range: 1,062 to 1,063 → 1 to 2"),
    ((1_234_567, 1_300_000), (5, None), "box", "Range: 1,234,567 to 1,300,000 → from 5"),
    ((4, 4), (None, 9), "box", "Range: exact → up to 9"),
    ((4, 5), (4, 5), "box", "Range: 4 to 5"),
    ((2.57037198172713, 2.5703719817272135), None, "ratio", "Range: exact → none"),
    ((-0.5, 0.0012), (0.5, 0.5), "fraction", "Range: −50 percent to 0.12 percent → exact"),
    (None, (None, None), "box", "Range: none → none is given"),
    (None, None, "box", ""),
])  # fmt: skip
def test_ranges_are_told_before_and_after(before, after, unit, told):
    change = Change("numbers", "changed", "a", unit=unit, ranges=(before, after))
    assert say_ranges(change) == told


def test_a_range_is_told_once_where_a_number_came_or_went_and_in_the_text_of_changes():
    for how, ranges in (("added", (None, (1, 2))), ("removed", ((1, 2), None))):
        change = Change("numbers", how, "a", before="1", after="1", ranges=ranges)
        assert say_ranges(change) == "Range: 1 to 2"
        assert "\n  Range: 1 to 2" in render_changes([change], NAMES)


def test_markdown_prints_odd_text_as_it_is():
    before = record(numbers=[number("a", text="a|b")], claims=[claim("a")])
    after = record(numbers=[number("a", text="<b> `x` $y$")], claims=[claim("a")])
    told = render_changes(find_changes(before, after), NAMES, "markdown")
    assert "a\\|b" in told and "\\<b\\> \\`x\\` \\$y\\$" in told


def test_long_texts_are_cut_around_the_place_where_they_differ():
    lead = "word " * 100
    before, after = shorten_pair(f"{lead}one end", f"{lead}other end")
    assert before.endswith("one end") and after.endswith("other end")
    assert before.startswith("… ") and len(before) < 100
    assert shorten(lead).endswith(" …") and len(shorten(lead)) < 210
