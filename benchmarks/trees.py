"""Turns the repository into copies that benchmarks change and time: a number, a sentence."""

import json
import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "_build" / "benchmarks"
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", "*.egg-info")


def copy_tree(target: Path) -> Path:
    """A fresh copy of the repository, nothing built in it."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(ROOT, target, ignore=LEFT_OUT)
    return target


def clean(root: Path) -> None:
    """Take away all that was built in a copy."""
    shutil.rmtree(root / "_build", ignore_errors=True)


def add_one(root: Path, claim_id: str) -> None:
    """Add one to the value of a claim that says "equal"."""
    path = root / "data" / "claims.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    (at,) = [i for i, line in enumerate(lines) if line.startswith(f"{claim_id},")]
    cells = lines[at].split(",")
    spot = cells.index("equal") + 1
    cells[spot] = str(int(cells[spot]) + 1)
    lines[at] = ",".join(cells)
    path.write_text("".join(lines), "utf-8")


def add_sentence(root: Path) -> None:
    """Add a sentence to the first cell of a chapter, in the form of the house."""
    path = root / "chapters" / "tibet.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    lines = "".join(notebook["cells"][0]["source"]).rstrip("\n") + "\nOne more sentence."
    notebook["cells"][0]["source"] = lines.splitlines(keepends=True)
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", "utf-8")


def time_command(words: list[str], root: Path) -> float:
    """The seconds of a command in a copy; its own package is used, and no cache of HOME."""
    begin = time.perf_counter()
    process = _start(words, root)
    _, said = process.communicate()
    if process.returncode:
        raise SystemExit(f"{' '.join(words[:4])} failed:\n{said[-2000:]}")
    return time.perf_counter() - begin


def find_peak(words: list[str], root: Path) -> int:
    """The most bytes that a command and all that it started held at once, each shared
    page counted once (the proportional set size of Linux); apart from timed runs."""
    process, most, ended = _start(words, root), [0], threading.Event()

    def look():
        while not ended.wait(0.1):
            most.append(sum(_held(child) for child in _group(process.pid)))

    looking = threading.Thread(target=look)
    looking.start()
    process.communicate()
    ended.set()
    looking.join()
    return max(most)


def _start(words: list[str], root: Path) -> subprocess.Popen:
    environment = {"PYTHONPATH": str(root), "HOME": str(WORK), "LC_ALL": "C.UTF-8"}
    environment |= {"PATH": os.environ["PATH"]}
    return subprocess.Popen(
        words, cwd=root, env=environment, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def _group(pid: int) -> list[int]:
    """A process and all below it; kernels leave the process group, but not the tree."""
    import psutil

    try:
        process = psutil.Process(pid)
        return [pid, *(child.pid for child in process.children(recursive=True))]
    except psutil.NoSuchProcess:
        return []


def _held(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:  # it has just ended
        return 0
    return 1024 * next(int(line.split()[1]) for line in rollup.splitlines() if "Pss:" in line)
