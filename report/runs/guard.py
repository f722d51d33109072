"""Turns what a chapter may read into a guard in its kernel: audit hooks of Python.

Opening another file of the project, starting a program or opening a connection
raises in the line that does it, and is written down, so that the run fails even
where the chapter catches the error. What happens below Python is not seen: see
"How the book is made" in the methods.
"""

import contextlib
import json
import linecache
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

GUARD = "REPORT_GUARD"
READY = "guarded\n"
# Run in the kernel before the chapter's first cell.
START = "__import__('report.runs.guard', fromlist=['guard']).start_guard()"
CONNECTS = frozenset(
    {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind",
     "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
)  # fmt: skip
STARTS = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn",
     "os.fork", "os.forkpty", "pty.spawn"}
)  # fmt: skip
# Modules that the guard's own process goes on with.
NEEDED = ("report.runs", "report.runs.guard", "report.runs.warm", "report.runs.kernels")
IN_MEMORY = frozenset({"", ":memory:"})


class UndeclaredError(PermissionError):
    """A chapter reached for what it does not declare."""


def describe_guard(
    allowed: Iterable[Path], modules: Iterable[Path], root: Path, package: Path,
    notes: Path, drawings: Path, drawer: str = "",
) -> str:
    """What the guard has to know, as the value of the variable `REPORT_GUARD`.

    `modules` are the files of the package that the key of the run covers. The package
    itself keeps charts in the folder `drawings` and has them drawn at the address
    `drawer`; `notes` is the file to which it writes what it stopped.
    """
    known = {
        "root": os.path.realpath(root),
        "files": [os.path.realpath(path) for path in allowed],
        "modules": [os.path.realpath(path) for path in modules],
        "package": os.path.realpath(package),
        "folders": [os.path.realpath(p) for p in (sys.prefix, sys.base_prefix, drawings)],
        "notes": str(notes),
        "drawer": drawer,
    }
    return json.dumps(known)


def start_guard() -> None:
    """In the kernel: from now on, watch. A hook cannot be taken away again."""
    known = json.loads(os.environ.pop(GUARD))
    # What the key does not cover is imported anew, and thereby seen.
    forget_modules(os.path.basename(known["package"]), keep=known["modules"])
    notes = os.open(known["notes"], os.O_WRONLY | os.O_APPEND)
    guard = _Guard(known, notes)
    _close_ways(guard.stop_process)
    os.write(notes, READY.encode())
    sys.addaudithook(guard.hear)


def forget_modules(package: str, keep: Iterable[str]) -> None:
    """Make Python look anew for the package's modules, but for those of these files."""
    for name, module in list(sys.modules.items()):
        above, _, last = name.rpartition(".")
        if above.split(".")[0] != package or name in NEEDED:
            continue
        if os.path.realpath(getattr(module, "__file__", None) or "") not in keep:
            del sys.modules[name]
            vars(sys.modules.get(above, module)).pop(last, None)


@contextlib.contextmanager
def guard_imports(root: Path, package: Path) -> Iterator["_Guard"]:
    """While in here, watch as over a chapter that may use every module and no file."""
    modules = [os.path.realpath(path) for path in package.rglob("*.py")]
    none = Path(os.devnull)
    known = json.loads(describe_guard((), modules, root, package, none, none))
    guard = _Guard(known, os.open(os.devnull, os.O_WRONLY))
    sys.addaudithook(guard.hear)
    try:
        yield guard
    finally:
        guard.off = True


def _close_ways(stop: Callable) -> None:
    """Put `stop` where multiprocessing starts a process.

    Python reports no event where it starts one by `spawn`, and a kernel that is itself
    a fork would only say that it may have no children.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

    BaseProcess.start = stop
    # A kernel is ended at once, and Python would then say on the terminal which locks
    # for other processes were left over: pools stop before they make them, and those
    # of `fork`, which tqdm makes, have no name under which they could be left.
    BaseContext.Pool = ProcessPoolExecutor.__init__ = stop
    if "fork" in multiprocessing.get_all_start_methods():
        multiprocessing.set_start_method("fork", force=True)


def read_notes(notes: Path) -> tuple[bool, list[str]]:
    """Whether the guard stood, and what it stopped, each once."""
    first, *stopped = notes.read_text("utf-8").splitlines() or [""]
    return first + "\n" == READY, list(dict.fromkeys(stopped))


class _Guard:
    def __init__(self, known: dict, notes: int):
        self._root = known["root"] + os.sep
        self._files = frozenset(known["files"])
        self._package = known["package"] + os.sep
        # The guard's own lines stand in the traceback of what it stops.
        self._modules = frozenset([*known["modules"], os.path.realpath(__file__)])
        self._folders = tuple(folder + os.sep for folder in known["folders"])
        self._drawer = known["drawer"]
        self._notes, self._busy = notes, threading.local()
        self.stopped = self.off = False

    def hear(self, event: str, words: tuple) -> None:
        """Called by Python at each event; it must be quick for those of no interest."""
        if self.off:
            return
        if event == "open":
            fault = self._judge_file(words[0])
        elif event == "sqlite3.connect":
            fault = self._judge_database(words[0])
        elif event in CONNECTS and not self._is_drawer(event, words):
            fault = "opens a connection; a chapter reads only files that it declares"
        elif event in STARTS:
            fault = "starts a program, which cannot be watched; call a library instead"
        else:
            return
        if fault and not getattr(self._busy, "now", False):
            self._stop(fault)

    def stop_process(self, *_, **__) -> None:
        """Called in place of what starts a process."""
        self._stop("starts a process, which cannot be watched; use threads instead")

    def _is_drawer(self, event: str, words: tuple) -> bool:
        """A file of this machine to which only this run's own process answers."""
        return event == "socket.connect" and words[-1] == self._drawer != ""

    def _judge_database(self, name) -> str:
        if not isinstance(name, str | bytes | os.PathLike):
            return ""  # which SQLite refuses
        readings = [os.fsdecode(name)]
        if readings[0].startswith("file:"):
            # The event does not tell an address from a file that is called like one.
            called_so = readings if os.path.exists(name) else []
            readings = [_read_address(readings[0]), *called_so]
        faults = [self._judge_file(file) for file in readings if file not in IN_MEMORY]
        return next(filter(None, faults), "")

    def _judge_file(self, name) -> str:
        if not isinstance(name, str | bytes | os.PathLike):
            return ""  # a descriptor: what it stands for was opened before
        path = os.path.realpath(os.fsdecode(name))
        if not path.startswith(self._root) or path in self._files:
            return ""
        if path.startswith(self._folders):
            return ""
        if path.startswith(self._package) and (source := _find_source(path)):
            if source in self._modules:
                return ""
            file = source.removeprefix(self._root).replace(os.sep, "/")
            return f"uses {file}, which is not in its key; import it by an import statement"
        file = path.removeprefix(self._root).replace(os.sep, "/")
        return (
            f"opens {file}, which it does not declare; name it under `inputs` in "
            "params/schema.yml if the chapter rests on it"
        )

    def _stop(self, fault: str) -> None:
        self._busy.now = self.stopped = True
        try:
            text = f"{_find_line()}: {fault}"
            with contextlib.suppress(OSError):
                os.write(self._notes, (text.replace("\n", " ") + "\n").encode())
        finally:
            self._busy.now = False
        raise UndeclaredError(text)


def _find_source(path: str) -> str:
    """The module of which this is the source or what Python keeps of it; or nothing."""
    folder, name = os.path.split(path)
    if os.path.basename(folder) == "__pycache__":
        return os.path.join(os.path.dirname(folder), name.split(".")[0] + ".py")
    return path if name.endswith(".py") else ""


def _read_address(name: str) -> str:
    """The file that an address names, as `file:data/x.db?mode=ro` does `data/x.db`."""
    address = urlsplit(name)
    in_memory = dict(parse_qsl(address.query)).get("mode") == "memory"
    return "" if in_memory else unquote(address.path)


def _find_line() -> str:
    """The line of the chapter that led here, as the reader of the notebook sees it."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__") != "__main__":
        frame = frame.f_back
    if frame is None:
        return "a thread of the chapter"
    # Not through linecache.getline, which would open files.
    lines = (linecache.cache.get(frame.f_code.co_filename) or (0, 0, [], ""))[2]
    line = lines[frame.f_lineno - 1].strip() if frame.f_lineno <= len(lines) else ""
    return f"the line `{line}`" if line else "a line of the chapter"
