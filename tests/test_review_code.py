"""Differing code and files of two states; layout and order are no difference."""

import json
import subprocess

import pytest
from small import notebook

from report.review.code import MOST_LINES, find_differences
from report.review.states import State


@pytest.fixture
def states(tmp_path):
    """Two folders, the second a repository whose commit is what the first holds."""
    roots = [tmp_path / name for name in ("before", "after")]
    for root in roots:
        root.joinpath("chapters").mkdir(parents=True)
        root.joinpath("report").mkdir()
        write(root, "chapters/one.ipynb", notebook(("code", "a = 1"), ("code", "b = 2  # why")))
        write(root, "report/one.py", "def f(x):\n    return x\n")
        write(root, "notes.txt", "One.\n")
    words = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "The base"]):
        subprocess.run([*words, *command], cwd=roots[1], check=True)
    return State(roots[0], "before", "HEAD"), State(roots[1], "after")


def write(root, name: str, text: str) -> None:
    (root / name).write_text(text, "utf-8")


def files(states, **words) -> list[str]:
    return [one.file for one in find_differences(*states, words.get("pages", set()))]


def test_layout_and_the_order_of_cells_are_no_difference(states):
    root = states[1].root
    write(root, "chapters/one.ipynb", notebook(("code", "b  =  2  # why"), ("code", "a=1")))
    write(root, "report/one.py", "def f( x ):\n\n    return  x\n")
    write(root, "notes.txt", "\nOne.  \n")
    assert files(states) == []


def test_indentation_that_python_reads_is_a_difference_and_so_is_a_comment(states):
    root = states[1].root
    write(root, "report/one.py", "def f(x):\n    if x:\n        y = 1\n        return x\n")
    write(states[0].root, "report/one.py", "def f(x):\n    if x:\n        y = 1\n    return x\n")
    write(root, "chapters/one.ipynb", notebook(("code", "a = 1"), ("code", "b = 2  # other")))
    assert files(states) == ["chapters/one.ipynb", "report/one.py"]


def test_chapters_come_first_then_the_package_then_the_rest(states):
    root = states[1].root
    for name in ("notes.txt", "report/new.py", "aaa.txt"):
        write(root, name, "x = 1\n")
    write(root, "chapters/one.ipynb", notebook(("code", "a = 2"), ("code", "b = 2  # why")))
    assert files(states) == ["chapters/one.ipynb", "report/new.py", "aaa.txt", "notes.txt"]
    cells, new, *_ = find_differences(*states, set())
    assert "+a = 2" in cells.lines and "b = 2  # why" not in "".join(cells.lines)
    assert new.note == "The file is new."


def test_pages_of_prose_and_tables_told_by_row_are_left_to_their_own_parts(states):
    root = states[1].root
    root.joinpath("data").mkdir()
    write(root, "data/claims.csv", "claim_id\n")
    write(root, "methods.md", "Text.\n")
    assert files(states, pages={"methods"}) == []


def test_what_is_no_text_and_what_is_long_says_so(states):
    root = states[1].root
    (root / "picture.png").write_bytes(b"\x89PNG\xff")
    write(root, "long.txt", "".join(f"{n}\n" for n in range(MOST_LINES + 9)))
    found = {one.file: one for one in find_differences(*states, set())}
    assert "no text" in found["picture.png"].note
    assert "left out" in found["long.txt"].note and len(found["long.txt"].lines) == MOST_LINES


def test_a_tag_that_changes_what_readers_see_is_a_difference(states):
    changed = json.loads(notebook(("code", "a = 1", "remove-input"), ("code", "b = 2  # why")))
    write(states[1].root, "chapters/one.ipynb", json.dumps(changed))
    (one,) = find_differences(*states, set())
    assert any("(remove-input)" in line for line in one.lines)
