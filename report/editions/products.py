"""Turns a built folder into the list of what readers get, each file with its hash."""

import platform
from pathlib import Path

from report import paths
from report.book import html_folder, pdf_file
from report.records.seal import hash_file, hash_folder, hash_tree
from report.runs import run_folder

KINDS = ("html", "pdf", "notebooks")
LIST = "products.sha256"


def hash_products(set_name: str = paths.BASELINE, root: Path = paths.ROOT) -> dict[str, str]:
    """The sha256 of each product by its name: `html/...`, `pdf/report.pdf`, `notebooks/...`.

    root: the checkout that was built.
    """
    pages = hash_folder(_there(html_folder(set_name), root))
    found = {f"html/{name}": digest for name, digest in pages.items()}
    pdf = _there(pdf_file(set_name), root)
    if pdf.is_file():
        found["pdf/report.pdf"] = hash_file(pdf)
    for path in sorted(_there(run_folder(set_name), root).glob("*.ipynb")):
        if not path.stem.endswith(".failed"):
            found[f"notebooks/{path.name}"] = hash_file(path)
    return dict(sorted(found.items()))


def locate_product(name: str, set_name: str = paths.BASELINE, root: Path = paths.ROOT) -> Path:
    """Where a product of this name stands in a built checkout."""
    kind, _, rest = name.partition("/")
    if kind == "pdf":
        return _there(pdf_file(set_name), root)
    folder = html_folder(set_name) if kind == "html" else run_folder(set_name)
    return _there(folder, root) / rest


def sum_products(products: dict[str, str]) -> dict[str, str]:
    """One hash a kind, over the names and hashes of its files."""
    return {
        kind: hash_tree({name.partition("/")[2]: digest for name, digest in products.items()
                         if name.startswith(f"{kind}/")})
        for kind in KINDS
    }  # fmt: skip


def write_products(folder: Path, products: dict[str, str]) -> None:
    """Write the hash of each product as `sha256sum` prints it."""
    lines = [f"{digest}  {name}\n" for name, digest in products.items()]
    (folder / LIST).write_text("".join(lines), encoding="utf-8", newline="\n")


def read_products(folder: Path) -> dict[str, str]:
    """The hash of each product by its name, as the folder of an edition has them."""
    lines = (folder / LIST).read_text("utf-8").splitlines()
    pairs = (line.partition("  ") for line in lines)
    return {name: digest for digest, _, name in pairs}


def describe_environment(root: Path = paths.ROOT) -> dict[str, str]:
    """What the products rest on beside the repository's own files."""
    return {
        "python": platform.python_version(),
        "lock": hash_file(root / paths.LOCK.name),
        "system": platform.system(),
        "machine": platform.machine(),
    }


def _there(path: Path, root: Path) -> Path:
    return root / path.relative_to(paths.ROOT)
