"""The register of claims narrows down by keyboard, and is whole without scripts."""

import re

import pytest
from playwright.sync_api import expect
from test_reader import browser, phone  # noqa: F401

pytestmark = pytest.mark.browser
SHOWN = ".register-entry[data-theme]:not([hidden])"


@pytest.fixture
def register(built, phone):  # noqa: F811
    phone.goto((built.root / "_build/html/chapters/claims.html").as_uri())
    return phone


def said(page) -> tuple[int, int]:
    words = page.locator("form.register-filter output").inner_text().split()
    return int(words[0]), int(words[2])


def data(page, name):
    found = page.locator(SHOWN).all()
    return [entry.get_attribute(f"data-{name}") for entry in found]


def test_without_scripts_every_claim_is_there_and_no_form(built, browser):  # noqa: F811
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((built.root / "_build/html/chapters/claims.html").as_uri())
    assert page.locator("form.register-filter").count() == 0
    entries = page.locator(".register-entry[data-theme]")
    assert entries.count() > 300 and entries.last.is_visible()
    context.close()


def test_with_scripts_everything_is_shown_at_first_and_counted(register):
    shown, every = said(register)
    assert shown == every == register.locator(SHOWN).count() > 300
    form = register.locator("form.register-filter")
    assert form.get_attribute("aria-label") == "Filter the claims"
    assert form.locator("output").get_attribute("aria-live") == "polite"


def test_each_control_has_a_label(register):
    controls = register.locator(".register-filter :is(select, input)").all()
    assert len(controls) == 6
    for control in controls:
        name = control.get_attribute("id")
        label = register.locator(f"label[for='{name}']")
        assert label.count() == 1 and label.inner_text().strip()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "Tibet"), ("actor", "U.S. Customs and Border Protection"),
        ("measure", "Xinjiang labour transfers, five-year-plan targets"),
    ],
)  # fmt: skip
def test_theme_actor_and_measure_narrow_the_register_down(register, name, value):
    register.select_option(f"#filter-{name}", value)
    assert set(data(register, name)) == {value}
    shown, every = said(register)
    assert 0 < shown == len(data(register, name)) < every


def test_a_period_keeps_the_claims_that_touch_it(register):
    register.fill("#filter-from", "2012")
    register.fill("#filter-to", "2013")
    spans = zip(data(register, "from"), data(register, "to"), strict=True)
    assert all(int(first) <= 2013 and int(last) >= 2012 for first, last in spans)
    assert 0 < said(register)[0] < 40


def test_words_are_looked_for_in_the_whole_entry_whatever_their_case(register):
    register.fill("#filter-words", "FARMERS' tibet-persons-2018")
    assert [e.get_attribute("id") for e in register.locator(SHOWN).all()] == [
        "claim-tibet-persons-2018"
    ]


def test_the_filters_work_together_and_say_when_nothing_is_left(register):
    register.select_option("#filter-theme", "Tibet")
    register.fill("#filter-words", "no such words anywhere")
    assert said(register)[0] == 0
    assert register.locator("p.rubric:visible").count() == 0


def test_a_measure_without_a_shown_claim_is_hidden_with_its_definition(register):
    register.select_option("#filter-theme", "Tibet")
    heads = register.locator("p.rubric:visible, p.definition:visible").all()
    assert heads
    for head in heads:
        section = head.locator("xpath=ancestor::section[1]")
        assert section.get_attribute("id") == "tibet"


def test_it_is_used_by_keyboard_alone(register):
    register.locator("#filter-theme").focus()
    register.keyboard.type("Tib")
    assert set(data(register, "theme")) == {"Tibet"}
    for _ in range(6):
        register.keyboard.press("Tab")
    assert register.evaluate("document.activeElement.type") == "reset"
    register.keyboard.press("Enter")
    every = register.locator("[data-theme].register-entry").count()
    expect(register.locator("output")).to_contain_text(re.compile(rf"^{every}\b"))
    assert said(register)[0] == said(register)[1]


def test_enter_in_a_field_leaves_the_page_where_it_is(register):
    address = register.url
    register.fill("#filter-words", "tibet")
    register.keyboard.press("Enter")
    assert register.url == address and said(register)[0] > 0


def test_a_link_to_a_hidden_claim_shows_it(register):
    register.select_option("#filter-theme", "Tibet")
    register.evaluate("location.hash = '#claim-cbp-fy2024-total'")
    register.wait_for_selector("#claim-cbp-fy2024-total", state="visible")


def test_no_other_page_loads_the_script(built):
    pages = (built.root / "_build/html").rglob("*.html")
    with_script = [p.name for p in pages if "registers.js" in p.read_text("utf-8")]
    assert with_script == ["claims.html"]
