"""Building the book: what is refused, and that the last good one stands."""

import subprocess
import sys
import time

import pytest
from small import chapter, make_small

from report import book
from report.findings import ReportError
from report.runs import Run

pytestmark = pytest.mark.book
PAGE = "_build/html/chapters/tibet.html"


@pytest.fixture(scope="module")
def small_built(tmp_path_factory):
    from conftest import ROOT, copy_tree

    tree = make_small(copy_tree(ROOT, tmp_path_factory.mktemp("small") / "copy"))
    tree.report("book", "--no-pdf", check=0)
    return tree


@pytest.fixture
def small(small_built, tmp_path):
    from conftest import copy_tree

    return copy_tree(small_built.root, tmp_path / "copy", ignore=None)


def page(tree) -> str:
    return tree.root.joinpath(PAGE).read_text("utf-8")


def write_chapter(tree, **words):
    tree.root.joinpath("chapters/tibet.ipynb").write_text(chapter(**words), "utf-8")


def refused(tree, *words, code=1, **environment) -> str:
    """The build fails with words, and readers still have the last book."""
    before = {p: p.read_bytes() for p in tree.root.joinpath("_build/html").rglob("*.html")}
    assert before
    done = tree.report("book", "--no-pdf", *words, check=code, **environment)
    assert "Traceback" not in done.stderr
    for path, content in before.items():
        assert path.read_bytes() == content, path
    return done.stderr


def test_a_number_in_prose_is_that_of_the_data(small):
    assert '<span class="number">648,000</span>' in page(small)


def test_nothing_changed_does_nothing_and_says_so(small):
    done = small.report("book", "--no-pdf", check=0)
    assert "nothing changed" in done.stdout
    assert "_build/html/index.html" in done.stdout


def test_each_product_ends_with_a_line_of_path_pages_and_seconds(small):
    write_chapter(small, prose="New words.")
    last = small.report("book", "--no-pdf", check=0).stdout.strip().splitlines()[-1]
    path, pages, seconds = last.split("  ")
    assert path == "_build/html/index.html"
    assert pages.endswith(" pages") and float(seconds.removesuffix(" s")) > 0


def test_an_unknown_number_is_refused_with_file_and_nearest_key(small):
    write_chapter(small, prose="Here: {num}`tibet-persons-2042`.")
    text = refused(small)
    assert "chapters/tibet.ipynb" in text and "'tibet-persons-2024'" in text


def test_an_unknown_style_is_refused(small):
    write_chapter(small, prose="Here: {num}`tibet-persons-2024|milion`.")
    assert "no style 'milion'" in refused(small)


def test_a_warning_of_the_book_builder_is_refused_and_all_are_told(small):
    write_chapter(small, prose="{unknownrole}`x` and {doc}`nowhere`.")
    text = refused(small)
    assert "unknownrole" in text and "nowhere" in text


def test_a_failing_chapter_leaves_the_last_book(small):
    write_chapter(small, code="1 / 0")
    assert "(1 / 0)" in refused(small)


def test_a_page_that_is_missing_is_named_with_the_cure(tmp_path, monkeypatch):
    monkeypatch.setattr(book.paths, "BUILD", tmp_path / "_build")
    lost = Run("tibet", tmp_path / "_build/runs/tibet.ipynb", "run")
    with pytest.raises(ReportError, match="tibet.ipynb is missing. Type the command again"):
        book.stage_book("baseline", [lost])
    monkeypatch.setattr(book, "BOOK_FILES", ("lost.md",))
    with pytest.raises(ReportError, match="lost.md is missing. Restore it with: git checkout"):
        book.stage_book("baseline", [])


def test_a_fault_in_the_data_leaves_the_last_book_and_names_row_and_cure(small):
    small.edit("data/claims.csv", ",equal,648000,,1000,", ",equal,64800O,,1000,")
    text = refused(small)
    assert "data/claims.csv:" in text and "64800O" in text


def test_an_unknown_parameter_leaves_the_last_book(small):
    small.root.joinpath("params/bad.yml").write_text("foo: 1\n", "utf-8")
    assert "is no parameter" in refused(small, "--params", "bad", code=2)


def test_a_full_disk_leaves_the_last_book_and_says_what_to_do(small):
    write_chapter(small, prose="New words that will find no room.")
    # A limit on the size of files stands for a disk without room.
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 8; exec {sys.executable} -m report book --no-pdf"],
        cwd=small.root, env=small.environment(), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "The disk is full" in done.stderr and "Traceback" not in done.stderr
    assert "New words" not in page(small)
    assert small.report("book", "--no-pdf", check=0) and "New words" in page(small)


def test_ctrl_c_leaves_the_last_book_and_the_next_call_builds_the_new_one(small):
    write_chapter(small, prose="Words after the break.", code="import time; time.sleep(3)")
    code, error = small.break_off("book", "--no-pdf", after=2.5)
    assert code != 0 and "Traceback" not in error, error
    assert "Words after" not in page(small)
    small.report("book", "--no-pdf", check=0)
    assert "Words after" in page(small)


def test_text_of_the_data_is_shown_and_never_run(small):
    small.edit("data/claims.csv", "64.8万", '<script>alert(1)</script> =1+1 ‏שלום')
    write_chapter(small)
    small.root.joinpath("_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n"
        "  - file: chapters/tibet\n  - file: chapters/claims\n", "utf-8",
    )  # fmt: skip
    small.root.joinpath("chapters/claims.md").write_text(
        "# Claims\n\n```{claims-register}\n```\n\n## Sources\n\n```{bibliography}\n:all:\n```\n",
        "utf-8",
    )
    small.report("book", "--no-pdf", check=0)
    register = small.root.joinpath("_build/html/chapters/claims.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; =1+1" in register
    assert "<script>alert(1)" not in register


def test_another_parameter_set_is_built_beside_the_baseline(small):
    before = page(small)
    small.root.joinpath("params/early.yml").write_text('as_of: "2024-06-01"\n', "utf-8")
    small.report("book", "--no-pdf", "--params", "early", check=0)
    other = small.root.joinpath("_build/sets/early/html/chapters/tibet.html")
    assert "[not stated by" in other.read_text("utf-8")
    assert page(small) == before


def test_a_changed_style_sheet_reaches_readers(small):
    path = small.root / "report/sphinxext/static/report.css"
    path.write_text(path.read_text("utf-8") + "\n.synthetic { color: red; }\n", "utf-8")
    small.report("book", "--no-pdf", check=0)
    built = small.root / "_build/html/_static/report.css"
    assert ".synthetic" in built.read_text("utf-8")


def test_a_changed_wording_reaches_a_page_whose_source_stayed_the_same(small):
    write_chapter(small, prose="```{about-edition}\n```\n\nWords.")
    small.report("book", "--no-pdf", check=0)
    assert "24 November 2026" in page(small)
    small.edit("report/wording.py", "October November", "October Brumaire")
    small.report("book", "--no-pdf", check=0)
    assert "24 Brumaire 2026" in page(small)
