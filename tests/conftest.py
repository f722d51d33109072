"""Copies of the repository that tests may change, build and break."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from report.exhibits.confidence import NONE_COMPARED

# How long an example takes tells of the machine, and fails where others use it too.
settings.register_profile("report", deadline=None)
settings.load_profile("report")

ROOT = Path(__file__).resolve().parents[1]
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "_build", "__pycache__", ".pytest_cache", ".hypothesis", "*.egg-info"
)


def heed_ctrl_c() -> None:
    """For the start of a process: who runs the tests in the background would have it
    ignore the key."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True)
class Tree:
    """A copy of the repository, with the command of its own package."""

    root: Path

    def report(self, *words: str, check=None, **environment) -> subprocess.CompletedProcess:
        """Run `report WORDS` in the copy; `check` is the exit code expected."""
        return self.python("-m", "report", *words, check=check, **environment)

    def python(self, *words: str, check=None, **environment) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.root, env=self.environment(**environment),
            capture_output=True, text=True, timeout=400,
        )  # fmt: skip
        if check is not None:
            assert done.returncode == check, done.stdout + done.stderr
        return done

    def break_off(self, *words: str, after: float) -> tuple[int, str]:
        """What a verb returns and says when Ctrl-C is typed so many seconds after its start."""
        running = subprocess.Popen(
            [sys.executable, "-m", "report", *words], cwd=self.root, env=self.environment(),
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
            start_new_session=True,
            preexec_fn=heed_ctrl_c,
        )  # fmt: skip
        time.sleep(after)
        os.killpg(running.pid, signal.SIGINT)
        error = running.communicate(timeout=60)[1]
        return running.returncode, error

    def environment(self, **more: str) -> dict:
        return os.environ | {"PYTHONPATH": str(self.root), "REPORT_ROOT": ""} | more

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace one passage of a file; it must stand there exactly once."""
        path = self.root / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{name}: {old!r} stands {text.count(old)} times"
        path.write_text(text.replace(old, new), "utf-8")

    def executed(self, set_name="baseline") -> dict[str, dict]:
        """The executed notebooks by chapter."""
        folder = self.root / "_build" / "runs" / set_name
        return {p.stem: json.loads(p.read_text("utf-8")) for p in folder.glob("*.ipynb")}

    def payloads(self, mime: str, name: str, set_name="baseline") -> dict[str, dict]:
        """Published outputs of one kind by their name or key, over all chapters."""
        found = {}
        for notebook in self.executed(set_name).values():
            for cell in notebook["cells"]:
                for output in cell.get("outputs", []):
                    if payload := output.get("data", {}).get(mime):
                        found[payload[name]] = payload
        return found

    def numbers(self, set_name="baseline") -> dict[str, dict]:
        return self.payloads("application/vnd.report.number+json", "key", set_name)

    def unstated(self) -> set[str]:
        """The keys of numbers that nobody stated: choices, places in a list, names, and
        that nothing was compared."""
        looked_up = ("the question's place in the list of questions",
                     "the name in the table of actors", NONE_COMPARED)  # fmt: skip
        return {key for key, number in self.numbers().items()
                if "parameter" in number or number["how"] in looked_up}  # fmt: skip

    def figures(self, set_name="baseline") -> dict[str, dict]:
        return self.payloads("application/vnd.report.figure+json", "name", set_name)

    def tables(self, set_name="baseline") -> dict[str, dict]:
        return self.payloads("application/vnd.report.table+json", "name", set_name)


def copy_tree(source: Path, target: Path, ignore=NOT_COPIED) -> Tree:
    shutil.copytree(source, target, ignore=ignore, dirs_exist_ok=True)
    # What was published has no part in a test, which freezes editions of its own.
    for edition in (target / "editions").glob("*/") if source == ROOT else ():
        shutil.rmtree(edition)
    return Tree(target)


@pytest.fixture
def tree(tmp_path) -> Tree:
    """A fresh copy, nothing built."""
    return copy_tree(ROOT, tmp_path / "copy")


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Tree:
    """The real book, HTML and PDF, built once; tests read it and change nothing."""
    tree = copy_tree(ROOT, tmp_path_factory.mktemp("built") / "copy")
    tree.report("book", check=0)
    return tree


@pytest.fixture(scope="session")
def archived(built, tmp_path_factory) -> Path:
    """The archive of the real book, with its sum beside it."""
    path = tmp_path_factory.mktemp("archived") / "report.zip"
    built.report("archive", "--out", str(path), check=0)
    return path


@pytest.fixture
def built_copy(built, tmp_path) -> Tree:
    """A copy of the built book that a test may change and build again."""
    return copy_tree(built.root, tmp_path / "copy", ignore=shutil.ignore_patterns("*.pyc"))
