"""Turns a notebook and a kernel into outputs: papermill's engine, with bounds."""

import logging
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from report import paths
from report.drawings import DRAWER, FOLDER
from report.runs.drawer import start_drawer
from report.runs.guard import GUARD, START, describe_guard, read_notes
from report.runs.keys import Job
from report.runs.notebooks import scrub_text, take_results
from report.runs.store import make_drawings_folder

# The text and pictures of a chapter; the largest of ours has 0.3 MB.
LARGEST_OUTPUT = 20_000_000
SECONDS_A_CELL = 600
LOG = "report.runs"


@dataclass
class Watch:
    """What a run of one chapter is told, and what it tells."""

    forked: bool
    on_cell: Callable[[], None] = lambda: None
    timeout: int = SECONDS_A_CELL
    variables: dict[str, str] = field(default_factory=dict)
    folder: str = ""
    notebook: dict | None = None
    cells: list[tuple[float, str]] = field(default_factory=list)
    size: int = 0


def execute(job: Job, watch: Watch) -> tuple[str | None, dict | None]:
    """Run a chapter; what went wrong in one line, or None, and its results.

    The results of a failed chapter are those of the cells up to the fault.
    """
    with tempfile.TemporaryDirectory(prefix="report-") as private:
        # 1. A guard that knows what the chapter declares, and a folder in which the
        #    kernel is reached and has a profile without what the user keeps.
        watch.folder = private
        notes = Path(private, "notes")
        notes.touch()
        drawings = make_drawings_folder()
        drawer = start_drawer() if watch.forked else ""
        guard = describe_guard(
            job.inputs, job.modules, paths.ROOT, paths.PACKAGE, notes, drawings, drawer
        )
        watch.variables = {GUARD: guard, FOLDER: str(drawings), "IPYTHONDIR": private}
        watch.variables |= {DRAWER: drawer}
        # 2. The run.
        fault = _execute(job, watch)
        # 3. What the guard stopped, even where the chapter went on.
        guarded, stopped = read_notes(notes)
    file = paths.relative(job.source)
    flooded = watch.size > LARGEST_OUTPUT
    results = take_results(watch.notebook) if watch.notebook and not flooded else None
    if stopped:
        return "\n".join(f"{file}: {text}." for text in stopped), results
    if not guarded and not fault:
        fault = "no cell: its kernel ran without a guard, so its result is not kept."
    return f"{file}, {fault}" if fault else None, results


def load_runner() -> None:
    """Import the runner now, rather than once in each thread that waits for it.

    Modules that import each other are half there for a thread that comes upon them
    while another one imports them: none that the threads share is left to them.
    """
    import ipykernel.kernelspec  # noqa: F401
    import IPython.paths  # noqa: F401

    _register_engine()


def _execute(job: Job, watch: Watch) -> str | None:
    import nbformat
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    _register_engine()
    try:
        papermill.execute_notebook(
            nbformat.from_dict(job.notebook),
            None,
            parameters=job.given,
            engine_name="report",
            kernel_name="python3",
            progress_bar=False,
            watch=watch,
        )
    except PapermillExecutionError as fault:
        return _describe(fault)
    except CellTimeoutError:
        return (
            f"{_last(watch)}: took longer than {watch.timeout} s. "
            "Make it quicker or give it more with --timeout SECONDS."
        )
    except DeadKernelError:
        return f"{_last(watch)}: {_explain_death(watch)}"
    except (EOFError, ConnectionError, RuntimeError) as fault:
        # Of the kernel's start: an error of the chapter comes as one of papermill.
        said = scrub_text(str(fault)).removesuffix(".") or type(fault).__name__
        return f"its kernel did not start: {said}. Run it again, or with --plain-kernels."
    return None


def _describe(fault) -> str:
    text = fault.evalue if len(fault.evalue) < 2000 else fault.evalue[:2000] + "…"
    text = text.removesuffix(".")
    cell = f"cell {fault.exec_count or fault.cell_index + 1}"
    return scrub_text(f"{cell} ({_first_line(fault.source)}): {fault.ename}: {text}.")


def _last(watch: Watch) -> str:
    """The cell that was running when the kernel ended; papermill ticks it off too."""
    if not watch.cells:
        return "its kernel"
    upto = watch.notebook["cells"][: len(watch.cells)]
    sources = [cell["source"] for cell in upto if cell["cell_type"] == "code"]
    return f"cell {len(sources)} ({_first_line(sources[-1])})" if sources else "its kernel"


def _explain_death(watch: Watch) -> str:
    if watch.size > LARGEST_OUTPUT:
        limit = f"{LARGEST_OUTPUT / 1e6:.0f} MB"
        return f"the chapter puts out more than {limit}. Print less of it."
    return "its kernel was ended from outside, perhaps for want of memory. Run it again."


def _first_line(source: str) -> str:
    first = next((line for line in source.splitlines() if line.strip()), "")
    return first.strip()[:60]


def _register_engine() -> None:
    """Make papermill know the engine `report`."""
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines

    from report.runs.kernels import kernel_environment, manager_class

    class Client(PapermillNotebookClient):
        """papermill's client, ending a kernel that puts out without end."""

        watch: Watch

        def process_message(self, msg, cell, cell_index):
            self.watch.size += _measure(msg)
            if self.watch.size > LARGEST_OUTPUT and msg["msg_type"] != "status":
                self.km.provisioner.process.kill()
                return None
            return super().process_message(msg, cell, cell_index)

    class ReportEngine(NBClientEngine):
        """papermill's engine, telling a caller of each finished cell."""

        @classmethod
        def execute_managed_notebook(cls, nb_man, kernel_name, watch=None, **kwargs):
            watch.notebook = nb_man.nb
            nb_man.pbar = _Ticks(watch)
            client = Client(
                nb_man,
                kernel_name=kernel_name,
                kernel_manager_class=manager_class(watch.forked, watch.folder),
                # A kernel's own notices would tear the progress display apart.
                extra_arguments=[
                    "--IPKernelApp.log_level=ERROR", f"--IPKernelApp.exec_lines={START}",
                ],
                # It holds nothing that has to be put in order.
                shutdown_kernel="immediate",
                timeout=watch.timeout,
                startup_timeout=60,
                log=_quiet_log(),
            )
            client.watch = watch
            return client.execute(env=kernel_environment(**watch.variables))

    papermill_engines.register("report", ReportEngine)


def _quiet_log() -> logging.Logger:
    """What nbclient and asyncio would say of a fault is said once, by the run."""
    for name in ("asyncio", LOG):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return logging.getLogger(LOG)


def _measure(message: dict) -> int:
    content = message["content"]
    if message["msg_type"] == "stream":
        return len(content["text"])
    if message["msg_type"] == "error":
        return len(content["evalue"]) + sum(map(len, content["traceback"]))
    return sum(len(str(value)) for value in content.get("data", {}).values())


class _Ticks:
    """The part of a tqdm bar that papermill uses; it also times the cells."""

    def __init__(self, watch: Watch):
        self._watch, self._since = watch, time.monotonic()

    def update(self, n: int = 1) -> None:
        cells, now = self._watch.notebook["cells"], time.monotonic()
        done = cells[min(len(self._watch.cells), len(cells) - 1)]
        self._watch.cells.append((now - self._since, _first_line(done["source"])))
        if done["cell_type"] != "code":
            self._watch.cells[-1] = (0.0, "")  # the first one holds the kernel's start
        self._since = now
        self._watch.on_cell()

    def close(self) -> None:
        pass
