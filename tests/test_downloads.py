"""The data that readers take away: text stays text, numbers stay numbers."""

import csv

from report.sphinxext.downloads import write_csv, write_readme

PAYLOAD = {
    "name": "synthetic",
    "table": {
        "columns": ["What", "Value", "source_id"],
        "rows": [
            ["=1+1", -3, "a"],
            ["<script>alert(1)</script>", 2.5, "b"],
            ['he said "so", twice', "", "c"],
            ["بىر", 1, "d"],
        ],
    },
}


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_formula_becomes_text_and_all_else_comes_back_as_it_was(tmp_path):
    address = write_csv(str(tmp_path), PAYLOAD)
    rows = read(tmp_path / address)
    assert address == "_downloads/synthetic.csv"
    assert [row[0] for row in rows] == [
        "What", "'=1+1", "<script>alert(1)</script>", 'he said "so", twice', "بىر"
    ]  # fmt: skip
    assert [row[1] for row in rows] == ["Value", "-3", "2.5", "", "1"]


def test_the_readme_names_each_file_and_how_to_cite_it(tmp_path):
    edition = {"project": "Synthetic", "edition": "x", "parameter_set": "baseline",
               "as_of": "2026-01-01", "author": "Contributors"}  # fmt: skip
    write_readme(str(tmp_path), edition, {"synthetic": "A finding"})
    text = (tmp_path / "_downloads/README.txt").read_text("utf-8")
    assert "synthetic.csv: A finding" in text and "To cite: Contributors" in text
