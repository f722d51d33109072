"""Turns a revision and the working tree into two states whose chapters have been run.

Each revision gets a folder of its own, in which its own package runs its chapters.
Both share the store of results, so that what neither state changed costs nothing.
"""

import contextlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from report import params, paths
from report.editions import git
from report.findings import MisuseError, ReportError, did_you_mean
from report.make import Progress
from report.records import Record
from report.records.taking import WORKING_TREE, describe
from report.runs import Callbacks, list_chapters, run_folder, run_values
from report.runs.notebooks import read_notebook
from report.runs.why import read_parts

DECIDING = ("claims.csv", "measures.csv", "identities.csv", "corrections.yml")
RUN = ("run",)
MARK = ".ran"
BASES = paths.BUILD / "review" / "bases"
SHORT = 12
# Bases that are kept, so that the next review of the same need not unpack and run them.
KEPT = 4


@dataclass(frozen=True)
class State:
    """One state of the repository.

    notebooks: chapter -> notebook, executed unless the chapter is in `unrun`, which
    says why it could not be run in this state. commit: empty for the working tree.
    """

    root: Path
    name: str
    commit: str = ""
    unrun: Mapping[str, str] = field(default_factory=dict)
    notebooks: Mapping[str, dict] = field(default_factory=dict)
    record: Record | None = None


def read_states(base: str, progress: Progress) -> tuple[State, State]:
    """The state that the working tree shares with a revision, and the working tree.

    A chapter that cannot be run in one of them is read without its results in both,
    so that nothing seems to have moved that was only not computed.
    """
    commit = find_base(base)
    folder = unpack_base(commit)
    # 1. The base runs in a process of its own, the working tree in this one.
    running = None if _has_run(folder) else _start_run(folder)
    after = run_head(progress)
    before = _end_run(folder, running, f"{base} ({commit[:SHORT]})", commit)
    # 2. What either could not run, neither has.
    left_out = {*before.unrun, *after.unrun}
    # 3. What contradicts is asked only where the claims differ.
    differ = _read_claims(before.root) != _read_claims(after.root)
    return tuple(_read(state, left_out, differ) for state in (before, after))


def _read_claims(root: Path) -> list[bytes | None]:
    """All that decides which claims contradict each other, for one program."""
    files = (root / paths.DATA.name / name for name in DECIDING)
    return [path.read_bytes() if path.is_file() else None for path in files]


def find_base(base: str) -> str:
    """The last commit that the present one shares with a revision.

    Raises MisuseError where git knows no such revision.
    """
    commit = git.find_commit(paths.ROOT, base)
    if not commit:
        known = git.list_branches(paths.ROOT)
        raise MisuseError(
            f"git knows no revision {base!r} here. {did_you_mean(base, known)}"
            f"Name a commit, a tag or a branch: {', '.join(known) or 'none is known'}."
        )
    return git.find_shared(paths.ROOT, commit) or commit


def unpack_base(commit: str) -> Path:
    """The files of a commit in a folder of their own, beside the store of results."""
    folder = BASES / commit
    if not folder.is_dir():
        fresh = BASES / f".{commit}.{os.getpid()}"
        shutil.rmtree(fresh, ignore_errors=True)
        git.unpack(paths.ROOT, commit, fresh)
        build = fresh / paths.BUILD.name
        build.mkdir(exist_ok=True)
        store = paths.BUILD / "store"
        store.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OSError):  # without links it keeps a store of its own
            (build / store.name).symlink_to(store.resolve(), target_is_directory=True)
        with contextlib.suppress(OSError):  # another review was quicker
            fresh.rename(folder)
        shutil.rmtree(fresh, ignore_errors=True)
    os.utime(folder)
    _drop_old(BASES)
    return folder


def _drop_old(bases: Path) -> None:
    """Keep the bases that were used last; the store keeps what they computed."""
    with contextlib.suppress(OSError):  # another review does the same
        by_use = sorted(bases.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        for path in by_use[:-KEPT]:
            shutil.rmtree(path, ignore_errors=True)


def run_head(progress: Progress) -> State:
    """The working tree; chapters that fail are named, and the others go on."""
    told = Callbacks(progress.chapter, progress.cell, progress.reused)
    chapters = list_chapters()
    try:
        values, folder = params.load_set(), run_folder(paths.BASELINE)
        runs = run_values(values, folder, chapters, told=told)
        unrun = {run.chapter: run.error for run in runs if run.error}
    except ReportError as error:
        unrun = {path.stem: str(error) for path in chapters}
    return State(paths.ROOT, WORKING_TREE, unrun=unrun)


def _has_run(folder: Path) -> bool:
    mark = folder / MARK
    return mark.is_file() and mark.read_text("utf-8") == _describe_python()


def _describe_python() -> str:
    return f"{platform.python_version()} {sys.prefix}"


def _start_run(folder: Path) -> subprocess.Popen:
    """The base's own `report run`, with the packages that are installed here."""
    environment = os.environ | {"PYTHONPATH": str(folder), "REPORT_ROOT": ""}
    return subprocess.Popen(
        [sys.executable, "-m", "report", *RUN], cwd=folder, env=environment, text=True,
        encoding="utf-8", errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def _end_run(folder: Path, running: subprocess.Popen | None, name: str, commit: str) -> State:
    said = running.communicate()[0].strip() if running else ""
    unrun = {}
    if running and running.returncode:
        fault = said.splitlines()[-1] if said else f"it ended with {running.returncode}"
        executed = _folder_of_runs(folder)
        unrun = {path.stem: fault for path in list_chapters(folder / paths.CHAPTERS.name)
                 if not (executed / path.name).is_file()}  # fmt: skip
    else:
        (folder / MARK).write_text(_describe_python(), "utf-8")
    return State(folder, name, commit, unrun)


def _folder_of_runs(root: Path) -> Path:
    return root / run_folder(paths.BASELINE).relative_to(paths.ROOT)


def _read(state: State, left_out: set[str], with_conflicts: bool) -> State:
    runs = _folder_of_runs(state.root)
    notebooks, parts = {}, {}
    for source in list_chapters(state.root / paths.CHAPTERS.name):
        without = source.stem in left_out
        notebooks[source.stem] = read_notebook(source if without else runs / source.name)
        parts[source.stem] = read_parts(runs, source.stem) or {}
    record = describe(state.root, notebooks, paths.BASELINE, parts, state.name, with_conflicts)
    return State(state.root, state.name, state.commit, state.unrun, notebooks, record)
