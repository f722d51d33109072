"""What public validators say of CITATION.cff, the archive's description and the PDF."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from test_archive import FILES, METADATA, RUN
from test_pdf import make
from test_tags import damage, rename

from report.archive import crate, zips

pytestmark = pytest.mark.validator
VALIDATORS = Path(sys.prefix, "validators", "bin")


def call(program: str, *words) -> subprocess.CompletedProcess:
    path = VALIDATORS / program
    assert path.is_file(), "the validators are missing; make test installs them"
    return subprocess.run([path, *map(str, words)], capture_output=True, text=True, check=False)


def validate_crate(archive: Path) -> dict:
    return validate("crate_validator.py", archive)


def validate_pdf(path: Path) -> dict:
    return validate("pdf_validator.py", path)


def validate(script: str, path: Path) -> dict:
    done = call("python", Path(__file__).with_name(script), path)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_cffconvert_finds_citation_cff_valid():
    done = call("cffconvert", "--validate", "-i", ROOT / "CITATION.cff")
    assert done.returncode == 0 and "valid according to schema version 1.2.0" in done.stdout


def test_cffconvert_refuses_one_without_authors(tmp_path):
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    del cff["authors"]
    tmp_path.joinpath("CITATION.cff").write_text(yaml.safe_dump(cff), "utf-8")
    assert call("cffconvert", "--validate", "-i", tmp_path / "CITATION.cff").returncode != 0


def write_archive(folder: Path, change=lambda graph: None) -> Path:
    described = json.loads(crate.render_crate(METADATA, FILES, [RUN]))
    change(described["@graph"])
    files = FILES | {crate.NAME: json.dumps(described).encode()}
    path = folder / "x.zip"
    path.write_bytes(zips.pack(files))
    return path


def test_a_synthetic_crate_is_a_valid_crate_of_version_1_2(tmp_path):
    assert validate_crate(write_archive(tmp_path)) == {"passed": True, "issues": []}


def test_a_crate_without_a_licence_is_refused(tmp_path):
    found = validate_crate(write_archive(tmp_path, lambda graph: graph[1].pop("license")))
    assert not found["passed"] and any("license" in issue for issue in found["issues"])


@pytest.mark.book
def test_the_archive_of_the_real_book_is_a_valid_crate(archived):
    assert validate_crate(archived) == {"passed": True, "issues": []}


def test_a_small_pdf_conforms_to_pdf_ua(tmp_path):
    assert validate_pdf(make(tmp_path)) == {"passed": True, "issues": []}


def test_a_pdf_without_tags_or_with_a_wrong_one_is_refused(tmp_path):
    import weasyprint

    weasyprint.HTML(string="<p>text").write_pdf(tmp_path / "plain.pdf")
    assert not validate_pdf(tmp_path / "plain.pdf")["passed"]
    wrong = damage(make(tmp_path), tmp_path / "wrong.pdf", rename("/H1", "/H3"))
    assert any("HEADING" in issue for issue in validate_pdf(wrong)["issues"])


@pytest.mark.book
def test_the_pdf_of_the_real_book_conforms_to_pdf_ua(built):
    made = built.root / "_build" / "pdf" / "report.pdf"
    assert validate_pdf(made) == {"passed": True, "issues": []}
