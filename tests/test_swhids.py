"""SWHIDs are the hashes that git gives."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from report.citation.swhids import name_file, name_folder, read_folder

NAMES = st.text("ab.-_é", min_size=1, max_size=3).filter(lambda n: not n.startswith("."))
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
TREES = st.dictionaries(PATHS, st.binary(max_size=20), min_size=1, max_size=6).filter(
    # A name cannot be a file and a folder at once.
    lambda tree: not any(a != b and b.startswith(f"{a}/") for a in tree for b in tree)
)


def git(folder, *words, **more):
    done = subprocess.run(["git", "-C", folder, *words], capture_output=True, check=True, **more)
    return done.stdout.decode().strip()


@settings(max_examples=25, deadline=None)
@given(tree=TREES)
def test_files_and_folders_are_named_as_git_names_them(tree):
    with TemporaryDirectory() as folder:
        git(folder, "init", "--quiet")
        for path, content in tree.items():
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            named = git(folder, "hash-object", "--no-filters", "--stdin", input=content)
            assert name_file(content) == f"swh:1:cnt:{named}"
        git(folder, "-c", "core.autocrlf=false", "add", "--force", "--all")
        assert name_folder(tree) == f"swh:1:dir:{git(folder, 'write-tree')}"
        assert read_folder(Path(folder)) == tree


def test_the_empty_file_has_the_name_that_everybody_knows():
    assert name_file(b"") == "swh:1:cnt:e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_private_copies_of_sources_are_not_read(tmp_path):
    for name in ("a.csv", "snapshots/secret.txt", ".hidden", "__pycache__/x.pyc"):
        tmp_path.joinpath(name).parent.mkdir(exist_ok=True)
        tmp_path.joinpath(name).write_text("x")
    assert read_folder(tmp_path, leave_out=("snapshots",)) == {"a.csv": b"x"}


def test_one_changed_letter_changes_the_name_of_the_folder():
    files = read_folder(ROOT / "data", leave_out=("snapshots",))
    changed = files | {"claims.csv": files["claims.csv"].replace(b"e", b"a", 1)}
    assert name_folder(files) != name_folder(changed)
