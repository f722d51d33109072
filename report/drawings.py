"""Turns a chart's specification into SVG, drawn once and then kept.

Starting the drawing engine takes a chapter longer than all its computing, and a
change of data mostly leaves most charts as they were. A run names the folder in
which drawings are kept; elsewhere, as in JupyterLab, each is drawn anew.
"""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

FOLDER = "REPORT_DRAWINGS"
# Where a process draws for all kernels of a run; see `report.runs.drawer`.
DRAWER = "REPORT_DRAWER"
SECONDS_TO_WAIT = 60


def draw(specification: str) -> str:
    """The SVG of a Vega-Lite specification, without a request to anywhere.

    A kept drawing is found by the specification and the version of the engine. It
    is checked against its own sum, and drawn anew where it is not whole.
    """
    import vl_convert

    folder = os.environ.get(FOLDER)
    if not folder:
        return _draw(specification)
    key = _hash(f"{vl_convert.__version__} {specification}")
    path = Path(folder) / f"{key}.svg"
    svg = _read(path)
    if svg is None:
        svg = _draw(specification)
        _write(path, f"{_hash(svg)}\n{svg}")
    return svg


def _draw(specification: str) -> str:
    import vl_convert

    svg, fault = _ask_drawer(specification)
    if fault:
        raise ValueError(fault)
    return svg or vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])


def _ask_drawer(specification: str) -> tuple[str | None, str]:
    """The SVG or the fault, both empty where nobody draws or answers in time."""
    address = os.environ.get(DRAWER)
    if not address:
        return None, ""
    from multiprocessing.connection import Client

    try:
        with Client(address, "AF_UNIX") as drawer:
            drawer.send(specification)
            return drawer.recv() if drawer.poll(SECONDS_TO_WAIT) else (None, "")
    except (OSError, EOFError):
        return None, ""


def _read(path: Path) -> str | None:
    try:
        total, _, svg = path.read_text("utf-8").partition("\n")
        os.utime(path)  # what was used longest ago leaves first
    except (OSError, UnicodeDecodeError):
        return None
    return svg if _hash(svg) == total else None


def _write(path: Path, text: str) -> None:
    # Keeping is a convenience: without room the drawing is simply used.
    with contextlib.suppress(OSError):
        handle, beside = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(beside, path)
        except OSError:
            os.unlink(beside)
            raise


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
