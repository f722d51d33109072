"""Declared repairs: they replace, they name themselves, and they end with the error."""

import pytest
from copied_data import data  # noqa: F401

from report import paths
from report.checks.validation import check_data
from report.corrections import read_corrections
from report.data import load_data
from report.findings import ERROR, ReportError, errors

ENTRY = {
    "source_id": "strtrade2023may", "claim_id": "old-cum-2023-04", "says": "3588",
    "use": "3591", "expected": "3591", "why": "The parts are right (synthetic).",
}  # fmt: skip


def write(data, **changes):
    """One synthetic correction, from the fifth line on; None leaves a key out."""
    cells = {k: v for k, v in (ENTRY | changes).items() if v is not None}
    body = "\n    ".join(f"{name}: {value}" for name, value in cells.items())
    text = f"# 1\n# 2\n# 3\ncorrections:\n  - {body}\n"
    (data.folder / "corrections.yml").write_text(text, "utf-8")


def claim(data, claim_id="old-cum-2023-04"):
    claims = load_data(root=data.folder).claims.set_index("claim_id")
    return claims.loc[claim_id]


def test_a_correction_replaces_the_value_and_keeps_what_is_printed(data):
    write(data)
    assert (claim(data)["value"], claim(data)["printed"]) == (3591, 3588)
    other = claim(data, "old-cum-2023-05")
    assert other["value"] == other["printed"] == 4269
    assert not errors(check_data(data.folder))


def test_claims_csv_itself_is_never_changed(data):
    before = data.path("claims").read_bytes()
    write(data)
    load_data(root=data.folder)
    assert data.path("claims").read_bytes() == before


def test_the_declared_sources_whose_parts_do_not_sum_keep_what_is_printed():
    corrections, findings = read_corrections(paths.DATA)
    assert findings == []
    sums = {(one.says, one.expected): one.replaces for one in corrections}
    assert sums == dict.fromkeys(
        [(3588, 3591), (4269, 4272), (5806, 6322), (144, 146)], False
    )
    assert all("not known" in one.why or "agrees" in one.why for one in corrections)


def test_the_parts_of_each_declared_sum_are_in_the_claims():
    claims = load_data().claims
    sums = set(claims.loc[claims["statistic"] == "parts_sum", "value"])
    assert {one.expected for one in read_corrections(paths.DATA)[0]} <= sums


def test_a_repaired_source_stops_the_build_and_names_the_correction(data):
    write(data)
    row = data.row_of("claims", "old-cum-2023-04")
    data.set("claims", row, value="3591")
    with pytest.raises(ReportError) as stopped:
        load_data(root=data.folder)
    (finding,) = stopped.value.findings
    place = (finding.file, finding.row, finding.column)
    assert place == ("data/corrections.yml", 5, "says")
    assert "old-cum-2023-04" in finding.message
    assert "repaired as expected" in finding.message
    assert finding.cure == "Delete the correction."
    assert finding in check_data(data.folder)


def test_a_changed_value_that_is_not_the_expected_one_asks_for_another_look(data):
    write(data)
    data.set("claims", data.row_of("claims", "old-cum-2023-04"), value="3590")
    with pytest.raises(ReportError, match="Read the source again"):
        load_data(root=data.folder)


@pytest.mark.long
def test_a_repaired_source_stops_the_command(tree):
    tree.edit("data/claims.csv", ",total,equal,3588,", ",total,equal,3591,")
    (fault,) = [f for f in check_data(tree.root / "data") if f.file == "data/corrections.yml"]
    assert fault.severity == ERROR and "old-cum-2023-04" in str(fault)
    assert "data/corrections.yml" in tree.report("run", check=1).stderr


@pytest.mark.parametrize(
    ("changes", "column", "fault"),
    [
        ({"claim_id": "old-cum-2023-4"}, "claim_id", "is not in data/claims.csv"),
        ({"source_id": "itt2025denied"}, "source_id", "is not the source of"),
        ({"says": "3,588"}, "says", "is not a number"),
        ({"use": "true"}, "use", "is not a number"),
        ({"use": ".inf"}, "use", "is not a number"),
        ({"why": None}, "why", "is missing"),
        ({"why": "''"}, "why", "is missing"),
        ({"uses": "1"}, "uses", "is not defined"),
    ],
)
def test_a_faulty_correction_is_told_with_its_line(data, changes, column, fault):
    write(data, **changes)
    finding = data.only_finding()
    assert (finding.file, finding.row) == ("data/corrections.yml", 5)
    assert finding.column == column and fault in finding.message
    with pytest.raises(ReportError):
        load_data(root=data.folder)


def test_what_a_repaired_source_would_say_may_be_unknown(data):
    write(data, expected=None)
    assert claim(data)["value"] == 3591


def test_a_claim_that_is_corrected_twice_is_told(data):
    write(data)
    path = data.folder / "corrections.yml"
    text = path.read_text("utf-8")
    path.write_text(text + text.split("corrections:\n")[1], "utf-8")
    assert data.only_finding().message == "is corrected twice"


@pytest.mark.parametrize("text", ["corrections: [", "other: 1", "corrections: 5", "- x"])
def test_a_file_that_is_no_list_of_corrections_is_one_finding(data, text):
    (data.folder / "corrections.yml").write_text(text, "utf-8")
    assert data.only_finding().message == "is no list of corrections"


def test_an_entry_that_is_no_correction_is_told(data):
    (data.folder / "corrections.yml").write_text("corrections:\n  - word\n", "utf-8")
    assert data.only_finding().message == "is no correction"


@pytest.mark.parametrize("text", [None, "corrections:\n", "corrections: []\n"])
def test_without_corrections_everything_is_as_printed(data, text):
    path = data.folder / "corrections.yml"
    path.unlink() if text is None else path.write_text(text, "utf-8")
    claims = load_data(root=data.folder).claims
    assert (claims["value"] == claims["printed"]).all()
