"""The last form of a page's body: marked, addressed, reachable, and searchable."""

from lxml import html

from report.sphinxext.pages import LONG, WORDY, finish_body

SVG = '<svg role="img" aria-label="a &gt; b, 新疆" viewBox="0 0 1 1"><g><path d="M0,0"/></g></svg>'
CARD = '<div class="number-card" id="card-x" popover tabindex="-1"><p>Who said it</p></div>'


def page(*inside: str) -> str:
    return f'<section id="top"><h1>Title</h1>{"".join(inside)}</section>'


def finished(*inside: str, **options):
    made = finish_body(page(*inside), **options)
    return made, html.fragment_fromstring(made.body, create_parent="div")


def test_drawings_pass_through_to_the_byte():
    made, _ = finished(f'<figure id="f">{SVG}</figure>')
    assert SVG in made.body


def test_each_script_gets_its_language_and_direction():
    _, root = finished("<p>In 新疆, شىنجاڭ and བོད.</p>")
    spans = {span.get("lang"): span.get("dir") for span in root.iter("span")}
    assert spans == {"zh": "ltr", "ug": "rtl", "bo": "ltr"}


def test_a_link_outward_is_marked_and_one_inside_is_not():
    _, root = finished('<p><a href="https://site.example/">x</a> <a href="b.html">y</a></p>')
    out, within = root.xpath("//p/a[text()]")
    assert out.get("rel") == "external noreferrer noopener" and out.get("class") == "outward"
    assert within.get("rel") is None


def test_an_address_that_is_read_already_is_told_from_one_that_is_not():
    link = '<a href="https://site.example/">{}</a>'
    _, root = finished(f"<p>{link.format('https://site.example/')} {link.format('Site')}</p>")
    assert [a.get("class") for a in root.iter("a")] == ["outward address", "outward"]


def test_a_date_is_one_piece_and_reads_as_before():
    inside = "<p>On <b>2026-01-22</b>, 2026-02 and 2021-2025, <code>a-2026-01-22</code>.</p>"
    _, root = finished(inside)
    assert [day.text for day in root.find_class("whole")] == ["2026-01-22", "2026-02"]
    assert root.find(".//p").text_content() == "On 2026-01-22, 2026-02 and 2021-2025, a-2026-01-22."


def test_an_option_of_a_command_stays_with_its_dashes():
    words = "".join(f'<span class="pre">{word}</span> ' for word in ("report", "--params"))
    _, root = finished(f"<p><code>{words}</code></p>")
    assert [word.text for word in root.find_class("whole")] == ["--params"]


def test_cells_say_how_much_they_hold_and_the_table_how_wide_it_is():
    cells = "".join(f"<td>{'a' * length}</td>" for length in (WORDY, WORDY + 1, LONG + 1))
    _, root = finished(f"<table><tbody><tr>{cells}</tr></tbody></table>")
    assert [cell.get("class") for cell in root.iter("td")] == [None, "wordy", "long"]
    assert [part.get("class") or part.tag for part in root.find_class("scroll")[0]] == [
        "more", "table",
    ]  # fmt: skip


def test_the_mark_behind_a_sentence_has_words_for_who_hears_it():
    _, root = finished('<p>Long.<a class="number-link number-mark" href="#x">°</a></p>')
    assert root.find_class("number-mark")[0].get("aria-label")


def test_the_sections_below_the_title_are_listed_in_order():
    inside = '<section id="a"><h2>First</h2><section id="c"><h3>Deep</h3></section></section>'
    made, _ = finished(inside, '<section id="b"><h2>Second</h2></section>')
    assert made.sections == [("a", "First"), ("b", "Second")]


def test_paragraphs_that_have_addresses_are_linked_to_and_others_are_not():
    inside = '<p id="top-1">One.</p><p id="top-2">Two.</p><p>Made.</p><div><p>In a box.</p></div>'
    _, root = finished(inside)
    links = root.xpath("//p/a[@class='headerlink']")
    assert [link.get("href") for link in links] == ["#top-1", "#top-2"]
    assert all(link.get("aria-label") and not link.text for link in links)


def test_the_answer_before_the_first_section_is_set_off_where_asked_for():
    inside = ("<p>The answer.</p>", '<section id="s"><h2>More</h2><p>Text.</p></section>')
    _, root = finished(*inside, glance=True)
    (box,) = root.find_class("glance")
    assert [p.text for p in box] == ["At a glance", "The answer."]
    assert not finished(*inside)[1].find_class("glance")


def test_a_page_without_an_answer_gets_no_empty_box():
    _, root = finished('<section id="s"><h2>More</h2></section>', glance=True)
    assert not root.find_class("glance")
    assert finish_body("<p>No section at all.</p>", glance=True).body.startswith("<p>")


def test_cards_leave_the_page():
    made, root = finished("<p>x</p>", CARD)
    assert not root.find_class("number-card")
    assert 'id="card-x" popover' in made.cards and "Who said it" in made.cards


def test_scripts_left_by_others_are_dropped():
    assert "script" not in finished("<script>run()</script><p>x</p>")[0].body


def test_a_wide_table_scrolls_by_keyboard_and_its_heads_say_what_they_head():
    table = "<table><caption>Counts</caption><thead><tr><th>A</th></tr></thead></table>"
    _, root = finished(table)
    (box,) = root.find_class("scroll")
    assert (box.get("tabindex"), box.get("aria-label")) == ("0", "Counts")
    assert root.xpath("//th/@scope") == ["col"]


def test_a_search_finds_sections_figures_entries_and_what_drawings_say():
    made, _ = finished(
        "<p>Opening.</p>", f'<figure id="f">{SVG}<figcaption>Finding</figcaption></figure>',
        '<section id="s"><h2>Part<a class="headerlink" href="#s">¶</a></h2>'
        '<div class="register-entry" id="claim-1"><p>Said.</p></div></section>',
    )  # fmt: skip
    assert made.passages == [
        ["top", "Title", "Opening."],
        ["f", "Title", "Finding a > b, 新疆"],
        ["claim-1", "Part", "Said."],
    ]
