"""The built book in a second engine, Firefox, from disk: what a reader does there."""

import pytest
from firefox import Firefox, find_address, wait_until

pytestmark = pytest.mark.browser
CHAPTER = "chapters/tibet"


@pytest.fixture(scope="module")
def firefox():
    browser = Firefox()
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def plain():
    """A Firefox in which no page may run a script."""
    browser = Firefox(**{"javascript.enabled": False})
    yield browser
    browser.close()


def locate(built, name: str) -> str:
    return (built.root / "_build/html" / f"{name}.html").as_uri()


def pages(built) -> list[str]:
    folder = built.root / "_build/html"
    found = [p.relative_to(folder).with_suffix("").as_posix() for p in folder.rglob("*.html")]
    assert len(found) >= 8
    return sorted(found)


def test_no_page_scrolls_sideways_complains_or_asks_anything_elsewhere(built, firefox):
    firefox.resize(320)
    firefox.asked.clear()
    firefox.said.clear()
    for name in pages(built):
        firefox.open(locate(built, name))
        wide = firefox.read("document.documentElement.scrollWidth")
        assert wide <= 320, f"{name} is {wide} wide at 320"
    firefox.resize(1280)
    assert firefox.said == []
    assert [a for a in firefox.asked if not a.startswith(("file:", "data:"))] == []


def test_a_request_and_a_complaint_would_be_heard(firefox, tmp_path):
    page = tmp_path / "x.html"
    page.write_text(
        '<!DOCTYPE html><meta charset="utf-8"><title>x</title>'
        '<img src="http://127.0.0.1:8009/x.png"><script>console.error("heard")</script>'
        '<p style="width: 2000px">wide</p>',
        "utf-8",
    )
    firefox.said.clear()
    firefox.open(page.as_uri())
    assert firefox.read("document.documentElement.scrollWidth") >= 2000
    assert "http://127.0.0.1:8009/x.png" in firefox.asked
    assert any("heard" in words for words in firefox.said)


def test_a_number_opens_by_keyboard_and_escape_gives_the_focus_back(built, firefox):
    firefox.open(locate(built, CHAPTER))
    firefox.read("document.querySelector('a.number-link').focus()")
    firefox.press("Enter")
    firefox.wait_for("document.querySelector('.number-card:popover-open')")
    shown = firefox.read("document.querySelector('.number-card:popover-open').innerText")
    assert "Who said it" in shown and "To cite:" in shown
    firefox.press("Escape")
    firefox.wait_for("!document.querySelector('.number-card:popover-open')")
    firefox.wait_for("document.activeElement.className.startsWith('number-link')")


def test_the_chapters_open_by_keyboard_on_a_phone(built, firefox):
    firefox.resize(390)
    firefox.open(locate(built, CHAPTER))
    firefox.read("document.querySelector('[popovertarget=chapters]').focus()")
    firefox.press("Enter")
    firefox.wait_for("document.querySelector('#chapters:popover-open')")
    firefox.press("Escape")
    firefox.wait_for("!document.querySelector('#chapters:popover-open')")
    firefox.resize(1280)


def test_a_chart_answers_to_the_keyboard_and_closes_on_escape(built, firefox):
    firefox.open(locate(built, CHAPTER))
    firefox.read("document.querySelector('figure.report-figure .drawing > svg').focus()")
    firefox.press("ArrowRight")
    firefox.wait_for("document.querySelector('.chart-tip:not([hidden])')?.innerText.match(/\\d/)")
    firefox.press("Escape")
    firefox.wait_for("!document.querySelector('.chart-tip').checkVisibility()")


def test_search_finds_words_in_the_book(built, firefox):
    firefox.open(locate(built, "search") + "?q=person-times")
    firefox.wait_for("document.querySelector('main a[href*=tibet]')")


def test_without_scripts_a_number_leads_to_its_claim(built, plain):
    plain.open(locate(built, CHAPTER))
    assert plain.read("document.querySelector('figure.report-figure .drawing > svg').clientWidth") > 200
    for target in ("numbers.html#number-", "claims.html#claim-"):
        link = "a.number-link" if "numbers" in target else ":target a[href*='claims.html#claim-']"
        plain.wait_for(f"document.querySelector(\"{link}\")")
        address = plain.read(f"document.querySelector(\"{link}\").href")
        assert target in address
        plain.read(f"document.querySelector(\"{link}\").focus()")
        plain.press("Enter")
        plain.wait_for_address(target)


def test_the_socket_is_found_in_what_firefox_says():
    line = "WebDriver BiDi listening on ws://127.0.0.1:41\n"
    assert find_address(line) == "ws://127.0.0.1:41" and find_address("other") is None


def test_waiting_ends_and_says_for_what():
    with pytest.raises(AssertionError, match="for a thing that never comes"):
        wait_until(lambda: False, "a thing that never comes", seconds=0)
