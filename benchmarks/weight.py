"""Turns pages of the book and of a stock Jupyter Book into the bytes that they load.

Both are served by a local host to a Chromium with an empty cache, until the page is
quiet and nobody has touched it. The stock peer is Jupyter Book with its own theme on
the same executed chapters and without this project's extension, so that its numbers
lack all that leads to their sources. What its pages ask of other hosts cannot be
fetched here and is counted in requests only; that favours the peer.

Usage: .venv/bin/python benchmarks/weight.py [--peer FOLDER], after `make book`
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import click
import host
from playwright.sync_api import sync_playwright

from report import paths
from report.system import find_chromium
from trees import WORK

PAGES = ("index", *(f"chapters/{name}" for name in (
    "labor-transfers", "tibet", "enforcement-dispute", "political-responses")))  # fmt: skip
CONFIG = """
title: Labour transfers and the import ban
author: contributors
only_build_toc_files: true
execute: {execute_notebooks: "off"}
bibtex_bibfiles: [references.bib]
parse: {myst_enable_extensions: [colon_fence, dollarmath, substitution]}
"""


@dataclass
class Load:
    """What one page loads: bytes as stored and as sent, and requests to other hosts."""

    stored: int = 0
    sent: int = 0
    away: set = field(default_factory=set)


@click.command()
@click.option("--peer", type=click.Path(path_type=Path), default=WORK / "stock",
              help="An environment with the stock install; see benchmarks/book.py.")  # fmt: skip
def main(peer: Path) -> None:
    """Weigh the front page and each chapter, ours and the stock peer's."""
    ours, stock = paths.HTML, build_stock(peer)
    print("| page | this project, gzip | stock, gzip | ratio | as stored, ratio "
          "| stock asks elsewhere |\n| --- | --: | --: | --: | --: | --: |")  # fmt: skip
    for name in PAGES:
        mine, theirs = weigh(ours, name), weigh(stock, name)
        if mine.away:
            raise SystemExit(f"{name} asks elsewhere: {sorted(mine.away)}")
        print(f"| {Path(name).name} | {mine.sent / 1000:,.0f} kB | {theirs.sent / 1000:,.0f} kB "
              f"| {mine.sent / theirs.sent:.2f} | {mine.stored / theirs.stored:.2f} "
              f"| {len(theirs.away)} requests |")  # fmt: skip


def weigh(folder: Path, name: str) -> Load:
    """What Chromium loads for a page before anybody touches it."""
    load, server = Load(), host.serve(folder)
    home = f"http://127.0.0.1:{server.server_port}/"

    def count(request) -> None:
        if not request.url.startswith(home):
            load.away |= set() if request.url.startswith("data:") else {request.url}
            return
        path = folder / request.url.removeprefix(home).partition("?")[0]
        load.stored += path.stat().st_size if path.is_file() else 0
        load.sent += len(host.pack(path))

    with sync_playwright() as playwright:
        words = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=words)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("request", count)
        page.goto(f"{home}{name}.html", wait_until="networkidle")
        browser.close()
    server.shutdown()
    return load


def build_stock(peer: Path) -> Path:
    """The stock book from the same executed chapters; hands back its pages."""
    root = WORK / "weight"
    shutil.rmtree(root, ignore_errors=True)
    (root / "chapters").mkdir(parents=True)
    for name in ("_toc.yml", "index.md", "references.bib"):
        shutil.copy(paths.ROOT / name, root)
    runs = (paths.RUNS / paths.BASELINE).glob("*.ipynb")
    for path in [*paths.CHAPTERS.glob("*.md"), *runs]:
        shutil.copy(path, root / "chapters")
    (root / "_config.yml").write_text(CONFIG, "utf-8")
    words = [peer / "bin" / "jupyter-book", "build", "."]
    # The stock environment may hold the package as it was when it was made.
    done = subprocess.run(
        words, cwd=root, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(paths.ROOT)},
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"the stock book failed:\n{done.stdout[-800:]}{done.stderr[-2000:]}")
    return root / "_build" / "html"


if __name__ == "__main__":
    sys.exit(main())
