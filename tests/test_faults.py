"""Faults done for real: each fails with one line, and the last good run stands."""

import json
import signal
import subprocess
import sys
import time

import psutil
import pytest
from small import chapter, make_small

pytestmark = pytest.mark.book
RUN = "_build/runs/baseline/tibet.ipynb"


@pytest.fixture(scope="module")
def small_run(tmp_path_factory):
    from conftest import ROOT, copy_tree

    tree = make_small(copy_tree(ROOT, tmp_path_factory.mktemp("small") / "copy"))
    tree.report("run", check=0)
    return tree


@pytest.fixture
def small(small_run, tmp_path):
    from conftest import copy_tree

    return copy_tree(small_run.root, tmp_path / "copy", ignore=None)


def write_chapter(tree, **words):
    tree.root.joinpath("chapters/tibet.ipynb").write_text(chapter(**words), "utf-8")


def fail(tree, code: str, *words: str) -> str:
    """The run fails in one line, and the last good notebook is as it was."""
    before = tree.root.joinpath(RUN).read_bytes()
    write_chapter(tree, code=code)
    done = tree.report("run", *words, check=1)
    assert tree.root.joinpath(RUN).read_bytes() == before
    assert "Traceback" not in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert "chapters/tibet.ipynb" in done.stderr
    return done.stderr


def start(tree, *words: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "report", *words], cwd=tree.root, env=tree.environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_for(path, seconds=60):
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end, f"{path.name} was not written"
        time.sleep(0.05)


@pytest.mark.parametrize("words", [(), ("--plain-kernels",)])
def test_a_killed_kernel_is_told_with_its_cell(small, words):
    error = fail(small, "import os; os.kill(os.getpid(), 9)", *words)
    assert "(import os; os.kill(os.getpid(), 9))" in error and "for want of memory" in error


# Ends the first process of the run whose command has these words.
KILL_AT_ONCE = """
import os, psutil, sys, time
end = time.monotonic() + 30
while time.monotonic() < end:
    for child in psutil.Process({pid}).children(recursive=True):
        try:
            if any({word!r} in word for word in child.cmdline()):
                child.kill()
                sys.exit()
        except psutil.Error:
            pass
sys.exit(1)
"""


@pytest.mark.parametrize("word, words", [
    ("ipykernel_launcher", ("--plain-kernels",)), ("multiprocessing.forkserver", ()),
])  # fmt: skip
def test_a_kernel_that_ends_before_its_first_cell_is_told_in_words(small, word, words):
    write_chapter(small, code="2 + 2")
    running = start(small, "run", *words)
    code = KILL_AT_ONCE.format(pid=running.pid, word=word)
    killed = subprocess.run([sys.executable, "-c", code])
    error = running.communicate(timeout=60)[1]
    assert killed.returncode == 0 and "Traceback" not in error and "Stopped" not in error
    if running.returncode:  # a warm process that ended early is started again
        assert "chapters/tibet.ipynb, its kernel" in error and "Run it again" in error
    else:
        assert not words


@pytest.mark.parametrize("words", [(), ("--plain-kernels",)])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_killed_leaves_no_process(small, tmp_path, number, words):
    begun = tmp_path / "begun"
    code = f"import time\nopen({str(begun)!r}, 'w').close()\ntime.sleep(60)"
    write_chapter(small, code=code)
    running = start(small, "run", *words)
    wait_for(begun)
    started = psutil.Process(running.pid).children(recursive=True)
    assert started
    running.send_signal(number)
    running.communicate(timeout=60)
    assert not psutil.wait_procs(started, timeout=10)[1]


@pytest.mark.parametrize("code", [
    "for _ in range(100):\n    print('x' * 1_000_000)", "raise ValueError('x' * 100_000_000)",
])  # fmt: skip
def test_a_chapter_that_puts_out_100_mb_is_stopped(small, code):
    error = fail(small, code)
    assert f"cell 5 ({code.splitlines()[0]})" in error
    assert "puts out more than 20 MB" in error
    kept = [path for path in small.root.rglob("*") if path.is_file()]
    assert max(path.stat().st_size for path in kept) < 20_000_000


def test_a_cell_that_never_ends_is_ended(small):
    error = fail(small, "while True: pass", "--timeout", "2")
    assert "(while True: pass): took longer than 2 s" in error and "--timeout" in error


def test_data_that_change_while_a_chapter_runs_are_noticed(small, tmp_path):
    code = (
        f"import os, time\nopen({str(tmp_path / 'begun')!r}, 'w').close()\n"
        f"while not os.path.exists({str(tmp_path / 'go-on')!r}): time.sleep(0.05)"
    )
    before = small.root.joinpath(RUN).read_bytes()
    write_chapter(small, code=code)
    running = start(small, "run")
    wait_for(tmp_path / "begun")
    small.edit("data/claims.csv", ",equal,648000,,1000,", ",equal,648001,,1000,")
    (tmp_path / "go-on").touch()
    error = running.communicate(timeout=60)[1]
    assert running.returncode == 1
    assert "data/claims.csv changed while the chapter ran" in error
    assert small.root.joinpath(RUN).read_bytes() == before
    small.report("run", check=0)
    assert small.numbers()["tibet-persons-2024"]["text"] == "648,001"


def test_two_runs_at_once_do_the_work_once(small, tmp_path):
    write_chapter(small, code=f"open({str(tmp_path / 'ran')!r}, 'a').write('once ')")
    both = [start(small, "run") for _ in range(2)]
    for running in both:
        out, error = running.communicate(timeout=100)
        assert running.returncode == 0, error
    assert (tmp_path / "ran").read_text() == "once "
    assert json.loads(small.root.joinpath(RUN).read_text("utf-8"))["cells"]


def test_two_books_at_once_are_built_one_after_the_other(small):
    both = [start(small, "book", "--no-pdf") for _ in range(2)]
    said = [running.communicate(timeout=200) for running in both]
    assert [running.returncode for running in both] == [0, 0], said
    assert sorted("nothing changed" in out for out, _ in said) == [False, True]


def test_a_full_disk_leaves_the_last_run_and_the_next_call_succeeds(small):
    before = small.root.joinpath(RUN).read_bytes()
    write_chapter(small, code="print('x' * 50_000)")
    # A limit on the size of files stands for a disk without room.
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 16; exec {sys.executable} -m report run"],
        cwd=small.root, env=small.environment(), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1 and "The disk is full" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    assert small.root.joinpath(RUN).read_bytes() == before
    leftovers = [path.name for path in small.root.rglob(".*.*") if ".ipynb." in path.name]
    assert not leftovers
    small.report("run", check=0)
    assert "x" * 50_000 in small.root.joinpath(RUN).read_text("utf-8")
