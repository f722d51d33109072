"""Turns recorded inputs into a new build, in a clean folder, by their own program."""

import contextlib
import importlib.metadata
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from packaging.requirements import Requirement

from report import paths
from report.editions import git
from report.editions.products import describe_environment
from report.findings import Finding, ReportError

# Run by the program of the folder that was built, whatever form its records have.
RECORD = (
    "import sys; from pathlib import Path; from report.editions.freeze import write_files; "
    "write_files(sys.argv[1], Path(sys.argv[2]))"
)
# Set by whoever calls, and no part of what an edition was made from.
OWN = ("SOURCE_DATE_EPOCH", "REPORT_ROOT", "PYTHONPATH")


def find_wants(manifest: dict) -> Iterator[Finding]:
    """What building an edition again would need and is not here; `value` says what."""
    file = f"{paths.EDITIONS.name}/{manifest['edition']}"
    recorded = manifest["environment"]
    # 1. The commit.
    commit, tree = manifest["commit"], manifest["tree"]
    found = git.find_commit_of(paths.ROOT, commit, tree)
    if not found:
        fault = f"the commit it was built from is not here, nor another with the tree {tree}"
        cure = f"Fetch it: git fetch --unshallow, or git fetch origin {commit}"
        yield Finding(file, None, None, commit, fault, cure)
    # 2. Python.
    python = describe_environment()["python"]
    if python != recorded["python"]:
        cure = f"Make the environment with it: rm -r .venv; make PYTHON=python{_short(recorded)}"
        fault = f"it was built with this Python, and here is {python}"
        yield Finding(file, None, None, recorded["python"], fault, cure)
    # 3. The packages.
    if found:
        lock = git.read_file(paths.ROOT, found, paths.LOCK.name) or ""
        for pin, here in compare_lock(lock):
            cure = f"Install what it was built with: git show {found[:12]}:{paths.LOCK.name}"
            fault = f"the lock {recorded['lock'][:12]} wants this, and here is {here}"
            yield Finding(file, None, None, pin, fault, cure)


def compare_lock(text: str) -> list[tuple[str, str]]:
    """Each pin of a lock that is not what is installed, with what is installed."""
    found = []
    for line in text.splitlines():
        if line[:1].isspace() or "==" not in line or line.startswith("#"):
            continue
        wanted = Requirement(line.rstrip("\\ "))
        if wanted.marker and not wanted.marker.evaluate():
            continue
        try:
            here = importlib.metadata.version(wanted.name)
        except importlib.metadata.PackageNotFoundError:
            here = "none"
        if here == "none" or not wanted.specifier.contains(here, prereleases=True):
            found.append((f"{wanted.name}{wanted.specifier}", here))
    return found


@contextlib.contextmanager
def rebuild(name: str, unpack: Callable[[Path], None]) -> Iterator[Path]:
    """A folder in which what `unpack` puts there is built, and its record taken.

    The record stands in its `_build/record`; all is gone at the end. No result is
    taken over from elsewhere. Raises ReportError with what the build said.
    """
    with tempfile.TemporaryDirectory(prefix="report-") as place:
        root = Path(place, "again")
        root.mkdir()
        unpack(root)
        _call(root, "-m", "report", "book", "--params", paths.BASELINE)
        _call(root, "-c", RECORD, name, str(record_folder(root)))
        yield root


def record_folder(root: Path) -> Path:
    """Where the record of a new build stands."""
    return root / "_build" / "record"


def _call(root: Path, *words: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in OWN}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=root, capture_output=True, text=True, check=False,
        env=kept | {"PYTHONPATH": str(root), "REPORT_ROOT": str(root)},
    )  # fmt: skip
    if done.returncode:
        raise ReportError(f"building it again failed:\n{done.stdout}{done.stderr}".rstrip())


def _short(environment: dict) -> str:
    return ".".join(environment["python"].split(".")[:2])
