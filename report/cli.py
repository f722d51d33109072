"""Turns words into calls of the package; one short function a verb."""

import sys
from pathlib import Path

import click

from report import paths
from report.findings import ReportError

DISK_FULL = "The disk is full: free some space and type it again."


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="labour-transfers-report")
def report() -> None:
    """Build, check and rerun the report. Exit 0 good, 1 findings, 2 misuse."""


def running(command):
    """Adds the options of every verb that runs chapters."""
    for option in (
        click.option("--timeout", default=600, help="Seconds that a cell may take.",
                     type=click.IntRange(1), show_default=True),
        click.option("--plain-kernels", is_flag=True,
                     help="Start each kernel by itself instead of forking it."),
        click.option("--params", "set_name", default=paths.BASELINE, help="A set in params/."),
    ):  # fmt: skip
        command = option(command)
    return command


# Of verbs that look for what was published.
archives = click.option(
    "--archive", multiple=True, metavar="FILE", help="Of `report archive`; repeatable.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip


@report.command()
@running
@click.option("--pdf/--no-pdf", default=True, help="Make the PDF too.")
def book(set_name: str, plain_kernels: bool, timeout: int, pdf: bool) -> None:
    """Check the data, run the chapters, build HTML and PDF."""
    from report.display import show_book
    from report.make import make_book

    options = {"plain": plain_kernels, "timeout": timeout}
    show_book(lambda progress: make_book(set_name, progress, pdf, options))


@report.command()
@running
@click.option("--dry-run", is_flag=True, help="Say what would run, and run nothing.")
def run(set_name: str, plain_kernels: bool, timeout: int, dry_run: bool) -> None:
    """Run the chapters that are stale, and build nothing."""
    from report.display import show_runs
    from report.runs import Options, run_chapters, why

    if dry_run:
        click.echo("\n".join(map(why.format_plan, why.plan_runs(set_name))))
        return
    options = Options(plain_kernels, timeout)
    show_runs(lambda p: run_chapters(set_name, p.chapter, p.cell, p.reused, options))


@report.command()
@running
@click.option("--scheduler", help="Address of a Dask scheduler, for many machines.")
@click.option("--chapter", "chapters", multiple=True, help="Only this one; repeatable.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def sweep(file, chapters, scheduler, plain_kernels, timeout, set_name) -> None:
    """Run chapters over the grid in FILE; one table, a row a specification."""
    from report.display import show_sweep
    from report.params import load_set
    from report.runs import Options, sweep, tasks, why

    found, options = why.find_chapters(chapters), Options(plain_kernels, timeout)
    work = tasks.connect_dask(scheduler, found) if scheduler else tasks.start_processes
    sys.exit(show_sweep(file, lambda p: sweep.run_sweep(
        file, found, load_set(set_name), work, options, p.chapter, p.cell)))  # fmt: skip


@report.command()
@click.option("--params", "set_name", default=paths.BASELINE, help="A set in params/.")
@click.argument("chapters", nargs=-1)
def why(set_name: str, chapters: tuple[str, ...]) -> None:
    """Say which part of each chapter's key changed, from what to what."""
    from report.runs import why

    plans = why.plan_runs(set_name, why.find_chapters(chapters))
    click.echo(why.format_plans(plans))


@report.command()
@click.option("--format", "style", type=click.Choice(["text", "json", "github"]),
              default="text", help="How findings are printed.")  # fmt: skip
@click.option("--snapshots", type=click.Path(path_type=Path), metavar="DIR",
              help="Copies of sources in which quotes are looked for.")  # fmt: skip
def check(style: str, snapshots: Path | None) -> None:
    """List every fault in data, parameters, bibliography and chapters."""
    from report.checks import describe_coverage, run_checks
    from report.display import show_findings
    from report.editions.changelog import check_changelog

    findings = run_checks(further=[check_changelog], snapshots=snapshots)
    coverage = describe_coverage(snapshots=snapshots) if style == "text" else []
    sys.exit(show_findings(findings, style, coverage))


@report.command()
@click.option("--check", "only", is_flag=True, help="Change nothing; exit 1 if it would.")
def fmt(only: bool) -> None:
    """Store the chapters one sentence a line, without outputs, ids kept."""
    from report.formatting import find_changes
    from report.runs.notebooks import write_whole

    changes = find_changes(paths.ROOT)
    for path, text in changes.items():
        if not only:
            write_whole(path, text.encode())
        click.echo(f"{'would change' if only else 'changed'} {paths.relative(path)}")
    sys.exit(1 if only and changes else 0)


@report.command()
@click.option("--assume", multiple=True, metavar="IDENTITY_ID",
              help="An identity taken beside the defaults; may be repeated.")
@click.option("--theme", help="Only the claims of this theme.")
@click.option("--format", "style", type=click.Choice(["text", "json", "csv"]),
              default="text", help="How the answers are printed.")  # fmt: skip
def reconcile(assume: tuple[str, ...], theme: str | None, style: str) -> None:
    """Say which claims hold together, which contradict, and what follows."""
    from report.reconcile.verdicts import reconcile_data, render

    click.echo(render(reconcile_data(assume, theme), style))


@report.command()
@click.argument("edition")
def freeze(edition: str) -> None:
    """Record the present build as an edition, in editions/."""
    from report.editions.freeze import freeze
    from report.paths import relative

    click.echo(f"frozen: {relative(freeze(edition))}; commit it with CHANGELOG.md")


@report.command()
@click.argument("edition", required=False)
@archives
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help="Where the receipt goes, as JSON.")  # fmt: skip
@click.option("--anyway", is_flag=True, help="Build with the Python and packages here.")
def verify(edition: str | None, archive: tuple[Path, ...], out: Path | None, anyway: bool):
    """Build an edition again elsewhere, and say whether it is the same."""
    from report.display import show_receipt
    from report.editions.verify import verify

    sys.exit(show_receipt(verify(edition, archive, anyway), out))


@report.command()
@archives
def site(archive: tuple[Path, ...]) -> None:
    """Build one static folder of all editions, the newest at its root."""
    from report.editions.site import make_site
    from report.paths import relative

    click.echo(f"{relative(make_site(archive, click.echo))}/index.html")


@report.command()
def changelog() -> None:
    """Write each edition's section of CHANGELOG.md from its record."""
    from report.editions.changelog import write_changelog
    from report.records.states import list_editions

    for edition in list_editions():
        write_changelog(edition)


@report.command()
@click.argument("before")
@click.argument("after", required=False)
@click.option("--format", "style", default="text", help="How changes are printed.",
              type=click.Choice(["text", "markdown", "json", "csv"]))  # fmt: skip
def diff(before: str, after: str | None, style: str) -> None:
    """Compare two editions, or an edition and the built working tree."""
    from report.records.states import compare_states
    from report.records.telling import render_changes

    click.echo(render_changes(*compare_states(before, after), style))


@report.command()
@click.option("--base", required=True, metavar="REV", help="What the change started from.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Where to; _build/review/page if not given.")  # fmt: skip
def review(base: str, out: Path | None) -> None:
    """Write a page on which statements, numbers and figures a change moves."""
    from report.display import show_review

    show_review(base, out)


@report.command()
def codebook() -> None:
    """Write data/README.md from data/datapackage.json."""
    from report.checks.codebook import write_codebook

    click.echo(f"wrote {write_codebook()}")


@report.command()
def cite() -> None:
    """Write .zenodo.json from CITATION.cff."""
    from report.citation.zenodo import write_deposit

    click.echo(f"wrote {write_deposit().name}")


@report.command()
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Where to.")
@click.option("--check", "old", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              metavar="FILE", help="Look for changes in this archive, and make none.")  # fmt: skip
def archive(out: Path | None, old: Path | None) -> None:
    """Write all that a repository keeps of the book into one zip."""
    from report.display import show_archive, show_findings

    if old:
        from report.archive.zips import find_changes

        sys.exit(show_findings(find_changes(old), "text"))
    show_archive(out)


@report.command()
def shots() -> None:
    """Take pictures of the built book: wide, dark, phone, print."""
    from report.paths import relative
    from report.shots import take_shots

    for path in take_shots():
        click.echo(relative(path))


@report.command()
@click.argument("purpose", type=click.Choice(["book", "test"]))
def system(purpose: str) -> None:
    """Install the system libraries that a command needs, or say how."""
    from report.system import provide

    provide(purpose, click.echo)


def main() -> None:
    """The entry point: a fault is said in words, without a traceback."""
    try:
        report(standalone_mode=False)
    except ReportError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. The last whole book still stands; type it again.", err=True)
        sys.exit(130)
    except OSError as error:
        click.echo(_explain_os_error(error), err=True)
        sys.exit(1)


def _explain_os_error(error: OSError) -> str:
    import errno

    cure = {
        errno.ENOSPC: DISK_FULL,
        errno.EFBIG: DISK_FULL,
        errno.EACCES: "Permission is missing: make the file writable for you.",
        errno.EROFS: "The folder is read-only: work in a copy.",
    }.get(error.errno, "Mend this and type it again.")
    return f"{error.filename or 'a file'}: {error.strerror}. {cure} The last book stands."
