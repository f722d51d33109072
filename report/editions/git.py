"""Turns a repository's history into files: what is committed, what is not, and copies."""

import io
import subprocess
import tarfile
from pathlib import Path

# Nothing outside the folder, which Python before 3.11.4 cannot be told; git itself
# writes no such archive.
SAFELY = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}


def find_commit(root: Path, name: str = "HEAD") -> str | None:
    """The full id of a commit; None without git, repository or commit."""
    return _ask(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")


def find_tree(root: Path, name: str = "HEAD") -> str | None:
    """The id of a commit's contents, the same wherever these were committed."""
    return _ask(root, "rev-parse", "--verify", "--quiet", f"{name}^{{tree}}")


def find_commit_of(root: Path, commit: str, tree: str) -> str | None:
    """The commit, or where it is gone another that has the same contents."""
    if find_commit(root, commit):
        return commit
    lines = (_ask(root, "log", "--all", "--format=%H %T") or "").splitlines()
    pairs = (line.split() for line in lines)
    return next((found for found, contents in pairs if contents == tree), None)


def list_uncommitted(root: Path) -> list[str]:
    """The files that differ from the last commit, or are in none."""
    words = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all")
    return [entry[3:] for entry in (_ask(root, *words) or "").split("\0") if entry]


def find_shared(root: Path, commit: str) -> str | None:
    """The last commit that the present one and another both go back to."""
    return _ask(root, "merge-base", commit, "HEAD")


def list_branches(root: Path) -> list[str]:
    """The names of branches and tags."""
    text = _ask(root, "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags")
    return (text or "").split()


def list_changed(root: Path, commit: str) -> list[str]:
    """The files below a folder that differ from a commit, or that git does not know yet."""
    known = _ask(root, "diff", "--name-only", "--no-renames", "--relative", "-z", commit)
    new = _ask(root, "ls-files", "--others", "--exclude-standard", "-z")
    return sorted({name for text in (known, new) for name in (text or "").split("\0") if name})


def read_file(root: Path, commit: str, name: str) -> str | None:
    """The text of a file as a commit has it, without the last line break."""
    return _ask(root, "show", f"{commit}:{name}")


def unpack(root: Path, commit: str, target: Path) -> None:
    """The files of a commit in a folder of their own; the repository stays as it is."""
    done = subprocess.run(
        ["git", "archive", "--format=tar", commit], cwd=root, capture_output=True, check=True
    )
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(target, **SAFELY)


def _ask(root: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", *words], cwd=root, capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return done.stdout.rstrip("\n") if done.returncode == 0 else None
