"""The codebook follows the descriptor."""

import json

import pytest
from copied_data import data  # noqa: F401

from report.checks.codebook import check_codebook, render_codebook, write_codebook
from report.data import read_package
from report.findings import ReportError

PACKAGE = {
    "title": "Synthetic",
    "description": "Made up.",
    "created": "2020-01-02T00:00:00Z",
    "licenses": [{"name": "CC0", "title": "Zero", "path": "https://example.org/0"}],
    "resources": [
        {
            "name": "things",
            "path": "things.csv",
            "description": "One row is a thing.",
            "schema": {
                "primaryKey": ["thing_id", "day"],
                "fields": [
                    {
                        "name": "thing_id",
                        "type": "string",
                        "description": "Key | name.",
                        "constraints": {"required": True, "pattern": "a|b"},
                    },
                    {
                        "name": "weight",
                        "type": "number",
                        "unit": "kg",
                        "description": "Weight.",
                        "constraints": {"minimum": 1, "enum": [1, 2]},
                    },
                ],
                "foreignKeys": [
                    {
                        "fields": ["parent_id"],
                        "reference": {"resource": "", "fields": ["thing_id"]},
                    }
                ],
            },
        }
    ],
}


def test_the_codebook_is_current():
    assert check_codebook() == []


@pytest.mark.parametrize(
    "line",
    [
        "# Codebook: Synthetic",
        "[Zero (CC0)](https://example.org/0)",
        r"| `thing_id` | string |  | yes | pattern `a\|b` | Key \| name. |",
        "| `weight` | number | kg |  | `1`, `2`; at least `1` | Weight. |",
        "- Key: `thing_id`, `day`.",
        "- `parent_id` is `thing_id` in [`things`](#things).",
        "| neither | 2020-01-02, when the tables were made |",
    ],
)
def test_each_part_of_a_descriptor_is_said(line):
    assert line in render_codebook(PACKAGE)


def test_every_column_and_allowed_value_stands_in_the_real_codebook(data):
    text = (data.folder / "README.md").read_text("utf-8")
    for resource in read_package()["resources"]:
        assert f"## {resource['name']}\n" in text
        for field in resource["schema"]["fields"]:
            assert f"| `{field['name']}` |" in text
            for value in field.get("constraints", {}).get("enum", ()):
                assert f"`{value}`" in text


def test_a_new_description_makes_the_codebook_stale_until_it_is_written(data):
    path = data.folder / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    package["resources"][0]["schema"]["fields"][0]["description"] = "Another key."
    path.write_text(json.dumps(package), "utf-8")
    (finding,) = check_codebook(data.folder)
    assert finding.file == "data/README.md"
    assert finding.message == "is not what datapackage.json says"
    line = (data.folder / "README.md").read_text("utf-8").splitlines()[finding.row - 1]
    assert "`source_id`" in line
    assert finding.cure == "Type: report codebook"
    write_codebook(data.folder)
    assert check_codebook(data.folder) == []


def test_a_codebook_cut_short_is_stale(data):
    path = data.folder / "README.md"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), "utf-8")
    assert check_codebook(data.folder)[0].row == len(lines)


def test_a_missing_codebook_is_told(data):
    (data.folder / "README.md").unlink()
    assert check_codebook(data.folder)[0].message == "is missing"


def test_a_descriptor_without_a_licence_is_told():
    package = {key: value for key, value in PACKAGE.items() if key != "licenses"}
    with pytest.raises(ReportError, match="licenses"):
        render_codebook(package)


def test_a_new_row_does_not_make_the_codebook_stale(data):
    data.write("events", data.records("events")[:-1])
    assert check_codebook(data.folder) == []
