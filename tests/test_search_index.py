"""The index of the search page holds every page, in the order of the book."""

import json
from types import SimpleNamespace

import pytest

from report.sphinxext import search


@pytest.fixture
def app(tmp_path):
    titles = {name: SimpleNamespace(astext=lambda n=name: n.upper()) for name in ("b", "a", "index")}
    return SimpleNamespace(
        outdir=tmp_path, doctreedir=tmp_path / "trees",
        builder=SimpleNamespace(name="html", get_target_uri=lambda page: f"{page}.html"),
        config=SimpleNamespace(root_doc="index"),
        env=SimpleNamespace(titles=titles, found_docs=set(titles),
                            toctree_includes={"index": ["b", "a"]}),
    )  # fmt: skip


def index(app) -> list:
    search.write_index(app, None)
    text = (app.outdir / search.FILE).read_text("utf-8")
    return json.loads(text.removeprefix("window.reportIndex = ").removesuffix(";\n"))


def keep(app, *pages):
    for page in pages:
        passages = [["x", "Heading", f"Words of {page}, 新疆"]]
        search.keep_passages(app, page, "", {"report_passages": passages}, doctree=True)


def test_pages_stand_in_the_order_of_the_book(app):
    keep(app, "a", "b", "index")
    assert [page for page, *_ in index(app)] == ["index.html", "b.html", "a.html"]
    assert index(app)[0][1:] == ["INDEX", [["x", "Heading", "Words of index, 新疆"]]]


def test_a_page_that_is_not_written_again_keeps_its_words(app):
    keep(app, "a", "b", "index")
    first = index(app)
    keep(app, "a")
    assert index(app) == first


def test_a_failed_build_and_the_single_page_leave_no_index(app):
    keep(app, "a", "b", "index")
    search.write_index(app, ValueError("synthetic"))
    app.builder.name = "singlehtml"
    search.write_index(app, None)
    assert not (app.outdir / search.FILE).exists()
