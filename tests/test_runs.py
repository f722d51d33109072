"""Running chapters: what runs again, what is reused, what a failure leaves."""

import asyncio
import os
import shutil
import subprocess
import sys
import time

import pytest
from conftest import heed_ctrl_c
from small import chapter, make_small

from report.runs.kernels import manager_class

pytestmark = pytest.mark.book
RUN = "_build/runs/baseline/tibet.ipynb"


@pytest.fixture
def small(tree):
    return make_small(tree)


def write_chapter(tree, **words):
    tree.root.joinpath("chapters/tibet.ipynb").write_text(chapter(**words), "utf-8")


def outcome(tree) -> str:
    return tree.report("run", check=0).stdout.strip().splitlines()[-1]


def test_a_chapter_runs_once_and_is_then_reused(small):
    assert outcome(small) == f"{RUN}  run"
    before = small.root.joinpath(RUN).read_bytes()
    assert outcome(small) == f"{RUN}  unchanged"
    assert small.root.joinpath(RUN).read_bytes() == before


def test_a_changed_multiverse_makes_a_chapter_stale(small):
    outcome(small)
    with small.root.joinpath("params/multiverse.yml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert outcome(small) == f"{RUN}  run"


def test_changed_prose_enters_without_a_run(small):
    outcome(small)
    write_chapter(small, prose="Other words, {num}`tibet-persons-2024`.")
    assert outcome(small) == f"{RUN}  unchanged"
    assert "Other words" in small.root.joinpath(RUN).read_text("utf-8")
    assert small.numbers()["tibet-persons-2024"]["text"] == "648,000"


def test_changed_code_data_or_package_makes_it_run_again(small):
    outcome(small)
    write_chapter(small, code="2 + 2")
    assert outcome(small).endswith("  run")
    small.edit("data/claims.csv", ",equal,648000,,1000,", ",equal,648001,,1000,")
    assert outcome(small).endswith("  run")
    assert small.numbers()["tibet-persons-2024"]["text"] == "648,001"
    small.edit("report/numbers.py", 'return f"{value:,.0f}"', 'return f"{value:_.0f}"')
    assert outcome(small).endswith("  run")
    assert small.numbers()["tibet-persons-2024"]["text"] == "648_001"


def test_a_parameter_set_has_its_own_runs_and_its_values_reach_the_chapter(small):
    small.report("run", check=0)
    small.root.joinpath("params/early.yml").write_text('as_of: "2024-06-01"\n', "utf-8")
    small.report("run", "--params", "early", check=0)
    assert small.numbers("early")["tibet-persons-2024"]["text"] == (
        "[not stated by 2024-06-01]"
    )
    assert small.numbers()["tibet-persons-2024"]["text"] == "648,000"


def test_two_runs_of_the_same_inputs_are_the_same_bytes(small):
    outcome(small)
    first = small.root.joinpath(RUN).read_bytes()
    shutil.rmtree(small.root / "_build")
    assert outcome(small) == f"{RUN}  run"
    assert small.root.joinpath(RUN).read_bytes() == first
    assert str(small.root) not in first.decode()


def test_a_failing_chapter_is_kept_and_named_with_its_cell(small):
    write_chapter(small, code="1 / 0")
    done = small.report("run", check=1)
    assert "chapters/tibet.ipynb" in done.stderr and "(1 / 0)" in done.stderr
    assert "ZeroDivisionError" in done.stderr and "Traceback" not in done.stderr
    kept = small.root / "_build/runs/baseline/tibet.failed.ipynb"
    assert "ZeroDivisionError" in kept.read_text("utf-8")
    assert not small.root.joinpath(RUN).exists()


def test_an_unknown_parameter_stops_before_a_kernel_starts(small):
    small.root.joinpath("params/bad.yml").write_text("tibet_frist_year: 2012\n", "utf-8")
    done = small.report("run", "--params", "bad", check=2)
    assert "Did you mean 'tibet_first_year'?" in done.stderr
    assert not small.root.joinpath("_build").exists()


def test_a_file_that_is_no_notebook_is_named_with_the_cure(small):
    small.root.joinpath("chapters/tibet.ipynb").write_text("", "utf-8")
    done = small.report("run", check=1)
    assert "chapters/tibet.ipynb is no notebook" in done.stderr
    assert "git checkout -- chapters/tibet.ipynb" in done.stderr


def test_ctrl_c_ends_soon_and_leaves_the_last_run_standing(small):
    outcome(small)
    before = small.root.joinpath(RUN).read_bytes()
    write_chapter(small, code="import time; time.sleep(60)")
    code, error = small.break_off("run", after=6)
    assert code in (1, 130), error
    assert "Traceback" not in error
    assert small.root.joinpath(RUN).read_bytes() == before


def test_a_forked_kernel_and_a_plain_one_give_the_same_bytes(small):
    outcome(small)
    forked = small.root.joinpath(RUN).read_bytes()
    shutil.rmtree(small.root / "_build")
    small.report("run", "--plain-kernels", check=0)
    assert small.root.joinpath(RUN).read_bytes() == forked


ASK = "import ipykernel; print(ipykernel.get_connection_info(unpack=True)['transport'])"


@pytest.mark.parametrize("words", [[], ["--plain-kernels"]])
def test_a_kernel_takes_no_port_that_another_run_could_be_given_too(small, words):
    write_chapter(small, code=ASK)
    small.report("run", *words, check=0)
    assert "ipc" in small.root.joinpath(RUN).read_text("utf-8")


def test_a_kernel_that_is_gone_before_it_answers_is_not_waited_for(tmp_path):
    manager = manager_class(False, str(tmp_path))(kernel_name="python3")

    async def wait():
        manager.write_connection_file()
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=60)
        finally:
            client.stop_channels()

    with pytest.raises(RuntimeError, match="died before"):
        asyncio.run(wait())


def test_a_kernel_takes_ports_where_the_temporary_folder_has_too_long_a_name(small, tmp_path):
    long = tmp_path / ("long" * 25)
    long.mkdir()
    write_chapter(small, code=ASK)
    small.report("run", check=0, TMPDIR=str(long))
    assert "tcp" in small.root.joinpath(RUN).read_text("utf-8")
    assert not list(long.iterdir())


LOADED = """
import sys
from report.runs.engine import load_runner
from report.runs.kernels import manager_class
load_runner()
before = set(sys.modules)
manager_class(False, "/tmp")(kernel_name="python3").kernel_spec
print([name for name in set(sys.modules) - before if name.startswith(("IPython", "ipyk"))])
"""


def test_what_threads_share_is_imported_before_they_start(small):
    assert small.python("-c", LOADED, check=0).stdout == "[]\n"


# Ctrl-C again and again, from before the warm process has started Python until it has
# all modules; then a kernel forked from it.
KEYS = """
import multiprocessing, os, signal, time
from multiprocessing import forkserver
import ipykernel.kernelapp
from report.runs import kernels

def is_held():
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())

class Kernel:
    @staticmethod
    def launch_instance(words):
        print("kernel:", is_held(), flush=True)

def fork():
    ipykernel.kernelapp.IPKernelApp = Kernel
    kernels.serve_kernel([], dict(os.environ), os.getcwd())

if __name__ == "__main__":
    kernels.warm_up({})
    warm = forkserver._forkserver._forkserver_pid
    end = time.monotonic() + 2
    while time.monotonic() < end:
        os.kill(warm, signal.SIGINT)
        time.sleep(0.001)
    kernel = multiprocessing.get_context("forkserver").Process(target=fork)
    kernel.start()
    kernel.join()
    print("run:", is_held(), warm == forkserver._forkserver._forkserver_pid)
"""


# Were the last one ended too, Python would warn of it at the next start of a process.
ENDED = """
import psutil, subprocess
from multiprocessing import resource_tracker
from report.runs.kernels import end_kernels
resource_tracker.ensure_running()
subprocess.Popen(["sleep", "60"])
end_kernels()
psutil.wait_procs(psutil.Process().children(), timeout=1)
left = [child.pid for child in psutil.Process().children()]
print(len(left), "left" if left == [resource_tracker._resource_tracker._pid] else "wrong")
"""


def test_the_warm_process_never_hears_ctrl_c_and_its_kernels_do(tmp_path):
    script = tmp_path / "keys.py"
    script.write_text(KEYS, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": os.getcwd()}, preexec_fn=heed_ctrl_c,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("kernel: False\nrun: False True\n", "")


def test_ending_all_kernels_leaves_what_keeps_account_of_them(small):
    assert small.python("-c", ENDED, check=0).stdout == "1 left\n"


# As under a worker or in a notebook that lives for days.
TWICE = """
from report import params, paths
from report.runs import list_chapters, run_folder, run_values

def run():
    (one,) = run_values(params.load_set(), run_folder("baseline"), list_chapters())
    print(one.error or "VALUE = 1" in one.path.read_text(), one.how)

if __name__ == "__main__":
    helper = paths.PACKAGE / "helper.py"
    run()
    helper.write_text("TEXT = 'VALUE = ' + '2'")
    run()
    helper.write_text("TEXT = 'VALUE = ' + '1'")
    run()
"""


def test_a_process_that_lives_on_runs_the_program_as_it_is_now(small):
    small.root.joinpath("report/helper.py").write_text("TEXT = 'VALUE = ' + '1'", "utf-8")
    write_chapter(small, code="from report import helper\nprint(helper.TEXT)")
    small.root.joinpath("twice.py").write_text(TWICE, "utf-8")
    done = small.python("twice.py", check=0)
    assert done.stdout.splitlines() == ["True run", "False run", "True reused"]


def test_a_set_and_back_costs_nothing_and_why_tells_the_difference(small):
    outcome(small)
    small.edit("params/baseline.yml", "tibet_first_year: 2010", "tibet_first_year: 2012")
    why = small.report("why", "tibet", check=0).stdout
    assert why == "tibet  would run\n  parameter tibet_first_year  2010 → 2012\n"
    dry = small.report("run", "--dry-run", check=0).stdout
    assert dry == "tibet  would run: parameter tibet_first_year\n"
    assert outcome(small).endswith("  run")
    small.edit("params/baseline.yml", "tibet_first_year: 2012", "tibet_first_year: 2010")
    assert "in the store" in small.report("why", check=0).stdout
    assert outcome(small).endswith("  reused")
    assert outcome(small).endswith("  unchanged")


def test_a_damaged_result_is_made_again(small):
    outcome(small)
    (entry,) = small.root.glob("_build/store/*.json")
    whole = entry.read_bytes()
    entry.write_bytes(whole[: len(whole) // 2])
    assert outcome(small).endswith("  run")
    assert entry.read_bytes() == whole


def test_a_chapter_that_is_not_there_is_answered_with_the_nearest(small):
    assert "Did you mean 'tibet'" in small.report("why", "tibte", check=2).stderr
