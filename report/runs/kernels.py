"""Turns one warm process into many kernels: real ipykernels, forked where possible.

A kernel forked from a process that holds pandas, Altair and the package is ready at
once, where a plain one starts Python and imports all of it. It is public machinery
throughout: a provisioner of jupyter_client over the fork server of multiprocessing.
"""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from threading import Thread

from report.runs.keys import hash_bytes

# What nearly every chapter uses; the package's own modules are added by the run.
# V8, which draws the charts, keeps threads of its own and is not started before
# the fork: importing vl_convert starts none.
PRELOAD = (
    "ipykernel.ipkernel", "ipykernel.kernelapp", "ipykernel.debugger", "debugpy.server",
    "IPython.core.completer", "tornado.platform.asyncio", "pandas", "altair",
    "vl_convert", "scipy.optimize", "yaml",
)  # fmt: skip
WARM = "REPORT_WARM"
# Seconds between two looks at whether a kernel has ended.
POLL = 0.005
# A kernel sees these and no other variable: a secret that it does not have cannot
# be printed into a notebook.
PASSED = (
    "HOME", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "PATH", "PYTHONPATH", "PYTHONUTF8",
    "REPORT_ROOT", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "VIRTUAL_ENV", "XDG_CACHE_HOME",
    "XDG_RUNTIME_DIR", "FONTCONFIG_PATH", "FONTCONFIG_FILE",
)  # fmt: skip


def can_fork() -> bool:
    """macOS forks, but its system libraries do not bear it; Windows does not.

    Nor does a process whose temporary folder has too long a name: a warm process is
    reached through a file there.
    """
    methods = multiprocessing.get_all_start_methods()
    # A daemon, as Dask's workers are, may have no children of this kind.
    daemon = multiprocessing.current_process().daemon
    reached = can_bind(f"{tempfile.gettempdir()}/pymp-12345678/listener-12345678")
    return sys.platform != "darwin" and "forkserver" in methods and not daemon and reached


def can_bind(address: str) -> bool:
    """Whether a socket may be a file of that name: names longer than this are refused
    by Linux (from 108 bytes) or macOS (from 104)."""
    return hasattr(socket, "AF_UNIX") and len(os.fsencode(address)) < 104


def kernel_environment(**more: str) -> dict[str, str]:
    """The variables of a kernel: UTC, UTF-8, one order of sets, and no secrets."""
    kept = {k: v for k, v in os.environ.items() if k in PASSED or k.startswith("LC_")}
    fixed = {"TZ": "UTC", "PYTHONHASHSEED": "0"}
    # The debugger that a kernel brings along would print advice at its import.
    return kept | fixed | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"} | more


def warm_up(modules: dict[str, Path]) -> bool:
    """Start the process that holds the modules, unless one is there.

    It imports while others work on. Call it first from the main thread, before
    threads: it sets the variables of this process while the other one starts.

    Says whether kernels may be forked from it: not where the file of a module that it
    holds was changed since, as under a worker that lives for days.
    """
    now = {path: hash_bytes(path.read_bytes()) for path in modules.values()}
    _start_warm(sorted(modules), now)
    return all(_HELD.get(path, content) == content for path, content in now.items())


# What the files of the modules that the warm process holds were when it started.
_HELD: dict[Path, str] = {}


def _start_warm(modules: list[str], contents: dict[Path, str]) -> None:
    from multiprocessing import forkserver

    if forkserver._forkserver._forkserver_pid is not None:
        return

    _HELD.update(contents)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["report.runs.warm"])
    wanted = ",".join([*PRELOAD, *modules])
    with _environment(kernel_environment(**{WARM: wanted})), hold_ctrl_c_back():
        forkserver.ensure_running()


def manager_class(forked: bool, folder: str):
    """The class of the manager of one kernel, for nbclient.

    `folder` is that kernel's own. The kernel is reached through files in it: ports
    are looked for and bound a moment later, and two runs at once may find the same.
    """
    from jupyter_client import AsyncKernelManager
    from jupyter_client.asynchronous import AsyncKernelClient
    from jupyter_client.provisioning import LocalProvisioner

    class PromptClient(AsyncKernelClient):
        """A client that goes on as soon as its kernel has answered.

        Its base then listens for 0.2 s more, so that nothing said at the start is taken
        for a cell's; nbclient takes only what answers the cell's own request.
        """

        async def wait_for_ready(self, timeout=None):
            end = time.monotonic() + (timeout or float("inf"))
            while time.monotonic() < end:
                self.kernel_info()
                with contextlib.suppress(Empty):
                    await self.get_shell_msg(timeout=1)
                    # What a kernel prints comes another way, which has to stand too.
                    await self.get_iopub_msg(timeout=0.2)
                    return
                if not await self.is_alive():
                    raise RuntimeError("Kernel died before replying to kernel_info")
            raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    class PrivateManager(AsyncKernelManager):
        """A manager whose kernel is reached through the folder."""

        def __init__(self, **words):
            super().__init__(**words)
            self.client_factory = PromptClient
            self.connection_file = f"{folder}/kernel.json"
            # jupyter_client appends the number of the socket, 1 to 5.
            if can_bind(f"{folder}/kernel-5"):
                self.transport, self.ip = "ipc", f"{folder}/kernel"

        async def _async_wait(self, pollinterval=POLL):
            # Its base looks every 0.1 s, which four chapters would feel.
            await super()._async_wait(pollinterval)

    if not forked:
        return PrivateManager

    class ForkedProvisioner(LocalProvisioner):
        """Starts a kernel as a fork instead of a program; ends it as the local one."""

        async def launch_kernel(self, cmd, **kwargs):
            words = cmd[cmd.index("ipykernel_launcher") + 1 :]
            self.process = _Forked(words, kwargs["env"])
            self.pid = self.pgid = self.process.pid
            return self.connection_info

        async def wait(self):
            # The base of this one looks every 0.1 s too.
            while await self.poll() is None:
                await asyncio.sleep(POLL)
            return await super().wait()

    class ForkingManager(PrivateManager):
        """A manager whose kernel is a fork."""

        def __init__(self, **words):
            super().__init__(**words)
            self.provisioner = ForkedProvisioner(parent=self, kernel_spec=self.kernel_spec)

    return ForkingManager


class _Forked:
    """A forked kernel with the part of `Popen` that a provisioner uses."""

    stdin = stdout = stderr = None

    def __init__(self, words: list[str], environment: dict[str, str]):
        context = multiprocessing.get_context("forkserver")
        self._process = context.Process(
            target=serve_kernel, args=(words, environment, os.getcwd()), daemon=True
        )
        self._process.start()
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def serve_kernel(words: list[str], environment: dict[str, str], folder: str) -> None:
    """In the fork: become a kernel with these words, variables and folder."""
    from ipykernel.kernelapp import IPKernelApp

    # A group of its own, so that ending the kernel ends what it started.
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    ignore_ctrl_c()
    Thread(target=_end_with_the_run, daemon=True).start()
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"
    IPKernelApp.launch_instance([*words, parent])


def _end_with_the_run() -> None:
    """Wait for the end of the process that asked for this kernel, and end with it.

    It may be killed and end nothing itself; and the warm process, which its kernels
    hold a pipe of, ends only after them.
    """
    multiprocessing.parent_process().join()
    os.killpg(0, signal.SIGKILL)


def end_kernels() -> None:
    """End every process that this one started, directly or not."""
    from multiprocessing import resource_tracker

    import psutil

    # Kernels have process groups of their own, which Ctrl-C does not reach; and
    # a thread that waits for one would wait on. What keeps account for Python ends by
    # itself; were it killed, a thread that just starts a kernel would print a warning.
    kept = resource_tracker._resource_tracker._pid
    for child in psutil.Process().children(recursive=True):
        if child.pid == kept:
            continue
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()


@contextlib.contextmanager
def hold_ctrl_c_back() -> Iterator[None]:
    """Processes started in here never hear Ctrl-C, not even while Python starts.

    It is the run's affair, which ends them; they would print where they stood.
    """
    from multiprocessing import resource_tracker

    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    # Started first, since its start lets through what is held back here.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ignore_ctrl_c() -> None:
    """In a process started while the key was held back: drop what was typed until now.

    What runs in it may heed the signal again, as ipykernel does while a cell runs.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextlib.contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
