"""What a review names: exactly the statements, numbers and figures that a change moves."""

import re
import subprocess

import pytest
from conftest import ROOT, copy_tree
from small import IMPORTS, PARAMETERS, make_small, notebook

from report.review.page import PAGE

pytestmark = pytest.mark.book
PROSE = """# A synthetic chapter

Official texts count {num}`tibet-persons-2024` persons in the last year.

The count of persons rose.

Twice that is {num}`test-twice`."""
SHOW = """import altair as alt
from report.figures import figure
from report.numbers import publish
evidence = read_evidence(as_of)
publish_claims(evidence, "tibet-persons-2024", "tibet-persons-2012")
publish("test-twice", evidence.claim("tibet-persons-2012") * 2)
rows = evidence.rows("tibet-persons-2024")[["place", "value", "source_id"]]
chart = alt.Chart(rows[["place", "value"]]).mark_bar().encode(x="value", y="place")"""
FIGURE = """figure("test-chart", chart, title="A synthetic chart", unit="persons",
       alt="One bar of 1 row.", table=rows)"""
CLAIM = "tibet-persons-2024"
ODD = '<script>document.title="run"</script> **bold** شىنجاڭ `x`'


def git(tree, *words):
    subprocess.run(
        ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *words],
        cwd=tree.root, check=True, capture_output=True,
    )  # fmt: skip


def write_chapter(tree, prose=PROSE, show=SHOW, extra="1 + 1", order=(3, 4, 5)):
    cells = [
        ("markdown", prose), ("code", PARAMETERS, "parameters", "remove-cell"),
        ("code", IMPORTS, "remove-cell"), ("code", show, "remove-cell"),
        ("code", FIGURE, "remove-input"), ("code", extra, "remove-cell"),
        ("markdown", "## Sources and limits\n\nSynthetic."),
    ]  # fmt: skip
    cells[3:6] = [cells[number] for number in order]
    path = tree.root / "chapters" / "tibet.ipynb"
    path.write_text(notebook(*cells), "utf-8")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The synthetic book in a repository of its own, with one commit."""
    tree = make_small(copy_tree(ROOT, tmp_path_factory.mktemp("review") / "copy"))
    write_chapter(tree)
    git(tree, "init", "-b", "main")
    git(tree, "add", "-A")
    git(tree, "commit", "-m", "The base")
    return tree


@pytest.fixture
def review(small):
    """Review the working tree after a change, and undo the change afterwards."""

    def look(*words):
        done = small.report("review", "--base", "main", *words, check=0)
        return done.stdout, (small.root / "_build/review/page/review.md").read_text("utf-8")

    yield look
    git(small, "checkout", "--", ".")
    git(small, "clean", "-fd")


def part(markdown: str, heading: str) -> str:
    """The section of the Markdown under a heading; empty where there is none."""
    found = re.search(rf"^### {heading}\n(.*?)(?=^### |\Z)", markdown, re.M | re.S)
    return found[1] if found else ""


def anchors(text: str, kind: str) -> set[str]:
    return set(re.findall(rf"`#({kind}-[^`]+)`", text))


def revise(tree, old: str, new: str) -> None:
    path = tree.root / "data" / "claims.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    changed = [line.replace(old, new, 1) if line.startswith(f"{CLAIM},") else line
               for line in lines]  # fmt: skip
    assert changed != lines
    path.write_text("".join(changed), "utf-8")


def test_a_figure_revised_in_data_names_its_number_sentence_and_figure(small, review):
    revise(small, ",648000,", ",628000,")
    said, markdown = review()
    assert "Numbers that moved: 1, in 1 sentence and 1 figure or table." in said
    moved = part(markdown, "Sentences with changed numbers")
    assert re.findall(r"^- `([^`]+)`", moved, re.M) == [CLAIM]
    assert "648,000" in moved and "628,000" in moved and f"claim {CLAIM}" in moved
    assert anchors(part(markdown, "Figures and tables"), "figure") == {"figure-test-chart"}
    assert f"changed claim `{CLAIM}`" in part(markdown, "Claims, sources, corrections, parameters")
    assert part(markdown, "Prose") == part(markdown, "Code and other files") == ""


def test_a_sentence_turned_in_prose_is_told_in_full_and_moves_no_number(small, review):
    write_chapter(small, prose=PROSE.replace("persons rose", "persons fell"))
    said, markdown = review()
    assert "Statements that turned: 1" in said and "Numbers that moved: none." in said
    turned = part(markdown, "Statements that turned")
    assert "- Before: The count of persons rose." in turned
    assert "- After: The count of persons fell." in turned
    assert "~~rose.~~ **fell.**" in part(markdown, "Prose")
    assert part(markdown, "Code and other files") == ""


def test_a_method_changed_in_code_moves_its_number_alone_and_shows_the_code_last(small, review):
    write_chapter(small, show=SHOW.replace("* 2", "* 3"))
    said, markdown = review()
    assert "Numbers that moved: 1, in 1 sentence and 0 figures or tables." in said
    moved = part(markdown, "Sentences with changed numbers")
    assert re.findall(r"^- `([^`]+)`", moved, re.M) == ["test-twice"]
    assert "method: its computation" in moved
    headings = re.findall(r"^### (.*)", markdown, re.M)
    assert headings[-1] == "Code and other files"
    assert '+publish("test-twice", evidence.claim("tibet-persons-2012") * 3)' in markdown


def test_white_space_and_the_order_of_cells_move_nothing_and_the_page_says_so(small, review):
    write_chapter(
        small, prose=PROSE.replace("count {num}", "count  {num}") + "\n\n\n",
        extra="1  +  1", order=(5, 3, 4),
    )  # fmt: skip
    said, markdown = review()
    assert "Statements that turned: none." in said and "**Nothing moves.**" in markdown
    assert "###" not in markdown


def test_a_chapter_that_fails_is_told_and_nothing_of_it_seems_to_have_moved(small, review):
    write_chapter(small, extra="1 / 0")
    said, markdown = review()
    assert "Numbers that moved: none." in said
    assert "tibet could not be run in the state after the change" in markdown


def test_a_revision_that_git_does_not_know_is_refused_with_those_it_does(small):
    done = small.report("review", "--base", "mian", check=2)
    assert "'mian'" in done.stderr and "main" in done.stderr


def test_odd_text_is_shown_as_text_and_a_new_finding_is_told(small, review):
    write_chapter(small, prose=f"{PROSE}\n\n{ODD}")
    text = (small.root / "index.md").read_text("utf-8")
    (small.root / "index.md").write_text(f"{text}\nOne line. Two sentences.\n", "utf-8")
    said, markdown = review()
    assert " new." in said and "index.md" in markdown.split("New findings of report check:")[1]
    page = (small.root / "_build/review/page" / PAGE).read_text("utf-8")
    assert page.count("<script") == 1 and "&lt;script&gt;" in page and "شىنجاڭ" in page
    assert "\\<script\\>" in part(markdown, "Prose")


def test_the_review_is_the_same_each_time(small, review):
    revise(small, ",648000,", ",628000,")
    review("--out", str(small.root / "_build/one"))
    review("--out", str(small.root / "_build/two"))
    one, two = (small.root / "_build" / name / PAGE for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    assert str(small.root) not in one.read_text("utf-8")
