"""The built book as a reader has it: from disk, without network, on a phone."""

import pytest
from playwright.sync_api import sync_playwright

from report.system import find_chromium

pytestmark = pytest.mark.browser
# Without these, Chromium itself looks for updates, which is not the book's doing.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
CHAPTERS = ("labor-transfers", "tibet", "enforcement-dispute", "political-responses")


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def phone(browser):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    yield context.new_page()
    context.close()


def pages(built):
    found = sorted((built.root / "_build/html").rglob("*.html"))
    assert len(found) >= 8
    return [path for path in found if path.name not in ("genindex.html", "search.html")]


def test_no_page_asks_anything_of_the_network_or_complains(built, phone):
    asked, said = [], []
    phone.on("request", lambda request: asked.append(request.url))
    phone.on("console", lambda message: said.append(message.text))
    phone.on("pageerror", lambda error: said.append(str(error)))
    for path in pages(built):
        phone.goto(path.as_uri())
    away = [url for url in asked if not url.startswith(("file:", "data:"))]
    assert len(asked) > 20 and away == [] and said == []


def test_a_request_to_elsewhere_would_be_seen(built, phone, tmp_path):
    page, asked = tmp_path / "x.html", []
    page.write_text('<img src="http://127.0.0.1:9/x.png">', "utf-8")
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(page.as_uri())
    assert any(not url.startswith("file:") for url in asked)


@pytest.mark.parametrize("width", [320, 390, 1300])
def test_no_page_scrolls_sideways(built, browser, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for path in pages(built):
        page.goto(path.as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path.name} is {wide} wide at {width}"
    context.close()


def test_each_figure_has_a_finding_a_text_for_who_cannot_see_it_and_its_data(built, phone):
    figures = 0
    for chapter in CHAPTERS:
        phone.goto((built.root / f"_build/html/chapters/{chapter}.html").as_uri())
        for figure in phone.locator("figure.report-figure").all():
            figures += 1
            assert len(figure.locator("svg[role=img]").get_attribute("aria-label")) > 40
            assert figure.locator("figcaption .caption-text").inner_text().strip()
            assert "Sources:" in figure.locator(".source-line").inner_text()
            figure.locator("summary").click()
            assert figure.locator("details tbody tr").first.is_visible()
    assert figures == len(built.figures())


def test_each_link_inside_the_book_leads_to_something(built, phone):
    ids = {}
    for path in pages(built):
        phone.goto(path.as_uri())
        found = phone.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        ids[path.as_uri()] = set(found)
    for path in pages(built):
        phone.goto(path.as_uri())
        links = phone.evaluate("[...document.querySelectorAll('article a')].map(a => a.href)")
        for link in links:
            page, _, anchor = link.partition("#")
            if page in ids and anchor:
                assert anchor in ids[page], f"{path.name}: {link}"


def test_a_chart_answers_to_the_keyboard_and_closes_on_escape(built, phone):
    phone.goto((built.root / "_build/html/chapters/tibet.html").as_uri())
    chart = phone.locator("figure.report-figure > svg").first
    chart.focus()
    phone.keyboard.press("ArrowRight")
    tip = phone.locator(".chart-tip")
    assert tip.is_visible() and any(c.isdigit() for c in tip.inner_text())
    phone.keyboard.press("Escape")
    assert tip.is_hidden()


def test_without_scripts_text_figures_data_and_links_are_all_there(built, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((built.root / "_build/html/chapters/tibet.html").as_uri())
    assert page.locator("figure.report-figure > svg").first.is_visible()
    page.locator("figure.report-figure summary").first.click()
    assert page.locator("details.figure-data table").first.is_visible()
    page.locator("a:has(> .number)").first.click()
    assert "claims.html#claim-" in page.url
    context.close()


def test_scripts_of_many_writing_systems_have_glyphs(built, phone):
    """A missing glyph has the width of the font's empty box for every character."""
    phone.goto((built.root / "_build/html/chapters/methods.html").as_uri())
    text = phone.locator("article").inner_text()
    for sample in ("شىنجاڭ", "བོད", "新疆"):
        assert sample in text
