"""Turns the built book into pictures, for people to look at before readers do."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from report import paths
from report.findings import ReportError
from report.system import find_chromium

PAGES = ("index", "chapters/labor-transfers", "chapters/tibet",
         "chapters/enforcement-dispute", "chapters/political-responses",
         "chapters/methods", "chapters/glossary", "chapters/numbers", "chapters/claims",
         "chapters/sources", "chapters/changes", "chapters/cite", "search")  # fmt: skip
# How readers meet a page: width, height, colour scheme, medium.
LOOKS = {
    "wide": (1280, 900, "light", "screen"),
    "dark": (1280, 900, "dark", "screen"),
    "phone": (390, 800, "light", "screen"),
    "print": (800, 1100, "light", "print"),
}
# Enough to read a page of the PDF as a picture of its own.
DOTS_AN_INCH = 70
# Taller pictures cannot be looked at; a longer page is taken in parts.
TALLEST = 3_000


def take_shots(folder: Path = paths.BUILD / "shots") -> Iterator[Path]:
    """Each page in each look from top to bottom, and each page of the PDF; yields paths.

    Raises ReportError where the book is not built.
    """
    from playwright.sync_api import sync_playwright

    if not (paths.HTML / "index.html").is_file():
        raise ReportError("_build/html is not built. Type: make book")
    # Pictures of an earlier, longer book would be taken for this one's.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        for look, (width, height, scheme, medium) in LOOKS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            page = context.new_page()
            page.emulate_media(media=medium, color_scheme=scheme)
            for name in PAGES:
                yield from _take(page, name, folder / f"{Path(name).name}-{look}")
            context.close()
        browser.close()
    if paths.PDF.is_file():
        yield from _take_paper(folder)


def _take_paper(folder: Path) -> Iterator[Path]:
    """Each page of the PDF."""
    if not shutil.which("pdftoppm"):
        raise ReportError("no Poppler. Type: sudo apt-get install -y poppler-utils")
    words = ["pdftoppm", "-r", str(DOTS_AN_INCH), "-png", str(paths.PDF), str(folder / "pdf")]
    subprocess.run(words, check=True, capture_output=True)
    yield from sorted(folder.glob("pdf-*.png"))


def _take(page, name: str, target: Path) -> Iterator[Path]:
    page.goto((paths.HTML / f"{name}.html").as_uri())
    width = page.viewport_size["width"]
    tall = page.evaluate("document.documentElement.scrollHeight")
    for part, top in enumerate(range(0, tall, TALLEST), start=1):
        clip = {"x": 0, "y": top, "width": width, "height": min(tall - top, TALLEST)}
        path = target.with_name(f"{target.name}-{part:02}.png")
        page.screenshot(path=path, full_page=True, clip=clip)
        yield path
