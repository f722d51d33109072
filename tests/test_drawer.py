"""One process that draws for all kernels: it answers, and nobody depends on it."""

import contextlib
import json
import os
import socket
import subprocess
import sys
from multiprocessing.connection import Client, Listener
from threading import Thread

import psutil
import pytest
import vl_convert

from report import drawings
from report.runs.drawer import start_drawer
from report.runs.kernels import can_fork, warm_up

POINT = json.dumps({"data": {"values": [{"a": 1}]}, "mark": "point",
                    "encoding": {"x": {"field": "a", "type": "quantitative"}}})  # fmt: skip


@pytest.fixture
def drawer(monkeypatch):
    if can_fork():
        warm_up({})
    monkeypatch.setenv(drawings.DRAWER, start_drawer())
    monkeypatch.delenv(drawings.FOLDER, raising=False)
    return start_drawer()


@pytest.fixture
def engine(monkeypatch):
    """The engine of this process, which only notes what it was given."""
    given = []
    draw_here = lambda specification, allowed_base_urls: given.append(specification) or "here"
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", draw_here)
    return given


def test_another_process_draws_what_this_one_would(drawer, monkeypatch):
    shared = drawings.draw(POINT)
    monkeypatch.delenv(drawings.DRAWER)
    assert shared == drawings.draw(POINT)


def test_the_engine_of_the_kernel_is_started_only_where_no_other_process_can_be(drawer, engine):
    drawn = drawings.draw(POINT)
    assert (drawn == "here", engine) == ((False, []) if can_fork() else (True, [POINT]))


def test_where_nothing_can_be_forked_nobody_else_draws(engine, monkeypatch):
    monkeypatch.setattr("report.runs.drawer.can_fork", lambda: False)
    monkeypatch.setenv(drawings.DRAWER, start_drawer())
    assert drawings.draw(POINT) == "here" and engine == [POINT]


def test_a_chart_that_cannot_be_drawn_is_a_fault_of_its_cell_alone(drawer):
    with pytest.raises(ValueError, match="(?i)json|spec|error"):
        drawings.draw('{"mark": ')
    assert drawings.draw(POINT).startswith("<svg")


def test_a_kernel_that_left_while_it_waited_hinders_nobody(drawer):
    if drawer:
        with Client(drawer, "AF_UNIX") as gone:
            gone.send(POINT)
        with Client(drawer, "AF_UNIX"):
            pass  # one that asked for nothing
    assert drawings.draw(POINT).startswith("<svg")


def test_where_nobody_draws_the_kernel_does(engine, monkeypatch, tmp_path):
    address = str(tmp_path / "drawer")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)  # nobody listens
        monkeypatch.setenv(drawings.DRAWER, address)
        assert drawings.draw(POINT) == "here"
    monkeypatch.setenv(drawings.DRAWER, str(tmp_path / "missing"))
    assert drawings.draw(POINT) == "here" and engine == [POINT, POINT]


def test_who_waits_too_long_draws_itself(engine, monkeypatch, tmp_path):
    monkeypatch.setattr(drawings, "SECONDS_TO_WAIT", 0.05)
    with Listener(str(tmp_path / "drawer"), "AF_UNIX") as listener:
        monkeypatch.setenv(drawings.DRAWER, listener.address)
        held = []
        thread = Thread(target=lambda: held.append(listener.accept()))
        thread.start()
        assert drawings.draw(POINT) == "here" and engine == [POINT]
        thread.join()
        held[0].close()


ALONE = """
import multiprocessing, os, signal
from report.runs.drawer import start_drawer
from report.runs.kernels import can_fork, warm_up
if __name__ == "__main__":
    if can_fork():
        warm_up({})
    start_drawer()
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.long
def test_the_process_ends_with_the_one_that_started_it_even_if_that_is_killed(tmp_path):
    script = tmp_path / "alone.py"
    script.write_text(ALONE, "utf-8")
    environment = os.environ | {"PYTHONPATH": os.getcwd()}
    done = subprocess.run(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment
    )
    pids = [int(pid) for pid in done.stdout.split()]
    assert len(pids) == can_fork()
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(pid).wait(10)
        assert not psutil.pid_exists(pid)
