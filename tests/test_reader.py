"""The built book as a reader has it: from disk or a host, without network, on a phone."""

import functools
import http.server
import re
import threading

import pytest
from playwright.sync_api import expect, sync_playwright

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
    return found


@pytest.fixture(scope="module")
def host(built):
    """The book in a subfolder of a host of its own; hands back its address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_words): ...

    serve = functools.partial(Quiet, directory=str(built.root / "_build"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/html/"
    server.shutdown()


class Witness:
    """Remembers what a page asks for and what its console says."""

    def __init__(self, page):
        self.asked, self.said = [], []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def _hear(self, message):
        if message.type in FAULTS:
            self.said.append(message.text)

    def away(self, home: str) -> list[str]:
        return [url for url in self.asked if not url.startswith((home, "data:"))]


def use(page) -> None:
    """Wake everything on a page that waits to be asked."""
    for chosen in ("a.number-link", "figure.report-figure .drawing > svg", "p > .headerlink"):
        if page.locator(chosen).count():
            page.locator(chosen).first.focus()
            page.keyboard.press("Enter")
            page.keyboard.press("Escape")


@pytest.mark.parametrize("place", ["disk", "host"])
def test_no_page_asks_anything_elsewhere_or_complains_or_breaks_its_policy(
    built, phone, host, place
):
    folder = built.root / "_build/html"
    home = f"{folder.as_uri()}/" if place == "disk" else host
    witness = Witness(phone)
    for path in pages(built):
        phone.goto(home + path.relative_to(folder).as_posix(), wait_until="load")
        assert "default-src 'none'" in phone.evaluate(
            "document.querySelector('meta[http-equiv=Content-Security-Policy]').content"
        )
        use(phone)
    assert len(witness.asked) > 20 and witness.away(home) == [] and witness.said == []


def test_what_a_page_must_not_hold_would_be_refused_and_seen(built, phone, tmp_path):
    page, witness = tmp_path / "x.html", Witness(phone)
    text = (built.root / "_build/html/index.html").read_text("utf-8")
    bad = '<p style="color: red">x</p><script>document.title = "run"</script>'
    page.write_text(text.replace("</main>", f"{bad}</main>"), "utf-8")
    phone.goto(page.as_uri())
    assert phone.title() != "run"
    assert sum("Content Security Policy" in words for words in witness.said) >= 2


def test_no_page_holds_a_script_or_style_of_its_own(built):
    for path in pages(built):
        text = path.read_text("utf-8")
        scripts = re.findall(r"<script\b[^>]*>(?=[^<])", text)
        assert [s for s in scripts if "application/ld+json" not in s] == [], path.name
        assert not re.search(r"<style|<[^>]+ style=| on[a-z]+=\"", text), path.name
        assert '<meta name="referrer" content="no-referrer">' in text


def test_links_to_other_sites_are_marked_and_tell_them_nothing(built, phone):
    outward = 0
    for path in pages(built):
        phone.goto(path.as_uri())
        for link in phone.locator("a[href^=http]").all():
            outward += 1
            assert link.get_attribute("rel") == "external noreferrer noopener"
            assert "outward" in link.get_attribute("class")
    assert outward > 40
    sign = "getComputedStyle(document.querySelector('a.outward'), '::after').content"
    phone.goto((built.root / "_build/html/chapters/sources.html").as_uri())
    assert "↗" in phone.evaluate(sign)


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


@pytest.mark.parametrize("width", [390, 1300])
def test_a_table_says_that_it_scrolls_where_it_does(built, browser, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page, scrolls = context.new_page(), 0
    for path in pages(built):
        page.goto(path.as_uri())
        boxes = page.evaluate(
            "[...document.querySelectorAll('.more')].filter(e => e.checkVisibility())"
            ".map(e => [e.parentElement.scrollWidth > e.parentElement.clientWidth + 1,"
            " getComputedStyle(e, '::before').content.includes('Scroll')])"
        )
        assert all(wide == told for wide, told in boxes), path.name
        scrolls += sum(wide for wide, _ in boxes)
    assert scrolls or width > 390
    context.close()


def test_a_phone_shows_each_drawing_whole_or_says_that_it_scrolls(built, phone):
    boxes = []
    for chapter in CHAPTERS:
        phone.goto((built.root / f"_build/html/chapters/{chapter}.html").as_uri())
        boxes += phone.evaluate(
            "[...document.querySelectorAll('.drawing')].map(box => ({"
            "name: box.closest('figure').id, label: box.getAttribute('aria-label'),"
            "reached: box.tabIndex === 0, scrolls: box.scrollWidth > box.clientWidth,"
            "told: getComputedStyle(box, '::before').content.includes('Scroll'),"
            "shrunk: box.querySelector('svg').clientWidth /"
            "  box.querySelector('svg').viewBox.baseVal.width}))"
        )
    assert len(boxes) == len(built.figures())
    assert [box["name"] for box in boxes if box["scrolls"] != box["told"]] == []
    # Long names and tables of marks: at a size that can be read they are wider.
    scrolling = {box["name"] for box in boxes if box["scrolls"]}
    assert scrolling <= {"responses-matrix", "transfers-counts"}
    assert min(box["shrunk"] for box in boxes) > 0.74
    labels = [box["label"] for box in boxes if box["reached"]]
    assert len(set(labels)) == len(boxes)


def test_a_phone_shows_the_whole_title_of_a_table_that_scrolls(built, phone):
    titles = []
    for chapter in CHAPTERS:
        phone.goto((built.root / f"_build/html/chapters/{chapter}.html").as_uri())
        titles += phone.evaluate(
            "[...document.querySelectorAll('caption')].map(x => x.getBoundingClientRect().right)"
        )
    assert len(titles) == len(built.tables())
    assert max(titles) <= 390


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
    chart = phone.locator("figure.report-figure .drawing > svg").first
    chart.focus()
    tip = phone.locator(".chart-tip")
    tip.wait_for(state="attached")
    phone.keyboard.press("ArrowRight")
    assert tip.is_visible() and any(c.isdigit() for c in tip.inner_text())
    phone.keyboard.press("Escape")
    assert tip.is_hidden()


def test_without_scripts_text_figures_data_and_links_are_all_there(built, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((built.root / "_build/html/chapters/tibet.html").as_uri())
    assert page.locator("figure.report-figure .drawing > svg").first.is_visible()
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
    walked, unstated = 0, built.unstated()
    for path in pages(built):
        phone.goto(path.as_uri())
        links = number_links(phone)
        script = path.with_suffix(".cards.js")
        cards = re.findall(r'id=\\"card-([^\\"]+)', script.read_text("utf-8")) if links else []
        for href in links:
            key = href.partition("#")[2]
            assert behind[key] or key.removeprefix("number-") in unstated, key
            assert key.removeprefix("number-") in cards, key
            walked += 1
    assert walked > 250 and len(behind) == len(built.numbers())


def test_a_number_opens_in_place_by_keyboard_and_escape_gives_the_focus_back(built, phone):
    phone.goto((built.root / "_build/html/chapters/tibet.html").as_uri())
    link = phone.locator("a.number-link").first
    link.focus()
    phone.keyboard.press("Enter")
    card = phone.locator(".number-card:popover-open")
    card.wait_for()
    for words in ("Who said it", "grade", "To cite:"):
        assert words in card.inner_text()
    box = card.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    phone.keyboard.press("Escape")
    card.wait_for(state="hidden")
    expect(link).to_be_focused()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_everything_of_a_chapter_that_opens_in_place_does_so_by_keyboard(built, phone, chapter):
    phone.goto((built.root / f"_build/html/chapters/{chapter}.html").as_uri())
    links = phone.locator("a.number-link, a.term-link").all()
    assert len(links) > 50
    card = phone.locator(".number-card:popover-open")
    for link in links:
        link.focus()
        phone.keyboard.press("Enter")
        card.wait_for()
        box = card.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, link.inner_text()
        assert len(card.inner_text()) > 20, link.inner_text()
        phone.keyboard.press("Escape")
        card.wait_for(state="hidden")
        expect(link).to_be_focused()


def test_the_chain_lies_beside_the_pages_for_programs(built):
    import json

    prov = json.loads((built.root / "_build/html/provenance.json").read_text("utf-8"))
    numbers = {name for name in prov["entity"] if name.startswith("report:number-")}
    assert numbers == {f"report:number-{key}" for key in built.numbers()}
    used = {d["prov:generatedEntity"] for d in prov["wasDerivedFrom"].values()}
    assert numbers - used == {f"report:number-{key}" for key in built.unstated()}
    assert len(built.unstated()) < len(numbers) / 10


def test_each_figure_can_be_taken_away_as_csv_and_svg(built):
    folder = built.root / "_build/html/_downloads"
    for kind in ("csv", "svg"):
        assert {p.stem for p in folder.glob(f"*.{kind}")} == built.figures().keys()


def test_a_figure_can_be_taken_away_as_png(built, phone):
    phone.goto((built.root / "_build/html/chapters/tibet.html").as_uri())
    figure = phone.locator("#tibet-persons")
    figure.locator(".figure-data summary").click()
    with phone.expect_download() as taken:
        figure.get_by_role("button", name="Drawing as PNG").click()
    assert taken.value.suggested_filename == "tibet-persons.png"
    assert taken.value.path().read_bytes().startswith(b"\x89PNG")


def test_a_link_to_a_paragraph_is_copied_by_keyboard(built, phone):
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.goto((built.root / "_build/html/chapters/tibet.html").as_uri())
    link = phone.locator("section#persons > p > .headerlink").first
    link.focus()
    phone.keyboard.press("Enter")
    phone.get_by_text("Link copied").wait_for()
    copied = phone.evaluate("navigator.clipboard.readText()")
    assert copied == phone.url and copied.endswith(f"tibet.html{link.get_attribute('href')}")


@pytest.mark.parametrize("words, page", [
    ("西藏", "sources.html"), ("شىنجاڭ", "methods.html"), ("བོད", "methods.html"),
    ("DASHBOARD", "enforcement-dispute.html"), ("648,000 persons", "tibet.html"),
])  # fmt: skip
def test_the_search_finds_words_in_each_script_of_the_book(built, phone, words, page):
    phone.goto((built.root / "_build/html/index.html").as_uri())
    phone.get_by_role("searchbox").fill(words)
    phone.keyboard.press("Enter")
    phone.locator("#results a").first.wait_for()
    hrefs = [link.get_attribute("href") for link in phone.locator("#results a").all()]
    found = next(href for href in hrefs if page in href)
    phone.goto(found)
    assert phone.locator(":target").count() == 1 and words.lower() in (
        phone.locator("article").inner_text().lower()
    )


def test_the_search_says_when_it_finds_nothing_and_never_runs_what_is_asked(built, phone):
    address = (built.root / "_build/html/search.html").as_uri()
    phone.goto(f"{address}?q=<b>zebra</b>")
    phone.get_by_text("No passages hold").wait_for()
    assert phone.locator("#found b").count() == 0


def test_on_a_phone_the_chapters_open_by_keyboard_without_scripts(built, browser):
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    page = context.new_page()
    page.goto((built.root / "_build/html/chapters/tibet.html").as_uri())
    page.get_by_role("button", name="Chapters").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="The enforcement dispute").first.click()
    assert page.url.endswith("enforcement-dispute.html")
    context.close()
