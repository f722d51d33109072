"""Turns files into a zip that is the same wherever it is made, and finds each change of it.

Nothing is compressed and no clock is read, so that the same contents give the same
bytes on every machine, and an archive can be compared with its own contents packed
anew. A manifest holds the sha256 of every file.
"""

import io
import struct
import zipfile
from pathlib import Path

from report.findings import Finding
from report.runs.keys import hash_bytes

MANIFEST = "manifest-sha256.txt"
# The first moment that a zip can name.
MOMENT = (1980, 1, 1, 0, 0, 0)
READABLE, FOLDER = 0o100644 << 16, (0o40755 << 16) | 0x10
UNIX = 3
# What reading a damaged zip may raise.
DAMAGE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, ValueError,
    EOFError, OSError, struct.error,
)  # fmt: skip
CURE = "Fetch the archive again, or make it anew."


def pack(files: dict[str, bytes]) -> bytes:
    """The bytes of a zip of files and their manifest; files: path -> content."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        held = files | {MANIFEST: write_manifest(files)} | dict.fromkeys(_list_folders(files), b"")
        for name, content in sorted(held.items()):
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.create_system = UNIX
            entry.external_attr = FOLDER if entry.is_dir() else READABLE
            archive.writestr(entry, content)
    return packed.getvalue()


def _list_folders(files: dict[str, bytes]) -> set[str]:
    """The folders at the top: a description of one wants to find it."""
    return {f"{name.partition('/')[0]}/" for name in files if "/" in name}


def write_manifest(files: dict[str, bytes]) -> bytes:
    """A line a file, as `sha256sum --check` reads them."""
    lines = (f"{hash_bytes(content)}  {name}\n" for name, content in sorted(files.items()))
    return "".join(lines).encode()


def find_changes(path: Path) -> list[Finding]:
    """Each file of an archive that is not what its manifest says, and any other change.

    One that was packed anew with a manifest to match is only seen through the sum
    beside it, `<name>.sha256`, or one kept elsewhere.
    """
    content = path.read_bytes()
    # 1. The whole, where a sum stands beside it.
    findings = list(_check_sum(path, content))
    # 2. Each file.
    try:
        files, broken = _read(content)
    except DAMAGE as error:
        return [*findings, _finding(path.name, f"cannot be opened as a zip ({error})")]
    findings += [_finding(name, "is damaged, or packed in another way") for name in broken]
    findings += _compare_with_manifest(files, broken)
    # 3. What holds the files together.
    if not findings:
        findings += _compare_with_new(path.name, content, files)
    return findings


def _check_sum(path: Path, content: bytes):
    beside = path.with_name(f"{path.name}.sha256")
    if beside.is_file() and beside.read_text("utf-8", "replace").split()[:1] != [
        hash_bytes(content)
    ]:
        yield _finding(path.name, f"is not what {beside.name} says")


def _read(content: bytes) -> tuple[dict[str, bytes], list[str]]:
    """The files of a zip, and the names of those that cannot be read."""
    files, broken = {}, []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if entry.is_dir() and not entry.file_size:
                continue
            try:
                # Decompressing what nobody compressed fails in many ways.
                if entry.compress_type == zipfile.ZIP_STORED:
                    files[entry.filename] = archive.read(entry)
            except DAMAGE:
                pass
            if entry.filename not in files:
                broken.append(entry.filename)
    return files, broken


def _compare_with_manifest(files: dict[str, bytes], broken: list[str]):
    if MANIFEST not in files:
        if MANIFEST not in broken:
            yield _finding(MANIFEST, "is missing")
        return
    sums = {}
    for row, line in enumerate(files[MANIFEST].decode("utf-8", "replace").splitlines(), 1):
        total, _, name = line.partition("  ")
        if not name or len(total) != 64:
            yield _finding(MANIFEST, "has a line that is no sum and name", row)
        sums[name] = total
    for name in sorted((files.keys() | sums.keys()) - {MANIFEST, *broken}):
        if name not in files:
            yield _finding(name, "is in the manifest and not in the archive")
        elif name not in sums:
            yield _finding(name, "is in the archive and not in the manifest")
        elif hash_bytes(files[name]) != sums[name]:
            yield _finding(name, "is not what the manifest says")


def _compare_with_new(archive: str, content: bytes, files: dict[str, bytes]):
    """The same files packed anew give the same bytes, unless the frame was changed."""
    named = {name: held for name, held in files.items() if name != MANIFEST}
    at = find_first_byte(content, pack(named))
    if at is not None:
        yield _finding(archive, f"was changed at byte {at}, outside the content of its files")


def find_first_byte(old: bytes, new: bytes) -> int | None:
    """The place of the first byte that differs, from 0; None where none does."""
    if old == new:
        return None
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))


def _finding(file: str, fault: str, row: int | None = None) -> Finding:
    return Finding(file, row, None, None, fault, CURE)
