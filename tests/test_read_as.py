"""Reading as one side: a switch that needs no script and changes no word."""

from collections import Counter
from types import SimpleNamespace

import pytest
from lxml import html
from test_access import violations
from test_reader import Witness, browser, pages  # noqa: F401

from report.sides import Side, read_sides
from report.sphinxext import sides

pytestmark = pytest.mark.browser
CHAPTER = "_build/html/chapters/enforcement-dispute.html"
READING = ".reading p:visible"
NORTH = Side("north", "North <N>", "the north", "who counts as north & no other")


class Asked:
    """Countings in which a number named after a side rests on it."""

    offered = [NORTH]

    def of_actors(self, actor_ids):
        return sorted(set(actor_ids))

    def of_number(self, payload):
        return [payload["side"]] if payload["side"] else []

    def find_own(self, payload):
        return {"north": "North: 5 boxes, 2020"} if payload["side"] == "south" else {}


@pytest.fixture
def app():
    published = {side or "none": ("one", {"side": side}) for side in ("north", "south", "")}
    domain = SimpleNamespace(data={"published": published})
    return SimpleNamespace(
        report_countings=Asked(), env=SimpleNamespace(get_domain=lambda _name: domain)
    )


def marked(app, *keys: str) -> html.HtmlElement:
    links = " ".join(f'<a class="number-link" href="n.html#number-{k}">1</a> and' for k in keys)
    root = html.fragment_fromstring(f"<div><h1>Title</h1>tail<p>{links}</p></div>")
    sides.mark_page(app, root)
    return root


def test_a_number_knows_its_sides_and_the_other_figure_stands_right_behind_it(app):
    root = marked(app, "north", "south", "none")
    classes = [link.get("class").split()[1:] for link in root.iter("a")]
    assert classes == [["by", "by-north"], ["by", "by-south"], []]
    assert " ".join(root.findall("p")[-1].text_content().split()) == (
        "1 and 1 [North: 5 boxes, 2020] and 1 and"
    )
    (own,) = root.find_class("own")
    assert own.get("hidden") is not None and own.getprevious().get("class").endswith("by-south")


def test_the_switch_counts_what_rests_on_a_side_and_shows_signs_as_they_are(app):
    text = marked(app, "north", "south", "north").text_content()
    assert "2 of the 3 numbers" in text and "after 1 of the others" in text
    assert "North <N>" in text and "north & no other" in text


def test_a_note_reads_alike_of_one_body_and_of_many():
    named = {side.name for side in read_sides()}
    assert {"CBP", "researchers", "UN bodies"} <= named
    for side in read_sides():
        (note,) = html.fragments_fromstring(sides._say_note(side, 2))
        words = " ".join(note.text_content().split())
        assert f"stands a figure stated by {side.name}, of the same measure" in words


def test_a_side_that_only_states_rows_is_offered_too(app):
    root = html.fragment_fromstring(
        '<div><h1>T</h1><table><tr class="by by-north"></tr><tr></tr></table>'
        '<details><table><tr class="by by-north"></tr></table></details></div>'
    )
    sides.mark_page(app, root)
    assert "1 of the 1 table rows" in root.find_class("reading")[0].text_content()


def test_a_page_on_which_no_side_states_anything_has_no_switch(app):
    assert not marked(app, "none").find_class("read-as")


def test_a_drawing_gets_the_classes_of_each_mark_in_order(app):
    mark = '<path role="graphics-symbol" aria-roledescription="point"/>'
    legend = '<g role="graphics-symbol" aria-roledescription="legend"/>'
    drawn = sides.mark_drawing(app, legend + 3 * mark, [["north"], [], ["south"]])
    assert Counter(drawn.split('"')) >= Counter(["by by-north", "by by-south"])
    assert drawn.index("by-north") > drawn.index("legend")
    assert drawn.count("class=") == 2


@pytest.fixture(params=["light", "dark"])
def page(request, built, browser):  # noqa: F811
    """A reader without scripts, but with those of a test."""
    context = browser.new_context(
        color_scheme=request.param, viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    page.goto((built.root / CHAPTER).as_uri())
    yield page
    context.close()


def colors(page, chosen: str) -> set[str]:
    return set(page.locator(chosen).evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map(e => getComputedStyle(e).color)"
    ))  # fmt: skip


def test_reading_as_each_side_breaks_no_rule_in_light_and_dark(page):
    sides = page.locator(".read-as input").all()[1:]
    assert len(sides) > 1
    for radio in sides:
        radio.check()
        assert page.locator(READING).count() == 1
        page.locator("details.figure-data summary").first.click()
        assert violations(page) == []


def test_what_rests_on_others_stands_back_and_all_of_it_stays_to_be_read(page):
    before = page.locator("article").evaluate("e => e.textContent")
    assert len(colors(page, "article p:not(.reading *) > a.number-link")) == 1
    page.locator("#side-cbp").check()
    own, others = colors(page, "a.by-cbp"), colors(page, "a.by:not(.by-cbp)")
    assert own and others and not own & others
    assert page.locator("svg .by").count() > 20 and page.locator("tr.by-cbp").count() > 5
    assert page.locator("span.own.for-cbp:visible").count() > 3
    assert page.locator("span.own:visible:not(.for-cbp)").count() == 0
    assert page.locator("article").evaluate("e => e.textContent") == before


def test_the_other_sides_figure_stands_right_behind_the_number_it_answers(page):
    page.locator("#side-cbp").check()
    beside = page.locator("span.own.for-cbp").all()
    assert len(beside) > 3
    for own in beside:
        assert own.evaluate("e => e.previousElementSibling.matches('a.number-link, .own')")
        assert own.inner_text().strip().startswith("[CBP: ")


def test_paper_shows_all_sides(page):
    page.locator("#side-cbp").check()
    page.emulate_media(media="print")
    assert page.locator(".read-as").is_hidden() and page.locator(READING).count() == 0
    assert page.locator("span.own:visible").count() == 0
    assert len(colors(page, "article p > a.number-link")) == 1


def test_each_page_with_numbers_offers_sides_and_others_do_not(built, browser):  # noqa: F811
    page = browser.new_page()
    for path in pages(built):
        page.goto(path.as_uri())
        numbers = page.locator("a.number-link.by, tr.by").count()
        assert bool(page.locator(".read-as").count()) == bool(numbers), path.name
    page.close()


def test_the_switch_works_by_keyboard_without_scripts_and_keeps_nothing(
    built, browser  # noqa: F811
):
    narrow = {"width": 320, "height": 600}
    context = browser.new_context(java_script_enabled=False, viewport=narrow)
    page, address = context.new_page(), (built.root / CHAPTER).as_uri()
    witness = Witness(page)
    page.goto(address)
    page.locator("#side-all").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(READING).inner_text().startswith("Reading with the countings of CBP")
    page.keyboard.press("Enter")
    assert page.locator("#side-cbp").is_checked() and page.url == address
    page.mouse.wheel(0, 3000)
    page.wait_for_timeout(200)
    box = page.locator(READING).bounding_box()
    assert 0 <= box["y"] and box["y"] + box["height"] < 200
    page.locator(READING).get_by_role("button", name="All sides").press("Enter")
    assert page.locator("#side-all").is_checked() and page.locator(READING).count() == 0
    page.locator("#side-letter").check()
    page.reload()
    assert page.locator("#side-all").is_checked() and context.cookies() == []
    assert witness.said == [] and all(url.startswith("file:") for url in witness.asked)
    context.close()


def test_the_choice_is_a_named_group_and_is_announced(page):
    assert page.get_by_role("group", name="Read as").get_by_role("radio").count() > 2
    page.get_by_role("radio", name="CBP").check()
    (said,) = page.get_by_role("status").filter(has_text="Reading with").all()
    assert "rest on statements of CBP" in said.inner_text()


def test_on_a_phone_letters_of_drawings_can_be_read_and_no_page_scrolls_sideways(
    built, browser  # noqa: F811
):
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    for path in pages(built):
        page.goto(path.as_uri())
        drawn = page.locator(".drawing > svg").evaluate_all(
            "all => all.map(svg => svg.getScreenCTM().a * Math.min("
            "...[...svg.querySelectorAll('text')].map("
            "t => parseFloat(t.getAttribute('font-size')))))"
        )
        assert all(size >= 11 for size in drawn), path.name
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path.name
        assert page.locator(".drawing").evaluate_all(
            "all => all.every(box => box.scrollWidth <= box.clientWidth"
            " || getComputedStyle(box).overflowX === 'auto')"
        )
    context.close()
