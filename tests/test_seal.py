"""Any byte of a frozen edition that is changed, lost or added is found and named."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_records import claim, figure, number, record

from report.checks import run_checks
from report.findings import ReportError, errors
from report.records import write_record
from report.records.seal import MANIFEST, check_edition, check_editions, read_manifest, seal

EDITION = "2001.1"
DATA = {"f": [["Year", "Boxes"], ["2024", "1"]]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("editions") / EDITION
    kept = record(EDITION, data=DATA, numbers=[number("a", 1, text="“één”")],
                  claims=[claim("a")], figures=[figure("f")])  # fmt: skip
    write_record(kept, path)
    seal(path, {"edition": EDITION, "commit": "0" * 40})
    return path


def named(folder) -> list[str]:
    return [finding.file for finding in check_edition(folder)]


def test_an_edition_as_it_was_sealed_has_no_finding(folder):
    assert check_editions(folder.parent) == []
    assert read_manifest(folder)["edition"] == EDITION


@given(data=st.data())
def test_any_changed_byte_is_found_and_its_file_is_named(folder, data):
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    path = data.draw(st.sampled_from(files))
    content = path.read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != content[at]))
    try:
        path.write_bytes(content[:at] + bytes([byte]) + content[at + 1 :])
        assert named(folder) == [f"editions/{EDITION}/{path.relative_to(folder).as_posix()}"]
    finally:
        path.write_bytes(content)


@given(data=st.data())
def test_any_file_that_is_cut_or_lost_is_found_and_named(folder, data):
    path = data.draw(st.sampled_from(sorted(p for p in folder.rglob("*") if p.is_file())))
    content = path.read_bytes()
    left = data.draw(st.none() | st.integers(0, len(content) - 1))
    try:
        path.unlink() if left is None else path.write_bytes(content[:left])
        assert named(folder) == [f"editions/{EDITION}/{path.relative_to(folder).as_posix()}"]
    finally:
        path.write_bytes(content)


@pytest.mark.parametrize("name", ["more.csv", "figures/more.csv", ".hidden", "deep/er/x"])
def test_a_file_that_was_added_is_found_and_named(folder, name):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    try:
        assert named(folder) == [f"editions/{EDITION}/{name}"]
    finally:
        path.unlink()


def test_a_manifest_that_was_sealed_for_another_edition_is_refused(folder, tmp_path):
    other = tmp_path / "2001.2"
    folder.rename(other)
    try:
        assert "is of edition 2001.1" in check_edition(other)[0].message
        with pytest.raises(ReportError, match="2001.2"):
            read_manifest(other)
    finally:
        other.rename(folder)


def test_a_manifest_without_a_seal_is_refused(folder):
    path = folder / MANIFEST
    content = path.read_bytes()
    body = {k: v for k, v in json.loads(content).items() if k != "seal"}
    try:
        path.write_text(json.dumps(body, indent=1, sort_keys=True) + "\n", "utf-8")
        assert named(folder) == [f"editions/{EDITION}/{MANIFEST}"]
    finally:
        path.write_bytes(content)


def test_a_folder_that_is_no_edition_is_told(tmp_path):
    (tmp_path / "draft").mkdir()
    (finding,) = check_editions(tmp_path)
    assert finding.file == "editions/draft"


def test_the_check_of_the_repository_looks_at_its_editions(tree):
    (tree.root / "editions/2001.1").mkdir()
    assert f"editions/2001.1/{MANIFEST}" in {f.file for f in errors(run_checks(tree.root))}
