"""Shows that faults in identities, bridges and the multiverse are named by id."""

import shutil

import pytest

from report import paths
from report.checks import run_checks
from report.checks.relations import check_relations


@pytest.fixture
def root(tmp_path):
    for name in ("data", "params"):
        shutil.copytree(paths.ROOT / name, tmp_path / name)
    return tmp_path


def edit(root, name, old, new):
    path = root / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def tell(root):
    return [f"{f.file}: {f.message}. {f.cure}" for f in check_relations(root)]


def test_the_relations_of_the_repository_are_sound(root):
    assert check_relations(root) == []


def test_identities_that_contradict_each_other_are_named(root):
    with (root / "data" / "identities.csv").open("a", encoding="utf-8") as file:
        file.write(
            "test-loop,part_of,uflpa.denied.dashboard_old,"
            "uflpa.shipments.dashboard_old,,,,hypothesis,false,mti2026update,A test.\n"
        )
    found = tell(root)
    assert any("data/identities.csv: would be a part of itself" in f for f in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("data/bridges.yml", "to: cbp-fy2024-monthly\n",
         "to: {claim: cbp-fy2024-total, per: month}\n", "the steps reach"),
        ("data/bridges.yml", "start: letter-monthly-2024", "start: letter-monthly-2042",
         "names the claim letter-monthly-2042, which no table holds. Did you mean"),
        ("data/bridges.yml", "start: un-tibet-affected-2024", "start: cbp-fy2024-total",
         "shipment"),
        ("params/multiverse.yml", "earlier: tibet-persons-2012", "earlier: tibet-2012",
         "tibet names the claim tibet-2012"),
        ("params/multiverse.yml", "- letter-fourfold", "- letter-fivefold",
         "enforcement names the claim letter-fivefold"),
        ("params/multiverse.yml", "assume: [same-series]", "assume: [one-series]",
         "names the identity one-series"),
        ("params/multiverse.yml", "        kinds_differ: unit not stated for 2022\n", "",
         "set"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place_and_cure(root, file, old, new, fault):
    edit(root, file, old, new)
    found = tell(root)
    assert found
    assert all(f.startswith(file) for f in found)
    assert any(fault in f or fault == "set" for f in found), found


def test_the_check_of_everything_holds_them(root):
    for name in ("chapters", "_toc.yml", "index.md", "references.bib"):
        source = paths.ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, root / name)
    edit(root, "data/bridges.yml", "form: ratio", "form: product")
    (finding,) = [f for f in run_checks(root) if f.file == "data/bridges.yml"]
    assert finding.message == "has an unknown form"


def test_an_unread_file_is_one_finding(root):
    (root / "data" / "bridges.yml").write_text("bridges: [", "utf-8")
    assert len([f for f in tell(root) if f.startswith("data/bridges.yml")]) == 1
