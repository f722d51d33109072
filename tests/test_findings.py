"""How findings are ordered, said and printed."""

import json

import pytest

from report.findings import (
    WARNING,
    Finding,
    MisuseError,
    ReportError,
    collect_findings,
    did_you_mean,
    errors,
    format_findings,
    sorted_findings,
)

LETTER = Finding(
    "data/a.csv", 3, "value", "1O0", "is not a number", "Write digits only."
)
LATE = Finding("data/a.csv", 2, "day", "2020", "lies late", "Correct it.", WARNING)
WHOLE = Finding("z.md", None, None, None, "is missing", "Restore it.")


def test_a_finding_is_one_line_with_place_value_fault_and_cure():
    assert str(LETTER) == (
        "error: data/a.csv:3, column value, '1O0': is not a number. Write digits only."
    )
    assert str(WHOLE) == "error: z.md: is missing. Restore it."


def test_a_long_value_is_cut():
    long = Finding("a", 1, "note", "x" * 500, "is long", "Cut it.")
    assert len(str(long)) < 160


def test_findings_come_by_file_and_row_and_once():
    assert sorted_findings([WHOLE, LETTER, LATE, LETTER]) == [LATE, LETTER, WHOLE]


def test_a_finding_without_a_row_can_stand_beside_one_with_a_row():
    whole = Finding("data/a.csv", None, None, None, "is empty", "Restore it.")
    assert sorted_findings([LETTER, whole]) == [whole, LETTER]


def test_warnings_are_no_errors():
    assert errors([LATE, LETTER]) == [LETTER]


def test_text_has_one_line_a_finding():
    assert format_findings([LETTER, LATE]).splitlines() == [str(LATE), str(LETTER)]


def test_json_holds_every_field_and_every_script():
    found = Finding("a.csv", 2, "title", "西藏", "is wrong", "Correct it.")
    text = format_findings([found], "json")
    assert "西藏" in text
    assert json.loads(text) == [
        {
            "file": "a.csv",
            "row": 2,
            "column": "title",
            "value": "西藏",
            "message": "is wrong",
            "cure": "Correct it.",
            "severity": "error",
        }
    ]


def test_json_of_nothing_is_an_empty_list():
    assert json.loads(format_findings([], "json")) == []


def test_github_annotations_name_file_and_line():
    line = format_findings([LETTER], "github")
    assert line.startswith("::error file=data/a.csv,line=3::value 1O0: is not a number")


def test_a_github_annotation_without_a_cell_begins_with_the_fault():
    line = format_findings([WHOLE], "github")
    assert line == "::error file=z.md::is missing. Restore it."


def test_github_annotations_escape_what_would_end_the_command():
    found = Finding("a.csv", 2, "note", "50%\nx", "is wrong", "Correct it.", WARNING)
    line = format_findings([found], "github")
    assert line.startswith("::warning file=a.csv,line=2::")
    assert "50%25%0Ax" in line and "\n" not in line


def test_the_nearest_word_is_named_and_a_far_one_is_not():
    assert did_you_mean("persom", ["person", "vote"]) == "Did you mean 'person'? "
    assert did_you_mean("zzz", ["person", "vote"]) == ""


def test_an_error_says_all_its_findings_and_its_exit_code():
    error = ReportError("the data have faults:", [WHOLE, LETTER])
    assert str(error).splitlines() == [
        "the data have faults:", str(LETTER), str(WHOLE)
    ]  # fmt: skip
    assert (error.exit_code, MisuseError("no").exit_code) == (1, 2)


def refuse(error):
    raise error


def test_a_check_that_refuses_is_told_where_it_says_or_else_where_it_looked():
    bare, placed = ReportError("No rows."), ReportError("No rows.", file="data/b.csv")
    for error, file in ((bare, "data/a.csv"), (placed, "data/b.csv")):
        (finding,) = collect_findings(lambda error=error: refuse(error), "data/a.csv", "one")
        assert (finding.file, finding.value, finding.message) == (file, "one", "No rows")
    several = ReportError("Faults:", [WHOLE, LATE])
    assert collect_findings(lambda: refuse(several), "x") == [LATE, WHOLE]


def test_a_check_called_with_words_that_nobody_knows_is_no_finding():
    with pytest.raises(MisuseError):
        collect_findings(lambda: refuse(MisuseError("No such folder.")), "x")
