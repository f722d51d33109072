"""Turns a built folder into the list of what readers get, each file with its hash."""

import platform
from pathlib import Path

from report import paths
from report.book import html_folder, pdf_file
from report.records.seal import hash_file, hash_folder, hash_tree
from report.runs import run_folder

KINDS = ("html", "pdf", "notebooks")


def hash_products(set_name: str = "baseline", root: Path = paths.ROOT) -> dict[str, str]:
    """The sha256 of each product by its name: `html/...`, `pdf/report.pdf`, `notebooks/...`.

    root: the checkout that was built.
    """
    def there(path: Path) -> Path:
        return root / path.relative_to(paths.ROOT)

    pages = hash_folder(there(html_folder(set_name)))
    found = {f"html/{name}": digest for name, digest in pages.items()}
    pdf = there(pdf_file(set_name))
    if pdf.is_file():
        found["pdf/report.pdf"] = hash_file(pdf)
    for path in sorted(there(run_folder(set_name)).glob("*.ipynb")):
        if not path.stem.endswith(".failed"):
            found[f"notebooks/{path.name}"] = hash_file(path)
    return dict(sorted(found.items()))


def sum_products(products: dict[str, str]) -> dict[str, str]:
    """One hash a kind, over the names and hashes of its files."""
    return {
        kind: hash_tree({name.partition("/")[2]: digest for name, digest in products.items()
                         if name.startswith(f"{kind}/")})
        for kind in KINDS
    }  # fmt: skip


def describe_environment(root: Path = paths.ROOT) -> dict[str, str]:
    """What the products rest on beside the repository's own files."""
    return {
        "python": platform.python_version(),
        "lock": hash_file(root / paths.LOCK.name),
        "system": platform.system(),
        "machine": platform.machine(),
    }
