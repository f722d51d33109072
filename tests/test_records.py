"""A record is taken from a built folder, kept as files, and read back the same."""

import pytest
from conftest import ROOT, copy_tree
from hypothesis import given
from hypothesis import strategies as st
from small import make_small
from synthetic_records import claim, number, record

from report.findings import ReportError
from report.records import read_record, write_record
from report.records.changes import find_changes
from report.records.taking import take_record

CLAIM = "tibet-persons-2024"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A synthetic book of one chapter whose chapters have been run."""
    tree = make_small(copy_tree(ROOT, tmp_path_factory.mktemp("small") / "copy"))
    tree.report("run", check=0)
    return tree


def test_a_number_is_kept_with_all_that_it_rests_on(small):
    row = take_record(small.root).index("numbers")[CLAIM]
    published = small.numbers()[CLAIM]
    assert row["text"] == published["text"] and float(row["value"]) == published["value"]
    assert row["lineage"] == CLAIM and row["parameters"] == "as_of"
    assert row["chapter"] == "tibet"


def test_sentences_print_their_numbers(small):
    texts = [row["text"] for row in take_record(small.root).table("sentences")]
    text = small.numbers()[CLAIM]["text"]
    assert f"Official texts count {text} persons." in texts


def test_a_record_is_the_same_after_writing_and_reading(small, tmp_path):
    taken = take_record(small.root)
    write_record(taken, tmp_path / "kept")
    assert read_record(tmp_path / "kept", taken.name) == taken


def test_a_correction_is_what_is_used_and_the_print_is_kept(small, tmp_path):
    tree = copy_tree(small.root, tmp_path / "copy", ignore=None)
    printed = take_record(tree.root).index("claims")[CLAIM]["value"]
    source = take_record(tree.root).index("claims")[CLAIM]["source_id"]
    with (tree.root / "data/corrections.yml").open("a", encoding="utf-8") as file:
        file.write(f"\n  - source_id: {source}\n    claim_id: {CLAIM}\n    says: {printed}\n"
                   "    use: 7\n    why: A test.\n")  # fmt: skip
    tree.report("run", check=0)
    row = take_record(tree.root).index("claims")[CLAIM]
    assert (row["printed"], row["value"]) == (printed, "7")
    (found,) = [c for c in find_changes(take_record(small.root), take_record(tree.root))
                if c.table == "numbers"]  # fmt: skip
    assert [cause.kind for cause in found.causes] == ["correction"]


def test_chapters_that_were_not_run_give_no_record(tmp_path):
    tree = make_small(copy_tree(ROOT, tmp_path / "copy"))
    with pytest.raises(ReportError, match="tibet: not run yet"):
        take_record(tree.root)


def test_a_folder_without_numbers_holds_no_record(tmp_path):
    with pytest.raises(ReportError, match="holds no record"):
        read_record(tmp_path)


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\x00")))
def test_any_text_survives_being_kept(tmp_path_factory, text):
    kept = record("kept", numbers=[number("a", 1, text=text or "1")], claims=[claim("a")])
    folder = tmp_path_factory.mktemp("kept")
    write_record(kept, folder)
    assert read_record(folder, "kept") == kept


def test_a_row_that_lost_a_cell_is_named_with_its_cure(tmp_path):
    write_record(record(numbers=[number("one", 1)]), tmp_path / "record")
    path = tmp_path / "record" / "numbers.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write("lost\n")
    with pytest.raises(ReportError, match=r"numbers\.csv: row \d+ has 1 cells and not \d+"):
        read_record(tmp_path / "record")
