"""Claims that cells name and the data do not hold, with the sentences they take along."""

import pytest
from conftest import ROOT, copy_tree
from small_book import book  # noqa: F401

from report.checks import run_checks
from report.checks.named_claims import check_named_claims
from report.checks.pages import read_pages
from report.findings import errors, format_findings

DATA = ROOT / "data"
PROSE = "Counted: {num}`some-fold`.\nApart: {num}`other`."


def find(book):
    return check_named_claims(read_pages(book.root)[0], DATA)


@pytest.mark.parametrize(
    "code",
    [
        'x = claim("synthetic-none")',
        'rows = evidence.rows("synthetic-none")',
        'ids = ["tibet-persons-2024", "synthetic-none"]\nrows = evidence.rows(*ids)',
        'publish_claims(evidence, "tibet-persons-2024", "synthetic-none")',
    ],
)
def test_an_id_that_the_data_do_not_hold_is_told_with_its_cell(book, code):
    book.insert("code", code)
    (finding,) = find(book)
    assert (finding.value, finding.column) == ("synthetic-none", "cell 4")
    assert finding.message == "is no claim in data/claims.csv"
    assert finding.cure.startswith("Restore the row")


def test_ids_that_the_data_hold_and_other_texts_are_left_alone(book):
    book.insert("code", 'publish("no-id", claim("tibet-persons-2024"), "percent")')
    assert find(book) == []


def test_the_sentence_is_found_through_the_names_between(book):
    code = 'x = claim("synthetic-none")\ny = 2 * x\npublish("some-fold", y)\npublish("other", 1)'
    book.insert("code", code)
    book.write("index.md", f"# I\n\n{PROSE}\n")
    (finding,) = find(book)
    assert 'this sentence rests on it: "Counted: {num}`some-fold`."' in finding.message
    assert "Apart" not in finding.message


def test_further_sentences_are_counted(book):
    book.insert("code", 'publish("some-fold", claim("synthetic-none"))')
    book.write("index.md", "# I\n\nOne {num}`some-fold`.\nTwo {num}`some-fold|ratio`.\n")
    (finding,) = find(book)
    assert '"One {num}`some-fold`." (and 1 more)' in finding.message


def test_a_cell_that_publishes_many_claims_loses_the_sentence_of_this_one_alone(book):
    book.insert("code", 'publish_claims(evidence, "synthetic-none", "tibet-persons-2024")')
    lines = "Gone {num}`synthetic-none`.\nKept {num}`tibet-persons-2024`."
    book.write("index.md", f"# I\n\n{lines}\n")
    (finding,) = find(book)
    assert "Gone" in finding.message and "Kept" not in finding.message


def test_deleting_a_claim_fails_with_chapter_sentence_and_id(tmp_path):
    tree = copy_tree(ROOT, tmp_path / "copy")
    path = tree.root / "data/claims.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("cf-growth-2025-03-07,")]
    assert len(kept) == len(lines) - 1
    path.write_text("".join(kept), "utf-8")
    text = format_findings(errors(run_checks(tree.root)))
    assert "chapters/enforcement-dispute.ipynb" in text
    assert "'cf-growth-2025-03-07'" in text and "The Capitol Forum reported" in text
