"""The changelog says of each edition what its record says, and no other words are lost."""

import pytest
from synthetic_records import claim, number, record

from report import paths
from report.editions.changelog import (
    MOST, check_changelog, describe_edition, write_changelog,
)  # fmt: skip
from report.records import write_record

HEAD = "# Changes\n\n## 2001.1 (in preparation)\n\n- Words by hand.\n"


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "EDITIONS", tmp_path / "editions")
    paths.EDITIONS.mkdir()
    (tmp_path / "CHANGELOG.md").write_text(HEAD, "utf-8")
    return tmp_path


def keep(edition: str, **values: int) -> None:
    """An edition whose numbers have these values, each printed from a claim."""
    rows = [number(key, value) for key, value in values.items()]
    claims = [claim(key, value) for key, value in values.items()]
    write_record(record(edition, numbers=rows, claims=claims), paths.EDITIONS / edition)


def text(root) -> str:
    return (root / "CHANGELOG.md").read_text("utf-8")


def test_the_first_edition_supersedes_nothing(root):
    keep("2001.1", a=1, b=2)
    assert describe_edition("2001.1").startswith("The first edition: 2 numbers")


def test_a_later_edition_lists_superseded_values_under_what_changed_them(root):
    keep("2001.1", a=100, gone=7)
    keep("2001.2", a=90, added=1)
    said = describe_edition("2001.2")
    assert "Revised by their sources:" in said
    assert "- `a`: 100 → 90 (\N{MINUS SIGN}10, \N{MINUS SIGN}10 percent)" in said
    assert "- `gone`: 7 (no longer published)" in said and "`added`" not in said


def test_editions_follow_one_another_by_number_and_not_by_letter(root):
    for edition, value in (("2001.9", 1), ("2001.10", 2), ("2001.2", 3)):
        keep(edition, a=value)
    assert describe_edition("2001.10").startswith("From 2001.9 to 2001.10")


def test_a_long_list_is_cut_and_says_by_how_much(root):
    names = [f"n{number}" for number in range(MOST + 3)]
    keep("2001.1", **dict.fromkeys(names, 1))
    keep("2001.2", **dict.fromkeys(names, 2))
    said = describe_edition("2001.2")
    assert said.count(": 1 → 2") == MOST and "- and 3 more" in said


def test_a_section_is_written_under_its_heading_and_keeps_the_words_by_hand(root):
    keep("2001.1", a=1)
    write_changelog("2001.1")
    assert "## 2001.1\n\n<!-- from the records" in text(root)
    assert "in preparation" not in text(root) and "- Words by hand." in text(root)


def test_writing_twice_changes_nothing(root):
    keep("2001.1", a=1)
    write_changelog("2001.1")
    once = text(root)
    write_changelog("2001.1")
    assert text(root) == once


def test_a_new_edition_stands_above_the_older_ones(root):
    keep("2001.1", a=1)
    keep("2001.2", a=2)
    write_changelog("2001.1")
    write_changelog("2001.2")
    assert text(root).index("## 2001.2") < text(root).index("## 2001.1")
    assert list(check_changelog()) == []


def test_a_missing_section_and_an_edited_one_are_found(root):
    keep("2001.1", a=1)
    (finding,) = check_changelog()
    assert "2001.1" in str(finding) and "is missing" in str(finding)
    write_changelog("2001.1")
    edited = text(root).replace("1 number,", "2 numbers,")
    assert edited != text(root)
    (root / "CHANGELOG.md").write_text(edited, "utf-8")
    (finding,) = check_changelog()
    assert "does not say what the records say" in str(finding)
