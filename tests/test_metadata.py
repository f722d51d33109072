"""CITATION.cff is read whole, and what nobody set stays empty."""

import pytest
import yaml
from conftest import ROOT

from report.citation.metadata import read_metadata
from report.findings import ReportError

CFF = {
    "title": "A  synthetic\nreport", "version": "2031.2", "license": ["MIT", "CC0-1.0"],
    "authors": [
        {"name": "Contributors"},
        {"family-names": "Synthetic", "given-names": "Ada", "name-particle": "van",
         "orcid": "https://orcid.org/0000-0000-0000-0000"},
    ],
}  # fmt: skip
SET = {
    "doi": "10.1234/synthetic", "url": "https://example.org/report/",
    "repository-code": "https://example.org/code", "date-released": "2031-04-05",
}  # fmt: skip


def read(folder, config=None, **more):
    folder.joinpath("CITATION.cff").write_text(yaml.safe_dump(CFF | more), "utf-8")
    folder.joinpath("_config.yml").write_text(yaml.safe_dump({"title": "x"} | (config or {})))
    return read_metadata(folder)


def test_what_nobody_set_is_empty_and_the_year_is_that_of_the_edition(tmp_path):
    found = read(tmp_path)
    assert found.title == "A synthetic report"
    assert (found.doi, found.url, found.repository, found.released) == ("", "", "", "")
    assert found.permanent == "" and found.locate("a.html", "b") == ""
    assert found.year == found.date == "2031"


def test_an_edition_not_named_by_a_year_has_none(tmp_path):
    assert read(tmp_path, version="first").year == ""


def test_persons_and_collectives_are_told_apart(tmp_path):
    found = read(tmp_path)
    collective, person = found.authors
    assert (collective.said, collective.sorted) == ("Contributors", "Contributors")
    assert (person.said, person.sorted) == ("Ada van Synthetic", "van Synthetic, Ada")
    assert found.names == "Contributors, Ada van Synthetic"
    assert found.institution == "Contributors"


def test_persons_alone_issue_their_report_themselves(tmp_path):
    assert read(tmp_path, authors=CFF["authors"][1:]).institution == "Ada van Synthetic"


def test_the_licence_of_the_text_is_that_of_creative_commons_where_there_is_one(tmp_path):
    assert read(tmp_path).licence == "CC0-1.0"
    assert read(tmp_path, license="MIT").licence == "MIT"


def test_what_is_set_once_is_there(tmp_path):
    found = read(tmp_path, **SET)
    assert found.permanent == "https://doi.org/10.1234/synthetic"
    assert found.locate("a.html", "b") == "https://example.org/report/a.html#b"
    assert (found.date, found.year) == ("2031-04-05", "2031")


def test_address_and_repository_may_stand_in_the_configuration_instead(tmp_path):
    config = {"html": {"baseurl": "https://example.org/r"}, "repository": {"url": "https://x.org"}}
    found = read(tmp_path, config)
    assert (found.url, found.repository) == ("https://example.org/r", "https://x.org")


@pytest.mark.parametrize("name", ["title", "version", "authors", "license"])
def test_what_lacks_is_named(tmp_path, name):
    with pytest.raises(ReportError, match=f"CITATION.cff lacks {name}"):
        read(tmp_path, **{name: None})


def test_a_file_that_is_no_yaml_is_a_fault_without_a_traceback(tmp_path):
    read(tmp_path)
    tmp_path.joinpath("CITATION.cff").write_text("a: [", "utf-8")
    with pytest.raises(ReportError, match="CITATION.cff cannot be read"):
        read_metadata(tmp_path)
    tmp_path.joinpath("CITATION.cff").write_text("a", "utf-8")
    with pytest.raises(ReportError, match="must hold"):
        read_metadata(tmp_path)


def test_the_repository_itself_names_nobody_and_no_address():
    found = read_metadata(ROOT)
    assert found.names == "Contributors" and found.title and found.year
