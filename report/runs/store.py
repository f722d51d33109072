"""Turns a key into a stored result, or into nothing: results by content.

An entry is one file: the sha256 of what follows, a line break, JSON. What does not
match its sum is not trusted but made again. The store is bounded; the result that
was used longest ago goes first.
"""

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from report import paths
from report.runs.keys import hash_bytes
from report.runs.notebooks import write_whole

LARGEST, LARGEST_DRAWINGS = 500_000_000, 200_000_000
LOOK_AGAIN = 0.05
# A file that is still being written after so many seconds was left by a killed run.
ABANDONED = 3600


def read_entry(key: str) -> dict | None:
    """The result of a key; None where there is none, or none that is whole."""
    try:
        content = _read(key)
        return None if content is None else json.loads(content)
    except ValueError:
        return None


def _read(key: str) -> bytes | None:
    path = _entry(key)
    try:
        total, _, content = path.read_bytes().partition(b"\n")
        if hash_bytes(content).encode() != total:
            return None
        # Only the order of leaving the store rests on this time.
        os.utime(path)
    except OSError:
        return None
    return content


def holds(key: str) -> bool:
    """Whether there is a whole result of the key."""
    return _read(key) is not None


def write_entry(key: str, results: dict) -> None:
    """Keep a result, and let go of the oldest ones beyond the bound."""
    content = json.dumps(results, ensure_ascii=False, sort_keys=True).encode()
    write_whole(_entry(key), hash_bytes(content).encode() + b"\n" + content)
    _evict(_folder().glob("*.json"), LARGEST, keep=_entry(key))
    _sweep_halves()
    _evict(make_drawings_folder().iterdir(), LARGEST_DRAWINGS)


def make_drawings_folder() -> Path:
    """Where kernels keep the charts they drew; see `report.drawings`."""
    folder = _folder() / "drawings"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def lock(name: str, wanted: Callable[[], bool] = lambda: True) -> Iterator[None]:
    """Hold a name alone among all runs on this machine, waiting for it.

    The system lets go of it when a run is killed. Raises InterruptedError once
    `wanted` says no while waiting. Where locks are not to be had (Windows), two runs
    at once do the same work twice.
    """
    path = _folder() / "locks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        try:
            import fcntl
        except ImportError:
            yield
            return
        while not _try_lock(fcntl, file):
            if not wanted():
                raise InterruptedError(f"no longer waiting for {name}")
            time.sleep(LOOK_AGAIN)
        yield


def _try_lock(fcntl, file) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def _evict(files: Iterable[Path], largest: int, keep: Path | None = None) -> None:
    entries = []
    for path in files:
        with contextlib.suppress(FileNotFoundError):  # another run was quicker
            entries.append((path.stat().st_mtime, path.stat().st_size, path))
    size = sum(entry[1] for entry in entries)
    for _, length, path in sorted(entries):
        if size <= largest:
            return
        if path != keep:
            path.unlink(missing_ok=True)
            size -= length


def _sweep_halves() -> None:
    for path in _folder().glob(".*.json.*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > ABANDONED:
                path.unlink()


def _folder() -> Path:
    return paths.BUILD / "store"


def _entry(key: str) -> Path:
    return _folder() / f"{key}.json"
