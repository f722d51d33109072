"""A term's definition opens in place, and is a link to the glossary without scripts."""

import re

import pytest
from conftest import ROOT
from docutils.core import publish_doctree
from playwright.sync_api import expect
from test_reader import browser, phone  # noqa: F401

from report.sphinxext.glossary import _make_card, _read_glossary

pytestmark = pytest.mark.browser
OPEN = ".number-card:popover-open"
CHAPTER = "_build/html/chapters/enforcement-dispute.html"
TERM = re.compile(r"\{term\}`(?:[^`<]*<)?([^`>]*)>?`")


@pytest.fixture
def page(built, browser):  # noqa: F811
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    page = context.new_page()
    page.goto((built.root / CHAPTER).as_uri())
    yield page
    context.close()


def test_each_term_of_the_glossary_is_read_with_its_definition():
    tree = publish_doctree("box\n  A thing.\n\n  With a lid.\n")
    (item,) = tree.findall(lambda node: node.tagname == "term")
    item["ids"] = ["term-box"]
    assert dict(_read_glossary(tree)) == {"term-box": ("box", "A thing. With a lid.")}


def test_a_card_shows_signs_as_they_are():
    card = _make_card("term-a", "g.html#term-a", "a<b", "A & B.")
    assert "a&lt;b" in card and "A &amp; B." in card and 'href="g.html#term-a"' in card


def test_a_chapter_marks_a_term_once():
    for path in (ROOT / "chapters").glob("*.ipynb"):
        marked = TERM.findall(path.read_text("utf-8"))
        assert marked and len(marked) == len(set(marked)), path.name


def test_a_definition_opens_by_keyboard_and_escape_gives_the_focus_back(page):
    term = page.locator("a.term-link", has_text="UFLPA")
    term.focus()
    page.keyboard.press("Enter")
    page.locator(OPEN).wait_for()
    assert "US law" in page.locator(OPEN).inner_text()
    page.keyboard.press("Escape")
    page.locator(OPEN).wait_for(state="detached")
    expect(term).to_be_focused()


def test_a_definition_opens_under_the_pointer_and_stays_while_it_is_pointed_at(page):
    page.locator("a.term-link", has_text="UFLPA").hover()
    page.locator(OPEN).wait_for()
    page.locator(OPEN).hover()
    page.wait_for_timeout(500)
    assert page.locator(OPEN).is_visible()
    page.mouse.move(1, 1)
    page.locator(OPEN).wait_for(state="detached")


def test_a_definition_under_the_pointer_closes_on_escape_without_taking_the_focus(page):
    page.locator("a.term-link", has_text="UFLPA").hover()
    page.locator(OPEN).wait_for()
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    page.keyboard.press("Escape")
    page.locator(OPEN).wait_for(state="detached")


def test_a_definition_opens_by_touch_within_the_page(built, phone):  # noqa: F811
    phone.goto((built.root / CHAPTER).as_uri())
    phone.locator("a.term-link").first.tap()
    phone.locator(OPEN).wait_for()
    box = phone.locator(OPEN).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_without_scripts_a_term_leads_to_its_entry(built, browser):  # noqa: F811
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((built.root / CHAPTER).as_uri())
    page.locator("a.term-link", has_text="UFLPA").click()
    assert page.url.endswith("glossary.html#term-UFLPA")
    assert page.locator(":target").inner_text().startswith("UFLPA")
    context.close()
