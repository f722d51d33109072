"""Findings of two states: which came, which stayed, which went."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from report.findings import Finding
from report.review.faults import compare_findings

ONE = Finding("data/claims.csv", 5, "value", "x", "is no number", "Correct it")
TWO = replace(ONE, value="y")
findings = st.lists(st.sampled_from(
    [replace(ONE, value=value, row=row) for value in "abc" for row in (1, 2, 3)]
))  # fmt: skip


def test_they_are_counted_in_words():
    found = compare_findings([ONE, replace(TWO, value="gone 1"), replace(TWO, value="gone 2")],
                             [ONE, replace(ONE, file="index.md"), ONE])  # fmt: skip
    assert str(found) == "3, 2 new, 2 gone"
    assert str(compare_findings([ONE], [ONE])) == "1"
    assert str(compare_findings([ONE], [])) == "none, 1 gone"
    assert str(compare_findings([], [])) == "none"


def test_a_finding_whose_line_alone_moved_is_the_same():
    assert compare_findings([ONE], [replace(ONE, row=9)]).new == ()
    again = "stands in row {} and again in row {}"
    found = compare_findings([replace(ONE, message=again.format(2, 5))],
                             [replace(ONE, message=again.format(3, 6), row=6)])  # fmt: skip
    assert found.new == found.gone == ()


def test_another_file_value_text_or_weight_is_another_finding():
    for other in (TWO, replace(ONE, file="index.md"), replace(ONE, severity="warning"),
                  replace(ONE, cure="Remove it"), replace(ONE, column="low")):  # fmt: skip
        found = compare_findings([ONE], [other])
        assert (found.new, found.gone) == ((other,), (ONE,))


def test_the_second_of_two_alike_is_new():
    assert compare_findings([ONE], [ONE, replace(ONE, row=7)]).new == (replace(ONE, row=7),)


@given(findings, findings)
def test_what_came_less_what_went_is_the_difference_of_both(before, after):
    found = compare_findings(before, after)
    assert len(found.new) - len(found.gone) == len(after) - len(before)
    back = compare_findings(after, before)
    assert (len(back.new), len(back.gone)) == (len(found.gone), len(found.new))
