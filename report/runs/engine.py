"""Turns a notebook and a kernel into outputs: papermill's engine, with bounds."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from report.findings import ReportError

# The text and pictures of a chapter; the largest of ours has 0.3 MB.
LARGEST_OUTPUT = 20_000_000
SECONDS_A_CELL = 600


class OutputError(ReportError):
    """A chapter put out more than a book can hold."""


@dataclass
class Watch:
    """What a run of one chapter is told and tells."""

    forked: bool
    environment: dict[str, str]
    on_cell: Callable[[], None]
    timeout: int = SECONDS_A_CELL
    notebook: dict | None = None
    seconds: list[float] = field(default_factory=list)
    size: int = 0


def register_engine() -> None:
    """Make papermill know the engine `report`."""
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines
    from papermill.log import logger

    from report.runs.kernels import manager_class

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
                kernel_manager_class=manager_class(watch.forked),
                # A kernel's own notices would tear the progress display apart.
                extra_arguments=["--IPKernelApp.log_level=ERROR"],
                # It holds nothing that has to be put in order.
                shutdown_kernel="immediate",
                timeout=watch.timeout,
                startup_timeout=60,
                log=logger,
            )
            client.watch = watch
            return client.execute(env=watch.environment)

    papermill_engines.register("report", ReportEngine)


def _measure(message: dict) -> int:
    content = message["content"]
    if message["msg_type"] == "stream":
        return len(content["text"])
    return sum(len(str(value)) for value in content.get("data", {}).values())


class _Ticks:
    """The part of a tqdm bar that papermill uses; it also times the cells."""

    def __init__(self, watch: Watch):
        self._watch, self._since = watch, time.monotonic()

    def update(self, n: int = 1) -> None:
        now = time.monotonic()
        self._watch.seconds.append(now - self._since)
        self._since = now
        self._watch.on_cell()

    def close(self) -> None:
        pass
