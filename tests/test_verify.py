"""Editions at a later commit: built again they are the same, and one site shows them all."""

import hashlib
import json
import shutil
import zipfile

import pytest
from conftest import ROOT, Tree, copy_tree
from dead_links import find_dead_links
from repositories import FIRST, SECOND, commit, freeze, git
from small_editions import make_published, name_version, update_data

from report.editions.banner import remove_banner

pytestmark = pytest.mark.book
ARCHIVE = "_build/first.zip"


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Tree:
    """The small book with two editions frozen, and the archive of the first."""
    tree = make_published(copy_tree(ROOT, tmp_path_factory.mktemp("published") / "copy"))
    freeze(tree, FIRST)
    tree.report("archive", "--out", ARCHIVE, check=0)
    update_data(tree)
    name_version(tree, FIRST, SECOND)
    commit(tree, "New data")
    freeze(tree, SECOND)
    return tree


@pytest.fixture
def tree(published, tmp_path) -> Tree:
    """A copy of the repository with two editions, which a test may change."""
    return copy_tree(published.root, tmp_path / "copy", ignore=None)


def read_receipt(tree) -> dict:
    return json.loads((tree.root / "_build/verify/receipt.json").read_text("utf-8"))


def test_an_edition_frozen_at_one_commit_verifies_at_a_later_one(tree):
    told = tree.report("verify", FIRST, check=0).stdout
    assert "identical, byte for byte" in told and "NOT" not in told
    receipt = read_receipt(tree)
    assert receipt["identical"] and receipt["edition"] == FIRST
    assert receipt["commit"] != git(tree, "rev-parse", "HEAD")
    assert all(p["identical"] == p["count"] > 0 for p in receipt["parts"].values())
    assert str(tree.root) not in json.dumps(receipt) and "report-" not in json.dumps(receipt)
    # It is of the first edition, and does not go along with the second.
    tree.report("archive", "--out", str(tree.root / "_build/a.zip"), check=0)
    assert b"receipt.json" not in (tree.root / "_build/a.zip").read_bytes()


def test_the_newest_edition_is_the_default_and_its_archive_takes_the_receipt_along(tree):
    tree.report("verify", check=0)
    receipt = read_receipt(tree)
    assert receipt["edition"] == SECOND and receipt["identical"]
    tree.report("archive", "--out", str(tree.root / "_build/a.zip"), check=0)
    with zipfile.ZipFile(tree.root / "_build/a.zip") as archive:
        assert json.loads(archive.read("receipt.json")) == receipt


def test_a_commit_that_is_gone_is_named_before_anything_is_built(tree):
    commit = json.loads((tree.root / "editions" / FIRST / "manifest.json").read_text())["commit"]
    shutil.rmtree(tree.root / ".git")
    git(tree, "init", "-q")
    told = tree.report("verify", FIRST, "--anyway", check=1).stderr
    assert commit in told and f"git fetch origin {commit}" in told
    assert not (tree.root / "_build/verify").exists()


@pytest.mark.parametrize("name", ["numbers.csv", "products.sha256", "manifest.json"])
def test_tampering_with_any_file_of_an_edition_is_named_first(tree, name):
    path = tree.root / "editions" / FIRST / name
    content = path.read_bytes()
    at = len(content) // 2
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    told = tree.report("verify", FIRST, check=1).stderr
    assert f"editions/{FIRST}/{name}" in told and "was changed since" in told


def test_an_unknown_edition_is_misuse_and_the_known_ones_are_named(tree):
    told = tree.report("verify", "2026.11", check=2).stderr
    assert "there is no edition '2026.11'" in told and FIRST in told


def test_before_any_edition_the_present_build_is_verified_and_a_changed_byte_is_found(tmp_path):
    tree = make_published(copy_tree(ROOT, tmp_path / "copy"))
    assert "Type: make book" in tree.report("verify", check=1).stderr
    tree.report("book", check=0)
    page = tree.root / "_build/html/index.html"
    content = page.read_bytes()
    at = content.index(b"Synthetic book")
    page.write_bytes(content[:at] + b"Z" + content[at + 1 :])
    out = tmp_path / "receipt.json"
    told = tree.report("verify", "--out", str(out), check=1).stdout
    assert f"html/index.html differs from byte {at}" in told and "NOT identical" in told
    parts = json.loads(out.read_text("utf-8"))["parts"]
    assert [d["name"] for d in parts["html"]["differ"]] == ["html/index.html"]
    assert all(not part["differ"] for name, part in parts.items() if name != "html")


def test_the_site_of_two_editions_is_made_from_build_and_archive(tree):
    told = tree.report("site", "--archive", ARCHIVE, check=0).stdout
    assert told.splitlines()[-1] == "_build/site/index.html"
    folder = tree.root / "_build/site"
    # The small book lacks pages to which the whole one leads.
    lacking = set(find_dead_links(tree.root / "_build/html"))
    dead = find_dead_links(folder)
    assert {line.removeprefix(f"{FIRST}/").removeprefix(f"{SECOND}/") for line in dead} <= lacking
    for edition in (FIRST, SECOND):
        sums = (tree.root / "editions" / edition / "products.sha256").read_text("utf-8")
        for digest, name in (line.split("  ") for line in sums.splitlines()):
            if name.startswith("html/"):
                content = remove_banner((folder / edition / name[5:]).read_bytes())
                assert hashlib.sha256(content).hexdigest() == digest, name
    assert "Superseded" in (folder / FIRST / "chapters/tibet.html").read_text("utf-8")
    assert "Superseded" not in (folder / "chapters/tibet.html").read_text("utf-8")
    # The same inputs give the same site.
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    tree.report("site", "--archive", ARCHIVE, check=0)
    assert before == {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_without_its_commit_or_an_archive_an_edition_is_named_as_missing(tree):
    shutil.rmtree(tree.root / ".git")
    git(tree, "init", "-q")
    commit = json.loads((tree.root / "editions" / FIRST / "manifest.json").read_text())["commit"]
    told = tree.report("site", check=0).stdout
    assert f"edition {FIRST} is not on the site" in told and commit in told
    page = (tree.root / "_build/site" / FIRST / "index.html").read_text("utf-8")
    assert commit in page and str(tree.root) not in page
