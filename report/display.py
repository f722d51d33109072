"""Turns progress and results into what a terminal shows."""

import contextlib
from collections.abc import Callable, Iterable

import click

from report import paths
from report.findings import Finding, errors, format_findings
from report.make import Made, Progress, make_book

SLOWEST = 3


class Bars(Progress):
    """A bar a chapter, then one for each part of the build."""

    def __init__(self, progress):
        self._progress, self._tasks = progress, {}

    def checked(self, findings: int) -> None:
        words = "no finding" if not findings else f"{findings} to look at, see report check"
        self._progress.console.print(f"inputs checked: {words}")

    def chapter(self, name: str, cells: int) -> None:
        # papermill adds a cell of its own, for the parameters.
        self._tasks[name] = self._progress.add_task(name, total=cells + 1)

    def cell(self, name: str) -> None:
        self._progress.advance(self._tasks[name])

    def reused(self, name: str) -> None:
        self._progress.add_task(f"{name} (unchanged)", total=1, completed=1)

    def stage(self, name: str) -> Callable[[], None]:
        self._finish()
        self._tasks[name] = task = self._progress.add_task(name, total=None)
        return lambda: self._progress.advance(task)

    def _finish(self) -> None:
        for task in self._progress.tasks:
            done = task.total or task.completed or 1
            self._progress.update(task.id, total=done, completed=done)


def show_book(make: Callable[[Progress], Made]) -> None:
    """Bars while it works, then one line a product: path, pages, seconds."""
    with _bars() as bars:
        made = make(bars)
    if made.reused:
        click.echo("nothing changed")
    for product, seconds in zip(made.products, made.seconds, strict=True):
        path = paths.relative(product.path)
        click.echo(f"{path}  {product.pages} pages  {seconds:.1f} s")


def show_review(base: str, out) -> None:
    """Bars while chapters run, then the three lines of the summary and the page."""
    from report.review import write_review

    with _bars() as bars:
        made = write_review(base, out, bars)
    click.echo("\n".join([*made.summary, paths.relative(made.page)]))


def show_archive(out) -> None:
    """Bars while the book is built, if it must be, then the archive and its size."""
    from report.archive import archive_book

    show_book(lambda progress: make_book(progress=progress))
    path = archive_book(out)
    click.echo(f"{paths.relative(path)}  {path.stat().st_size:,} bytes")


def show_receipt(receipt: dict, out) -> int:
    """What was compared, and where the receipt went; 1 where something differs."""
    from report.editions.receipt import say_receipt
    from report.editions.verify import keep_receipt

    click.echo(say_receipt(receipt))
    click.echo(paths.relative(keep_receipt(receipt, out)))
    return 0 if receipt["identical"] else 1


def show_runs(run: Callable) -> None:
    """Bars while chapters run, the slowest cells, then one line a chapter."""
    with _bars() as bars:
        runs = run(bars)
    cells = [(seconds, one.chapter, line) for one in runs for seconds, line in one.cells if line]
    for seconds, chapter, line in sorted(cells, reverse=True)[:SLOWEST]:
        click.echo(f"slow: {seconds:.1f} s  {chapter}  {line}")
    for one in runs:
        click.echo(f"{paths.relative(one.path)}  {one.how}")


def show_sweep(file, run: Callable) -> int:
    """A bar for the tasks, then the files written and each fault; 1 where there is one."""
    from report.runs.sweep import write_table

    with _bars() as bars:
        swept = run(bars)
    for path in write_table(swept, paths.BUILD / "sweep" / file.stem):
        click.echo(f"{paths.relative(path)}  {len(swept.rows)} rows")
    click.echo(f"{swept.ran} run, {swept.reused} reused")
    for error in swept.errors:
        click.echo(error, err=True)
    return 1 if swept.errors else 0


def show_findings(
    findings: Iterable[Finding], style: str, coverage: Iterable[str] = ()
) -> int:
    """Print findings, and as text how far the checks reached.

    The exit code is 1 where a finding stops a build.
    """
    findings = list(findings)
    faults = errors(findings)
    if findings or style == "json":
        click.echo(format_findings(findings, style))
    if style == "text":
        click.echo(f"{len(faults)} errors, {len(findings) - len(faults)} warnings")
        for line in coverage:
            click.echo(line)
    return 1 if faults else 0


@contextlib.contextmanager
def _bars():
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeElapsedColumn

    columns = (
        TextColumn("{task.description:<32}"), BarColumn(), MofNCompleteColumn(),
        TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns) as progress:
        bars = Bars(progress)
        yield bars
        bars._finish()
