"""Turns the present build into a frozen edition, or into every reason why not."""

import shutil
from pathlib import Path

import yaml

from report import paths
from report.checks import run_checks
from report.editions import git
from report.editions.changelog import check_changelog, write_changelog
from report.editions.products import (
    describe_environment,
    hash_products,
    sum_products,
    write_products,
)
from report.findings import Finding, ReportError, errors
from report.make import find_epoch, find_made
from report.params import load_set
from report.records import write_record
from report.records.seal import seal
from report.records.states import EDITION, list_editions, load_state, order
from report.records.taking import take_record
from report.records.wordings import keep_ids

PLACE = "editions"


def freeze(edition: str) -> Path:
    """Record the present build as an edition; returns its folder.

    Raises ReportError with every reason against it; nothing is then written.
    """
    # 1. Everything that speaks against it, at once.
    if reasons := list(find_reasons(edition)):
        raise ReportError(f"edition {edition} was not frozen:", reasons)
    # 2. Written beside, sealed, then renamed.
    fresh, folder = paths.EDITIONS / f".{edition}.new", paths.EDITIONS / edition
    shutil.rmtree(fresh, ignore_errors=True)
    write_files(edition, fresh)
    seal(fresh, describe_edition(edition))
    fresh.rename(folder)
    # 3. What readers of the changelog see.
    write_changelog(edition)
    return folder


def write_files(name: str, folder: Path) -> None:
    """All that the record of the present build holds, the seal excepted."""
    record = take_record(name=name)
    # An edited sentence keeps the id of the edition before.
    if earlier := list_editions():
        record = keep_ids(record, load_state(earlier[-1]))
    write_record(record, folder)
    write_products(folder, hash_products())


def describe_edition(edition: str) -> dict:
    """What the manifest says beside the hashes of the files."""
    products = hash_products()
    return {
        "edition": edition,
        "commit": git.find_commit(paths.ROOT),
        "tree": git.find_tree(paths.ROOT),
        "parameter_set": paths.BASELINE,
        "as_of": load_set()["as_of"],
        "environment": describe_environment(),
        "source_date_epoch": find_epoch(),
        "products": sum_products(products),
    }


def find_reasons(edition: str):
    """Every reason not to freeze: the id, the repository, the checks, the build."""
    version = str(yaml.safe_load(paths.CITATION.read_text("utf-8"))["version"])
    editions = list_editions()
    if not EDITION.fullmatch(edition):
        yield _say(PLACE, edition, "is no edition's id", "Name it like 2026.1.")
    elif (paths.EDITIONS / edition).exists():
        cure = "An edition never changes; freeze the next one."
        yield _say(f"{PLACE}/{edition}", edition, "is frozen already", cure)
    elif editions and order(edition) < order(editions[-1]):
        cure = "Give it a higher number."
        yield _say(PLACE, edition, f"comes before {editions[-1]}, the newest", cure)
    if EDITION.fullmatch(edition) and version != edition:
        cure = f"Write version: \"{edition}\" there, commit, and build again."
        yield _say("CITATION.cff", version, f"is its version, and not {edition}", cure)
    yield from _find_uncommitted()
    yield from errors(run_checks(further=[check_changelog]))
    if find_made() is None:
        fault = "is not built from the present files"
        yield _say("_build", None, fault, "Type: make book")


def _find_uncommitted():
    if not git.find_commit(paths.ROOT):
        cure = "Freeze in a clone of the repository, with git installed."
        yield _say(".", None, "is no git repository with a commit", cure)
    for name in git.list_uncommitted(paths.ROOT):
        yield _say(name, None, "is not committed", "Commit it, or remove it.")


def _say(file: str, value: str | None, fault: str, cure: str) -> Finding:
    return Finding(file, None, None, value, fault, cure)

