"""Cells against their columns, keys against their tables."""

import json

import pytest
from copied_data import data  # noqa: F401

from report import paths
from report.checks import validation
from report.checks.validation import check_data
from report.findings import errors, format_findings


def test_the_real_data_has_no_error():
    assert not errors(check_data()), format_findings(check_data())


@pytest.mark.parametrize("text", ["13l75", "13,750", "1_000", "NaN", "INF", "١٢"])
def test_a_letter_in_a_number_is_named_with_row_and_value(data, text):
    data.set("claims", 3, value=text)
    finding = data.only_finding()
    assert (finding.row, finding.column, finding.value) == (3, "value", text)
    assert finding.message == "is not a number"


def test_a_number_beyond_every_number_is_named(data):
    data.set("claims", 3, value="1e999")
    assert data.only_finding().message == "is not a number"


def test_an_unknown_unit_is_told_with_the_nearest(data):
    data.set("claims", 3, unit="persom")
    cures = [f.cure for f in data.findings()]
    assert any(cure.startswith("Did you mean 'person'?") for cure in cures)


def test_an_unknown_value_of_a_list_is_told_with_the_list(data):
    data.set("actors", 2, kind="club")
    finding = data.only_finding()
    assert finding.message == "is not allowed here"
    assert "agency, company" in finding.cure


def test_an_unknown_id_is_told_with_the_nearest(data):
    data.set("claims", 2, source_id="sourcingjournal2026priorty")
    finding = data.only_finding()
    assert (finding.column, finding.message) == (
        "source_id",
        "is not in data/sources.csv",
    )
    assert finding.cure.startswith("Did you mean 'sourcingjournal2026priority'?")


def test_an_unknown_id_far_from_all_is_told_without_a_guess(data):
    data.set("claims", 2, reported_by="zzzzzzzz")
    assert data.only_finding().cure == "Correct it, or add a row to data/actors.csv."


def test_a_missing_table_is_not_told_again_by_each_row_that_refers_to_it(data):
    data.path("sources").unlink()
    assert data.only_finding().message == "is missing"


def test_a_duplicated_id_is_told_with_both_rows(data):
    records = data.records("claims")
    data.set("claims", 7, claim_id=records[4][0])
    finding = data.only_finding()
    assert finding.message == "stands in row 5 and again in row 7"
    assert finding.value == records[4][0]


def test_a_position_entered_twice_is_told_with_both_rows(data):
    records = data.records("positions")
    data.write("positions", [*records, records[1]])
    finding = data.only_finding()
    assert finding.message == f"stands in row 2 and again in row {len(records) + 1}"


def test_an_empty_required_cell_is_named(data):
    data.set("sources", 4, publisher="")
    finding = data.only_finding()
    assert (finding.row, finding.column) == (4, "publisher")
    assert finding.message == "is empty"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org/a b"])
def test_an_address_that_is_no_web_address_is_named(data, url):
    data.set("sources", 4, url=url)
    assert data.only_finding().message.startswith("does not fit the pattern")


def test_a_number_below_its_minimum_is_named(data):
    data.set("claims", 2, rounding="0")
    assert data.only_finding().message == "breaks the constraint minimum is 1e-07"


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '=HYPERLINK("x")', "=1+1", "@SUM(A1)", "{{ x }}"],
)
def test_text_that_looks_like_code_is_text_and_no_fault(data, text):
    data.set("claims", 2, note=text, quote=text)
    data.set("events", 2, title=text, summary=text)
    assert data.findings() == []


def test_a_missing_descriptor_is_the_one_finding(data):
    (data.folder / "datapackage.json").unlink()
    finding = data.only_finding()
    assert finding.file == "data/datapackage.json"
    assert "is missing" in finding.message


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"created": "soon", "resources": []}',
     '{"created": "2026-01-01"}', '{"created": 1}', "\ufeff{}"],
)  # fmt: skip
def test_a_broken_descriptor_is_the_one_finding(data, text):
    (data.folder / "datapackage.json").write_text(text)
    assert data.only_finding().file == "data/datapackage.json"


def test_an_unknown_type_in_the_descriptor_is_named(data):
    path = data.folder / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace('"type": "date"', '"type": "dat"'))
    findings = data.findings()
    assert {f.file for f in findings} == {"data/datapackage.json"}
    assert any("dat" in f.message for f in findings)


def test_the_package_is_valid_for_frictionless_alone():
    from frictionless import Package

    report = Package(str(paths.DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])


def test_every_column_of_the_descriptor_has_a_description():
    package = json.loads((paths.DATA / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["description"].endswith("."), (resource["name"], field["name"])


def test_only_tables_that_differ_from_those_seen_before_are_validated_again(data):
    data.findings()
    seen = validation._validate.cache_info()
    data.set("events", 2, title="Another title")
    assert data.findings() == []
    now = validation._validate.cache_info()
    assert (now.misses - seen.misses, now.hits - seen.hits) == (1, len(list(paths.DATA.glob("*.csv"))) - 1)


def test_a_key_that_goes_from_a_table_is_missed_in_a_table_seen_before(data):
    data.findings()
    rows = data.records("actors")
    data.write("actors", [row for row in rows if row[0] != "tibet-government"])
    found = {f.value for f in data.findings() if f.file == "data/claims.csv"}
    assert found == {"tibet-government"}
