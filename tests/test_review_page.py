"""The page of a review as a reviewer has it: from disk, without network, with comments."""

import json

import pytest
from playwright.sync_api import expect
from test_access import violations
from test_reader import browser  # noqa: F401

from report.findings import Finding
from report.records.causes import Cause
from report.records.changes import Change
from report.records.tables import compare_tables
from report.review.checklist import Item
from report.review.code import Difference
from report.review.comment import LONGEST
from report.review.content import Picture, Review, Statement, Touched
from report.review.faults import Faults, compare_findings
from report.review.page import render_markdown, write_page
from report.review.paragraphs import Edit, Paragraph

pytestmark = pytest.mark.browser
ODD = '<script>document.title="run"</script> <b>x</b> ئۇيغۇر `a` **b**'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
CAUSE = (Cause("data", f"claim one: value 1 → 2 {ODD}"),)
NUMBER = Change("numbers", "changed", "one", "chapters/one", "1", "2", 1.0, 100.0, "box", CAUSE,
                ranges=((0.5, 1.5), (1.0, None)))  # fmt: skip
RESTING = Change("numbers", "changed", "kept", "chapters/one", "7", f"7 {ODD}", causes=CAUSE)
KEPT, NEW, GONE = (Finding(f"data/{name}.csv", 2, None, None, f"is wrong {ODD}", "Correct it")
                   for name in ("kept", "new", "gone"))  # fmt: skip
FIGURE = Change("figures", "changed", "chart", "one", "Title", ODD, causes=CAUSE)
CLAIM = Change("claims", "changed", "one", "", "1", "2", 1.0, 100.0, details=(f"note: {ODD}",))
WIDE = [f"Column {number}" for number in range(12)]


def make_review(**parts) -> Review:
    empty = dict.fromkeys(
        ("warnings", "turned", "sentences", "numbers", "resting", "pictures", "rows", "edits",
         "code", "items"), (),
    )  # fmt: skip
    named = {"before": "main", "after": "the working tree", "moved": 0, "findings": Faults()}
    return Review(**(named | empty | parts))


FULL = make_review(
    warnings=(f"A warning {ODD}",), findings=compare_findings([KEPT, GONE], [KEPT, NEW]),
    turned=(Statement("sentence", "s", "one, Head", "It rose.", f"It fell. {ODD}",
                      ("direction",)),),
    sentences=(Statement("sentence", "s", "one, Head", "It has 1.", f"It has 2. {ODD}",
                         numbers=(NUMBER,)),),
    moved=1, resting=(RESTING,),
    pictures=(Picture(FIGURE, (SVG, SVG), ("One 1.", f"Two 2. {ODD}"), WIDE,
                      compare_tables([WIDE, [*"123456789abc"]], [WIDE, [*"123456789ab", ODD]])),),
    rows=(Touched(CLAIM, ODD, "paragraph 1", {"title": ODD, "grade": "C",
                                              "url": "javascript:alert(1)"}),),
    edits=(Edit(Paragraph("p", "one", "Head", "Old text.", "Old text."),
                Paragraph("q", "one", "Head", f"New text. {ODD}", "New text.")),),
    code=(Difference("report/one.py", ("@@ -1 +1 @@", "-a = 1", f"+a = '{ODD}'", "+```")),),
    items=(Item("numbers", "one", f"Look at {ODD}"), Item("summary", "", "Read first.")),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    write_page(FULL, tmp_path / "page")
    return tmp_path / "page"


@pytest.fixture(params=["light", "dark"])
def page(request, browser, folder):  # noqa: F811
    context = browser.new_context(color_scheme=request.param, accept_downloads=True)
    made = context.new_page()
    made.asked, made.said = [], []
    made.on("request", lambda one: made.asked.append(one.url))
    made.on("console", lambda one: made.said.append(one.text))
    made.on("pageerror", lambda error: made.said.append(str(error)))
    made.goto((folder / "index.html").as_uri())
    yield made
    context.close()


def comment(page, anchor: str, text: str) -> None:
    place = page.locator(f"[id='{anchor}']")
    place.locator(":scope > .comment-add").click()
    place.get_by_role("textbox").fill(text)
    place.get_by_role("button", name="Keep").click()


def test_the_page_asks_for_nothing_runs_nothing_odd_and_breaks_no_rule(page):
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    assert page.said == [] and page.title() == "What this change moves"
    assert "<script>document.title" in page.locator("main").inner_text()
    assert page.locator("a[href^='javascript']").count() == 0
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 390, 1300])
def test_the_page_never_scrolls_sideways(page, width):
    page.set_viewport_size({"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_comments_are_saved_to_a_file_and_loaded_from_it_with_their_anchors(page, folder, tmp_path):
    comment(page, "sentence-s", f"Is this so? {ODD}")
    comment(page, "number-one", "Which source?")
    comment(page, "figure-chart", "Too small.")
    assert violations(page) == []
    with page.expect_download() as caught:
        page.get_by_role("button", name="Save to a file").click()
    saved = tmp_path / "comments.json"
    caught.value.save_as(saved)
    kept = json.loads(saved.read_text("utf-8"))
    assert [one["anchor"] for one in kept["comments"]] == [
        "sentence-s", "number-one", "figure-chart",
    ]  # fmt: skip
    # A page from another day, which holds one of the places no longer.
    kept["comments"].append({"anchor": "figure-gone", "label": "Figure gone", "text": "Hm."})
    saved.write_text(json.dumps(kept), "utf-8")
    page.goto((folder / "index.html").as_uri())
    assert page.locator(".comment").count() == 0
    page.locator("#file").set_input_files(saved)
    expect(page.locator(".comment")).to_have_count(4)
    assert f"Is this so? {ODD}" in page.locator("[id='sentence-s']").inner_text()
    assert "Hm." in page.locator(".orphans").inner_text()
    # Loaded once more, nothing stands there twice.
    page.locator("#file").set_input_files(saved)
    expect(page.locator(".status")).to_contain_text("0 new")
    assert page.locator(".comment").count() == 4


def test_comments_are_copied_as_markdown_with_anchors_and_the_words_they_quote(page):
    page.locator("#by").fill("A. B.")
    page.locator("[id='paragraph-p'] ins").first.select_text()
    comment(page, "paragraph-p", "Say who claims it.")
    page.get_by_role("button", name="Copy as Markdown").click()
    text = page.locator("#markdown").input_value()
    assert "`#paragraph-p`" in text and "Say who claims it." in text and "A. B." in text
    assert "> New" in text


def test_a_comment_can_be_edited_and_removed(page):
    comment(page, "number-one", "First.")
    page.get_by_role("button", name="Edit the comment on Number one").click()
    page.locator("[id='number-one'] textarea").fill("Second.")
    page.get_by_role("button", name="Keep").click()
    assert page.locator(".comment").inner_text().startswith("Second.")
    page.get_by_role("button", name="Remove the comment on Number one").click()
    assert page.locator(".comment").count() == 0


def test_a_file_that_holds_no_comments_is_refused_in_words(page, tmp_path):
    (tmp_path / "other.json").write_text("{}", "utf-8")
    page.locator("#file").set_input_files(tmp_path / "other.json")
    expect(page.locator(".status")).to_contain_text("cannot be loaded")


def test_without_scripts_the_page_reads_whole_and_says_what_is_missing(browser, folder):  # noqa: F811
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    text = page.locator("body").inner_text()
    assert "Comments need scripts" in text and "It rose." in text and "Old" in text
    assert not page.locator(".tools").is_visible()
    context.close()


def test_the_markdown_is_cut_before_a_hosting_site_would_refuse_it_and_says_so():
    lines = tuple(f"+line {n} ```` " for n in range(9_000))
    long = render_markdown(make_review(code=(Difference("long.txt", lines),)))
    assert len(long) <= LONGEST and "**Left out here**" in long
    assert "**Left out here**" not in render_markdown(FULL)


def test_the_checklist_leads_to_what_it_asks_about(page):
    (link,) = page.locator(".checklist a").all()
    assert link.get_attribute("href") == "#number-one"
    assert page.locator(".checklist li").count() == 2


def test_a_sentence_that_turned_says_where_to_comment_on_it(page):
    (told,) = page.locator("article", has_text="comment on it there").all()
    assert told.get_by_role("link").get_attribute("href") == "#sentence-s"
    assert page.locator("[id='sentence-s'] > .comment-add").count() == 1


def test_findings_are_told_with_those_that_are_new_and_gone(page, folder):
    text = page.locator("body").inner_text()
    assert "Findings of report check: 2, 1 new, 1 gone." in text
    for state, finding in (("new", "data/new.csv"), ("gone", "data/gone.csv")):
        (line,) = page.locator("li", has_text=finding).all_inner_texts()
        assert line.startswith(state)
    markdown = (folder / "review.md").read_text("utf-8")
    assert "data/new.csv" in markdown and "data/kept.csv" not in markdown


def test_a_moved_number_is_told_with_its_ranges(page, folder):
    told = page.locator("[id='number-one']").inner_text()
    assert "1 → 2" in told and "Range: 0.5 to 1.5 → from 1" in told
    assert "Range: 0.5 to 1.5 → from 1" in (folder / "review.md").read_text("utf-8")
