"""Turns the small synthetic book into a repository in which editions are frozen."""

import subprocess

from conftest import ROOT, Tree, copy_tree
from small import make_small

FIRST, SECOND = "2026.1", "2026.2"
CLAIM = ",equal,648000,,1000,"


def git(tree: Tree, *words: str) -> str:
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    done = subprocess.run(["git", *who, *words], cwd=tree.root, capture_output=True, text=True,
                          check=True)  # fmt: skip
    return done.stdout.strip()


def commit(tree: Tree, message: str) -> None:
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", message)


def start(root) -> Tree:
    """A synthetic book in a repository, committed, not built."""
    tree = make_small(copy_tree(ROOT, root))
    git(tree, "init", "-q", "-b", "main")
    commit(tree, "A synthetic book")
    return tree


def freeze(tree: Tree, edition: str) -> None:
    tree.report("book", check=0)
    tree.report("freeze", edition, check=0)
    commit(tree, f"Edition {edition}")


def move_on(tree: Tree) -> None:
    """New data, and the number of the next edition."""
    tree.edit("data/claims.csv", CLAIM, ",equal,650000,,1000,")
    for name in ("CITATION.cff", "pyproject.toml"):
        path = tree.root / name
        path.write_text(path.read_text("utf-8").replace(f'"{FIRST}"', f'"{SECOND}"'), "utf-8")
    tree.report("cite", check=0)
    commit(tree, "New data")
