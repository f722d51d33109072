"""Turns the files that chapters rest on into one bundle, and runs tasks from it elsewhere.

A worker of a cluster needs no copy of the report, only the same libraries: each bundle
is unpacked into a folder of its own, and a process there runs what it is given, so that
code and data are always those of whoever asks.
"""

import hashlib
import io
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path
from threading import Thread

from report import paths
from report.runs.keys import list_inputs, name_part
from report.runs.kernels import end_kernels, ignore_ctrl_c

SERVE = "from report.runs.shipping import serve; serve()"
# The earliest that the format can say; the bundle tells of contents alone.
NO_TIME = (1980, 1, 1, 0, 0, 0)


class Shipping(Executor):
    """An executor that sends what it is given through another one, with the bundle.

    `submit` takes a function of the package and its words, as all executors do.
    """

    def __init__(self, carrier: Executor, bundle):
        self._carrier, self._bundle = carrier, bundle

    def submit(self, work: Callable, /, *words) -> Future:
        landed: Future = Future()
        task = pickle.dumps((work, words))
        self._carrier.submit(run_shipped, self._bundle, task).add_done_callback(
            lambda shipped: _land(shipped, landed)
        )
        return landed

    def shutdown(self, wait: bool = True, **how) -> None:
        self._carrier.shutdown(wait)


def _land(shipped: Future, landed: Future) -> None:
    try:
        landed.set_result(pickle.loads(shipped.result()))
    except BaseException as fault:  # also that it was cancelled: whoever asks decides
        landed.set_exception(fault)


def pack(chapters: Iterable[Path]) -> bytes:
    """A ZIP of the package, the chapters, their inputs, the parameters and the lock.

    The same files give the same bytes.
    """
    files = {path for path in paths.PACKAGE.rglob("*") if "__pycache__" not in path.parts}
    for source in chapters:
        files |= {source, *list_inputs(source.stem)}
    files |= {*paths.PARAMS.glob("*.yml"), paths.LOCK}
    named = {name_part(path): path for path in files if path.is_file()}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as bundle:
        for name, path in sorted(named.items()):
            entry = zipfile.ZipInfo(name, NO_TIME)
            bundle.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return content.getvalue()


# These two are sent to workers by value, with the functions that they call: a worker
# need not have this module, nor any of the package.


def prepare(bundle: bytes, dask_worker) -> None:
    """On a worker of Dask: have a process of this bundle wait for the first task."""
    idle = _list_idle(dask_worker, bundle)
    if not idle:
        idle.append(_start(bundle))


def run_shipped(bundle: bytes, task: bytes) -> bytes:
    """On a worker of Dask: hand the task to a process of this bundle; its outcome.

    Both are pickled, and only passed on here. Raises BrokenExecutor where the process
    dies.
    """
    from distributed import get_worker

    idle = _list_idle(get_worker(), bundle)
    try:
        process = idle.pop()
    except IndexError:
        process = _start(bundle)
    try:
        process.stdin.write(pickle.dumps(task))
        process.stdin.flush()
        outcome = pickle.load(process.stdout)
    except (EOFError, OSError, pickle.UnpicklingError):
        process.kill()
        shutil.rmtree(process.folder, ignore_errors=True)
        raise BrokenExecutor("the process that ran the task died") from None
    idle.append(process)
    return outcome


def _list_idle(worker, bundle: bytes) -> list:
    """The processes of this bundle that wait for a task; those of others are let go."""
    name = hashlib.sha256(bundle).hexdigest()
    idle = worker.__dict__.setdefault("report_idle", {})
    for other in set(idle) - {name}:
        for process in idle.pop(other, []):
            process.stdin.close()
    return idle.setdefault(name, [])


def _start(bundle: bytes) -> subprocess.Popen:
    folder = tempfile.mkdtemp(prefix="report-")
    zipfile.ZipFile(io.BytesIO(bundle)).extractall(folder)
    found = filter(None, [folder, os.environ.get("PYTHONPATH")])
    variables = {"REPORT_ROOT": folder, "PYTHONPATH": os.pathsep.join(found)}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE], cwd=folder, env=os.environ | variables,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    process.folder = folder
    return process


def serve() -> None:
    """In a folder of a bundle: run tasks from standard input until it ends."""
    # What else is printed must not come between the outcomes.
    outcomes = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # The worker's affair, whose end is the end of what is read below.
    ignore_ctrl_c()
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    while True:
        try:
            work, words = pickle.loads(pickle.load(sys.stdin.buffer))
        except EOFError:
            break
        try:
            outcome = work(*words)
        except Exception as error:  # of a task, which fails alone
            outcome = f"{type(error).__name__}: {error}", None
        outcomes.write(pickle.dumps(pickle.dumps(outcome)))
        outcomes.flush()
    shutil.rmtree(paths.ROOT, ignore_errors=True)


def _end_with(parent: int) -> None:
    """A worker that is killed tells nobody; its process must not go on alone."""
    while os.getppid() == parent:
        time.sleep(1)
    end_kernels()
    shutil.rmtree(paths.ROOT, ignore_errors=True)
    os._exit(1)
