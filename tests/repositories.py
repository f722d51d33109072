"""Turns a copy of the repository into one of its own, in which editions are frozen."""

import subprocess

from conftest import Tree

FIRST, SECOND = "2026.1", "2026.2"


def git(tree: Tree, *words: str) -> str:
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    done = subprocess.run(["git", *who, *words], cwd=tree.root, capture_output=True, text=True,
                          check=True)  # fmt: skip
    return done.stdout.strip()


def commit(tree: Tree, message: str) -> None:
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", message)


def freeze(tree: Tree, edition: str) -> None:
    tree.report("book", check=0)
    tree.report("freeze", edition, check=0)
    commit(tree, f"Edition {edition}")
