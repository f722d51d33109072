"""Turns an edition, or the present build, into a proof: built again, it is the same."""

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from report import paths
from report.archive import RECEIPT, gather_sources
from report.editions import git
from report.editions.copies import find_copy
from report.editions.freeze import describe_edition, write_files
from report.editions.products import describe_environment, locate_product
from report.editions.rebuild import compare_lock, find_wants, rebuild, record_folder
from report.editions.receipt import make_receipt, write_receipt
from report.findings import MisuseError, ReportError, did_you_mean
from report.make import find_made
from report.records.seal import check_edition, read_manifest
from report.records.states import list_editions


def verify(
    edition: str | None = None, archives: Iterable[Path] = (), anyway: bool = False
) -> dict:
    """The receipt of an edition: by default the newest, or where none is frozen the
    present build.

    archives: where published files may be had that are no longer in `_build`.
    anyway: build with the Python and the packages that are here.
    Raises ReportError that names each file changed since the edition was sealed, or
    all that a new build would need and that is not here.
    """
    editions = list_editions()
    if edition is None and not editions:
        return _verify_tree()
    edition = edition or editions[-1]
    if edition not in editions:
        known = f"Known: {', '.join(editions) or 'none is frozen yet'}."
        guess = did_you_mean(edition, editions)
        raise MisuseError(f"there is no edition {edition!r}. {guess}{known}")
    # 1. The seal.
    facts = read_sealed(edition)
    # 2. What it takes.
    check_wants(facts, anyway)
    # 3. The same again, elsewhere.
    with rebuild(edition, unpack_edition(facts)) as root:
        return _compare(facts, paths.EDITIONS / edition, root, archives)


def read_sealed(edition: str) -> dict:
    """An edition's manifest; raises ReportError with each file changed since its seal."""
    folder = paths.EDITIONS / edition
    if findings := check_edition(folder):
        raise ReportError(f"edition {edition} is not as it was sealed:", findings)
    return read_manifest(folder)


def check_wants(facts: dict, anyway: bool = False) -> None:
    """Raise ReportError with all that building an edition again would need."""
    wants = list(find_wants(facts))
    if anyway:
        wants = [want for want in wants if want.value == facts["commit"]]
    if wants:
        raise ReportError(f"edition {facts['edition']} cannot be built again here:", wants)


def unpack_edition(facts: dict) -> Callable[[Path], None]:
    """What puts the files of an edition's commit into a folder."""
    commit = git.find_commit_of(paths.ROOT, facts["commit"], facts["tree"])
    return lambda root: git.unpack(paths.ROOT, commit, root)


def keep_receipt(receipt: dict, out: Path | None = None) -> Path:
    """Write a receipt, by default where `report archive` takes it from."""
    path = out or paths.BUILD / "verify" / RECEIPT
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(write_receipt(receipt), encoding="utf-8", newline="\n")
    fresh.replace(path)
    return path


def _verify_tree() -> dict:
    if find_made(paths.BASELINE) is None:
        raise ReportError("the book is not built from the present files. Type: make book")
    facts = describe_edition("") | {"edition": None}
    if git.list_uncommitted(paths.ROOT):
        facts |= {"commit": None, "tree": None}
    with tempfile.TemporaryDirectory(prefix="report-") as place:
        recorded = Path(place)
        write_files("the working tree", recorded)
        with rebuild("the working tree", _unpack_tree) as root:
            return _compare(facts, recorded, root, ())


def _unpack_tree(root: Path) -> None:
    for name, content in gather_sources().items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _compare(facts: dict, recorded: Path, root: Path, archives: Iterable[Path]) -> dict:
    lock = (root / paths.LOCK.name).read_text("utf-8")
    packages = [f"{pin} is wanted, {here} installed" for pin, here in compare_lock(lock)]
    here = describe_environment(root) | ({"packages": packages} if packages else {})
    return make_receipt(
        facts, here, recorded, record_folder(root),
        lambda name, digest: find_copy(name, digest, archives),
        lambda name, _: locate_product(name, paths.BASELINE, root).read_bytes(),
    )  # fmt: skip
