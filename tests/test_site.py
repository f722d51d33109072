"""The site of editions: every link leads to a file, nothing is shown that was changed."""

import hashlib
from pathlib import Path

import pytest
from dead_links import find_dead_links
from lxml import html
from repositories import FIRST, SECOND

from report.editions import site
from report.editions.banner import remove_banner
from report.findings import ReportError

PAGE = b"<html><head></head><body><main><a href='chapters/one.html'>One</a></main></body></html>"
CHAPTER = b"<html><head></head><body><main><a href='../index.html'>Up</a></main></body></html>"
PAGES = {"index.html": PAGE, "chapters/one.html": CHAPTER, "_static/one.css": b"p {}"}
MANIFESTS = {e: {"edition": e, "as_of": "2026-11-24", "commit": "c" * 40} for e in (FIRST, SECOND)}


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(site, "SITE", tmp_path / "site")
    return tmp_path / "site"


def test_the_newest_stands_at_the_root_and_each_edition_at_its_address(folder):
    newer = PAGES | {"chapters/two.html": CHAPTER}
    site.write_site({FIRST: PAGES, SECOND: newer}, {}, MANIFESTS)
    assert find_dead_links(folder) == []
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert names == {
        *newer, *(f"{FIRST}/{n}" for n in PAGES), *(f"{SECOND}/{n}" for n in newer),
        "editions.css", "editions/index.html",
    }  # fmt: skip
    assert (folder / SECOND / "_static/one.css").read_bytes() == b"p {}"
    assert remove_banner((folder / FIRST / "index.html").read_bytes()) == PAGE


def test_only_superseded_pages_carry_the_notice(folder):
    site.write_site({FIRST: PAGES, SECOND: PAGES}, {}, MANIFESTS)
    noticed = {p.relative_to(folder).as_posix() for p in folder.rglob("*.html")
               if b"Superseded: " in p.read_bytes()}  # fmt: skip
    assert noticed == {f"{FIRST}/index.html", f"{FIRST}/chapters/one.html"}


def test_an_edition_that_cannot_be_had_keeps_its_address_and_says_why(folder):
    reason = "the commit is gone <b>"
    site.write_site({SECOND: PAGES}, {FIRST: reason}, MANIFESTS)
    assert find_dead_links(folder) == []
    told = html.document_fromstring((folder / FIRST / "index.html").read_bytes())
    assert reason in told.xpath("string()")
    listed = (folder / "editions/index.html").read_text("utf-8")
    assert listed.count("could not be had") == 1


def test_where_the_newest_cannot_be_had_the_root_says_that_it_is_superseded(folder):
    site.write_site({FIRST: PAGES}, {SECOND: "gone"}, MANIFESTS)
    root = (folder / "index.html").read_text("utf-8")
    assert f"the newest is {SECOND}. Its pages could not be had" in root
    assert find_dead_links(folder) == []


def test_a_build_that_is_not_frozen_stands_alone_and_is_marked(folder):
    site.write_site({"": PAGES}, {}, {})
    assert find_dead_links(folder) == []
    there = {path.name for path in folder.iterdir()}
    assert there == {"index.html", "chapters", "_static", "editions.css"}
    assert "Not frozen" in (folder / "index.html").read_text("utf-8")


def test_a_page_changed_in_the_build_is_not_shown(tmp_path, monkeypatch):
    kept = tmp_path / "index.html"
    monkeypatch.setattr("report.editions.copies.locate_product", lambda *_: kept)
    recorded = {"html/index.html": hashlib.sha256(PAGE).hexdigest()}
    monkeypatch.setattr(site, "read_products", lambda _: recorded)
    monkeypatch.setattr(site, "check_wants", refuse)
    kept.write_bytes(PAGE)
    assert site.gather_pages(MANIFESTS[FIRST]) == {"index.html": PAGE}
    kept.write_bytes(PAGE.replace(b"One", b"Two"))
    with pytest.raises(ReportError, match="cannot be built again"):
        site.gather_pages(MANIFESTS[FIRST])


def refuse(facts):
    raise ReportError(f"edition {facts['edition']} cannot be built again here:")
