"""The built book as a reader has it: from disk, without network, on a phone."""

import pytest
from playwright.sync_api import sync_playwright

from report.system import find_chromium

pytestmark = pytest.mark.browser
# Without these, Chromium itself looks for updates, which is not the book's doing.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
# The theme also tells the console what it does; that harms nobody.
FAULTS = ("error", "warning")
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
    phone.on("console", lambda m: said.append(m.text) if m.type in FAULTS else None)
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
            figure.locator(".figure-data summary").click()
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
    page.locator("a.number-link").first.click()
    assert "numbers.html#number-" in page.url
    page.locator(":target a").first.click()
    assert "claims.html#claim-" in page.url
    context.close()


def test_scripts_of_many_writing_systems_have_glyphs(built, phone):
    """A missing glyph has the width of the font's empty box for every character."""
    phone.goto((built.root / "_build/html/chapters/methods.html").as_uri())
    text = phone.locator("article").inner_text()
    for sample in ("شىنجاڭ", "བོད", "新疆"):
        assert sample in text


def number_links(page):
    return page.evaluate(
        "[...document.querySelectorAll('a.number-link')].map(a => a.getAttribute('href'))"
    )


def test_each_number_on_each_page_leads_to_claims_or_sources_with_and_without_scripts(
    built, phone
):
    index = built.root / "_build/html/chapters/numbers.html"
    phone.goto(index.as_uri())
    behind = phone.evaluate(
        "Object.fromEntries([...document.querySelectorAll('[id^=number-]')].map(e => "
        "[e.id, [...e.querySelectorAll('a')].map(a => a.getAttribute('href'))]))"
    )
    walked = 0
    for path in pages(built):
        phone.goto(path.as_uri())
        cards = phone.evaluate(
            "[...document.querySelectorAll('.number-card')].map(e => e.id)"
        )
        for href in number_links(phone):
            key = href.partition("#")[2]
            assert behind[key] or "parameter" in key or is_parameter(built, key), key
            assert f"card-{key.removeprefix('number-')}" in cards, key
            walked += 1
    assert walked > 250 and len(behind) == len(built.numbers())


def is_parameter(built, key):
    return "parameter" in built.numbers()[key.removeprefix("number-")]


def test_a_number_opens_in_place_by_keyboard_and_escape_gives_the_focus_back(built, phone):
    phone.goto((built.root / "_build/html/chapters/tibet.html").as_uri())
    link = phone.locator("a.number-link").first
    link.focus()
    phone.keyboard.press("Enter")
    card = phone.locator(".number-card:popover-open")
    assert card.is_visible()
    for words in ("Who said it", "grade", "To cite:"):
        assert words in card.inner_text()
    box = card.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    phone.keyboard.press("Escape")
    phone.wait_for_function("!document.querySelector('.number-card:popover-open')")
    assert phone.evaluate("document.activeElement.className").startswith("number-link")


def test_the_chain_lies_beside_the_pages_for_programs(built):
    import json

    prov = json.loads((built.root / "_build/html/provenance.json").read_text("utf-8"))
    numbers = {name for name in prov["entity"] if name.startswith("report:number-")}
    assert numbers == {f"report:number-{key}" for key in built.numbers()}
    used = {d["prov:generatedEntity"] for d in prov["wasDerivedFrom"].values()}
    parameters = {n for n in numbers if is_parameter(built, n.removeprefix("report:"))}
    assert numbers - used == parameters


def test_each_figure_can_be_taken_away_as_csv(built):
    folder = built.root / "_build/html/_downloads"
    assert {p.stem for p in folder.glob("*.csv")} == built.figures().keys()
