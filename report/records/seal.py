"""Turns a frozen edition into the list of what was changed in it since.

The manifest holds the sha256 of each file of its folder, and a seal over itself: the
sha256 of its own text without the seal.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from report import paths
from report.findings import Finding, ReportError
from report.records.states import EDITION

MANIFEST = "manifest.json"


def hash_file(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_folder(folder: Path) -> dict[str, str]:
    """The sha256 of each file below a folder by its path there, in order."""
    found = [path for path in folder.rglob("*") if path.is_file() or path.is_symlink()]
    names = {path.relative_to(folder).as_posix(): path for path in found}
    return {name: hash_file(names[name]) for name in sorted(names)}


def hash_tree(hashes: dict[str, str]) -> str:
    """One hash over a folder: of the lines that `sha256sum` prints for it."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def seal(folder: Path, facts: dict) -> dict:
    """Write the manifest of a folder: the facts, the hashes of its files, the seal."""
    body = facts | {"files": hash_folder(folder)}
    manifest = body | {"seal": _hash_text(body)}
    (folder / MANIFEST).write_text(_write(manifest), encoding="utf-8", newline="\n")
    return manifest


def read_manifest(folder: Path) -> dict:
    """The manifest of an edition; raises ReportError where it is not as it was sealed."""
    if findings := list(_check_manifest(folder)):
        raise ReportError(f"edition {folder.name} is not as it was sealed:", findings)
    return json.loads((folder / MANIFEST).read_text("utf-8"))


def check_editions(folder: Path | None = None) -> list[Finding]:
    """Every file of every edition that was changed, lost or added since."""
    findings, folder = [], folder or paths.EDITIONS
    for path in sorted(folder.glob("*/")):
        if EDITION.fullmatch(path.name):
            findings += check_edition(path)
        else:
            cure = "Editions are named like 2026.1; move or delete it."
            findings.append(_find(path, "", "is no edition", cure))
    return findings


def check_edition(folder: Path) -> list[Finding]:
    """Every file of one edition that was changed, lost or added since it was sealed."""
    if findings := list(_check_manifest(folder)):
        return findings
    sealed = read_manifest(folder)["files"]
    present = {name: digest for name, digest in hash_folder(folder).items() if name != MANIFEST}
    for name in sorted(sealed.keys() | present.keys()):
        if name not in present:
            findings.append(_find(folder, name, "is missing"))
        elif name not in sealed:
            findings.append(_find(folder, name, "was added", "Move it elsewhere."))
        elif sealed[name] != present[name]:
            findings.append(_find(folder, name, "was changed"))
    return findings


def _check_manifest(folder: Path) -> Iterator[Finding]:
    path = folder / MANIFEST
    if not path.is_file():
        yield _find(folder, MANIFEST, "is missing")
        return
    try:
        text = path.read_bytes().decode("utf-8")
        manifest = json.loads(text)
        body = {name: value for name, value in manifest.items() if name != "seal"}
        whole = text == _write(manifest) and manifest["seal"] == _hash_text(body)
    except (ValueError, KeyError, AttributeError, RecursionError):
        whole = False
    if not whole:
        yield _find(folder, MANIFEST, "was changed")
    elif manifest.get("edition") != folder.name:
        yield _find(folder, MANIFEST, f"is of edition {manifest.get('edition')}")


def _find(folder: Path, name: str, fault: str, cure: str | None = None) -> Finding:
    file = f"{paths.EDITIONS.name}/{folder.name}" + (f"/{name}" if name else "")
    cure = cure or f"A frozen edition never changes; restore it with: git checkout -- {file}"
    return Finding(file, None, None, None, f"{fault} since the edition was sealed", cure)


def _hash_text(body: dict) -> str:
    return hashlib.sha256(_write(body).encode()).hexdigest()


def _write(manifest: dict) -> str:
    return json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
