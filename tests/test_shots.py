"""Pictures of the book for people to look at: each page in each look, and on paper."""

import pytest
from PIL import Image
from pypdf import PdfReader

from report import paths, shots
from report.findings import ReportError


@pytest.fixture
def book(built, monkeypatch):
    """The real book, of which one page is taken."""
    monkeypatch.setattr(paths, "HTML", built.root / "_build/html")
    monkeypatch.setattr(paths, "PDF", built.root / "_build/pdf/report.pdf")
    monkeypatch.setattr(shots, "PAGES", ("chapters/glossary",))
    return built


@pytest.mark.book
@pytest.mark.browser
def test_a_page_is_taken_whole_in_every_look_and_the_pdf_page_by_page(book, tmp_path):
    old = tmp_path / "glossary-wide-99.png"
    old.touch()
    taken = list(shots.take_shots(tmp_path))
    pages = len(PdfReader(paths.PDF).pages)
    assert [path.stem for path in taken[-pages:]] == [f"pdf-{n:03}" for n in range(1, pages + 1)]
    looks = [path.stem.rpartition("-")[0] for path in taken[:-pages]]
    assert list(dict.fromkeys(looks)) == [f"glossary-{look}" for look in shots.LOOKS]
    # The column of a phone is long: its parts follow each other and leave nothing out.
    sizes = [Image.open(path).size for path in taken if path.stem.startswith("glossary-phone")]
    assert {width for width, _ in sizes} == {390} and sizes[0][1] == shots.TALLEST
    assert 0 < sizes[-1][1] < shots.TALLEST and len(sizes) == 2
    assert not old.exists()


@pytest.mark.book
def test_no_page_of_the_book_is_left_out(built):
    html = built.root / "_build/html"
    every = {p.relative_to(html).with_suffix("").as_posix() for p in html.rglob("*.html")}
    assert set(shots.PAGES) == every


def test_without_a_book_the_cure_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "HTML", tmp_path)
    with pytest.raises(ReportError, match="Type: make book"):
        next(shots.take_shots(tmp_path))


@pytest.mark.book
@pytest.mark.browser
def test_without_poppler_the_command_to_type_is_said(book, tmp_path, monkeypatch):
    monkeypatch.setattr(shots.shutil, "which", lambda name: None)
    with pytest.raises(ReportError, match="apt-get install -y poppler-utils"):
        list(shots._take_paper(tmp_path))
