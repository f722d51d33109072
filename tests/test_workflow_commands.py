"""Each command that a workflow runs, run here as it stands, in a small book's repository."""

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT, copy_tree
from repositories import FIRST, SECOND, commit, freeze, git
from small_editions import REVISED, make_published, name_version, update_data
from test_workflows import COMMANDS, GH, STEPS

pytestmark = pytest.mark.book
# What the hosting site sets for a command.
GIVEN = {"GH_TOKEN": "none", "GH_REPO": "someone/report", "HEAD": "someone:branch",
         "RUN": "some-address"}  # fmt: skip
# A make that `make test` calls would tell so; the one of a workflow is nobody's child.
ITSELF = {name: value for name, value in os.environ.items()
          if not name.startswith(("MAKE", "MFLAGS"))}  # fmt: skip
# `make test` runs this file alone, since all of them would run the present one again.
SELECTED = "tests/test_findings.py"
THREAD = "12"


class Clone:
    """A repository with one frozen edition and a later change, and its environment."""

    def __init__(self, folder: Path):
        self.tree = make_published(copy_tree(ROOT, folder / "copy"))
        self.root, self.log = self.tree.root, folder / "calls"
        freeze(self.tree, FIRST)
        update_data(self.tree)
        # A period that no longer says what was not seen: the one warning of this repository.
        unseen = "a year since 2012 (cut-off not seen)"
        self.tree.edit("data/claims.csv", unseen, unseen.split(" (")[0])
        name_version(self.tree, FIRST, SECOND)
        commit(self.tree, "New data")
        shutil.rmtree(self.root / "_build/html")
        shutil.rmtree(self.root / "_build/pdf")
        self._lend_environment()
        (folder / "gh").write_text(
            GH.format(python=sys.executable, log=str(self.log), answer=THREAD), "utf-8"
        )
        (folder / "gh").chmod(0o755)
        self.path = f"{folder}:{os.environ['PATH']}"
        self.run = cache(self._run)

    def _lend_environment(self) -> None:
        """The environment of this test as the clone's own, as if make had just made it."""
        for prefix in (Path(sys.prefix), Path(sys.prefix, "validators")):
            lent = self.root / ".venv" / prefix.relative_to(sys.prefix)
            lent.mkdir()
            for part in prefix.iterdir():
                if part.name not in (".ready", "validators"):
                    (lent / part.name).symlink_to(part)
            (lent / ".ready").touch()

    def _run(self, command: str) -> subprocess.CompletedProcess:
        """Run a command as the hosting site would, with what its step sets."""
        (step,) = [step for step in STEPS if step.get("run") == command][:1]
        given = {name: GIVEN[name] for name in step.get("env", ())}
        return subprocess.run(
            ["bash", "-e", "-c", command], cwd=self.root, capture_output=True, text=True,
            check=False, timeout=300,
            env={**ITSELF, "PYTHONPATH": str(self.root), "REPORT_ROOT": "",
                 "PATH": self.path, "PYTEST_ADDOPTS": f"-o testpaths={SELECTED}",
                 "GITHUB_ACTIONS": "true", **given},
        )  # fmt: skip

    def read(self, name: str) -> str:
        return (self.root / "_build" / name).read_text("utf-8")

    def told(self) -> dict:
        """How the site's own command was called last."""
        return json.loads(self.log.read_text("utf-8").splitlines()[-1])


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Clone:
    return Clone(tmp_path_factory.mktemp("clone"))


def see_check(clone, done):
    assert "::warning file=data/claims.csv,line=" in done.stdout
    assert "::error" not in done.stdout


def see_book(clone, done):
    assert "640,000" in clone.read("html/chapters/tibet.html")
    assert (clone.root / "_build/pdf/report.pdf").read_bytes().startswith(b"%PDF")


def see_review(clone, done):
    review = clone.read("review/page/review.md")
    assert f"`{REVISED}`" in review and "648,000 → 640,000" in review
    assert clone.read("review/page/index.html").startswith("<!DOCTYPE html>")


def see_comment(clone, done):
    assert clone.told()["words"][:3] == ["pr", "comment", THREAD]
    assert clone.told()["body"] == clone.read("review/page/review.md")


def see_rerun(clone, done):
    assert f"edition {FIRST}" in done.stdout and "identical, byte for byte" in done.stdout
    assert clone.read("rerun.txt") == done.stdout


def see_issue(clone, done):
    assert clone.told()["words"][:3] == ["issue", "comment", THREAD]
    assert clone.read("rerun.txt").strip() in clone.told()["body"]
    assert GIVEN["RUN"] in clone.told()["body"]


def see_site(clone, done):
    assert f"edition {FIRST}: " in done.stdout
    for folder in ("site", f"site/{FIRST}"):  # the change since is not published
        page = clone.read(f"{folder}/chapters/tibet.html")
        assert "648,000" in page and "640,000" not in page
    assert FIRST in clone.read("site/editions/index.html")


def see_test(clone, done):
    (line,) = [line for line in done.stdout.splitlines() if " passed" in line]
    assert re.match(r"\d+ passed in", line)


# What each command is for, and the commands whose product it takes.
OUTCOMES = {
    "make check": (see_check,),
    "make book": (see_book,),
    "make review BASE=HEAD^1": (see_review,),
    "make comment": (see_comment, "make review BASE=HEAD^1"),
    "make rerun": (see_rerun,),
    "make issue": (see_issue, "make rerun"),
    "make site": (see_site,),
    "make test": (see_test,),
}


def test_each_command_of_a_workflow_has_an_outcome_that_is_looked_at():
    assert sorted(OUTCOMES) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_does_what_its_job_is_for(clone, command):
    see, *first = OUTCOMES[command]
    for other in first:
        assert clone.run(other).returncode == 0
    done = clone.run(command)
    assert done.returncode == 0, done.stdout + done.stderr
    see(clone, done)


def test_a_fault_in_the_data_stops_the_check_and_marks_its_line(clone):
    path = clone.root / "data/claims.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace(",equal,640000,,", ",equal,64000O,,"), "utf-8")
    try:
        done = clone._run("make check")
    finally:
        git(clone.tree, "checkout", "--", "data/claims.csv")
    assert done.returncode != 0 and "::error file=data/claims.csv,line=" in done.stdout
