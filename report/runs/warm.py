"""Turns a bare process into a warm one, from which kernels are forked."""

import contextlib
import gc
import importlib
import os

from report import paths
from report.runs.guard import forget_modules, guard_imports


def import_all(names: list[str]) -> None:
    """Import what can be; a module with a fault fails in the chapter, which names it."""
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def load_schema() -> None:
    """Make Altair read its grammar now, where all kernels share it."""
    with contextlib.suppress(Exception):
        import altair
        import pandas

        frame = pandas.DataFrame({"a": [1.0], "b": ["x"]})
        altair.Chart(frame).mark_point().encode(x="a:Q", y="b:N").to_dict()


def import_own(names: list[str]) -> None:
    """Import the report's own modules as a chapter may: none reads or connects by that.

    One that does is left to the kernels, whose guard names the chapter's line. So are
    all others then, for it may have gone on without what it was refused.
    """
    with guard_imports(paths.ROOT, paths.PACKAGE) as guard:
        import_all(names)
    if guard.stopped:
        forget_modules(paths.PACKAGE.name, keep=[])


if names := os.environ.pop("REPORT_WARM", ""):
    own = [name for name in names.split(",") if name.split(".")[0] == paths.PACKAGE.name]
    import_all([name for name in names.split(",") if name not in own])
    load_schema()
    import_own(own)
    # What is loaded stays, so the collector need not touch the shared pages.
    gc.collect()
    gc.freeze()
    # A kernel lives for seconds; looking for cycles as often as Python does by
    # itself takes a thirtieth of them.
    gc.set_threshold(100_000, 50, 50)
