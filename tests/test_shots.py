"""Pictures of the book for people to look at: each page in each look, and on paper."""

import pytest
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
def test_a_page_is_taken_in_every_look_and_the_pdf_page_by_page(book, tmp_path):
    old = tmp_path / "pdf-999.png"
    old.touch()
    taken = [path.name for path in shots.take_shots(tmp_path)]
    pages = len(PdfReader(paths.PDF).pages)
    assert taken[:4] == [f"glossary-{look}.png" for look in shots.LOOKS]
    assert len(taken) == 4 + pages and all((tmp_path / name).stat().st_size for name in taken)
    assert not old.exists()


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
