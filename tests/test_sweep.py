"""Sweeps: grids are checked, and each specification has a row of its own."""

import csv

import pytest
from small import chapter, make_small

from report import params, paths
from report.findings import MisuseError
from report.runs import list_chapters, sweep


def write_grid(folder, text: str):
    path = folder / "sweep-test.yml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("text, said", [
    ("grid:\n  tibet_frist_year: [2010]\n", "Did you mean 'tibet_first_year'"),
    ("grid:\n  tibet_first_year: [2010, 1066]\n", "2010 to 2021"),
    ("as_of: 2026-01-01\n", "must hold `grid:`"),
    ("grid: 5\n", "must hold `grid:`"),
    ("grid:\n  tibet_first_year: []\n", "at least one"),
    ("grid:\n  tibet_close_to: [0.01, .nan]\n", "nan is not of type 'number'"),
    ("grid:\n  tibet_close_to: [0.01]\n  tibet_close_to: [0.02]\n", "stands twice"),
    (f"grid:\n  tibet_first_year: {[2010] * 101}\n  tibet_close_to: {[0.01] * 101}\n",
     "10,201 specifications"),
])  # fmt: skip
def test_a_grid_with_a_fault_is_refused_before_anything_runs(tmp_path, text, said):
    with pytest.raises(MisuseError, match=said):
        sweep.read_grid(write_grid(tmp_path, text))


@pytest.mark.parametrize("text", ["grid: 5\n", "grid:\n  absent: [1]\n", "[", "5"])
def test_a_grid_that_stands_elsewhere_is_named_as_it_was_given(tmp_path, text):
    path = write_grid(tmp_path, text)
    with pytest.raises(MisuseError) as caught:
        sweep.read_grid(path)
    assert str(path) in str(caught.value) and "params/sweep-test" not in str(caught.value)


def test_the_grid_that_comes_with_the_report_is_sound():
    assert len(sweep.read_grid(paths.PARAMS / params.MULTIVERSE)) == 36


def test_a_grid_is_no_parameter_set(tmp_path):
    write_grid(tmp_path, "grid:\n  tibet_first_year: [2010]\n")
    assert not params.list_sets(tmp_path)


def test_specifications_that_give_a_chapter_the_same_values_share_a_run(tmp_path):
    grid = write_grid(tmp_path, "grid:\n  tibet_close_to: [0.01, 0.02, 0.03]\n")
    specifications, jobs = sweep.plan_sweep(grid, list_chapters(), params.load_set())
    assert [one.number for one in specifications] == [1, 2, 3]
    assert len(jobs) == 3 + 3, "three of the chapter concerned, one of each other"


@pytest.mark.book
def test_a_sweep_gives_one_row_a_specification_and_a_failure_stays_in_its_own(tree):
    make_small(tree, code="1 / (tibet_first_year - 2012)")
    write_grid(tree.root / "params", "grid:\n  tibet_first_year: [2010, 2012, 2018]\n")
    done = tree.report("sweep", "params/sweep-test.yml", check=1)
    assert "ZeroDivisionError" in done.stderr and "Traceback" not in done.stderr
    with (tree.root / "_build/sweep/sweep-test.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["tibet_first_year"] for row in rows] == ["2010", "2012", "2018"]
    assert [row["tibet-persons-2024"] for row in rows] == ["648000.0", "", "648000.0"]
    assert [bool(row["error"]) for row in rows] == [False, True, False]
    # 2. What succeeded is not run again.
    tree.root.joinpath("chapters/tibet.ipynb").write_text(
        chapter(prose="Other words.", code="1 / (tibet_first_year - 2012)"), "utf-8"
    )
    assert "1 run, 2 reused" in tree.report("sweep", "params/sweep-test.yml", check=1).stdout


@pytest.mark.book
def test_a_table_may_be_larger_than_the_store(tree):
    make_small(tree)
    tree.edit("report/runs/store.py", "LARGEST, LARGEST_DRAWINGS = 500_000_000",
              "LARGEST, LARGEST_DRAWINGS = 2_500")  # fmt: skip
    write_grid(tree.root / "params", "grid:\n  tibet_first_year: [2010, 2011, 2012, 2013]\n")
    for _ in range(2):  # with an empty store, and with what is left in it
        tree.report("sweep", "params/sweep-test.yml", check=0)
        with (tree.root / "_build/sweep/sweep-test.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert [row["tibet-persons-2024"] for row in rows] == ["648000.0"] * 4
    assert len(list(tree.root.glob("_build/store/*.json"))) < 4
