"""papermill, Jupyter Book and Jupyter alone give the same numbers as the command."""

import json
import sys
from pathlib import Path

import pytest
from conftest import Tree
from lxml import html

pytestmark = pytest.mark.book
BIN = Path(sys.executable).parent
MIME = "application/vnd.report.number+json"


def numbers(path: Path) -> dict:
    outputs = [
        output.get("data", {})
        for cell in json.loads(path.read_text("utf-8"))["cells"]
        for output in cell.get("outputs", [])
    ]
    return {data[MIME]["key"]: data[MIME] for data in outputs if MIME in data}


def of_chapter(built: Tree, chapter: str) -> dict:
    return numbers(built.root / "_build/runs/baseline" / f"{chapter}.ipynb")


@pytest.mark.parametrize("chapter", ["tibet", "enforcement-dispute"])
def test_papermill_alone_gives_the_same_numbers(built, tree, tmp_path, chapter):
    out = tmp_path / "out.ipynb"
    tree.python(
        str(BIN / "papermill"), f"chapters/{chapter}.ipynb", str(out),
        "-f", "params/baseline.yml", "-k", "python3", check=0,
    )  # fmt: skip
    assert numbers(out) == of_chapter(built, chapter)


def test_run_all_in_jupyter_gives_the_same_numbers(built, tree):
    tree.python(str(BIN / "jupyter"), "execute", "--inplace",
                "chapters/tibet.ipynb", check=0)  # fmt: skip
    assert numbers(tree.root / "chapters/tibet.ipynb") == of_chapter(built, "tibet")


def sentences(tree: Tree, page: str) -> list[str]:
    document = html.parse(str(tree.root / "_build/html" / f"{page}.html"))
    texts = [" ".join(p.text_content().split()) for p in document.iterfind(".//article//p")]
    # Only the full build has a PDF to point to.
    return [text.replace(" The book as PDF.", "") for text in texts]


def test_jupyter_book_alone_builds_the_same_sentences(built, tree):
    words = ("build", "-W", "--keep-going", ".")
    tree.python(str(BIN / "jupyter-book"), *words, check=0)
    chapters = [f"chapters/{path.stem}" for path in built.root.glob("chapters/*.ipynb")]
    for page in ("index", *chapters):
        assert sentences(built, page), page
        assert sentences(tree, page) == sentences(built, page), page
