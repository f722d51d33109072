"""Turns specifications from many kernels into SVG in one process, started once.

The drawing engine takes half a second to start, which each kernel would spend for
itself. A kernel that finds nobody drawing for it, or waits too long, draws by itself:
see `report.drawings`.
"""

import contextlib
import multiprocessing
import os
import socket
import tempfile
from functools import cache
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import Lock

from report.runs.kernels import can_fork

# All kernels of a run may knock at once.
QUEUE = 64
# Drawn once, by which the engine starts.
EMPTY = '{"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "mark": "point"}'


def start_drawer() -> str:
    """The address at which kernels of this process's runs may have charts drawn; none
    where no process can be forked, and each kernel then draws by itself.

    Call it after `warm_up`. The engine starts at once, while kernels do. The
    process ends when this one does.
    """
    # Where the warm process was killed there is nobody to fork it from.
    with _ONE_AT_A_TIME, contextlib.suppress(EOFError, ConnectionError):
        return _start() if can_fork() else ""
    return ""


_ONE_AT_A_TIME = Lock()


@cache
def _start() -> str:
    folder = tempfile.TemporaryDirectory(prefix="report-")
    address = str(Path(folder.name) / "drawer")
    # Bound here, so that a kernel may knock before the other process is there.
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)
        door.listen(QUEUE)
        context = multiprocessing.get_context("forkserver")
        process = context.Process(target=serve_drawings, args=(door,), daemon=True)
        process.start()
    _OWNED.extend((folder, process))
    return address


# The folder stands as long as this process, and is taken away by its end.
_OWNED: list = []


def serve_drawings(door: socket.socket) -> None:
    """In the other process: draw for whoever asks, until the parent ends."""
    os.setsid()
    _draw(EMPTY)
    parent = multiprocessing.parent_process()
    while parent.sentinel not in wait([door, parent.sentinel]):
        with Connection(door.accept()[0].detach()) as kernel:
            # A kernel that was ended while it waited needs no answer.
            with contextlib.suppress(OSError, EOFError):
                kernel.send(_draw(kernel.recv()))


def _draw(specification: str) -> tuple[str | None, str]:
    """The SVG and no fault, or none and what the engine says."""
    import vl_convert

    try:
        return vl_convert.vegalite_to_svg(specification, allowed_base_urls=[]), ""
    except Exception as error:  # said in the cell that asked
        return None, str(error)
