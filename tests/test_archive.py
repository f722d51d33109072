"""Archives: the same bytes from the same contents, and every change found and named."""

import hashlib
import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.archive import crate, zips
from report.citation.metadata import Author, Metadata

FILES = {
    "data/claims.csv": b"a,b\n1,2\n", "executed/one.ipynb": b"{}\n", "empty.txt": b"",
    "html/index.html": b"<p>" + bytes(range(256)), "chapters/one.ipynb": b"{ }\n",
    "params/baseline.yml": b"as_of: x\n", "requirements.txt": b"x==1\n", "report/x.py": b"1\n",
}  # fmt: skip
PACKED = zips.pack(FILES)
METADATA = Metadata("Synthetic", "2031.2", (Author(name="Contributors"),), ("MIT", "CC-BY-4.0"))
RUN = crate.NotebookRun(
    "chapters/one.ipynb", "executed/one.ipynb",
    ("params/baseline.yml", "data/claims.csv"), {"as_of": "2031-01-01"},
)  # fmt: skip


def find(folder, content: bytes):
    path = folder / "x.zip"
    path.write_bytes(content)
    return zips.find_changes(path)


def repack(change) -> bytes:
    """A zip made by other means, its files changed and its manifest kept."""
    with zipfile.ZipFile(io.BytesIO(PACKED)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_an_archive_as_it_was_made_has_no_finding(tmp_path):
    assert find(tmp_path, PACKED) == []


def test_the_order_of_files_changes_nothing():
    assert zips.pack(dict(reversed(FILES.items()))) == PACKED


def test_the_manifest_is_what_sha256sum_reads():
    lines = zips.write_manifest({"b": b"2", "a": b"1"}).decode().splitlines()
    assert lines[0] == f"{hashlib.sha256(b'1').hexdigest()}  a" and lines[1].endswith("  b")


@pytest.mark.long
@pytest.mark.parametrize("by", [1, 8, 14])
def test_each_byte_changed_in_its_turn_is_found(tmp_path, by):
    """Among them the byte that names the way of packing: 8 and 14 are others."""
    unseen = []
    for at in range(len(PACKED)):
        changed = bytearray(PACKED)
        changed[at] ^= by
        unseen += [] if find(tmp_path, bytes(changed)) else [at]
    assert unseen == []


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, len(PACKED) - 1), by=st.integers(1, 255))
def test_any_changed_byte_is_found(tmp_path_factory, at, by):
    changed = bytearray(PACKED)
    changed[at] ^= by
    assert find(tmp_path_factory.getbasetemp(), bytes(changed))


@pytest.mark.parametrize("name", [name for name, content in FILES.items() if content])
def test_a_changed_byte_of_a_file_names_the_file(tmp_path, name):
    changed = bytearray(PACKED)
    with zipfile.ZipFile(io.BytesIO(PACKED)) as archive:
        start = archive.getinfo(name).header_offset + 30 + len(name)
    changed[start] ^= 1
    assert [finding.file for finding in find(tmp_path, bytes(changed))] == [name]


@pytest.mark.parametrize("cut", [1, 30, len(PACKED) // 2])
def test_a_cut_or_lengthened_archive_is_found(tmp_path, cut):
    assert find(tmp_path, PACKED[:-cut]) and find(tmp_path, PACKED + b"x" * cut)


def test_an_exchanged_missing_or_added_file_is_named(tmp_path):
    exchanged = find(tmp_path, repack(lambda files: files.update({"data/claims.csv": b"1"})))
    assert [(f.file, f.message) for f in exchanged] == [
        ("data/claims.csv", "is not what the manifest says")
    ]  # fmt: skip
    missing = find(tmp_path, repack(lambda files: files.pop("empty.txt")))
    assert [(f.file, f.message) for f in missing] == [
        ("empty.txt", "is in the manifest and not in the archive")
    ]  # fmt: skip
    added = find(tmp_path, repack(lambda files: files.update({"new.txt": b"1"})))
    assert [(f.file, f.message) for f in added] == [
        ("new.txt", "is in the archive and not in the manifest")
    ]  # fmt: skip


def test_the_same_files_in_another_zip_are_found_by_its_frame(tmp_path):
    (finding,) = find(tmp_path, repack(lambda files: None))
    assert "outside the content" in finding.message and finding.file == "x.zip"


def test_an_archive_without_manifest_or_with_a_broken_line_is_found(tmp_path):
    found = find(tmp_path, repack(lambda files: files.pop(zips.MANIFEST)))
    assert [finding.message for finding in found] == ["is missing"]
    broken = repack(lambda files: files.update({zips.MANIFEST: files[zips.MANIFEST] + b"x\n"}))
    assert (zips.MANIFEST, "has a line that is no sum and name") in [
        (finding.file, finding.message) for finding in find(tmp_path, broken)
    ]


def test_one_that_was_made_anew_whole_is_found_by_the_sum_beside_it(tmp_path):
    other = zips.pack(FILES | {"data/claims.csv": b"3,4\n"})
    assert find(tmp_path, other) == []
    line = f"{hashlib.sha256(PACKED).hexdigest()}  x.zip\n"
    tmp_path.joinpath("x.zip.sha256").write_text(line)
    assert [finding.file for finding in find(tmp_path, other)] == ["x.zip"]
    assert find(tmp_path, PACKED) == []


def entities(files=FILES, metadata=METADATA):
    return {
        entity["@id"]: entity
        for entity in json.loads(crate.render_crate(metadata, files, [RUN]))["@graph"]
    }


def test_the_crate_describes_itself_as_version_1_2():
    text = json.loads(crate.render_crate(METADATA, FILES, [RUN]))
    described = entities()[crate.NAME]
    assert text["@context"] == "https://w3id.org/ro/crate/1.2/context"
    assert described["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    assert described["about"] == {"@id": "./"}


def test_a_run_has_instrument_objects_with_their_sums_and_a_result():
    found = entities()
    run = found["#run-one"]
    assert run["@type"] == "CreateAction"
    assert "SoftwareSourceCode" in found[run["instrument"]["@id"]]["@type"]
    assert run["result"] == {"@id": "executed/one.ipynb"}
    files = [found[o["@id"]] for o in run["object"] if found[o["@id"]]["@type"] == "File"]
    assert {f["@id"]: f["sha256"] for f in files} == {
        name: hashlib.sha256(FILES[name]).hexdigest() for name in RUN.inputs
    }
    assert found["#one-as_of"]["value"] == "2031-01-01"


def test_everything_that_is_named_is_described():
    found = entities()
    named = set()

    def walk(value):
        for item in value.values() if isinstance(value, dict) else value:
            if isinstance(item, dict) and set(item) == {"@id"}:
                named.add(item["@id"])
            elif isinstance(item, dict | list):
                walk(item)

    for entity in found.values():
        walk(entity)
    assert named - found.keys() == {"https://w3id.org/ro/crate/1.2"}


def test_what_nobody_set_is_not_in_the_crate_and_what_is_set_is():
    from dataclasses import replace

    assert "url" not in entities()["./"] and entities()["./"]["datePublished"] == "2031"
    full = replace(METADATA, url="https://example.org", doi="10.1/x", released="2031-04-05")
    root = entities(metadata=full)["./"]
    assert (root["url"], root["identifier"]) == ("https://example.org", "https://doi.org/10.1/x")
    assert root["datePublished"] == "2031-04-05"
