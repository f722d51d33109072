"""The contract of the parameters, and each way to break it."""

import json
import shutil

import pytest

from report import params, paths
from report.findings import MisuseError


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(paths.PARAMS, tmp_path / "params")


def refuse(folder, text: str) -> str:
    (folder / "broken.yml").write_text(text, "utf-8")
    with pytest.raises(MisuseError) as caught:
        params.load_set("broken", folder)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_all_sets_of_the_repository_are_good():
    assert params.check_params() == []


def test_there_are_at_least_two_sets_besides_the_baseline_and_they_hold_only_differences():
    baseline = params.load_set()
    others = [p for p in params.list_sets() if p.name != params.BASELINE_FILE]
    assert len(others) >= 2
    for path in others:
        for name, value in params.read_yaml(path).items():
            assert baseline[name] != value, f"{path.name}: {name} repeats the baseline"


def test_a_set_is_completed_from_the_baseline(folder):
    (folder / "mine.yml").write_text("tibet_compare_year: 2018\n", "utf-8")
    values = params.load_set("mine.yml", folder)
    assert values == params.load_set("baseline", folder) | {"tibet_compare_year": 2018}


def test_an_unknown_parameter_is_refused_with_the_nearest_name(folder):
    text = refuse(folder, "tibet_compare_yeer: 2018\n")
    assert "params/broken.yml:1" in text and "Did you mean 'tibet_compare_year'?" in text


def test_an_ill_typed_parameter_is_refused_with_row_and_value(folder):
    text = refuse(folder, "# why\ntibet_first_year: soon\n")
    assert "params/broken.yml:2" in text and "'soon'" in text and "2010 to 2021" in text


def test_a_value_outside_its_range_is_refused(folder):
    assert "2010 to 2021" in refuse(folder, "tibet_first_year: 1800\n")


def test_a_value_outside_its_choices_is_refused(folder):
    assert "first, revised" in refuse(folder, "dispute_july_2025: last\n")


@pytest.mark.parametrize("value", [".nan", ".inf", "-.inf", "true"])
def test_a_value_that_is_no_finite_number_is_refused(folder, value):
    text = refuse(folder, f"tibet_close_to: {value}\n")
    assert "params/broken.yml:1, column tibet_close_to" in text and "Use 0 to 0.1" in text


@pytest.mark.parametrize("given, cure", [
    ("tibet_first_year: 2012.0", "Write 2012. Use 2010 to 2021."),
    ("tibet_compare_year: 2018.0", "Write 2018. Use one of 2012, 2018"),
    ("tibet_first_year: 2012.5", "Use 2010 to 2021."),
    ("tibet_first_year: .inf", "Use 2010 to 2021."),
    ("responses_least_positions: true", "Use 1 to 9."),
])  # fmt: skip
def test_a_whole_number_is_written_as_one(folder, given, cure):
    assert f"is not of type 'integer'. {cure}" in refuse(folder, f"{given}\n")


def test_a_share_may_be_written_as_a_whole_number(folder):
    (folder / "mine.yml").write_text("tibet_close_to: 0\n", "utf-8")
    assert params.load_set("mine", folder)["tibet_close_to"] == 0


def test_a_name_that_stands_twice_is_refused_with_both_rows(folder):
    text = refuse(folder, "tibet_close_to: 0.01\n# why\n'tibet_close_to': 0.02\n")
    assert "params/broken.yml:3, column tibet_close_to, '0.02': stands twice" in text
    assert "Delete one of the two; the other is in row 1." in text
    (folder / "baseline.yml").write_text("x: {a: 1, a: [2]}\n", "utf-8")
    found = [str(finding) for finding in params.check_params(folder)]
    assert sum("params/broken.yml:3" in text for text in found) == 1
    assert sum("params/baseline.yml:1, column a: stands twice" in text for text in found) == 1


def test_a_name_may_differ_from_what_an_anchor_brings_in(tmp_path):
    path = tmp_path / "x.yml"
    path.write_text(
        "one: {two: &a {<<: &b {k: 1, l: 1}, k: 2}}\nthree: {<<: *a, k: 3}\nfour: *b\n", "utf-8"
    )
    assert params.read_yaml(path) == {
        "one": {"two": {"k": 2, "l": 1}},
        "three": {"k": 3, "l": 1},
        "four": {"k": 1, "l": 1},
    }


def test_a_date_that_does_not_exist_is_refused(folder):
    assert "2025-02-30" in refuse(folder, "as_of: 2025-02-30\n")


def test_dates_that_cross_are_refused(folder):
    text = refuse(folder, 'as_of: "2024-06-01"\nresponses_first_day: "2025-01-01"\n')
    assert "is after as_of" in text


def test_a_parameter_missing_from_the_baseline_is_refused(folder):
    baseline = folder / "baseline.yml"
    text = baseline.read_text("utf-8").replace("tibet_close_to: 0.01\n", "")
    baseline.write_text(text, "utf-8")
    with pytest.raises(MisuseError, match="tibet_close_to.*is missing"):
        params.load_set("baseline", folder)


def test_all_faults_of_a_set_are_told_at_once(folder):
    text = refuse(folder, "tibet_first_year: 1\ndispute_july_2025: x\nfoo: 1\n")
    assert text.count("error:") == 3


def test_an_unknown_set_is_refused_with_the_nearest_name():
    with pytest.raises(MisuseError, match="Did you mean 'baseline'"):
        params.load_set("basline")


def test_a_file_that_is_no_mapping_or_no_yaml_is_refused(folder):
    assert "name: value" in refuse(folder, "- a\n- b\n")
    assert "cannot be read" in refuse(folder, "a: [\n")


def test_the_cell_of_each_chapter_holds_what_the_baseline_publishes():
    baseline = params.load_set()
    for path in sorted(paths.CHAPTERS.glob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        (cell,) = [c for c in cells if "parameters" in c["metadata"].get("tags", [])]
        given = {}
        exec("".join(cell["source"]), {}, given)
        assert given == params.for_chapter(baseline, path.stem), path.name


def test_each_chapter_declares_as_of_and_two_parameters_of_its_own():
    for path in sorted(paths.CHAPTERS.glob("*.ipynb")):
        names = params.declared(path.stem)
        assert "as_of" in names and len(names) >= 3, path.name


def test_each_parameter_has_type_help_range_and_a_chapter_that_exists():
    chapters = {p.stem for p in paths.CHAPTERS.glob("*.ipynb")}
    for name, rule in params.read_schema()["properties"].items():
        assert rule["type"] and rule["description"].endswith("."), name
        assert set(rule["chapters"]) <= chapters, name
        assert {"enum", "minimum", "minimum_date"} & rule.keys(), name


def test_faults_in_declared_inputs_are_found(tmp_path):
    shutil.copytree(paths.PARAMS, tmp_path / "params")
    schema = tmp_path / "params" / "schema.yml"
    text = schema.read_text("utf-8")
    (line,) = [t for t in text.splitlines(keepends=True) if t.startswith("  every: ")]
    wrong = "  every: [/etc/passwd, ../x.csv, data/none.csv]\n  tibte: []\n"
    schema.write_text(text.replace(line, wrong), "utf-8")
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "tibet.ipynb").touch()
    found = [str(finding) for finding in params.check_params(tmp_path / "params")]
    assert sum("is outside the project" in text for text in found) == 2
    assert any("matches no file" in text for text in found)
    assert any("Did you mean 'tibet'?" in text for text in found)
