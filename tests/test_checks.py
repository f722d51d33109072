"""All checks together, on the real repository and on broken copies."""

import shutil
import time

import pytest

from report import paths
from report.checks import run_checks, validation
from report.findings import Finding, ReportError, errors, format_findings

PARTS = (
    "data", "params", "chapters", "_toc.yml", "index.md", "references.bib", "_config.yml",
    "CITATION.cff", ".zenodo.json", "pyproject.toml",
)  # fmt: skip


@pytest.fixture
def root(tmp_path):
    for name in PARTS:
        source = paths.ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name)
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


def test_the_repository_has_no_error():
    found = run_checks()
    assert not errors(found), format_findings(found)


def test_a_copy_elsewhere_is_checked_as_itself(root):
    assert run_checks(root) == run_checks()


def test_faults_in_every_part_come_in_one_list(root):
    (root / "data" / "questions.csv").write_bytes(b"")
    (root / "data" / "README.md").unlink()
    (root / "references.bib").write_text("@misc{nobody1999, title={x}}", "utf-8")
    (root / "params" / "baseline.yml").write_text("nonsense: 1\n", "utf-8")
    (root / "_toc.yml").unlink()
    (root / "chapters" / "spare.ipynb").write_text("", "utf-8")
    files = {finding.file for finding in errors(run_checks(root))}
    assert files >= {
        "data/questions.csv", "data/README.md", "data/sources.csv", "references.bib",
        "params/baseline.yml", "_toc.yml", "chapters/spare.ipynb",
    }  # fmt: skip


def test_a_missing_descriptor_is_told_once_and_hides_no_chapter(root):
    (root / "data" / "datapackage.json").unlink()
    (root / "_toc.yml").unlink()
    files = [finding.file for finding in run_checks(root)]
    assert files == ["_toc.yml", "data/datapackage.json"]


def test_a_further_check_is_run(root):
    finding = Finding("spare.yml", 1, None, None, "is spare", "Delete it.")
    assert finding in run_checks(root, [lambda: [finding]])


def test_a_further_check_that_cannot_run_is_a_finding_and_not_a_crash(root):
    def broken():
        raise ReportError("Something of it is missing.", file="spare.yml")

    found = [f for f in run_checks(root, [broken]) if f.file == "spare.yml"]
    assert [f.message for f in found] == ["Something of it is missing"]


def test_a_further_check_that_raises_findings_hands_them_on(root):
    finding = Finding("spare.yml", 1, None, None, "is spare", "Delete it.")

    def broken():
        raise ReportError("spare.yml has faults:", [finding])

    assert finding in run_checks(root, [broken])


def test_a_run_costs_less_than_two_and_a_half_seconds_of_computing():
    validation._validate.cache_clear()
    begin = time.process_time()
    run_checks()
    assert time.process_time() - begin < 2.5
