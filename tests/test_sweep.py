"""Sweeps: grids are checked, each specification has a row, dead workers lose nothing."""

import csv
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from small import chapter, make_small

from report import params, paths
from report.findings import MisuseError
from report.runs import list_chapters, sweep
from report.runs.keys import make_job

TIBET = paths.CHAPTERS / "tibet.ipynb"
JOB = SimpleNamespace(source=TIBET)


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
    assert len(sweep.read_grid(paths.PARAMS / "sweep.yml")) == 36
    assert paths.PARAMS / "sweep.yml" not in params.list_sets()


def test_specifications_that_give_a_chapter_the_same_values_share_a_run(tmp_path):
    grid = write_grid(tmp_path, "grid:\n  tibet_close_to: [0.01, 0.02, 0.03]\n")
    specifications, jobs = sweep.plan_sweep(grid, list_chapters(), params.load_set())
    assert [one.number for one in specifications] == [1, 2, 3]
    assert len(jobs) == 3 + 3, "three of the chapter concerned, one of each other"


def test_a_worker_with_other_files_or_another_environment_is_refused():
    job = make_job(TIBET, params.load_set())
    job.parts["Python"] = "3.0"
    error, results = sweep.run_task(job, None)
    assert "Python differ" in error and "Give it the same" in error and results is None


def two_processes():
    from multiprocessing import get_context

    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))


def die_once(job, marker):
    """The first call ends its process; every later one succeeds."""
    try:
        Path(marker).touch(exist_ok=False)
    except FileExistsError:
        return None, {"of": str(marker)}
    os.kill(os.getpid(), signal.SIGKILL)


def die_if_asked(job, die):
    if die:
        os.kill(os.getpid(), signal.SIGKILL)
    return None, {"well": True}


@pytest.mark.long
def test_a_killed_worker_loses_nothing(tmp_path):
    tasks = {n: (JOB, str(tmp_path / str(n // 3))) for n in range(6)}
    done = dict(sweep.run_tasks(tasks, two_processes, die_once))
    assert done.keys() == tasks.keys()
    assert all(error is None and results for error, results in done.values())


def test_a_poisoned_task_fails_alone_and_is_named():
    tasks = {n: (JOB, n == 2) for n in range(5)}
    done = dict(sweep.run_tasks(tasks, two_processes, die_if_asked))
    assert [n for n, (error, _) in sorted(done.items()) if error] == [2]
    assert "chapters/tibet.ipynb: its worker died" in done[2][0]


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
def test_a_dask_cluster_gives_the_same_table(tree):
    import distributed

    make_small(tree)
    write_grid(tree.root / "params", "grid:\n  tibet_first_year: [2010, 2018]\n")
    tree.report("sweep", "params/sweep-test.yml", check=0)
    table = tree.root / "_build/sweep/sweep-test.csv"
    alone = table.read_bytes()
    for path in tree.root.glob("_build/store/*.json"):
        path.unlink()
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None,
        env={"REPORT_ROOT": str(tree.root)},
    ) as cluster:  # fmt: skip
        words = ("sweep", "params/sweep-test.yml", "--scheduler", cluster.scheduler_address)
        path = f"{tree.root}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
        tree.report(*words, check=0, PYTHONPATH=path)
    assert table.read_bytes() == alone
