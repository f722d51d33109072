"""What a new build needs: each thing that is missing is said exactly."""

import importlib.metadata

import pytest

from report.editions import git, rebuild
from report.editions.products import describe_environment
from report.editions.rebuild import compare_lock, find_wants
from report.findings import ReportError

COMMIT, TREE = "c" * 40, "d" * 40


@pytest.fixture
def manifest(monkeypatch):
    """An edition whose commit is there, with a lock that is what is installed."""
    monkeypatch.setattr(git, "find_commit_of", lambda *_: COMMIT)
    monkeypatch.setattr(git, "read_file", lambda *_: pin("pytest"))
    facts = {"edition": "2026.1", "commit": COMMIT, "tree": TREE}
    return facts | {"environment": describe_environment()}


def pin(name: str, version: str = "", more: str = "") -> str:
    version = version or importlib.metadata.version(name)
    return f"{name}=={version}{more} \\\n    --hash=sha256:{'0' * 64}\n"


def test_nothing_is_wanted_where_all_is_there(manifest):
    assert list(find_wants(manifest)) == []


def test_a_commit_that_is_gone_is_named_with_its_tree_and_a_cure(manifest, monkeypatch):
    monkeypatch.setattr(git, "find_commit_of", lambda *_: None)
    (found,) = find_wants(manifest)
    assert found.value == COMMIT and TREE in found.message
    assert f"git fetch origin {COMMIT}" in found.cure


def test_another_python_is_named_with_the_one_that_is_here(manifest):
    here = manifest["environment"]["python"]
    manifest["environment"] |= {"python": "3.9.1"}
    (found,) = find_wants(manifest)
    assert found.value == "3.9.1" and here in found.message and "PYTHON=python3.9" in found.cure


def test_another_lock_is_named_package_by_package(manifest, monkeypatch):
    lock = pin("pytest", "0.0.1") + pin("no-such-package", "1.0") + pin("hypothesis")
    monkeypatch.setattr(git, "read_file", lambda *_: lock)
    first, second = find_wants(manifest)
    assert first.value == "pytest==0.0.1"
    assert first.message.endswith(f"here is {importlib.metadata.version('pytest')}")
    assert second.value == "no-such-package==1.0" and second.message.endswith("here is none")
    assert "git show cccccccccccc:requirements.txt" in second.cure


def test_pins_for_other_systems_and_comments_are_not_wanted():
    lock = "# other==1.0\n" + pin("no-such-package", "1.0", " ; sys_platform == 'other'")
    assert compare_lock(lock) == []


def test_what_a_failing_build_says_is_passed_on_and_nothing_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(rebuild.tempfile, "tempdir", str(tmp_path))
    with pytest.raises(ReportError, match="building it again failed:\n.*the synthetic fault"):
        with rebuild.rebuild("2026.1", unpack_a_program_that_fails):
            raise AssertionError("a failing build gives no folder")
    assert list(tmp_path.iterdir()) == []


def unpack_a_program_that_fails(root):
    (root / "report").mkdir()
    (root / "report" / "__init__.py").touch()
    (root / "report" / "__main__.py").write_text('raise SystemExit("the synthetic fault")\n')
