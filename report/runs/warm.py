"""Turns a bare process into a warm one, from which kernels are forked."""

import contextlib
import gc
import importlib
import os


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


if names := os.environ.pop("REPORT_WARM", ""):
    import_all(names.split(","))
    load_schema()
    # What is loaded stays, so the collector need not touch the shared pages.
    gc.collect()
    gc.freeze()
    # A kernel lives for seconds; looking for cycles as often as Python does by
    # itself takes a thirtieth of them.
    gc.set_threshold(100_000, 50, 50)
