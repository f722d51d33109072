"""Turns files and folders into SWHIDs, the permanent names of Software Heritage.

A name is the hash that git itself gives to the content (ISO/IEC 18670), so that
anybody who has the content can check the name, and the name finds the content.
"""

import hashlib
from pathlib import Path

FILE_MODE, FOLDER_MODE = b"100644", b"40000"


def name_file(content: bytes) -> str:
    """The SWHID of a content: swh:1:cnt:..."""
    return f"swh:1:cnt:{_hash('blob', content).hex()}"


def name_folder(files: dict[str, bytes]) -> str:
    """The SWHID of a folder: swh:1:dir:...

    files: path inside the folder, with slashes -> content. No file is executable.
    """
    return f"swh:1:dir:{_hash_tree(files).hex()}"


def read_folder(folder: Path, leave_out: tuple[str, ...] = ()) -> dict[str, bytes]:
    """The files under a folder by their path in it, hidden ones and caches left out.

    leave_out: names of folders that are not read.
    """
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith((".", "__pycache__")) for part in parts)
        if not hidden and parts[0] not in leave_out:
            found["/".join(parts)] = path.read_bytes()
    return found


def _hash_tree(files: dict[str, bytes]) -> bytes:
    entries, below = [], {}
    for path, content in files.items():
        name, _, rest = path.partition("/")
        if rest:
            below.setdefault(name, {})[rest] = content
        else:
            entries.append((name.encode(), FILE_MODE, name.encode(), _hash("blob", content)))
    for name, inside in below.items():
        # git sorts a folder as if its name ended in a slash.
        order = f"{name}/".encode()
        entries.append((order, FOLDER_MODE, name.encode(), _hash_tree(inside)))
    lines = (b"%s %s\0%s" % (mode, name, digest) for _, mode, name, digest in sorted(entries))
    return _hash("tree", b"".join(lines))


def _hash(kind: str, content: bytes) -> bytes:
    head = f"{kind} {len(content)}\0".encode()
    return hashlib.sha1(head + content, usedforsecurity=False).digest()
