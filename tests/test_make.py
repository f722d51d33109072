"""The whole path: one changed value moves what rests on it, and nothing else."""

import json
import re

import pytest

pytestmark = pytest.mark.book
CLAIM, SOURCE = "tibet-persons-2024", "cns2025tibet"
# A number rests on this one too, but no bridge and no multiverse.
PLAIN = "tibet-other-prefecture-10m-2020"


def pages(tree) -> dict[str, str]:
    folder = tree.root / "_build/html"
    texts = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*.html")}
    # Digests of style sheets and the search index are no part of a page's text.
    return {
        name: re.sub(r"\?(v|digest)=[0-9a-f]+", "", path.read_text("utf-8"))
        for name, path in texts.items()
    }


@pytest.fixture(scope="module")
def changed(built, tmp_path_factory):
    """The built book after one value in data/claims.csv became another."""
    from conftest import copy_tree

    tree = copy_tree(built.root, tmp_path_factory.mktemp("changed") / "copy", ignore=None)
    tree.edit("data/claims.csv", ",equal,648000,,1000,", ",equal,640000,,1000,")
    tree.report("book", "--no-pdf", check=0)
    return tree


def test_every_number_that_rests_on_a_changed_claim_changes_and_no_other(built, changed):
    before, after = built.numbers(), changed.numbers()
    assert before.keys() == after.keys()
    moved = {key for key in before if before[key] != after[key]}
    resting = {key for key, number in before.items() if CLAIM in number["lineage"]}
    assert moved and moved <= resting
    # A word or a count may stay what it was; what is computed from it may not.
    computed = {key for key, n in before.items() if f"[{CLAIM}]" in n.get("how", "")}
    computed = {key for key in computed if before[key].get("value") is not None}
    assert computed and computed <= moved


def test_every_figure_and_table_that_shows_it_changes_and_no_other(built, changed):
    for kind in ("figures", "tables"):
        before, after = getattr(built, kind)(), getattr(changed, kind)()
        moved = {name for name in before if before[name] != after[name]}
        showing = {
            name
            for name, payload in before.items()
            if any(648000 in row or "648,000" in row for row in payload["table"]["rows"])
        }
        assert showing and showing <= moved, kind
        # Others may draw what is computed from it, and then cite where it was read.
        for name in moved:
            assert SOURCE in json.dumps(before[name]), name


def test_every_page_with_the_number_changes_and_no_other(built, changed):
    before, after = pages(built), pages(changed)
    moved = {name for name in before if before[name] != after[name]}
    # The page on changes moves too as soon as there is an edition to compare with.
    moved -= {"chapters/changes.html"}
    # The page on citing names the data by their content.
    registers = {"chapters/claims.html", "chapters/numbers.html", "chapters/cite.html"}
    assert moved == {"index.html", "chapters/tibet.html"} | registers
    for name in ("index.html", "chapters/tibet.html"):
        assert "640,000" in after[name]
        assert "648,000" not in re.sub(r"<[^>]+>", "", after[name])


def test_chapters_that_do_not_rest_on_it_keep_their_outputs_to_the_byte(built, changed):
    for chapter, notebook in built.executed().items():
        if chapter != "tibet":
            cells = changed.executed()[chapter]["cells"]
            assert cells == notebook["cells"], chapter


def test_a_claim_that_a_number_rests_on_cannot_be_deleted_silently(built_copy):
    path = built_copy.root / "data/claims.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"{PLAIN},")]
    assert len(kept) == len(lines) - 1
    path.write_text("".join(kept), "utf-8")
    error = built_copy.report("book", "--no-pdf", check=1).stderr
    assert "chapters/tibet.ipynb" in error and repr(PLAIN) in error


def test_the_products_are_the_ones_that_readers_were_promised(built):
    import subprocess

    text = subprocess.run(
        ["pdftotext", built.root / "_build/pdf/report.pdf", "-"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    words = " ".join(text.split())
    for title in ("Labour transfers in Xinjiang", "Tibet: persons and person-times",
                  "The enforcement dispute", "Political responses"):  # fmt: skip
        assert title in words
    for number in ("13.75", "648,000", "1,062", "22,398"):
        assert number in words
    beside = built.root / "_build/html/report.pdf"
    assert beside.read_bytes() == (built.root / "_build/pdf/report.pdf").read_bytes()
    assert 'href="report.pdf"' in pages(built)["index.html"]
