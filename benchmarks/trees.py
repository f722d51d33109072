"""Turns the repository into copies that benchmarks change: a number, a sentence."""

import json
import shutil
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
