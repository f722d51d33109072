"""Freezing: every reason against it is told at once, and what is frozen stays so."""

import json
import shutil

import pytest
from conftest import ROOT, copy_tree
from lxml import html
from repositories import FIRST, SECOND, commit, git
from small_editions import (
    NEW, PRINTED, REVISED, SOURCE, make_published, name_version, update_data,
)  # fmt: skip

from report.records import read_record

pytestmark = pytest.mark.book


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """The small book, committed and built, nothing frozen."""
    tree = make_published(copy_tree(ROOT, tmp_path_factory.mktemp("ready") / "copy"))
    tree.report("book", check=0)
    return tree


@pytest.fixture
def small(ready, tmp_path):
    return copy_tree(ready.root, tmp_path / "copy", ignore=None)


@pytest.fixture(scope="module")
def frozen(ready, tmp_path_factory):
    """The first edition of the small book, committed."""
    tree = copy_tree(ready.root, tmp_path_factory.mktemp("frozen") / "copy", ignore=None)
    tree.report("freeze", FIRST, check=0)
    commit(tree, "A state")
    return tree


@pytest.fixture(scope="module")
def twice(frozen, tmp_path_factory):
    """A second edition after new months, one revised figure and one new source."""
    tree = copy_tree(frozen.root, tmp_path_factory.mktemp("twice") / "copy", ignore=None)
    update_data(tree)
    name_version(tree, FIRST, SECOND)
    commit(tree, "A state")
    tree.report("book", check=0)
    tree.report("freeze", SECOND, check=0)
    return tree


def refused(tree, edition=FIRST) -> str:
    """Nothing is frozen and nothing is left behind; returns the reasons."""
    before = sorted(tree.root.joinpath("editions").rglob("*"))
    changelog = tree.root.joinpath("CHANGELOG.md").read_text("utf-8")
    error = tree.report("freeze", edition, check=1).stderr
    assert "Traceback" not in error and f"{edition} was not frozen" in error
    assert sorted(tree.root.joinpath("editions").rglob("*")) == before
    assert tree.root.joinpath("CHANGELOG.md").read_text("utf-8") == changelog
    return error


def pages(tree) -> dict[str, bytes]:
    folder = tree.root / "_build/html"
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.html")}


def diff(tree, *words: str) -> list[dict]:
    return json.loads(tree.report("diff", *words, "--format", "json", check=0).stdout)["changes"]


def test_a_file_that_is_not_committed_is_a_reason(small):
    small.root.joinpath("data/notes.txt").write_text("x", "utf-8")
    small.edit("README.md", "## Two commands", "## Two  commands")
    error = refused(small)
    assert "data/notes.txt" in error and "README.md" in error and "Commit it" in error


def test_a_folder_without_a_repository_is_a_reason(small):
    shutil.rmtree(small.root / ".git")
    assert "no git repository" in refused(small)


def test_a_failing_check_is_a_reason_with_its_place(small):
    small.edit("data/claims.csv", ",equal,648000,,1000,", ",equal,64800O,,1000,")
    commit(small, "A state")
    error = refused(small)
    assert "data/claims.csv:" in error and "64800O" in error


def test_a_book_that_is_not_built_from_the_present_files_is_a_reason(small):
    small.edit("index.md", "Text.", "Other text.")
    commit(small, "A state")
    assert "_build: is not built from the present files" in refused(small)


def test_another_version_in_the_citation_is_a_reason(small):
    assert f"CITATION.cff, '{FIRST}'" in refused(small, SECOND)


@pytest.mark.parametrize("name", ["first", "2026", "../2026.1", "2026.1-draft"])
def test_a_name_that_is_no_editions_is_a_reason(small, name):
    error = refused(small, name)
    assert "is no edition's id" in error and "2026.1" in error


def test_an_edition_that_exists_is_a_reason_and_stays_as_it_is(frozen):
    assert f"editions/{FIRST}" in refused(frozen) and "never changes" in refused(frozen)


def test_an_edition_before_the_newest_is_a_reason(frozen):
    assert f"comes before {FIRST}" in refused(frozen, "2025.9")


def test_a_tampered_edition_is_a_reason(frozen, tmp_path):
    tree = copy_tree(frozen.root, tmp_path / "copy", ignore=None)
    tree.edit(f"editions/{FIRST}/numbers.csv", "450000", "450001")
    assert f"editions/{FIRST}/numbers.csv" in refused(tree, SECOND)


def test_a_changelog_that_says_other_than_the_records_is_a_reason(frozen, tmp_path):
    tree = copy_tree(frozen.root, tmp_path / "copy", ignore=None)
    tree.edit("CHANGELOG.md", "It supersedes nothing.", "It supersedes much.")
    assert "does not say what the records say" in refused(tree, SECOND)


def test_all_reasons_are_told_at_once(small):
    small.edit("data/claims.csv", ",equal,648000,,1000,", ",equal,64800O,,1000,")
    error = refused(small, SECOND)
    for reason in ("is its version", "is not committed", "64800O",
                   "is not built"):  # fmt: skip
        assert reason in error


def test_an_edition_holds_what_was_published_and_what_it_rests_on(frozen):
    folder = frozen.root / "editions" / FIRST
    record = read_record(folder)
    assert record.index("numbers").keys() == frozen.numbers().keys()
    assert len(record.data["test-months"]) > 1
    assert REVISED in record.index("claims")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["commit"] == git(frozen, "rev-parse", "HEAD~1")
    files = [p for p in folder.rglob("*") if p.is_file()]
    assert not [p for p in files if str(frozen.root) in p.read_text("utf-8")]


def test_the_same_build_is_frozen_to_the_same_bytes(ready, frozen, tmp_path):
    tree = copy_tree(ready.root, tmp_path / "elsewhere", ignore=None)
    tree.report("freeze", FIRST, check=0)
    files = [path for path in (frozen.root / "editions" / FIRST).rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in files:
        again = tree.root / path.relative_to(frozen.root)
        assert again.read_bytes() == path.read_bytes(), path.name


def test_freezing_changes_no_page_and_asks_for_no_new_build(frozen):
    before = pages(frozen)
    assert "nothing changed" in frozen.report("book", check=0).stdout
    assert pages(frozen) == before
    assert diff(frozen, FIRST) == []


def test_a_diff_lists_what_was_updated_and_only_that_with_its_cause(twice):
    changes = diff(twice, FIRST, SECOND)
    found = {(c["table"], c["how"], c["name"]) for c in changes if c["table"] != "sentences"}
    assert found == {
        ("numbers", "changed", REVISED), ("figures", "changed", "test-months"),
        ("claims", "changed", REVISED), ("sources", "added", SOURCE),
        *(("claims", "added", name) for name in NEW),
    }  # fmt: skip
    (sentence,) = [c for c in changes if c["table"] == "sentences"]
    assert PRINTED in sentence["after"] and "Texts count" in sentence["after"]
    causes = {c["name"]: {(e["kind"], e["group"]) for e in c["causes"]} for c in changes}
    revised, new = ("data", "source revision"), ("data", "new data")
    assert causes[REVISED] == causes[sentence["name"]] == {revised}
    assert causes["test-months"] == {revised, new}
    assert all(causes[name] == {new} for name in (*NEW, SOURCE))
    (number,) = [c for c in changes if c["table"] == "numbers"]
    assert (number["absolute"], round(number["percent"], 2)) == (-8000, -1.23)


def test_the_working_tree_is_not_compared_before_it_is_run(twice, tmp_path):
    tree = copy_tree(twice.root, tmp_path / "copy", ignore=None)
    tree.edit("data/claims.csv", ",equal,640000,,1000,", ",equal,630000,,1000,")
    error = tree.report("diff", SECOND, check=1).stderr
    assert "tibet" in error and "data/claims.csv" in error and "make book" in error


def test_the_first_edition_says_that_it_supersedes_nothing(frozen):
    assert b"This is the first edition" in pages(frozen)["chapters/changes.html"]
    assert not [name for name, page in pages(frozen).items() if b"In earlier editions" in page]


def test_the_page_on_changes_keeps_the_superseded_value_and_its_cause(twice):
    page = pages(twice)["chapters/changes.html"].decode()
    errata = page[page.index('id="changed-errata"') : page.index('id="changed-figures"')]
    assert "Revised by their sources" in errata
    assert f"Edition {FIRST}: 648,000. Now: 640,000" in errata
    assert f'href="numbers.html#number-{REVISED}"' in errata
    assert f"claim {REVISED}: value 648000 → 640000" in errata


def test_a_number_that_was_another_says_so_in_the_index_and_on_its_card(twice):
    told = f"In earlier editions: edition {FIRST}: 648,000."
    for name in ("numbers.html", "tibet.cards.js"):
        path = twice.root / "_build/html/chapters" / name
        assert path.read_text("utf-8").count(told) == 1


def test_a_table_of_other_data_says_in_which_edition(twice):
    page = pages(twice)["chapters/tibet.html"].decode()
    assert page.count(f"Other data in edition {FIRST}.") == 1


def test_freezing_the_second_edition_changes_no_page_either(twice, tmp_path):
    before = pages(twice)
    assert "nothing changed" in twice.report("book", check=0).stdout
    # Built anew, past everything kept, the pages still speak of the first edition alone.
    tree = copy_tree(twice.root, tmp_path / "copy", ignore=shutil.ignore_patterns("book"))
    tree.report("book", check=0)
    assert pages(tree) == before


def test_an_earlier_edition_that_changes_is_noticed_by_the_pages(twice, tmp_path):
    tree = copy_tree(twice.root, tmp_path / "copy", ignore=None)
    shutil.rmtree(tree.root / "editions" / FIRST)
    assert "nothing changed" not in tree.report("book", "--no-pdf", check=0).stdout
    assert b"This is the first edition" in pages(tree)["chapters/changes.html"]


def test_another_parameter_set_says_that_its_choices_are_a_cause(twice, tmp_path):
    tree = copy_tree(twice.root, tmp_path / "copy", ignore=None)
    tree.root.joinpath("params/early.yml").write_text('as_of: "2024-06-01"\n', "utf-8")
    tree.report("book", "--no-pdf", "--params", "early", check=0)
    page = tree.root.joinpath("_build/sets/early/html/chapters/changes.html").read_text("utf-8")
    assert "This book uses the choices early" in page
    assert "parameter: as_of: 2026-11-24 → 2024-06-01" in html.fromstring(page).text_content()
