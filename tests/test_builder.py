"""Pages written side by side: the same bytes as one by one, no warning and no image lost."""

import os
import signal

import pytest
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace

from report.sphinxext.builder import PageBuilder

PIXEL = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
PAGES = [f"page{number}" for number in range(1, 8)]
CONF = """html_theme = "basic"
from report.sphinxext.builder import PageBuilder
def setup(app):
    app.add_builder(PageBuilder, override=True)
"""
INDEX = "Index\n=====\n\n.. toctree::\n\n   " + "\n   ".join(PAGES) + "\n"


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    folder.joinpath("index.rst").write_text(INDEX, "utf-8")
    for page in PAGES:
        # Each points at another, by which they are put together from what all read.
        text = f".. _{page}:\n\n{page}\n=====\n\nSee :ref:`{PAGES[0]}`.\n"
        folder.joinpath(f"{page}.rst").write_text(text, "utf-8")
    return folder


def build(source, jobs: int, ours: bool = True):
    conf = CONF if ours else CONF.splitlines()[0]
    source.joinpath("conf.py").write_text(conf, "utf-8")
    out = source.parent / f"{ours}-{jobs}"
    with docutils_namespace():
        app = Sphinx(
            source, source, out, out / "trees", "html", parallel=jobs, status=None, warning=None
        )
        app.build()
    return out, app


def read(out) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.rglob("*.html"))}


def test_pages_are_the_same_written_side_by_side_one_by_one_and_by_sphinx_itself(source):
    together, alone = read(build(source, 2)[0]), read(build(source, 1)[0])
    assert together.keys() >= {f"{page}.html" for page in [*PAGES, "index"]}
    assert together == alone == read(build(source, 2, ours=False)[0])


def test_an_image_that_another_process_met_is_copied(source):
    source.joinpath("dot.svg").write_text(PIXEL, "utf-8")
    with source.joinpath("page5.rst").open("a", encoding="utf-8") as page:
        page.write("\n.. image:: dot.svg\n")
    out, _ = build(source, 2)
    assert out.joinpath("_images/dot.svg").read_text("utf-8") == PIXEL
    assert "_images/dot.svg" in out.joinpath("page5.html").read_text("utf-8")


def test_a_warning_from_another_process_reaches_the_build(source):
    with source.joinpath("page6.rst").open("a", encoding="utf-8") as page:
        page.write("\nSee :doc:`nowhere`.\n")
    _, app = build(source, 2)
    assert app._warncount == 1
    assert build(source, 1)[1]._warncount == 1


def test_a_fault_in_another_process_ends_the_build(source, monkeypatch):
    write = PageBuilder.write_doc

    def fail(self, page, document):
        if os.getpid() != here:
            raise SphinxError(f"no room for {page}")
        write(self, page, document)

    here = os.getpid()
    monkeypatch.setattr(PageBuilder, "write_doc", fail)
    with pytest.raises(SphinxError, match="no room for"):
        build(source, 2)


def test_a_process_that_is_ended_from_outside_is_told_with_the_cure(source, monkeypatch):
    write, here = PageBuilder.write_doc, os.getpid()

    def end(self, page, document):
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        write(self, page, document)

    monkeypatch.setattr(PageBuilder, "write_doc", end)
    with pytest.raises(SphinxError, match="want of memory. Type the command again"):
        build(source, 2)


def test_one_page_that_changed_is_written_alone(source):
    out, _ = build(source, 2)
    before = {path: path.stat().st_mtime_ns for path in out.glob("page*.html")}
    with source.joinpath("page3.rst").open("a", encoding="utf-8") as page:
        page.write("\nMore.\n")
    build(source, 2)
    changed = {path.name for path, at in before.items() if path.stat().st_mtime_ns != at}
    assert changed == {"page3.html"}
