"""Turns executed notebooks into the HTML book and the single page behind the PDF.

Jupyter Book does the building, with execution off, from a staged copy in which
the chapters are the executed ones. Only a whole new book replaces the last one.
"""

import contextlib
import gc
import hashlib
import importlib
import io
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from report import params, paths
from report.findings import ReportError
from report.runs import Run
from report.runs.keys import find_modules

# Copied into the stage beside the executed chapters.
BOOK_FILES = ("_config.yml", "_toc.yml", "index.md", "references.bib")

# Sphinx's own notes, of no use to a reader.
NOT_PUBLISHED = (
    ".buildinfo", ".buildinfo.bak", "objects.inv", "reports", "*macros.html", "*.map"
)

# What the book's own pages add to Jupyter Book's extensions.
OURS = ("report.sphinxext", "sphinxcontrib.bibtex")

# Twice the cores: one page is written while the next is put together.
JOBS = 2 * (os.cpu_count() or 1)


class BookError(ReportError):
    """Jupyter Book refused, or warned: a reader would meet the fault."""


@dataclass(frozen=True)
class Product:
    """One thing that readers get."""

    path: Path
    pages: int


def build_html(
    set_name: str, runs: list[Run], on_page: Callable = lambda: None, pdf: bool = False
) -> Product:
    """The HTML book of a parameter set, in the work folder.

    `pdf` says that a PDF will stand beside it, to which the front page links.
    """
    stage_book(set_name, runs)
    built = _build("html", set_name, on_page, pdf)
    return Product(built / "index.html", len(list(built.rglob("*.html"))))


def build_single_page(set_name: str, on_page: Callable = lambda: None) -> Path:
    """The whole book as one HTML page, from which the PDF is made."""
    return _build("singlehtml", set_name, on_page, pdf=True) / "index.html"


def stage_book(set_name: str, runs: list[Run]) -> Path:
    """Copy what changed, so that Sphinx reads only that again."""
    stage = work_folder(set_name) / "stage"
    wanted = {stage / name: (paths.ROOT / name) for name in BOOK_FILES}
    wanted |= {stage / "chapters" / p.name: p for p in paths.CHAPTERS.glob("*.md")}
    wanted |= {stage / "chapters" / f"{run.chapter}.ipynb": run.path for run in runs}
    for target, source in wanted.items():
        if not source.is_file():
            raise BookError(f"{paths.relative(source)} is missing. {_say_cure(source)}")
        content = source.read_bytes()
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    for path in stage.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()
    return stage


def _say_cure(missing: Path) -> str:
    if missing.is_relative_to(paths.BUILD):
        return "Type the command again."
    return f"Restore it with: git checkout -- {paths.relative(missing)}"


def work_folder(set_name: str) -> Path:
    """Where a parameter set's book is made, out of readers' sight."""
    return paths.BUILD / "book" / Path(set_name).stem


def html_folder(set_name: str) -> Path:
    """Where readers find it: the baseline in `_build/html`, others beside it."""
    name = Path(set_name).stem
    return paths.HTML if name == paths.BASELINE else paths.BUILD / "sets" / name / "html"


def pdf_file(set_name: str) -> Path:
    """Where readers find the PDF of a parameter set."""
    name = Path(set_name).stem
    return paths.PDF if name == paths.BASELINE else paths.BUILD / "sets" / name / "report.pdf"


def work_pdf(set_name: str) -> Path:
    """Where the PDF is made before it is published."""
    return work_folder(set_name) / "report.pdf"


def publish(set_name: str, built: list[Product]) -> list[Product]:
    """Move whole products to where readers find them; nothing half-made gets there.

    built: the HTML product and, where one was made, the PDF product.
    """
    html, *pdf = built
    target = html_folder(set_name)
    fresh = _copy_beside(html.path.parent, target)
    for product in pdf:
        file = pdf_file(set_name)
        file.parent.mkdir(parents=True, exist_ok=True)
        # The pages link to it, wherever the folder is carried.
        shutil.copyfile(product.path, fresh / "report.pdf")
        shutil.copyfile(product.path, file.with_suffix(".new"))
    swap_folder(fresh, target)
    published = [Product(target / "index.html", html.pages)]
    for product in pdf:
        pdf_file(set_name).with_suffix(".new").replace(pdf_file(set_name))
        published.append(Product(pdf_file(set_name), product.pages))
    return published


def load_builder() -> None:
    """Import what builds pages, at a time when nothing else is to be done."""
    from jupyter_book.config import get_default_sphinx_config

    for name in ("jupyter_book.sphinx", *get_default_sphinx_config()["extensions"], *OURS):
        importlib.import_module(name)
    _hash_extension()  # reads what each module imports, and remembers it


@contextlib.contextmanager
def collector_off():
    """A book is one great web of nodes and boxes that live to the end: looking for cycles
    in it costs a sixth of a build, and a second once it is made, so neither is done."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Before it is on again: what is left of the build ends with the process.
        gc.freeze()
        if was_on:
            gc.enable()


def _build(builder: str, set_name: str, on_page: Callable, pdf: bool) -> Path:
    from jupyter_book.sphinx import build_sphinx

    work = work_folder(set_name)
    output = work / builder
    _drop_old_program(work / f"{builder}.program", output)
    status, warnings = _Status(on_page), io.StringIO()
    with (
        contextlib.redirect_stdout(status),
        contextlib.redirect_stderr(warnings),
        collector_off(),
    ):
        result = build_sphinx(
            str(work / "stage"),
            str(output),
            noconfig=True,
            path_config=str(work / "stage" / "_config.yml"),
            confoverrides=_overrides(set_name)
            | {"report_print": builder == "singlehtml", "report_pdf": pdf},
            doctreedir=str(work / "doctrees"),
            builder=builder,
            warningiserror=True,
            keep_going=True,
            jobs=JOBS,
        )
    if isinstance(result, OSError | KeyboardInterrupt):
        raise result  # a full disk or a stopped build is no fault of the book
    if result != 0:
        raise BookError(_explain(result, warnings.getvalue(), work / "stage"))
    return output


def _drop_old_program(mark: Path, output: Path) -> None:
    """Pages are made anew where the program that writes them is another; a file that
    only the old one wrote would otherwise stay and be published."""
    program = _hash_extension()
    if output.exists() and (not mark.is_file() or mark.read_text("utf-8") != program):
        shutil.rmtree(output)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(program, encoding="utf-8")


def _overrides(set_name: str) -> dict:
    """What differs from a plain build: nothing runs, and no clock is read."""
    values = params.load_set(set_name)
    return {
        "latex_individualpages": False,
        "nb_execution_mode": "off",
        "html_last_updated_fmt": None,
        "report_program": _hash_extension(),
        "report_set": Path(set_name).stem,
        "report_as_of": values["as_of"],
    }


def _hash_extension() -> str:
    """Sphinx keeps pages and style sheets as long as their sources stay the same,
    and knows nothing of the program that wrote them, nor of what that imports."""
    own = (paths.PACKAGE / "sphinxext").rglob("*")
    files = {p for p in own if p.is_file() and "__pycache__" not in p.parts}
    files.update(find_modules("import report.sphinxext").values())
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _explain(result, log: str, stage: Path) -> str:
    # What follows is Sphinx's advice to report a bug of its own.
    lines = log.split("The full traceback has been saved")[0].splitlines()
    lines = [line.replace(str(stage) + "/", "") for line in lines if line.strip()]
    cause = "" if isinstance(result, int) else f"{type(result).__name__}: {result}\n"
    return f"the book was not built; the last one stands.\n{cause}" + "\n".join(lines)


class _Status(io.StringIO):
    """Sphinx's progress lines, each of which moves the bar."""

    def __init__(self, tick):
        super().__init__()
        self._tick = tick

    def write(self, text: str) -> int:
        if "%]" in text:
            self._tick()
        return len(text)


def _copy_beside(built: Path, target: Path) -> Path:
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(built, fresh, ignore=shutil.ignore_patterns(*NOT_PUBLISHED))
    return fresh


def swap_folder(fresh: Path, target: Path) -> None:
    """Readers see the old folder or the new one, never a mixture."""
    old = target.with_name("." + target.name)
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def read_products(set_name: str) -> dict:
    """What the last whole build left: its key and its products, or nothing."""
    try:
        return json.loads((work_folder(set_name) / "built.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def write_products(set_name: str, key: str, products: list[Product]) -> None:
    """Remember what was built from which inputs."""
    rows = [{"path": paths.relative(p.path), "pages": p.pages} for p in products]
    text = json.dumps({"key": key, "products": rows}, indent=2)
    (work_folder(set_name) / "built.json").write_text(text + "\n", encoding="utf-8")
