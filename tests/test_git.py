"""What a repository's history says of its files, read and never written."""

import subprocess

import pytest

from report.editions import git


def run(root, *words: str) -> str:
    who = ("-c", "user.name=A test", "-c", "user.email=test@example.org")
    command = ["git", *who, "-c", "commit.gpgsign=false", *words]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "here"
    folder.mkdir()
    run(folder, "init", "--quiet")
    (folder / "é name.txt").write_text("one", "utf-8")
    run(folder, "add", "--all")
    run(folder, "commit", "--quiet", "--message", "One")
    return folder


def test_a_commit_and_its_contents_are_named_in_full(root):
    assert git.find_commit(root) == run(root, "rev-parse", "HEAD")
    assert git.find_tree(root) == run(root, "rev-parse", "HEAD^{tree}")
    assert git.find_commit(root, "nowhere") is None


def test_a_folder_without_a_repository_has_no_commit(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "bare").mkdir()
    assert git.find_commit(tmp_path / "bare") is None


def test_a_commit_that_is_gone_is_found_by_its_contents(root):
    tree = git.find_tree(root)
    commit = git.find_commit(root)
    assert git.find_commit_of(root, commit, tree) == commit
    assert git.find_commit_of(root, "0" * 40, tree) == commit
    assert git.find_commit_of(root, "0" * 40, "0" * 40) is None


def test_changed_new_and_deleted_files_are_not_committed(root):
    assert git.list_uncommitted(root) == []
    (root / "new.txt").write_text("x", "utf-8")
    assert git.list_uncommitted(root) == ["new.txt"]
    (root / "é name.txt").unlink()
    assert sorted(git.list_uncommitted(root)) == ["new.txt", "é name.txt"]


def test_files_of_a_commit_are_unpacked_and_the_repository_stays(root, tmp_path):
    commit = git.find_commit(root)
    (root / "é name.txt").write_text("two", "utf-8")
    git.unpack(root, commit, tmp_path / "there")
    assert (tmp_path / "there/é name.txt").read_text("utf-8") == "one"
    assert (root / "é name.txt").read_text("utf-8") == "two"
