"""What is said twice of the report agrees, or is a finding."""

import json
import shutil

import pytest
import yaml
from conftest import ROOT

from report.citation.metadata import read_metadata
from report.citation.zenodo import check_citation, describe_deposit, write_deposit

FILES = (".zenodo.json", "CITATION.cff", "_config.yml", "pyproject.toml")


@pytest.fixture
def folder(tmp_path):
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def edit(folder, **more):
    path = folder / "CITATION.cff"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text("utf-8")) | more), "utf-8")


def test_the_repository_agrees_with_itself():
    assert check_citation(ROOT) == []


def test_the_deposit_says_what_citation_cff_says():
    metadata = read_metadata(ROOT)
    deposit = json.loads((ROOT / ".zenodo.json").read_text("utf-8"))
    assert deposit == describe_deposit(metadata)
    assert [creator["name"] for creator in deposit["creators"]] == ["Contributors"]
    assert deposit["version"] == metadata.version and deposit["license"] == "cc-by-4.0"


def test_a_stale_deposit_is_found_and_the_verb_mends_it(folder):
    edit(folder, keywords=["another"])
    (finding,) = check_citation(folder)
    assert finding.file == ".zenodo.json" and finding.cure == "Type: report cite"
    write_deposit(folder)
    assert check_citation(folder) == []


def test_a_missing_deposit_is_found(folder):
    folder.joinpath(".zenodo.json").unlink()
    assert [f.message for f in check_citation(folder)] == ["is missing"]


@pytest.mark.parametrize(
    ("file", "old", "new", "column"),
    [
        ("_config.yml", "title: Labour", "title: Other", "title"),
        ("_config.yml", "author: Contributors", "author: others", "author"),
        ("_config.yml", "\nsphinx:\n", "\nhtml:\n  baseurl: https://b.org\nsphinx:\n", "html.baseurl"),
        ("pyproject.toml", 'version = "2026.1"', 'version = "1"', "version"),
    ],
)
def test_a_second_place_that_says_something_else_is_found(folder, file, old, new, column):
    edit(folder, url="https://a.org")
    write_deposit(folder)
    path = folder / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    (finding,) = check_citation(folder)
    assert (finding.file, finding.column) == (file, column)


def test_what_is_set_later_is_in_the_deposit(folder):
    edit(folder, url="https://a.org", **{"repository-code": "https://b.org"},
         authors=[{"family-names": "Synthetic", "given-names": "Ada",
                   "orcid": "https://orcid.org/0000-0000-0000-0000"}])  # fmt: skip
    deposit = describe_deposit(read_metadata(folder))
    assert [r["identifier"] for r in deposit["related_identifiers"]] == [
        "https://a.org", "https://b.org"
    ]  # fmt: skip
    assert deposit["creators"] == [{"name": "Synthetic, Ada", "orcid": "0000-0000-0000-0000"}]
