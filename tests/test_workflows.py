"""What the hosting site runs: only make targets, with least rights.

`test_workflow_commands.py` runs each of them.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from report.cli import report

FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
# Kept by the account of the hosting site itself, each pinned by its commit.
ACTION = re.compile(r"actions/[a-z-]+@[0-9a-f]{40}")
VALIDATORS = Path(sys.prefix, "validators", "bin")


def read(path: Path) -> dict:
    # YAML reads the key `on` as a truth value.
    return {"on" if key is True else key: value
            for key, value in yaml.safe_load(path.read_text("utf-8")).items()}  # fmt: skip


WORKFLOWS = {path.stem: read(path) for path in FILES}
JOBS = [(name, key, job) for name, w in WORKFLOWS.items() for key, job in w["jobs"].items()]
STEPS = [step for _, _, job in JOBS for step in job["steps"]]
COMMANDS = sorted({step["run"] for step in STEPS if "run" in step})


def make(*words: str, cwd=ROOT, **environment) -> subprocess.CompletedProcess:
    """Call make with the environment of this test in place of `.venv`."""
    return subprocess.run(
        ["make", "--no-print-directory", "-o", ".venv/.ready",
         "-o", ".venv/validators/.ready", *words,
         f"BIN={Path(sys.executable).parent}"],
        cwd=cwd, capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHONPATH": str(cwd), "REPORT_ROOT": "", **environment},
    )  # fmt: skip


def test_each_command_is_one_make_target_that_can_be_called():
    assert COMMANDS
    for command in COMMANDS:
        target = re.fullmatch(r"make ([a-z-]+)( [A-Z]+=\S+)?", command)
        assert target, command
        assert re.search(rf"^{target[1]}:", MAKEFILE, re.M), command
        done = make("-n", *command.split()[1:])
        assert done.returncode == 0 and done.stdout.strip(), done.stderr


def test_each_verb_that_the_makefile_calls_exists():
    verbs = set(re.findall(r"\$\(BIN\)/report ([a-z]+)", MAKEFILE))
    assert verbs and verbs <= report.commands.keys()


def test_each_action_is_pinned_by_its_commit_and_says_its_version():
    used = [line for path in FILES for line in path.read_text("utf-8").splitlines()
            if "uses:" in line]  # fmt: skip
    assert len(used) == sum("uses" in step for step in STEPS)
    for line in used:
        assert re.search(rf"uses: {ACTION.pattern} # v\d+\.\d+\.\d+$", line), line


def test_one_action_is_used_in_one_version():
    pins = {step["uses"] for step in STEPS if "uses" in step}
    assert len(pins) == len({pin.split("@")[0] for pin in pins})


def test_nothing_is_allowed_that_a_job_does_not_ask_for():
    for name, workflow in WORKFLOWS.items():
        assert workflow["permissions"] == {}, name
        assert "group" in workflow["concurrency"], name
    for name, key, job in JOBS:
        assert job["permissions"] and job["timeout-minutes"] <= 60, (name, key)


def test_a_job_that_may_write_runs_none_of_the_heavy_commands():
    writing = {key: job for _, key, job in JOBS if "write" in job["permissions"].values()}
    assert writing.keys() == {"comment", "deploy", "tell"}
    runs = {step["run"] for job in writing.values() for step in job["steps"] if "run" in step}
    assert runs == {"make comment", "make issue"}


def test_what_comes_from_outside_sees_no_secret_and_may_write_nothing():
    for name, workflow in WORKFLOWS.items():
        assert "pull_request_target" not in workflow["on"], name
        if "pull_request" in workflow["on"]:
            text = (FOLDER / f"{name}.yml").read_text("utf-8")
            assert "secrets." not in text and "github.token" not in text
            for job in workflow["jobs"].values():
                assert job["permissions"] == {"contents": "read"}


def test_no_checkout_leaves_a_key_behind():
    checkouts = [step for step in STEPS if "actions/checkout" in step.get("uses", "")]
    assert checkouts
    for step in checkouts:
        assert step["with"]["persist-credentials"] is False
        assert "ref" not in step["with"] and "repository" not in step["with"]


def test_the_comment_follows_the_check_and_reads_what_it_uploads():
    assert WORKFLOWS["review"]["on"]["workflow_run"]["workflows"] == ["check"]
    uploaded = {s["with"]["name"]: s["with"]["path"] for s in STEPS
                if "upload-artifact" in s.get("uses", "")}  # fmt: skip
    assert uploaded.keys() == {"book", "review", "receipt"}
    (fetch,) = [s for s in WORKFLOWS["review"]["jobs"]["comment"]["steps"]
                if "download-artifact" in s.get("uses", "")]  # fmt: skip
    assert fetch["with"]["path"] == uploaded["review"]
    assert f"{uploaded['review']}/review.md" in (ROOT / ".ci/comment").read_text("utf-8")
    assert uploaded["receipt"] in (ROOT / ".ci/issue").read_text("utf-8")


# The hosting site's command, played by a script that notes how it was called.
GH = """#!{python}
import json, pathlib, sys
words = sys.argv[1:]
call = {{"words": words}}
if "--body-file" in words:
    call["body"] = pathlib.Path(words[words.index("--body-file") + 1]).read_text("utf-8")
with open({log!r}, "a", encoding="utf-8") as log:
    print(json.dumps(call), file=log)
if words[0] == "api" or words[:2] == ["issue", "list"]:
    print({answer!r})
"""


class Site:
    """The commands in a folder, and a site whose one answer is the number of a thread."""

    def __init__(self, folder: Path):
        self.root, self.folder, self.log = folder / "copy", folder, folder / "calls"
        shutil.copytree(ROOT / ".ci", self.root / ".ci")
        shutil.copy(ROOT / "Makefile", self.root)

    def call(self, target: str, answer: str, **environment) -> subprocess.CompletedProcess:
        gh = self.folder / "gh"
        gh.write_text(GH.format(python=sys.executable, log=str(self.log), answer=answer), "utf-8")
        gh.chmod(0o755)
        path = f"{self.folder}:{os.environ['PATH']}"
        return make(target, cwd=self.root, PATH=path, **environment)

    def put(self, name: str, text: str) -> None:
        path = self.root / "_build" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    @property
    def calls(self) -> list[dict]:
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


@pytest.fixture
def site(tmp_path) -> Site:
    return Site(tmp_path)


REVIEW = "review/page/review.md"


def test_the_review_is_put_below_the_open_pull_request_in_place_of_the_last(site):
    site.put(REVIEW, "# Two numbers moved\n")
    odd = "someone:a`touch x`$(touch y);b"
    assert site.call("comment", "12", HEAD=odd).returncode == 0
    asked, told = site.calls
    assert f"head={odd}" in asked["words"]
    assert told["words"][:5] == ["pr", "comment", "12", "--edit-last", "--create-if-none"]
    assert told["body"] == "# Two numbers moved\n"
    assert not list(site.root.glob("[xy]"))


def test_a_branch_without_an_open_pull_request_gets_no_comment(site):
    site.put(REVIEW, "x\n")
    done = site.call("comment", "", HEAD="someone:branch")
    assert done.returncode == 0 and "nothing to comment on" in done.stdout
    assert len(site.calls) == 1


def test_a_comment_without_a_review_or_a_branch_fails(site):
    assert "make comment HEAD=owner:branch" in site.call("comment", "12", HEAD="").stderr
    assert "make review writes it" in site.call("comment", "12", HEAD="someone:branch").stderr
    assert not site.log.exists()


def test_what_no_longer_comes_out_the_same_opens_one_issue_and_then_adds_to_it(site):
    site.put("rerun.txt", "html/index.html differs at byte 7\n")
    assert site.call("issue", "", RUN="some-address").returncode == 0
    assert site.call("issue", "7").returncode == 0
    words = [call["words"][:3] for call in site.calls]
    assert words[1][:2] == ["issue", "create"] and words[3] == ["issue", "comment", "7"]
    assert "some-address" in site.calls[1]["body"]
    assert "differs at byte 7" in site.calls[1]["body"]


def test_an_issue_without_a_receipt_says_that_nothing_could_be_built(site):
    assert site.call("issue", "").returncode == 0
    assert "the environment itself could not be made" in site.calls[-1]["body"]


@pytest.mark.parametrize("broken", ["", "book", "verify"])
def test_a_rerun_keeps_what_is_said_and_fails_where_a_part_fails(site, broken):
    commands = site.folder / "make"
    commands.write_text(f'#!/bin/sh\necho "making $1"\ntest "$1" != "{broken}"\n', "utf-8")
    commands.chmod(0o755)
    path = f"{site.folder}:{os.environ['PATH']}"
    done = subprocess.run([site.root / ".ci/rerun"], env={**os.environ, "PATH": path},
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert (done.returncode == 0) == (not broken)
    said = "making book\n" + ("" if broken == "book" else "making verify\n")
    assert site.root.joinpath("_build/rerun.txt").read_text("utf-8") == done.stdout == said


def call(program: str, *words) -> subprocess.CompletedProcess:
    path = VALIDATORS / program
    assert path.is_file(), "the validators are missing; make test installs them"
    return subprocess.run([path, *map(str, words)], capture_output=True, text=True, check=False)


BAD = """on: pull_request
permissions: write-all
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo ${{ github.event.pull_request.title }}
"""


@pytest.mark.validator
@pytest.mark.parametrize("program", [("actionlint",), ("zizmor", "--offline", "--pedantic")])
def test_public_validators_find_nothing_here_and_something_in_a_careless_one(program, tmp_path):
    done = call(*program, *FILES)
    assert done.returncode == 0, done.stdout + done.stderr
    (careless := tmp_path / "bad.yml").write_text(BAD, "utf-8")
    assert call(*program, careless).returncode != 0
