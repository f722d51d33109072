"""Tasks: dead workers lose nothing, a poisoned task fails alone, a cluster gives the same."""

import csv
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from small import make_small

from report import params, paths
from report.findings import MisuseError
from report.runs import list_chapters, shipping, tasks
from report.runs.keys import make_job

TIBET = paths.CHAPTERS / "tibet.ipynb"
JOB = SimpleNamespace(source=TIBET)


def test_a_worker_with_other_files_or_another_environment_is_refused():
    job = make_job(TIBET, params.load_set())
    job.parts["Python"] = "3.0"
    error, results = tasks.run_task(job, None, tasks.list_versions())
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
    asked = {n: (JOB, str(tmp_path / str(n // 3))) for n in range(6)}
    done = dict(tasks.run_tasks(asked, two_processes, die_once))
    assert done.keys() == asked.keys()
    assert all(error is None and results for error, results in done.values())


def test_a_poisoned_task_fails_alone_and_is_named():
    asked = {n: (JOB, n == 2) for n in range(5)}
    done = dict(tasks.run_tasks(asked, two_processes, die_if_asked))
    assert [n for n, (error, _) in sorted(done.items()) if error] == [2]
    assert "chapters/tibet.ipynb: its worker died" in done[2][0]


def test_a_poisoned_task_found_lets_the_others_run_side_by_side_again():
    made = []

    def make_executor():
        made.append(1)
        return two_processes()

    asked = {n: (JOB, n == 0) for n in range(12)}
    done = dict(tasks.run_tasks(asked, make_executor, die_if_asked))
    assert [n for n, (error, _) in done.items() if error] == [0]
    assert len(made) <= tasks.PATIENCE + 2, "not one executor for each that is left"


def test_a_worker_with_another_library_is_refused():
    job, here = make_job(TIBET, params.load_set()), tasks.list_versions()
    error, results = tasks.run_task(job, None, here | {"pandas": "0.1"})
    assert f"it has pandas {here['pandas']} in place of 0.1" in error and results is None
    assert "pip install -r requirements.txt" in error


def test_the_bundle_tells_of_contents_alone_and_holds_what_chapters_rest_on():
    import io
    import zipfile

    bundle = shipping.pack(list_chapters())
    assert bundle == shipping.pack(list_chapters())
    names = set(zipfile.ZipFile(io.BytesIO(bundle)).namelist())
    parts = make_job(TIBET, params.load_set()).parts
    assert {name for name in parts if paths.ROOT.joinpath(name).is_file()} <= names
    assert {"chapters/tibet.ipynb", "params/schema.yml", "report/runs/warm.py"} <= names


WITHOUT = """
import pickle, sys
sys.modules["report"] = None  # importing it would fail
prepare, run_shipped = pickle.load(sys.stdin.buffer)

class Worker:
    pass

worker = Worker()
prepare(open(sys.argv[1], 'rb').read(), worker)
(idle,) = worker.report_idle.values()
(process,) = idle
process.stdin.close()
print(process.wait(30))
"""


def test_a_worker_needs_no_copy_of_the_package():
    import cloudpickle

    cloudpickle.register_pickle_by_value(shipping)
    sent = cloudpickle.dumps((shipping.prepare, shipping.run_shipped))
    with tempfile.NamedTemporaryFile() as bundle:
        bundle.write(shipping.pack(list_chapters()))
        bundle.flush()
        done = subprocess.run(
            [sys.executable, "-c", WITHOUT, bundle.name], input=sent, capture_output=True,
        )  # fmt: skip
    assert (done.stdout, done.stderr) == (b"0\n", b"")


@pytest.mark.parametrize("address", ["nonsense", "http://x:1", "tcp://127.0.0.1:9"])
def test_an_address_at_which_nobody_answers_is_told_with_its_cure(monkeypatch, address):
    monkeypatch.setattr(tasks, "SECONDS_TO_ANSWER", 1)
    with pytest.raises(MisuseError, match="Correct the address, or start one"):
        tasks.connect_dask(address, [])


def start_cluster(**words):
    import distributed

    return distributed.LocalCluster(
        threads_per_worker=1, dashboard_address=":0", worker_dashboard_address=":0", **words
    )


def test_a_cluster_without_a_worker_is_told_with_its_cure(monkeypatch):
    monkeypatch.setattr(tasks, "SECONDS_TO_ANSWER", 1)
    with start_cluster(n_workers=0) as cluster:
        with pytest.raises(MisuseError, match="has no worker. Start one with: dask worker tcp"):
            tasks.connect_dask(cluster.scheduler_address, [])


@pytest.fixture(scope="module")
def cluster():
    # Away from any copy of the report: workers have only what they are sent.
    with start_cluster(n_workers=2, env={"PYTHONPATH": "", "REPORT_ROOT": ""}) as started:
        yield started


def write_sweep(tree, code: str, years=(2010, 2011, 2012, 2013), close=(0.01,)) -> None:
    """A chapter with this code, and a grid of so many specifications."""
    make_small(tree, code=code)
    grid = f"grid:\n  tibet_first_year: {list(years)}\n  tibet_close_to: {list(close)}\n"
    tree.root.joinpath("params/sweep-test.yml").write_text(grid, "utf-8")


@pytest.fixture
def swept(tree, cluster):
    """Sweeps a chapter with this code over four specifications on the cluster."""

    def sweep(code: str, **words) -> tuple[list[dict], subprocess.CompletedProcess]:
        write_sweep(tree, code)
        address = words.pop("address", cluster.scheduler_address)
        done = tree.report("sweep", "params/sweep-test.yml", "--scheduler", address, **words)
        assert "Traceback" not in done.stderr
        return read_table(tree), done

    return sweep


def read_table(tree) -> list[dict]:
    with (tree.root / "_build/sweep/sweep-test.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


HELPER = "from report import helper\nprint(helper.VALUE)"


@pytest.mark.book
def test_a_cluster_is_sent_code_and_data_and_gives_the_same_table(tree, swept):
    """The module is only in the copy; and it is another one at the second time."""
    for value in ("first", "second"):
        helper = f"VALUE = {value!r}\n"
        tree.root.joinpath("report/helper.py").write_text(helper, "utf-8")
        _, done = swept(HELPER, check=0)
        assert "4 run, 0 reused" in done.stdout
        entries = [path.read_text("utf-8") for path in tree.root.glob("_build/store/*.json")]
        assert sum(value in text for text in entries) == 4
    there = tree.root.joinpath("_build/sweep/sweep-test.csv").read_bytes()
    for path in tree.root.glob("_build/store/*.json"):
        path.unlink()
    # 2. What a worker still holds comes from there, and what runs here is the same.
    assert swept(HELPER, check=0)[0][0]["tibet-persons-2024"] == "648000.0"
    assert tree.root.joinpath("_build/sweep/sweep-test.csv").read_bytes() == there
    for path in tree.root.glob("_build/store/*.json"):
        path.unlink()
    tree.report("sweep", "params/sweep-test.yml", check=0)
    assert tree.root.joinpath("_build/sweep/sweep-test.csv").read_bytes() == there


@pytest.mark.book
def test_a_killed_worker_of_a_cluster_loses_nothing(tree, cluster, tmp_path):
    code = f"import time\nopen({str(tmp_path / 'begun')!r}, 'w').close()\ntime.sleep(2)"
    write_sweep(tree, code)
    words = ("sweep", "params/sweep-test.yml", "--scheduler", cluster.scheduler_address)
    running = subprocess.Popen(
        [sys.executable, "-m", "report", *words], cwd=tree.root, env=tree.environment(),
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    end = time.monotonic() + 60
    while not (tmp_path / "begun").exists():
        assert time.monotonic() < end
        time.sleep(0.05)
    nanny = next(iter(cluster.workers.values()))
    left = psutil.Process(nanny.pid).children(recursive=True)
    os.kill(nanny.pid, signal.SIGKILL)
    error = running.communicate(timeout=120)[1]
    assert running.returncode == 0, error
    assert [row["tibet-persons-2024"] for row in read_table(tree)] == ["648000.0"] * 4
    assert not psutil.wait_procs(left, timeout=10)[1]


POISON = """import os
if tibet_first_year == 2012:
    import psutil
    psutil.Process().parents()[1].kill()
"""


@pytest.mark.book
def test_a_poisoned_task_of_a_cluster_fails_alone_and_is_named(swept):
    rows, done = swept(POISON, check=1)
    assert [bool(row["error"]) for row in rows] == [False, False, True, False]
    assert "chapters/tibet.ipynb: its worker died" in done.stderr


@pytest.mark.book
def test_a_cluster_with_another_library_is_refused(swept, tmp_path):
    other = tmp_path / "pandas-0.1.dist-info"
    other.mkdir()
    other.joinpath("METADATA").write_text("Name: pandas\nVersion: 0.1\n", "utf-8")
    with start_cluster(n_workers=1, env={"PYTHONPATH": str(tmp_path)}) as differing:
        rows, done = swept("1 + 1", address=differing.scheduler_address, check=1)
    assert "it has pandas 0.1 in place of" in done.stderr
    assert all(row["error"] for row in rows)


@pytest.mark.book
@pytest.mark.parametrize("where", ["here", "on a cluster"])
def test_ctrl_c_ends_a_sweep_at_once_and_keeps_what_is_done(tree, cluster, where):
    write_sweep(tree, "import time; time.sleep(2)", range(2010, 2022), (0.1, 0))
    words = ["--scheduler", cluster.scheduler_address] if where == "on a cluster" else []
    begun = time.monotonic()
    code, error = tree.break_off("sweep", "params/sweep-test.yml", *words, after=10)
    assert time.monotonic() - begun < 10 + 5
    assert code == 130 and "Stopped" in error
    assert "Traceback" not in error and "Warning" not in error, error
    assert 0 < len(list(tree.root.glob("_build/store/*.json"))) < 24
