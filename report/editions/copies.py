"""Turns the hash of a published file into its bytes, wherever they are still kept.

A copy is trusted for its hash alone: one that was changed is as good as none.
"""

import zipfile
from collections.abc import Iterable
from pathlib import Path

from report import paths
from report.archive import crate
from report.archive.zips import DAMAGE, hash_bytes
from report.editions.products import locate_product


def find_copy(name: str, digest: str, archives: Iterable[Path] = ()) -> bytes | None:
    """The bytes of a product, from `_build` or an archive; None where none has them."""
    for content in _list_copies(name, archives):
        if hash_bytes(content) == digest:
            return content
    return None


def _list_copies(name: str, archives: Iterable[Path]):
    path = locate_product(name, paths.BASELINE)
    if path.is_file():
        yield path.read_bytes()
    for archive in archives:
        try:
            with zipfile.ZipFile(archive) as file:
                yield file.read(_place_in_archive(name))
        except (KeyError, *DAMAGE):
            continue


def _place_in_archive(name: str) -> str:
    kind, _, rest = name.partition("/")
    return (crate.EXECUTED if kind == "notebooks" else crate.HTML) + rest
