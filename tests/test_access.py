"""Every page of the built book against the rules of WCAG 2.2 AA, light and dark."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from test_reader import browser, pages  # noqa: F401

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Axe would fetch style sheets by itself, which the policy of the pages refuses.
OPTIONS = {"preload": False, "resultTypes": ["violations"],
           "runOnly": {"type": "tag", "values": RULES}}  # fmt: skip


def violations(page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(document, options)", OPTIONS)["violations"]
    return [
        f"{fault['id']}: {node['html'][:120]}" for fault in found for node in fault["nodes"]
    ]


@pytest.fixture(params=["light", "dark"])
def page(request, browser):  # noqa: F811
    context = browser.new_context(
        color_scheme=request.param, viewport={"width": 1280, "height": 900}
    )
    yield context.new_page()
    context.close()


def test_no_page_breaks_a_rule(built, page):
    for path in pages(built):
        page.goto(path.as_uri())
        assert violations(page) == [], path.name


def test_what_opens_breaks_no_rule(built, page):
    page.goto((built.root / "_build/html/chapters/tibet.html").as_uri())
    page.locator("details.figure-data summary").first.click()
    page.locator("a.number-link").first.click()
    page.locator(".number-card:popover-open").wait_for()
    assert violations(page) == []


def test_a_broken_rule_would_be_seen(built, page, tmp_path):
    text = (built.root / "_build/html/index.html").read_text("utf-8")
    file = tmp_path / "x.html"
    file.write_text(text.replace("</main>", '<img src="data:,"><input></main>'), "utf-8")
    page.goto(file.as_uri())
    assert {fault.split(":")[0] for fault in violations(page)} >= {"image-alt", "label"}


def test_at_320_pixels_and_large_letters_nothing_is_lost(built, browser):  # noqa: F811
    """A window of 640 pixels at 200 percent is one of 320."""
    context = browser.new_context(viewport={"width": 320, "height": 512})
    page = context.new_page()
    for path in pages(built):
        page.goto(path.as_uri())
        cut = page.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > "
            "e.clientWidth + 1 && getComputedStyle(e).overflowX === 'hidden'"
            " && !e.closest('.unseen')).map(e => e.outerHTML.slice(0, 80))"
        )
        assert cut == [], path.name
    context.close()


def test_focus_is_always_seen(built, page):
    page.goto((built.root / "_build/html/chapters/claims.html").as_uri())
    seen = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        seen.add(page.evaluate(
            "[document.activeElement.tagName, "
            "getComputedStyle(document.activeElement).outlineStyle]"
        )[1])  # fmt: skip
    assert seen == {"solid"}


def test_pages_print_without_the_frame(built, page):
    page.emulate_media(media="print")
    page.goto((built.root / "_build/html/chapters/tibet.html").as_uri())
    for hidden in ("header.top", "#chapters", ".prev-next", ".headerlink"):
        assert page.locator(hidden).first.is_hidden(), hidden
    assert page.locator("figure.report-figure .drawing > svg").first.is_visible()
    assert "edition" in page.locator("footer").inner_text()
    assert page.locator(".on-screen").is_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(0, 0, 0)"
