"""A revision and the working tree become two states, each run by its own code."""

import json
import os
import subprocess

import pytest
from small import notebook

from report import paths
from report.findings import MisuseError
from report.make import Progress
from report.records.taking import WORKING_TREE
from report.review import states
from report.review.states import KEPT, MARK, State, find_base, read_states, unpack_base

# A package of the base that writes what it ran, chapter by chapter, or fails at one.
PACKAGE = """import json, pathlib, sys
assert sys.argv[1:] == ["run"]
with open("ran.txt", "a") as log:
    log.write("run\\n")
runs = pathlib.Path("_build/runs/baseline")
runs.mkdir(parents=True, exist_ok=True)
for path in sorted(pathlib.Path("chapters").glob("*.ipynb")):
    made = json.loads(path.read_text("utf-8"))
    if "broken" in path.read_text("utf-8"):
        sys.exit(f"The chapter {path.stem} failed.")
    made["cells"][0]["source"] += " run by the base"
    (runs / path.name).write_text(json.dumps(made), "utf-8")
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A repository with two chapters, whose present state is run without a kernel."""
    root = tmp_path / "copy"
    for name in ("chapters", "report"):
        (root / name).mkdir(parents=True)
    for name in ("one", "two"):
        write(root, f"chapters/{name}.ipynb", notebook(("markdown", f"# Chapter {name}")))
    write(root, "report/__init__.py", "")
    write(root, "report/__main__.py", PACKAGE)
    write(root, ".gitignore", "_build/\n__pycache__/\n")
    git(root, "init", "-qb", "main")
    commit(root, "The base")
    names = {"ROOT": root, "BUILD": root / "_build", "CHAPTERS": root / "chapters",
             "RUNS": root / "_build/runs"}  # fmt: skip
    for name, path in names.items():
        monkeypatch.setattr(paths, name, path)
    monkeypatch.setattr(states, "BASES", root / "_build/review/bases")
    monkeypatch.setattr(states, "describe", lambda *words: words)
    monkeypatch.setattr(states, "run_head", lambda progress: run_head(root))
    return root


def run_head(root, unrun=()) -> State:
    runs = root / "_build/runs/baseline"
    runs.mkdir(parents=True, exist_ok=True)
    for path in (root / "chapters").glob("*.ipynb"):
        (runs / path.name).write_text(path.read_text("utf-8"), "utf-8")
    return State(root, WORKING_TREE, unrun=dict.fromkeys(unrun, "It failed."))


def write(root, name: str, text: str) -> None:
    (root / name).write_text(text, "utf-8")


def git(root, *words: str) -> str:
    who = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
    done = subprocess.run(["git", *who, *words], cwd=root, check=True, text=True,
                          capture_output=True)  # fmt: skip
    return done.stdout.strip()


def commit(root, message: str) -> str:
    git(root, "add", "-A")
    git(root, "commit", "-qm", message, "--allow-empty")
    return git(root, "rev-parse", "HEAD")


def title(state: State, chapter: str) -> str:
    return state.notebooks[chapter]["cells"][0]["source"].strip()


def test_the_base_is_run_by_its_own_package_and_the_working_tree_is_not(project):
    write(project, "report/__main__.py", "raise SystemExit('the base has another')")
    write(project, "chapters/two.ipynb", notebook(("markdown", "# Chapter two, edited")))
    before, after = read_states("main", Progress())
    assert title(before, "two") == "# Chapter two run by the base"
    assert title(after, "two") == "# Chapter two, edited"
    assert before.name.startswith("main (") and before.commit and not after.commit
    assert before.unrun == after.unrun == {}


def test_a_base_is_run_once_and_again_where_the_packages_are_others(project):
    log = unpack_base(find_base("main")) / "ran.txt"
    for _ in range(2):
        read_states("main", Progress())
    assert log.read_text("utf-8") == "run\n"
    (log.parent / MARK).write_text("another Python", "utf-8")
    read_states("main", Progress())
    assert log.read_text("utf-8") == "run\nrun\n"


def test_a_chapter_that_the_base_cannot_run_is_read_without_results_in_both(project):
    write(project, "chapters/two.ipynb", notebook(("markdown", "# broken")))
    commit(project, "A broken chapter")
    write(project, "chapters/two.ipynb", notebook(("markdown", "# Mended")))
    (project / "_build/runs/baseline").mkdir(parents=True)
    before, after = read_states("main", Progress())
    assert dict(before.unrun) == {"two": "The chapter two failed."}
    assert title(before, "one").endswith("run by the base")
    assert (title(before, "two"), title(after, "two")) == ("# broken", "# Mended")
    assert not (before.root / MARK).exists()


def test_a_chapter_that_fails_now_is_read_without_results_in_both(project, monkeypatch):
    monkeypatch.setattr(states, "run_head", lambda progress: run_head(project, ["one"]))
    before, after = read_states("main", Progress())
    assert (title(before, "one"), title(before, "two")) == (
        "# Chapter one", "# Chapter two run by the base",
    )  # fmt: skip
    assert dict(after.unrun) == {"one": "It failed."}


@pytest.mark.parametrize("table", states.DECIDING)
def test_conflicts_are_looked_for_only_where_what_decides_them_differs(project, table):
    (project / "data").mkdir()
    write(project, f"data/{table}", "one")
    commit(project, "A table")
    assert [state.record[-1] for state in read_states("main", Progress())] == [False, False]
    write(project, f"data/{table}", "two")
    assert [state.record[-1] for state in read_states("main", Progress())] == [True, True]


def test_compared_is_with_the_last_state_that_both_share(project):
    shared = git(project, "rev-parse", "HEAD")
    git(project, "checkout", "-qb", "change")
    commit(project, "The change")
    git(project, "checkout", "-q", "main")
    later = commit(project, "Elsewhere")
    git(project, "checkout", "-q", "change")
    assert later != shared == find_base("main")


def test_a_name_that_git_does_not_know_is_refused_with_the_nearest(project):
    with pytest.raises(MisuseError, match="'mian'.*Did you mean 'main'"):
        find_base("mian")


def test_a_base_holds_what_was_committed_and_shares_the_store_of_results(project):
    write(project, "chapters/one.ipynb", "changed since")
    folder = unpack_base(find_base("main"))
    assert json.loads((folder / "chapters/one.ipynb").read_text("utf-8"))["cells"]
    (project / "_build/store/entry").write_text("a result", "utf-8")
    assert (folder / "_build/store/entry").read_text("utf-8") == "a result"


def test_the_bases_that_were_used_last_are_kept_and_the_store_with_them(project):
    commits = [commit(project, str(number)) for number in range(KEPT + 2)]
    kept = [unpack_base(one) for one in commits[:KEPT]]
    for age, folder in enumerate(kept):
        os.utime(folder, (age, age))
    unpack_base(commits[0])
    unpack_base(commits[KEPT])
    (project / "_build/store/entry").write_text("a result", "utf-8")
    unpack_base(commits[KEPT + 1])
    left = {path.name for path in states.BASES.iterdir()}
    assert left == {commits[0], *commits[3:]} and len(left) == KEPT
    assert (project / "_build/store/entry").is_file()
