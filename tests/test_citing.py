"""Citing in a browser: copying by keyboard, without scripts, under a strict policy."""

import pytest
from playwright.sync_api import expect
from test_heads import BARE, REGISTER
from test_reader import browser  # noqa: F401

from report.citation.heads import write_head

pytestmark = pytest.mark.browser
POLICY = "default-src 'none'; script-src 'self'"
PAGE = "_build/html/chapters/cite.html"


@pytest.fixture
def page(browser):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def test_a_citation_is_copied_from_disk_with_the_keyboard_alone(built, page):
    page.goto((built.root / PAGE).as_uri())
    block = page.locator(".cite-block").first
    button = block.locator(".cite-copy").first
    page.locator("article h1").click()
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("e => e === document.activeElement"):
            break
    assert button.evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    expect(page.locator(".cite-copy").first).not_to_have_text("Copy")
    assert button.inner_text() == "Copied"
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == block.locator(".cite-text").first.inner_text() and "edition" in copied


def test_where_the_clipboard_is_closed_the_text_is_copied_or_selected(built, page):
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto((built.root / PAGE).as_uri())
    page.locator(".cite-copy").first.click()
    expect(page.locator(".cite-copy").first).not_to_have_text("Copy")
    selected = page.evaluate("getSelection().toString().trim()")
    assert selected == page.locator(".cite-text").first.inner_text()


def test_without_scripts_the_texts_and_files_are_there_and_no_button_that_does_nothing(
    built, browser
):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((built.root / PAGE).as_uri())
    assert page.locator(".cite-text").first.is_visible()
    assert page.locator(".cite-files a").first.is_visible()
    assert page.locator(".cite-copy").count() == 0
    context.close()


def test_a_number_s_card_ends_with_its_citation_and_a_button(built, page):
    page.goto((built.root / "_build/html/chapters/tibet.html").as_uri())
    page.locator("a.number-link").first.click()
    card = page.locator(".number-card:popover-open")
    assert "edition" in card.locator(".cite-text").inner_text()
    card.locator(".cite-copy").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Contributors, “Number ")


def violations(page, tmp_path, more: str) -> list[str]:
    said = []
    page.on("console", lambda message: said.append(message.text))
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html><html><head>{policy}{more}</head></html>", "utf-8")
    page.goto(path.as_uri())
    return [text for text in said if "Content Security Policy" in text]


def test_a_strict_policy_lets_the_description_stand_since_it_is_no_script(page, tmp_path):
    assert violations(page, tmp_path, write_head(BARE, REGISTER)) == []
    found = page.evaluate(
        "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)"
    )
    assert found["@type"] == "Chapter"


def test_the_same_policy_would_refuse_a_script(page, tmp_path):
    assert violations(page, tmp_path, "<script>1</script>")
